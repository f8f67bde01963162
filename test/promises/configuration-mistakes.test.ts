import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { SCHEMA_VERSION } from '../../normalizers/index.ts';
import { reservePort } from '../../services/stack/ports.ts';
import { composeAlert, digCanal, until, type Canal, type WorkerProcess } from '../support/canal.ts';
import { startFaultyProxy } from '../support/faulty-proxy.ts';
import { startSecuredServers, type SecuredServers } from '../support/secured-servers.ts';

jest.setTimeout(120_000);

/**
 * Promise 12: a worker that starts says what is wrong, with which value, and what to run, all of it at once; it waits or ends,
 * as it is told; what was sent meanwhile is not dropped.
 *
 * Switched off to see it fail, in services/runtime/start/: the whole look before the start (`waitToStart` returns at once: all eight
 * tests fail); the wait (`waitSeconds` taken as 0: all but the one about passwords, which does not wait); the lists of missing topics, of too few partitions, of transactional ids
 * that may not be used, of missing privileges, of templates of another version, and the words for a refused login (all six at a time: the
 * six tests that are about them fail, the two about hosts pass).
 */

let servers: SecuredServers;
const canals: Canal[] = [];

beforeAll(async () => {
  servers = await startSecuredServers();
});

afterAll(async () => {
  for (const canal of canals) await canal.close();
  await servers.stop();
});

/** A canal on the secured servers, dug by the administrator. */
async function dig(settings: Readonly<Record<string, string>> = {}): Promise<Canal> {
  const canal = await digCanal({ ...servers.environment('admin'), WINCANAL_TOPIC_PARTITIONS: '1', ...settings });
  canals.push(canal);
  return canal;
}

const PATIENT = { WINCANAL_START_WAIT_SECONDS: '600' };
const HASTY = { WINCANAL_START_WAIT_SECONDS: '0' };

/** The problems that a worker has logged last. */
function readProblems(worker: WorkerProcess): string[] {
  const lines = worker.log().split('\n').slice(0, -1);
  const entries = lines.map((line) => JSON.parse(line) as { problems?: string[] });
  return entries.findLast(({ problems }) => problems !== undefined)?.problems ?? [];
}

/** Waits until a worker has said what keeps it from starting. */
function problemsOf(worker: WorkerProcess): Promise<string[]> {
  return until(
    () => readProblems(worker),
    (problems) => problems.length > 0 || worker.child.exitCode !== null,
  );
}

async function endedProblems(worker: WorkerProcess): Promise<string[]> {
  expect(await worker.ended).toBe(1);
  return readProblems(worker);
}

/** Ends a worker that works by now. */
async function stop(worker: WorkerProcess): Promise<void> {
  worker.child.kill('SIGTERM');
  expect(await worker.ended).toBe(0);
}

const EVENTS = Array.from({ length: 20 }, (_, i) => composeAlert(i + 1, i % 5));

/** Counts what a normalizer made of the twenty events, by id. */
async function expectAllPublished(canal: Canal, records: number = EVENTS.length): Promise<void> {
  await until(canal.normalized, (account) => account.records >= records);
  const published = await canal.readAll(canal.config.topics.enriched('schannel'));
  expect(published).toHaveLength(EVENTS.length);
  expect(new Set(published.map(({ headers }) => headers['event-id'])).size).toBe(EVENTS.length);
}

/** Counts what an indexer made of them. */
async function expectAllIndexed(canal: Canal): Promise<void> {
  await until(canal.indexed, ({ records }) => records >= EVENTS.length);
  const target = canal.dataStream('schannel');
  await canal.elasticsearch.refresh(target);
  expect(await canal.elasticsearch.count(target)).toBe(EVENTS.length);
}

