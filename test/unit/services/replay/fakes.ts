import { makeDeadLetter, type DeathCause } from '../../../../services/runtime/deadletter.ts';
import type { PartitionReader, ReceivedMessage } from '../../../../services/runtime/kafka/index.ts';
import { nameTopics } from '../../../../services/runtime/topics.ts';

export const TOPICS = nameTopics('c');
export const PROVIDERS = ['schannel', 'rassstp'];

/** A letter as it stands on the dead-letter topic: by default each of a record of its own. */
export function makeLetter(
  place: { partition?: number; offset: number; timestamp?: number },
  cause: Partial<DeathCause> = {},
  record: Partial<ReceivedMessage> & { originalAt?: number; maxBytes?: number } = {},
): ReceivedMessage {
  const { partition = 0, offset, timestamp = 1000 + offset } = place;
  const { originalAt, maxBytes, ...source } = record;
  const letter = makeDeadLetter(
    TOPICS.deadletter,
    {
      topic: TOPICS.raw,
      partition: 1,
      offset: 100 + offset,
      key: Buffer.from('host'),
      value: Buffer.from(`record ${offset}`),
      headers: {},
      timestamp: 0,
      ...source,
    },
    { stage: 'normalize', code: 'EVENT_NO_TIME', detail: 'no zone', index: 0, ...cause },
    '2026-01-01T00:00:00.000Z',
    { originalAt, maxBytes },
  );
  const { value, headers } = letter;
  return { topic: letter.topic, partition, offset, timestamp, key: Buffer.from('host'), value, headers };
}

/** Topics in memory: what a reader gives, and where their partitions begin. */
export function openTopics(messages: readonly ReceivedMessage[]): {
  reader: PartitionReader;
  admin: { topicEnds(topic: string): Promise<{ partition: number; low: number; high: number }[]> };
} {
  const of = (topic: string, partition: number): ReceivedMessage[] =>
    messages.filter((message) => message.topic === topic && message.partition === partition);
  return {
    reader: {
      async *read(topic, partition, from, to = Number.POSITIVE_INFINITY) {
        for (const message of of(topic, partition)) {
          await Promise.resolve();
          if (message.offset >= from && message.offset < to) yield [message];
        }
      },
      disconnect: () => Promise.resolve(),
    },
    admin: {
      topicEnds: (topic) =>
        Promise.resolve(
          [0, 1].map((partition) => {
            const offsets = of(topic, partition).map(({ offset }) => offset);
            return { partition, low: Math.min(0, ...offsets), high: Math.max(-1, ...offsets) + 1 };
          }),
        ),
    },
  };
}
