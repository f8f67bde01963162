import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { StackError, messageOf } from './errors.ts';
import type { ServerSpec } from './guard.ts';
import { dieWithParent, serverEnvironment } from './launch.ts';
import { LOOPBACK } from './ports.ts';

/** Where one Kafka runs. */
export interface KafkaSetup {
  /** Directory with the jars. */
  readonly home: string;
  readonly javaHome: string;
  /** Its own directory: configuration and, below it, the partitions. */
  readonly directory: string;
  readonly logFile: string;
  readonly port: number;
  readonly controllerPort: number;
  readonly graceMs: number;
}

// One partition each: the whole state of a coordinator is loaded at once, and one question shows that it is.
const SINGLE_NODE = {
  'offsets.topic.num.partitions': 1,
  'offsets.topic.replication.factor': 1,
  'transaction.state.log.num.partitions': 1,
  'transaction.state.log.replication.factor': 1,
  'transaction.state.log.min.isr': 1,
  'share.coordinator.state.topic.num.partitions': 1,
  'share.coordinator.state.topic.replication.factor': 1,
  'share.coordinator.state.topic.min.isr': 1,
  'group.initial.rebalance.delay.ms': 0,
} as const;

/** The broker's settings: one process that is broker and controller, on loopback only, sized for a laptop. */
export function kafkaProperties(port: number, controllerPort: number): string {
  const settings = {
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.voters': `1@${LOOPBACK}:${controllerPort}`,
    'controller.listener.names': 'CONTROLLER',
    'inter.broker.listener.name': 'BROKER',
    'listener.security.protocol.map': 'BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT',
    listeners: `BROKER://${LOOPBACK}:${port},CONTROLLER://${LOOPBACK}:${controllerPort}`,
    'advertised.listeners': `BROKER://${LOOPBACK}:${port}`,
    // Relative to the working directory, because a comma in a path would be read as a list.
    'log.dirs': 'data',
    ...SINGLE_NODE,
    'auto.create.topics.enable': false,
    'log.retention.hours': 168,
    'log.segment.bytes': 128 * 1024 * 1024,
    // The default reserves 128 MB, a quarter of this heap.
    'log.cleaner.dedupe.buffer.size': 8 * 1024 * 1024,
    'num.network.threads': 2,
    'num.io.threads': 4,
  };
  return `${Object.entries(settings)
    .map(([name, value]) => `${name}=${value}`)
    .join('\n')}\n`;
}

/** Kafka logs to standard output, which the guard writes to the log file. */
export const KAFKA_LOGGING = `status=error
appender.out.type=Console
appender.out.name=out
appender.out.layout.type=PatternLayout
appender.out.layout.pattern=[%d] %p %m (%c)%n%throwable
rootLogger.level=info
rootLogger.appenderRef.out.ref=out
`;

/** Writes the configuration, formats the storage if it is new, and returns how to run the broker. */
export async function prepareKafka(setup: KafkaSetup, signal: AbortSignal): Promise<ServerSpec> {
  const { directory, javaHome, logFile } = setup;
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, 'server.properties'), kafkaProperties(setup.port, setup.controllerPort));
  await writeFile(join(directory, 'log4j2.properties'), KAFKA_LOGGING);
  const env = serverEnvironment({});
  if (!existsSync(join(directory, 'data', 'meta.properties'))) await formatStorage(setup, env, signal);
  const [command, ...args] = dieWithParent([
    join(javaHome, 'bin', 'java'),
    ...javaArguments(setup, ['-Xms256m', '-Xmx512m']),
    'kafka.Kafka',
    'server.properties',
  ]);
  return { command, args, cwd: directory, env, logFile, graceMs: setup.graceMs };
}

function javaArguments({ home }: KafkaSetup, heap: readonly string[]): string[] {
  return [
    ...heap,
    '-XX:+ExitOnOutOfMemoryError',
    '-Dlog4j2.configurationFile=log4j2.properties',
    '-cp',
    join(home, '*'),
  ];
}

async function formatStorage(setup: KafkaSetup, env: Record<string, string>, signal: AbortSignal): Promise<void> {
  const java = join(setup.javaHome, 'bin', 'java');
  // A fixed id: the id only tells clusters apart that know of each other, and this one stays alone.
  const format = ['kafka.tools.StorageTool', 'format', '-t', 'd2luY2FuYWwtc3RhY2stMQ', '-c', 'server.properties'];
  try {
    const options = { cwd: setup.directory, env, signal };
    await promisify(execFile)(
      java,
      [...javaArguments(setup, ['-Xmx128m', '-XX:TieredStopAtLevel=1']), ...format],
      options,
    );
  } catch (error) {
    throw new StackError('START_FAILED', `Kafka cannot format its storage in ${setup.directory}: ${messageOf(error)}`, {
      cause: error,
    });
  }
}
