import { randomUUID } from 'node:crypto';
import type { Admin, Kafka } from 'kafkajs';
import type { ReceivedMessage } from './messages.ts';
import { readMessage } from './read-message.ts';

export interface ReadOptions {
  /** True: everything that the topics hold; false: what comes after the subscription. */
  readonly fromBeginning: boolean;
  /** Ends the reading. */
  readonly signal: AbortSignal;
  /** Called once for each committed message, in order within a partition. A rejection ends the reading with that reason. */
  onMessage(message: ReceivedMessage): Promise<void> | void;
  /** Called after each fetch, so at the latest now new messages are seen. */
  onReady?(): void;
}

/**
 * Reads topics for a person or a test: committed messages only, nothing is ever committed, and the group of its own
 * vanishes with the reader. Resolves when the signal aborts.
 * @throws what `onMessage` throws, or the client's error when reading cannot go on
 */
export async function readTopics(client: Kafka, topics: readonly string[], options: ReadOptions): Promise<void> {
  const admin = client.admin();
  await admin.connect();
  try {
    const positions = options.fromBeginning ? new Map<string, Position>() : await findEnds(admin, topics);
    await readFrom(client, admin, topics, positions, options);
  } finally {
    await admin.disconnect();
  }
}

/** The next offset to read of a partition. */
interface Position {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
}

function namePartition(topic: string, partition: number): string {
  return `${topic}/${partition}`;
}

async function findEnds(admin: Admin, topics: readonly string[]): Promise<Map<string, Position>> {
  const ends = new Map<string, Position>();
  for (const topic of topics) {
    for (const { partition, high } of await admin.fetchTopicOffsets(topic)) {
      ends.set(namePartition(topic, partition), { topic, partition, offset: Number(high) });
    }
  }
  return ends;
}

async function findEnd(admin: Admin, topic: string, partition: number): Promise<number> {
  const ends = await admin.fetchTopicOffsets(topic);
  return Number(ends.find((entry) => entry.partition === partition)?.high ?? 0);
}

async function readFrom(
  client: Kafka,
  admin: Admin,
  topics: readonly string[],
  positions: Map<string, Position>,
  options: ReadOptions,
): Promise<void> {
  const group = `wincanal-reader-${randomUUID()}`;
  const consumer = client.consumer({
    groupId: group,
    maxWaitTimeInMs: 200,
    allowAutoTopicCreation: false,
    readUncommitted: false,
  });
  const done = Promise.withResolvers<undefined>();
  const finish = (): void => {
    done.resolve(undefined);
  };
  consumer.on(consumer.events.FETCH, () => {
    options.onReady?.();
  });
  // The group has no offsets: a member that joins again would begin at the first or the last record once more.
  consumer.on(consumer.events.GROUP_JOIN, () => {
    for (const { topic, partition, offset } of positions.values()) {
      consumer.seek({ topic, partition, offset: String(offset) });
    }
  });
  consumer.on(consumer.events.CRASH, ({ payload }) => {
    if (!payload.restart) done.reject(payload.error);
  });
  options.signal.addEventListener('abort', finish, { once: true });
  try {
    await consumer.connect();
    await consumer.subscribe({ topics: [...topics], fromBeginning: options.fromBeginning });
    await consumer.run({
      autoCommit: false,
      eachMessage: async ({ topic, partition, message }) => {
        if (options.signal.aborted) return;
        const offset = Number(message.offset);
        const id = namePartition(topic, partition);
        const position = positions.get(id)?.offset ?? 0;
        // Fetched before the seek, or the first of a topic that was made anew.
        if (offset < position && (await findEnd(admin, topic, partition)) >= position) return;
        try {
          await options.onMessage(readMessage(topic, partition, message));
          positions.set(id, { topic, partition, offset: offset + 1 });
        } catch (error) {
          done.reject(error);
          throw error;
        }
      },
    });
    if (options.signal.aborted) finish();
    await done.promise;
  } finally {
    options.signal.removeEventListener('abort', finish);
    await consumer.disconnect();
    await admin.deleteGroups([group]).catch(() => undefined);
  }
}
