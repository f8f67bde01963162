import { expect, jest, test } from '@jest/globals';
import type { ConsumerRunConfig, EachBatchPayload, Kafka, KafkaMessage } from 'kafkajs';
import { readMessage, runConsumer, type ConsumerOptions } from '../../../../../services/runtime/kafka/consumer.ts';
import { currentBudget } from '../../../../../services/runtime/kafka/fetch-budget.ts';
import { createLogger } from '../../../../../services/runtime/telemetry.ts';

function read(headers: object | undefined): Readonly<Record<string, string>> {
  const message = { key: null, value: Buffer.from('x'), timestamp: '5', offset: '7', attributes: 0, headers };
  return readMessage('t', 1, message as unknown as KafkaMessage).headers;
}

test('headers are text, and of a repeated one the last counts', () => {
  expect(read({ a: Buffer.from('1'), b: [Buffer.from('2'), Buffer.from('3')] })).toEqual({ a: '1', b: '3' });
  expect(read(undefined)).toEqual({});
});

test('a header without a value is none', () => {
  expect(read({ trace: null, a: Buffer.from('1'), b: [Buffer.from('2'), null] })).toEqual({ a: '1' });
});

test.each(['__proto__', 'constructor'])('a header may be called %s', (name) => {
  expect(Object.entries(read({ [name]: Buffer.from('1') }))).toEqual([[name, '1']]);
});

/** Runs a consumer on a client that is only what `run` and `on` make of it, and has one empty batch. */
async function runOnFake(
  fake: {
    readonly on?: (event: string, listener: (event?: object) => void) => void;
    readonly heartbeat?: () => Promise<void>;
    run(settle: () => Promise<void>): Promise<void>;
  },
  onBatch: ConsumerOptions['onBatch'],
): Promise<void> {
  const batch = { topic: 't', partition: 3, messages: [], lastOffset: () => '0' };
  const { heartbeat = () => Promise.resolve() } = fake;
  const client = {
    on: fake.on ?? (() => undefined),
    events: { HEARTBEAT: 'HEARTBEAT', REQUEST: 'REQUEST' },
    connect: () => Promise.resolve(),
    subscribe: () => Promise.resolve(),
    run: ({ eachBatch }: ConsumerRunConfig) =>
      fake.run(() => eachBatch?.({ batch, heartbeat } as unknown as EachBatchPayload) ?? Promise.resolve()),
  };
  await runConsumer({ consumer: () => client } as unknown as Kafka, createLogger('silent', 'test'), {
    group: 'g',
    topics: ['t'],
    fetchBytes: 1024,
    concurrency: 1,
    onAssigned: () => undefined,
    onBatch,
  });
}

test('who had no heartbeat for nearly a session does not go on with a batch until there is one', async () => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setInterval', 'clearInterval'] });
  try {
    const heard: string[] = [];
    let beat = (): void => undefined;
    const on = (event: string, listener: () => void): void => {
      if (event === 'HEARTBEAT') beat = listener;
    };
    await runOnFake({ on, run: (settle) => settle() }, (_, { check }) => {
      for (const milliseconds of [11_000, 2000]) {
        jest.advanceTimersByTime(milliseconds);
        try {
          check();
          heard.push('goes on');
        } catch (error) {
          heard.push((error as Error).message);
        }
      }
      beat();
      check();
      return Promise.resolve(true);
    });
    expect(heard).toEqual(['goes on', "no heartbeat for 13 s: t/3 may be another member's by now"]);
  } finally {
    jest.useRealTimers();
  }
});

test('an answer to a heartbeat that was read late renews no more than it was worth', async () => {
  const listeners = new Map<string, (event?: object) => void>();
  const on = (event: string, listener: (event?: object) => void): void => {
    listeners.set(event, listener);
  };
  await runOnFake({ on, run: (settle) => settle() }, (_, { check }) => {
    const payload = { apiName: 'Heartbeat', sentAt: Date.now() - 20_000, duration: 20_000 };
    listeners.get('REQUEST')?.({ payload });
    listeners.get('HEARTBEAT')?.();
    expect(check).toThrow("no heartbeat for 20 s: t/3 may be another member's by now");
    return Promise.resolve(true);
  });
});

test('a batch begins with a heartbeat, and not at all where the group has forgotten the member', async () => {
  const steps: string[] = [];
  const work = (): Promise<boolean> => {
    steps.push('work');
    return Promise.resolve(true);
  };
  const beat = (): Promise<void> => {
    steps.push('heartbeat');
    return Promise.resolve();
  };
  await runOnFake({ heartbeat: beat, run: (settle) => settle() }, work);
  expect(steps).toEqual(['heartbeat', 'work']);

  const forgotten = Object.assign(new Error('who are you'), { type: 'UNKNOWN_MEMBER_ID' });
  const heartbeat = (): Promise<void> => Promise.reject(forgotten);
  // The client joins again when it sees the error as it is.
  await expect(runOnFake({ heartbeat, run: (settle) => settle() }, work)).rejects.toBe(forgotten);
  expect(steps).toEqual(['heartbeat', 'work']);
});

test('what the client does keeps to the budget, what the worker does in between has none', async () => {
  const budgets: (string | undefined)[] = [];
  const note = (what: string): void => {
    budgets.push(`${what}: ${currentBudget() === undefined ? 'none' : 'bounded'}`);
  };
  const run = async (settle: () => Promise<void>): Promise<void> => {
    note('fetch');
    await settle();
    note('next fetch');
  };
  await runOnFake({ run }, () => {
    note('work');
    return Promise.resolve(true);
  });
  expect(budgets).toEqual(['fetch: bounded', 'work: none', 'next fetch: bounded']);
});