describe('topics', () => {
  test('missing topics are all named; the normalizer starts when they are there, and drops nothing', async () => {
    const canal = await dig();
    const { alerts, hosts } = canal.config.topics;
    await canal.sendRaw(EVENTS);
    await canal.admin.deleteTopics([alerts, hosts]);
    const advice = `Kafka at ${servers.broker} has no topic ${alerts}, ${hosts}: run "npx wincanal setup"`;
    const patient = canal.startWorker('normalizer', PATIENT);
    expect(await problemsOf(patient)).toEqual([expect.stringContaining(advice)]);
    const setup = canal.startCommand(['setup']);
    expect(await setup.ended).toBe(0);
    await expectAllPublished(canal);
    await stop(patient);
  });

  test('too few partitions and copies are named with the values; the worker starts when there are enough', async () => {
    const canal = await dig({ WINCANAL_TOPIC_PARTITIONS: '2' });
    const { raw } = canal.config.topics;
    await canal.sendRaw(EVENTS);
    const wanted = { WINCANAL_TOPIC_PARTITIONS: '4', WINCANAL_TOPIC_REPLICATION: '3' };
    const hasty = canal.startWorker('normalizer', { ...wanted, ...HASTY });
    const problems = await endedProblems(hasty);
    // Raw, enriched twice, alerts, dead letters, hosts.
    expect(problems).toHaveLength(12);
    expect(problems).toContain(
      `topic ${raw} has partitions: 2, wanted 4: run "npx wincanal setup", which adds partitions, or set WINCANAL_TOPIC_PARTITIONS=2`,
    );
    expect(problems).toContain(
      `topic ${raw} has replication: 1, wanted 3: run kafka-reassign-partitions.sh, which makes copies, or set WINCANAL_TOPIC_REPLICATION=1`,
    );
    const patient = canal.startWorker('normalizer', { WINCANAL_TOPIC_PARTITIONS: '4', ...PATIENT });
    expect(await problemsOf(patient)).toHaveLength(6);
    const names = (await canal.admin.listTopics()).filter((name) => name.startsWith(`${canal.config.topics.prefix}.`));
    for (const name of names) await canal.admin.addPartitions(name, 4);
    await expectAllPublished(canal);
    await stop(patient);
  });
});

describe('rights and logins', () => {
  test('every right that is missing is named, with the command that grants it; granted, the normalizer starts', async () => {
    const canal = await dig();
    const { topics, groups } = canal.config;
    await canal.sendRaw(EVENTS);
    const outputs = [topics.alerts, topics.deadletter, topics.hosts, topics.enriched('schannel')];
    await servers.allow('worker', 'topic', topics.raw, 'Read');
    for (const topic of outputs) await servers.allow('worker', 'topic', topic, 'Write');
    const login = servers.environment('worker');
    const patient = canal.startWorker('normalizer', { ...login, ...PATIENT });
    const problems = await problemsOf(patient);
    const acls = `run kafka-acls.sh --bootstrap-server ${servers.broker} --add --allow-principal User:worker`;
    const rassstp = topics.enriched('rassstp');
    expect(new Set(problems)).toEqual(
      new Set([
        ...outputs.map(
          (name) => `User:worker has no right to READ topic ${name}: ${acls} --operation Read --topic ${name}`,
        ),
        `User:worker has no right to READ and WRITE topic ${rassstp}: ${acls} --operation Read --operation Write --topic ${rassstp}`,
        `User:worker has no right to READ group ${groups.normalizer}: ${acls} --operation Read --group ${groups.normalizer}`,
        `User:worker has no right to WRITE transactional ids ${groups.normalizer}-*: ${acls} --operation Write --transactional-id ${groups.normalizer}- --resource-pattern-type prefixed`,
      ]),
    );
    for (const topic of outputs) await servers.allow('worker', 'topic', topic, 'Read');
    await servers.allow('worker', 'topic', rassstp, 'Read');
    await servers.allow('worker', 'topic', rassstp, 'Write');
    await servers.allow('worker', 'group', groups.normalizer, 'Read');
    await servers.allow('worker', 'transactional-id', `${groups.normalizer}-*`, 'Write');
    await expectAllPublished(canal);
    await stop(patient);
  });

  test('a privilege that Elasticsearch has not granted is named; granted, the indexer starts, with the least rights', async () => {
    const canal = await dig();
    const { topics, groups } = canal.config;
    await canal.sendRaw(EVENTS);
    const normalizer = canal.startWorker('normalizer');
    await until(canal.normalized, ({ records }) => records === EVENTS.length);
    await stop(normalizer);
    for (const topic of canal.indexedTopics) await servers.allow('reader', 'topic', topic, 'Read');
    await servers.allow('reader', 'topic', topics.deadletter, 'Write');
    await servers.allow('reader', 'group', groups.indexer, 'Read');
    await servers.allow('reader', 'transactional-id', `${groups.indexer}-*`, 'Write');
    const login = servers.environment('reader');
    const patient = canal.startWorker('indexer', { ...login, ...PATIENT });
    expect(await problemsOf(patient)).toEqual(
      ['schannel', 'rassstp', 'deadletter'].map(
        (dataset) =>
          `user "reader" has no privilege create_doc, auto_configure, maintenance, delete on ${canal.dataStream(dataset)}: grant it in a role, or use another login`,
      ),
    );
    await servers.giveRole('reader', 'indexes');
    await expectAllIndexed(canal);
    await stop(patient);
  });

  test('a wrong password at both servers is said of both at once, and never shown', async () => {
    const canal = await dig();
    const wrong = { WINCANAL_KAFKA_SASL_PASSWORD: 'not-it-1', WINCANAL_ELASTICSEARCH_PASSWORD: 'not-it-2' };
    const worker = canal.startWorker('indexer', { ...servers.environment('worker'), ...wrong, ...HASTY });
    expect(await endedProblems(worker)).toEqual([
      expect.stringMatching(
        /refuses the login as user "worker" by plain .*: check WINCANAL_KAFKA_SASL_USERNAME, _PASSWORD and _MECHANISM$/,
      ),
      expect.stringMatching(/refuses user "worker" .*: check WINCANAL_ELASTICSEARCH_USERNAME and _PASSWORD/),
    ]);
    expect(worker.log()).not.toMatch(/not-it/);
  });
});

