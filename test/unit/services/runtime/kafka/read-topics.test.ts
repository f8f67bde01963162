import { expect, test } from '@jest/globals';
import type { EachMessagePayload, Kafka } from 'kafkajs';
import { readTopics } from '../../../../../services/runtime/kafka/read-topics.ts';

type Deliver = (partition: number, offset: number) => Promise<void>;

interface Client {
  readonly kafka: Kafka;
  /** Resolves with the way to deliver messages once the reader runs. */
  readonly running: Promise<Deliver>;
  /** A join of the group, as after a lost session. */
  join(): void;
  readonly seeks: string[];
}

/** The client as far as a reader uses it: a lost session in the middle of reading cannot be had from a real broker at will. */
function fakeClient(end: number): Client {
  const listeners = new Map<string, () => void>();
  const seeks: string[] = [];
  const running = Promise.withResolvers<Deliver>();
  const consumer = {
    events: { FETCH: 'fetch', GROUP_JOIN: 'join', CRASH: 'crash' },
    on: (name: string, listener: () => void) => listeners.set(name, listener),
    connect: () => Promise.resolve(),
    subscribe: () => Promise.resolve(),
    run({ eachMessage }: { eachMessage: (payload: EachMessagePayload) => Promise<void> }) {
      listeners.get('join')?.();
      running.resolve((partition, offset) => {
        const message = { key: null, value: Buffer.from('x'), timestamp: '5', offset: String(offset) };
        return eachMessage({ topic: 't', partition, message } as unknown as EachMessagePayload);
      });
      return Promise.resolve();
    },
    seek: ({ partition, offset }: { partition: number; offset: string }) => seeks.push(`${partition}/${offset}`),
    disconnect: () => Promise.resolve(),
  };
  const admin = {
    connect: () => Promise.resolve(),
    disconnect: () => Promise.resolve(),
    deleteGroups: () => Promise.resolve(),
    fetchTopicOffsets: () => Promise.resolve([0, 1].map((partition) => ({ partition, high: String(end + partition) }))),
  };
  const kafka = { consumer: () => consumer, admin: () => admin } as unknown as Kafka;
  return { kafka, running: running.promise, join: () => listeners.get('join')?.(), seeks };
}

test('a reader that joins its group again goes on where it was, and gives no message twice', async () => {
  const client = fakeClient(100);
  const stop = new AbortController();
  const seen: string[] = [];
  const reading = readTopics(client.kafka, ['t'], {
    fromBeginning: true,
    signal: stop.signal,
    onMessage: ({ partition, offset }) => void seen.push(`${partition}/${offset}`),
  });
  const deliver = await client.running;
  await deliver(0, 0);
  await deliver(0, 1);
  await deliver(1, 7);
  expect(client.seeks).toEqual([]);
  client.join();
  expect(client.seeks).toEqual(['0/2', '1/8']);
  // What was fetched before the seek counts.
  for (const offset of [0, 1, 2]) await deliver(0, offset);
  stop.abort();
  await reading;
  expect(seen).toEqual(['0/0', '0/1', '1/7', '0/2']);
});

test('a topic that was made anew is read from its beginning', async () => {
  const client = fakeClient(3);
  const stop = new AbortController();
  const seen: number[] = [];
  const reading = readTopics(client.kafka, ['t'], {
    fromBeginning: true,
    signal: stop.signal,
    onMessage: ({ offset }) => void seen.push(offset),
  });
  const deliver = await client.running;
  await deliver(0, 50);
  // Its end is 3 now, so that nothing at 51 can be waited for.
  for (const offset of [0, 1, 2]) await deliver(0, offset);
  stop.abort();
  await reading;
  expect(seen).toEqual([50, 0, 1, 2]);
});

test('a reader of what is new begins at the ends that it found, also when it joins again', async () => {
  const client = fakeClient(100);
  const stop = new AbortController();
  const seen: number[] = [];
  const reading = readTopics(client.kafka, ['t'], {
    fromBeginning: false,
    signal: stop.signal,
    onMessage: ({ offset }) => void seen.push(offset),
  });
  const deliver = await client.running;
  expect(client.seeks).toEqual(['0/100', '1/101']);
  await deliver(0, 99);
  await deliver(0, 100);
  client.join();
  expect(client.seeks.slice(2)).toEqual(['0/101', '1/101']);
  stop.abort();
  await reading;
  expect(seen).toEqual([100]);
});
