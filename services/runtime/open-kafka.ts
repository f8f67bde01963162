import type { KafkaConfig } from './config.ts';
import type { KafkaAdmin, KafkaPort } from './kafka/index.ts';
import { describeUnreachable } from './start/check-kafka.ts';

type Connectable = Pick<KafkaPort, 'connectAdmin'>;
type Brokers = Pick<KafkaConfig, 'brokers' | 'sasl'>;

/**
 * Connects an admin.
 * @throws Error that names each broker with its reason and says what to do when none of them lets us in
 */
export async function reachKafka(kafka: Connectable, config: Brokers): Promise<KafkaAdmin> {
  try {
    return await kafka.connectAdmin();
  } catch (error) {
    const problems = await describeUnreachable(error, config);
    throw new Error(problems.join('; '), { cause: error });
  }
}

/**
 * Connects an admin and makes sure that topics exist; none is created, because setup does so with the right settings.
 * @throws Error that says what to do when the brokers do not answer, or when topics are missing, all of them named
 */
export async function openKafka(kafka: Connectable, config: Brokers, topics: readonly string[]): Promise<KafkaAdmin> {
  const admin = await reachKafka(kafka, config);
  try {
    const present = new Set(await admin.listTopics());
    const missing = topics.filter((topic) => !present.has(topic));
    if (missing.length === 0) return admin;
    const problem = `Kafka at ${config.brokers.join(', ')} has no topic ${missing.join(', ')}`;
    throw new Error(`${problem}: run "npx wincanal setup", which creates what is missing`);
  } catch (error) {
    await admin.disconnect();
    throw error;
  }
}
