import { randomUUID } from 'node:crypto';
import type { Kafka } from 'kafkajs';
import { readMessage } from './consumer.ts';
import type { ReceivedMessage } from './messages.ts';

export interface ReadOptions {
  /** True: everything that the topics hold; false: what comes after the subscription. */
  readonly fromBeginning: boolean;
  /** Ends the reading. */
  readonly signal: AbortSignal;
  /** Called for each committed message, in order within a partition. A rejection ends the reading with that reason. */
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
        try {
          await options.onMessage(readMessage(topic, partition, message));
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
    await admin.connect();
    await admin.deleteGroups([group]).catch(() => undefined);
    await admin.disconnect();
  }
}
