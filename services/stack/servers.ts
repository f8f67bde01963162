import { join } from 'node:path';
import type { Launch } from './bring-up.ts';
import { openLog, type DataDirectory } from './data-directory.ts';
import { isElasticsearchReady, prepareElasticsearch } from './elasticsearch.ts';
import { isKafkaReady } from './kafka-probe.ts';
import { prepareKafka } from './kafka.ts';
import { LOOPBACK, reservePort } from './ports.ts';
import type { StackComponent } from './progress.ts';

/** The ports of both servers; the inner ones are for what each server says to itself. */
export interface Ports {
  readonly kafka: number;
  readonly kafkaController: number;
  readonly elasticsearch: number;
  readonly elasticsearchTransport: number;
}

/**
 * Settles every port. Errors name the options of the two commands that start a stack.
 * @throws StackError PORT_INVALID or PORT_IN_USE for one that was asked for and cannot be had
 */
export async function reservePorts(wanted: { kafkaPort?: number; elasticsearchPort?: number }): Promise<Ports> {
  return {
    kafka: await reservePort(wanted.kafkaPort ?? 0, 'Kafka', '--kafka-port'),
    elasticsearch: await reservePort(wanted.elasticsearchPort ?? 0, 'Elasticsearch', '--elasticsearch-port'),
    kafkaController: await reservePort(0, "Kafka's controller", '--kafka-port'),
    elasticsearchTransport: await reservePort(0, "Elasticsearch's transport", '--elasticsearch-port'),
  };
}

/** What a server is started from. */
export interface Installation {
  readonly home: string;
  readonly javaHome: string;
}

/** Writes a server's configuration and returns how to run it, and how to see that it is ready. */
export async function prepareServer(
  component: StackComponent,
  { home, javaHome }: Installation,
  directory: DataDirectory,
  ports: Ports,
  signal: AbortSignal,
): Promise<Pick<Launch, 'server' | 'isReady'>> {
  const where = {
    home,
    javaHome,
    directory: join(directory.path, component),
    logFile: openLog(directory, component),
    // An orderly end takes half a second. A server that is still starting does not listen, and data that will be
    // removed is not worth waiting for.
    graceMs: directory.temporary ? 3000 : 15_000,
  };
  if (component === 'kafka') {
    return {
      server: await prepareKafka({ ...where, port: ports.kafka, controllerPort: ports.kafkaController }, signal),
      isReady: (until) => isKafkaReady(ports.kafka, until),
    };
  }
  const url = elasticsearchUrl(ports);
  return {
    server: await prepareElasticsearch({
      ...where,
      port: ports.elasticsearch,
      transportPort: ports.elasticsearchTransport,
    }),
    isReady: (until) => isElasticsearchReady(url, until),
  };
}

/** What a client connects to. */
export function kafkaBroker(ports: Ports): string {
  return `${LOOPBACK}:${ports.kafka}`;
}

/** What a client connects to. */
export function elasticsearchUrl(ports: Ports): string {
  return `http://${LOOPBACK}:${ports.elasticsearch}`;
}
