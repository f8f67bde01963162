import { pbkdf2Sync, randomBytes } from 'node:crypto';
import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import kafkajs, { type Admin } from 'kafkajs';
import { readLock } from '../../services/stack/artefacts.ts';
import { cacheDirectory, installArtefact } from '../../services/stack/cache.ts';
import { openDataDirectory } from '../../services/stack/data-directory.ts';
import { startGuard } from '../../services/stack/guard-client.ts';
import { chooseJdk, findJdks } from '../../services/stack/jdk.ts';
import { elasticsearchUrl, kafkaBroker, prepareServer, reservePorts } from '../../services/stack/servers.ts';

/** Everybody's password is their name. */
export type User = 'admin' | 'worker' | 'reader';

/** A broker with an authorizer and logins (SASL/PLAIN), and an Elasticsearch with security (file realm). */
export interface SecuredServers {
  readonly broker: string;
  readonly elasticsearchUrl: string;
  /** Environment of a process that logs in to both as this user. */
  environment(user: User): Record<string, string>;
  /** Grants what Kafka calls an operation; names that end in `*` mean all that begin so. */
  allow(user: User, kind: 'topic' | 'group' | 'transactional-id', name: string, operation: Operation): Promise<void>;
  /** Gives a user of Elasticsearch a role instead of their former one: `superuser`, `indexes`, `reads`. */
  giveRole(user: User, role: Role): Promise<void>;
  /** Changes a topic's settings, or what else an administrator does. */
  readonly admin: Admin;
  stop(): Promise<void>;
}

export type Operation = 'Read' | 'Write' | 'Describe';
export type Role = 'superuser' | 'indexes' | 'reads';

const USERS: readonly User[] = ['admin', 'worker', 'reader'];

const KAFKA_SECURITY = `
listener.security.protocol.map=BROKER:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT
sasl.enabled.mechanisms=PLAIN
sasl.mechanism.inter.broker.protocol=PLAIN
listener.name.broker.plain.sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required \
username="admin" password="admin" ${USERS.map((user) => `user_${user}="${user}"`).join(' ')};
authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
super.users=User:admin;User:ANONYMOUS
`;

const ELASTICSEARCH_SECURITY = `xpack.security.enabled: true
xpack.security.autoconfiguration.enabled: false
xpack.security.http.ssl.enabled: false
xpack.security.transport.ssl.enabled: false
resource.reload.interval.high: 1s
`;

/** The least that an indexer needs, and less. */
const ROLES = `indexes:
  indices:
    - names: ['logs-wincanal.*']
      privileges: [create_doc, auto_configure, read, maintenance]
reads:
  indices:
    - names: ['logs-wincanal.*']
      privileges: [read]
`;

