import type { ICustomPartitioner, Message, PartitionerArgs } from 'kafkajs';
import { murmur2 } from './murmur2.ts';

/**
 * Chooses the partition of a message by the same hash as Kafka's own clients: of the key, else of the event id (so that
 * an event without a computer name, sent twice, meets its twin on the same partition), else of where a dead letter came
 * from, else of the value. Never by chance: when a request is repeated after a lost answer, every message must go where
 * it went before, or the broker's sequence check would take a different batch for the one it has.
 */
export const createPartitioner: ICustomPartitioner = () => {
  return ({ partitionMetadata, message }: PartitionerArgs): number => {
    if (typeof message.partition === 'number') return message.partition;
    const key = routingKey(message);
    const hash = murmur2(typeof key === 'string' ? Buffer.from(key) : key);
    // Without the sign, as the Java client takes it.
    return (hash & 0x7fff_ffff) % partitionMetadata.length;
  };
};

/** What decides about the partition of a message. */
export function routingKey(message: Pick<Message, 'key' | 'value' | 'headers'>): Buffer | string {
  const key = message.key ?? message.headers?.['event-id'];
  if (typeof key === 'string' || Buffer.isBuffer(key)) return key;
  const topic = message.headers?.['source-topic'];
  const partition = message.headers?.['source-partition'];
  if (typeof topic === 'string' && typeof partition === 'string') return `${topic}/${partition}`;
  return message.value ?? '';
}
