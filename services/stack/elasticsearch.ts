import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ServerSpec } from './guard.ts';
import { dieWithParent, runAsOrdinaryUser, serverEnvironment } from './launch.ts';
import { LOOPBACK } from './ports.ts';

/** Where one Elasticsearch runs. */
export interface ElasticsearchSetup {
  /** The unpacked distribution; it is only read, so any number of servers can share it. */
  readonly home: string;
  readonly javaHome: string;
  /** Its own directory: configuration, data and temporary files. */
  readonly directory: string;
  readonly logFile: string;
  readonly port: number;
  readonly transportPort: number;
  readonly graceMs: number;
}

/** The server's settings. JSON texts are YAML texts too, so every path is quoted correctly. */
export function elasticsearchYaml(directory: string, port: number, transportPort: number): string {
  const settings = {
    'cluster.name': 'wincanal',
    'node.name': 'wincanal-1',
    'discovery.type': 'single-node',
    'network.host': LOOPBACK,
    'http.port': port,
    'transport.port': transportPort,
    'path.data': join(directory, 'data'),
    'path.logs': join(directory, 'logs'),
    // A laptop's disk that is 90 % full is no reason to refuse shards.
    'cluster.routing.allocation.disk.threshold_enabled': false,
    'xpack.security.enabled': false,
  };
  return `${Object.entries(settings)
    .map(([name, value]) => `${name}: ${JSON.stringify(value)}`)
    .join('\n')}\n`;
}

/** Adds to the distribution's own Java options: a small fixed heap, and no garbage collector log. */
export const ELASTICSEARCH_JVM_OPTIONS = `-Xms512m
-Xmx512m
-Xlog:disable
-Xlog:all=warning:stderr:utctime,level,tags
`;

/** Elasticsearch logs to standard output, which the guard writes to the log file. */
export const ELASTICSEARCH_LOGGING = `status=error
appender.out.type=Console
appender.out.name=out
appender.out.layout.type=PatternLayout
appender.out.layout.pattern=[%d{ISO8601}] %p %m (%c{1.})%consoleException%n
rootLogger.level=info
rootLogger.appenderRef.out.ref=out
`;

/**
 * Writes the configuration and returns how to run the server.
 * @throws StackError ROOT when root cannot run it here
 */
export async function prepareElasticsearch(setup: ElasticsearchSetup): Promise<ServerSpec> {
  const { directory, home, javaHome, logFile, port, transportPort } = setup;
  const config = join(directory, 'config');
  const options = join(config, 'jvm.options.d');
  const temporary = join(directory, 'tmp');
  for (const path of [options, temporary, join(directory, 'logs')]) await mkdir(path, { recursive: true });
  await copyFile(join(home, 'config', 'jvm.options'), join(config, 'jvm.options'));
  await writeFile(join(options, 'wincanal.options'), ELASTICSEARCH_JVM_OPTIONS);
  await writeFile(join(config, 'log4j2.properties'), ELASTICSEARCH_LOGGING);
  await writeFile(join(config, 'elasticsearch.yml'), elasticsearchYaml(directory, port, transportPort));
  const env = serverEnvironment({ ES_JAVA_HOME: javaHome, ES_PATH_CONF: config, ES_TMPDIR: temporary });
  // In this order, because entering the namespace would cancel the wish to die with the parent.
  const [command, ...args] = runAsOrdinaryUser(dieWithParent([join(home, 'bin', 'elasticsearch')]));
  return { command, args, cwd: directory, env, logFile, graceMs: setup.graceMs };
}

/** Does the server have a master, and every shard of it a place? Anything else, also no answer, is no. */
export async function isElasticsearchReady(url: string, signal: AbortSignal): Promise<boolean> {
  try {
    const response = await fetch(`${url}/_cluster/health?wait_for_status=yellow&timeout=1s`, { signal });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}