/** Starts both on loopback, from what the embedded stack has in its cache. */
export async function startSecuredServers(): Promise<SecuredServers> {
  const signal = AbortSignal.timeout(120_000);
  const found = findJdks();
  const directory = await openDataDirectory(undefined);
  const ports = await reservePorts({});
  const guard = startGuard(directory.path);
  const rolesFile = join(directory.path, 'elasticsearch', 'config', 'users_roles');
  const roles = new Map<User, Role>([
    ['admin', 'superuser'],
    ['worker', 'indexes'],
    ['reader', 'reads'],
  ]);
  const prepare = async (component: 'kafka' | 'elasticsearch'): ReturnType<typeof prepareServer> => {
    const javaHome = chooseJdk(component, found).home;
    const context = { javaHome, onProgress: () => undefined, signal };
    const home = await installArtefact(component, readLock()[component], cacheDirectory(), context);
    return prepareServer(component, { home, javaHome }, directory, ports, signal);
  };
  const writeRoles = (): Promise<void> =>
    writeFile(rolesFile, [...roles].map(([user, role]) => `${role}:${user}\n`).join(''));

  try {
    const kafka = await prepare('kafka');
    // Of a property that is there twice the last one counts.
    await appendFile(join(directory.path, 'kafka', 'server.properties'), KAFKA_SECURITY);
    const elasticsearch = await prepare('elasticsearch');
    const config = join(directory.path, 'elasticsearch', 'config');
    const yaml = join(config, 'elasticsearch.yml');
    await writeFile(
      yaml,
      (await readFile(yaml, 'utf8')).replace(/^xpack.security.enabled: .*\n/mu, ELASTICSEARCH_SECURITY),
    );
    await writeFile(join(config, 'roles.yml'), ROLES);
    await writeFile(join(config, 'users'), USERS.map((user) => `${user}:${hashPassword(user)}\n`).join(''));
    await writeRoles();
    await guard.start('kafka', kafka.server);
    await guard.start('elasticsearch', elasticsearch.server);
    const url = elasticsearchUrl(ports);
    const client = new kafkajs.Kafka({
      brokers: [kafkaBroker(ports)],
      sasl: { mechanism: 'plain', username: 'admin', password: 'admin' },
      retry: { retries: 300, initialRetryTime: 200, maxRetryTime: 500 },
      logLevel: kafkajs.logLevel.NOTHING,
    });
    const admin = client.admin();
    await admin.connect();
    while (!(await isWell(url))) {
      if (signal.aborted || guard.exitOf('elasticsearch') !== undefined)
        throw new Error(`Elasticsearch: ${await readFile(elasticsearch.server.logFile, 'utf8')}`);
      await delay(200);
    }
    return {
      broker: kafkaBroker(ports),
      elasticsearchUrl: url,
      environment: (user) => ({
        WINCANAL_KAFKA_BROKERS: kafkaBroker(ports),
        WINCANAL_KAFKA_SASL_MECHANISM: 'plain',
        WINCANAL_KAFKA_SASL_USERNAME: user,
        WINCANAL_KAFKA_SASL_PASSWORD: user,
        WINCANAL_ELASTICSEARCH_URL: url,
        WINCANAL_ELASTICSEARCH_USERNAME: user,
        WINCANAL_ELASTICSEARCH_PASSWORD: user,
      }),
      async allow(user, kind, name, operation) {
        const isPrefix = name.endsWith('*');
        const acl = {
          resourceType: RESOURCES[kind],
          resourceName: isPrefix ? name.slice(0, -1) : name,
          resourcePatternType: isPrefix ? kafkajs.ResourcePatternTypes.PREFIXED : kafkajs.ResourcePatternTypes.LITERAL,
          principal: `User:${user}`,
          host: '*',
          operation: OPERATIONS[operation],
          permissionType: kafkajs.AclPermissionTypes.ALLOW,
        };
        await admin.createAcls({ acl: [acl] });
      },
      async giveRole(user, role) {
        roles.set(user, role);
        await writeRoles();
      },
      admin,
      async stop() {
        await admin.disconnect();
        await guard.stop();
      },
    };
  } catch (error) {
    await guard.stop();
    throw error;
  }
}

const RESOURCES = {
  topic: kafkajs.AclResourceTypes.TOPIC,
  group: kafkajs.AclResourceTypes.GROUP,
  'transactional-id': kafkajs.AclResourceTypes.TRANSACTIONAL_ID,
} as const;

const OPERATIONS = {
  Read: kafkajs.AclOperationTypes.READ,
  Write: kafkajs.AclOperationTypes.WRITE,
  Describe: kafkajs.AclOperationTypes.DESCRIBE,
} as const;

/** As the file realm stores it: PBKDF2 with HMAC-SHA-512. */
function hashPassword(password: string): string {
  const salt = randomBytes(32);
  const hash = pbkdf2Sync(password, salt, 10_000, 32, 'sha512');
  return `{PBKDF2}10000$${salt.toString('base64')}$${hash.toString('base64')}`;
}

async function isWell(url: string): Promise<boolean> {
  try {
    const authorization = `Basic ${Buffer.from('admin:admin').toString('base64')}`;
    const answer = await fetch(`${url}/_cluster/health?wait_for_status=yellow&timeout=1s`, {
      headers: { authorization },
    });
    await answer.body?.cancel();
    return answer.ok;
  } catch {
    return false;
  }
}