describe('hosts', () => {
  test('each address that does not answer is named with the reason; SIGTERM ends the wait with 0', async () => {
    const canal = await dig();
    const port = await reservePort(0, 'nobody', '');
    const nowhere = {
      WINCANAL_KAFKA_BROKERS: `127.0.0.1:${port},kafka.invalid:9092`,
      WINCANAL_ELASTICSEARCH_URL: `http://search.invalid:9200`,
    };
    const worker = canal.startWorker('indexer', { ...nowhere, ...PATIENT });
    expect(await problemsOf(worker)).toEqual([
      expect.stringMatching(
        new RegExp(
          `^Kafka cannot be reached at 127.0.0.1:${port}: nothing listens there \\(ECONNREFUSED\\); ` +
            'kafka.invalid:9092: the name (does not resolve|cannot be resolved now) \\(\\w+\\): .*WINCANAL_KAFKA_BROKERS$',
        ),
      ),
      expect.stringMatching(
        /^Elasticsearch cannot be reached at http:\/\/search.invalid:9200: the name (does not resolve|cannot be resolved now) \(\w+\): .*WINCANAL_ELASTICSEARCH_URL$/,
      ),
    ]);
    await stop(worker);
  });

  test('an Elasticsearch that comes later is waited for', async () => {
    const canal = await dig();
    await canal.sendRaw(EVENTS);
    const normalizer = canal.startWorker('normalizer');
    const proxy = await startFaultyProxy(servers.elasticsearchUrl);
    await proxy.shut();
    try {
      const indexer = canal.startWorker('indexer', { WINCANAL_ELASTICSEARCH_URL: proxy.url, ...PATIENT });
      expect(await problemsOf(indexer)).toEqual([
        `Elasticsearch cannot be reached at ${proxy.url}: nothing listens there (ECONNREFUSED): start it, or correct WINCANAL_ELASTICSEARCH_URL`,
      ]);
      await proxy.open();
      await expectAllIndexed(canal);
      await Promise.all([stop(indexer), stop(normalizer)]);
    } finally {
      await proxy.close();
    }
  });
});

test('templates that are missing or of another version are named; the indexer starts when setup has made them', async () => {
  const canal = await dig();
  await canal.sendRaw(EVENTS);
  const normalizer = canal.startWorker('normalizer');
  const { elasticsearch } = canal;
  // Not that of Schannel: a template that a data stream uses cannot be removed.
  await elasticsearch.deleteTemplate('index', 'logs-wincanal.rassstp');
  const winlog = await elasticsearch.getTemplate('component', 'logs-wincanal@winlog');
  await elasticsearch.putTemplate('component', 'logs-wincanal@winlog', {
    template: winlog?.['template'],
    _meta: { schema_version: '0.9' },
  });
  const indexer = canal.startWorker('indexer', PATIENT);
  const setup = 'run "npx wincanal setup", which makes them as this version wants them';
  expect(await problemsOf(indexer)).toEqual([
    `Elasticsearch has no index template logs-wincanal.rassstp: ${setup}`,
    `component template logs-wincanal@winlog is of version 0.9, wanted ${SCHEMA_VERSION}: ${setup}`,
  ]);
  expect(await canal.startCommand(['setup']).ended).toBe(0);
  await expectAllIndexed(canal);
  await Promise.all([stop(indexer), stop(normalizer)]);
});
