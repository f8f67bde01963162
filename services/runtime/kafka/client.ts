import kafkajs, { type Kafka, type KafkaConfig as ClientConfig } from 'kafkajs';
import type { KafkaConfig } from '../config.ts';
import type { Logger } from '../telemetry.ts';
import { correctReadCommitted } from './aborted-transactions.ts';
import { boundFetches } from './bound-fetches.ts';
import { createClientLog } from './client-log.ts';
import { beatThroughClockSteps } from './clock-steps.ts';
import { registerCodecs } from './compression.ts';
import { goOnAtLogStart } from './log-start.ts';
import { decodeInPieces } from './record-batches.ts';
import { decodeHeadersLinearly } from './record-headers.ts';
import { calmRequestQueue } from './request-queue.ts';

registerCodecs();
calmRequestQueue();
correctReadCommitted();
boundFetches();
decodeHeadersLinearly();
decodeInPieces();
goOnAtLogStart();
beatThroughClockSteps();

/** How patient the client is before an operation fails: about 17 s with 8 tries, 0.3 s with 2. */
export interface ClientOptions {
  readonly clientId?: string;
  readonly retries?: number;
}

/**
 * Makes a client. Consumers, producers and admins each get one of their own, because those of one client share a cache
 * of committed offsets that a transaction changes before it is committed.
 */
export function createClient(config: KafkaConfig, logger: Logger, options: ClientOptions = {}): Kafka {
  const settings: ClientConfig = {
    clientId: options.clientId ?? 'wincanal',
    brokers: [...config.brokers],
    connectionTimeout: 5000,
    requestTimeout: 30_000,
    retry: { initialRetryTime: 100, maxRetryTime: 5000, retries: options.retries ?? 8 },
    logLevel: kafkajs.logLevel.DEBUG,
    logCreator: createClientLog(logger),
  };
  if (!logger.isLevelEnabled('debug')) settings.logLevel = kafkajs.logLevel.WARN;
  if (config.tls !== undefined) {
    const { ca, cert, key } = config.tls;
    settings.ssl = {
      ...(ca === undefined ? {} : { ca: [ca] }),
      ...(cert === undefined ? {} : { cert }),
      ...(key === undefined ? {} : { key }),
    };
  }
  if (config.sasl !== undefined) {
    const { mechanism, username, password } = config.sasl;
    // The client's type wants a literal per mechanism, which a value of a union type is not.
    if (mechanism === 'plain') settings.sasl = { mechanism, username, password };
    else if (mechanism === 'scram-sha-256') settings.sasl = { mechanism, username, password };
    else settings.sasl = { mechanism, username, password };
  }
  return new kafkajs.Kafka(settings);
}
