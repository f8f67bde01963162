import kafkajs from 'kafkajs';
import type { Canal } from './canal.ts';

/**
 * Deletes the first records of partitions, as retention does.
 * @param partitions each with the first offset that stays
 */
export async function deleteRecords(
  canal: Canal,
  topic: string,
  partitions: readonly { readonly partition: number; readonly offset: number }[],
): Promise<void> {
  const admin = new kafkajs.Kafka({ brokers: [...canal.config.kafka.brokers] }).admin();
  await admin.connect();
  try {
    // The client deletes only where it has looked before.
    await admin.fetchTopicOffsets(topic);
    const entries = partitions.map(({ partition, offset }) => ({ partition, offset: String(offset) }));
    await admin.deleteTopicRecords({ topic, partitions: entries });
  } finally {
    await admin.disconnect();
  }
}
