import { loadConfig, type Config } from '../runtime/config.ts';
import { createKafka, type KafkaPort } from '../runtime/kafka/index.ts';
import { openKafka } from '../runtime/open-kafka.ts';
import { createQuietLogger } from '../runtime/telemetry.ts';

/** The configuration, and Kafka as it names it. */
export interface Connection {
  readonly config: Config;
  readonly kafka: KafkaPort;
}

/**
 * Reads the configuration and prepares the client. For a person at a terminal: it gives up after some seconds, and logs
 * only when WINCANAL_LOG_LEVEL asks for it, because what goes wrong is thrown and shown anyway.
 * @throws ConfigurationError
 */
export function prepareKafka(env: Readonly<Record<string, string | undefined>>): Connection {
  const config = loadConfig(env);
  const kafka = createKafka(config.kafka, createQuietLogger(config, env), { clientId: 'wincanal-cli', retries: 2 });
  return { config, kafka };
}

/**
 * Makes sure that the topics can be used.
 * @throws Error that says what is missing and what to do: see `openKafka`
 */
export async function requireTopics({ config, kafka }: Connection, topics: readonly string[]): Promise<void> {
  const admin = await openKafka(kafka, config.kafka, topics);
  await admin.disconnect();
}
