import type { KafkaConfig } from './config.ts';
import type { KafkaAdmin, KafkaPort } from './kafka/index.ts';

/**
 * Connects a worker's admin and makes sure that its topics exist. Throws with what to do when the brokers do not answer
 * or topics are missing, all of them named: a worker creates none, setup does so with the right settings.
 */
export async function openKafka(
  kafka: Pick<KafkaPort, 'connectAdmin'>,
  { brokers }: Pick<KafkaConfig, 'brokers'>,
  topics: readonly string[],
): Promise<KafkaAdmin> {
  const admin = await kafka.connectAdmin().catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`Kafka at ${brokers.join(', ')} cannot be used (${reason}): check WINCANAL_KAFKA_BROKERS`, {
      cause: error,
    });
  });
  const present = new Set(await admin.listTopics());
  const missing = topics.filter((topic) => !present.has(topic));
  if (missing.length === 0) return admin;
  await admin.disconnect();
  throw new Error(`Kafka has no topic ${missing.join(', ')}: run "wincanal setup", which creates what is missing`);
}
