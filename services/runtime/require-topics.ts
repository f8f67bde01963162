import type { KafkaAdmin } from './kafka/index.ts';

/** Throws when topics are missing, naming them all: a worker creates none, setup does with the right settings. */
export async function requireTopics(admin: Pick<KafkaAdmin, 'listTopics'>, names: readonly string[]): Promise<void> {
  const present = new Set(await admin.listTopics());
  const missing = names.filter((name) => !present.has(name));
  if (missing.length > 0) {
    throw new Error(`Kafka has no topic ${missing.join(', ')}: run "wincanal setup", which creates what is missing`);
  }
}
