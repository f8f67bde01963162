import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import {
  ReadAgainFrom,
  type ConsumerOptions,
  type RunningConsumer,
} from '../../../../../services/runtime/kafka/consumer.ts';
import { runOnFake } from './run-on-fake.ts';

/** What the client is told about one partition, in order. */
let calls: string[];
let heartbeat: () => Promise<void>;
let running: RunningConsumer;
/** Hands the consumer a batch: see FakeClient. */
let hand: () => Promise<void>;

beforeEach(() => {
  jest.useFakeTimers();
  heartbeat = () => {
    calls.push('heartbeat');
    return Promise.resolve();
  };
});
afterEach(() => {
  jest.useRealTimers();
});

async function run(onBatch: ConsumerOptions['onBatch']): Promise<void> {
  running = await runOnFake(
    ({ settle, asked }) => {
      hand = settle;
      calls = asked;
      return Promise.resolve();
    },
    onBatch,
    () => heartbeat(),
  );
}

test('a batch that is settled is passed, and the worker commits behind the marks that follow it', async () => {
  const commits: number[] = [];
  await run(({ nextOffset }) => {
    commits.push(nextOffset);
    return Promise.resolve(true);
  });
  await hand();
  expect(commits).toEqual([8]);
  expect(calls).toEqual(['heartbeat', 'go on behind 6']);
});

test('a batch that was dropped is not passed', async () => {
  await run(() => Promise.resolve(false));
  await hand();
  expect(calls).toEqual(['heartbeat']);
});

test('a batch that waits is paused for as long, and not passed', async () => {
  await run(() => Promise.resolve({ waitMs: 400 }));
  await hand();
  await jest.advanceTimersByTimeAsync(399);
  expect(calls).toEqual(['heartbeat', 'pause']);
  await jest.advanceTimersByTimeAsync(1);
  expect(calls).toEqual(['heartbeat', 'pause', 'resume']);
});

test('who stops resumes nothing, and pauses nothing any more', async () => {
  await run(() => Promise.resolve({ waitMs: 400 }));
  await hand();
  await running.stop();
  await hand();
  await jest.advanceTimersByTimeAsync(1000);
  expect(calls).toEqual(['heartbeat', 'pause', 'heartbeat']);
  expect(jest.getTimerCount()).toBe(0);
});

test('heartbeats go on while a batch is in work, and end with it', async () => {
  await run(async () => {
    await jest.advanceTimersByTimeAsync(3000);
    return true;
  });
  await hand();
  await jest.advanceTimersByTimeAsync(3000);
  expect(calls).toEqual(['heartbeat', 'heartbeat', 'heartbeat', 'heartbeat', 'go on behind 6']);
});

test.each([
  ['UNKNOWN_MEMBER_ID', 'work', 'drop'],
  ['ILLEGAL_GENERATION', 'work', 'drop'],
  // The partition is ours until we join again.
  ['REBALANCE_IN_PROGRESS', 'work', 'go on'],
  ['NOT_COORDINATOR_FOR_GROUP', 'work', 'go on'],
])('a heartbeat that is answered with %s lets the worker %s and then %s', async (type, ...expected) => {
  const steps: string[] = [];
  const refusal = Object.assign(new Error(type), { type });
  await run(async (_, { check }) => {
    steps.push('work');
    heartbeat = () => Promise.reject(refusal);
    await jest.advanceTimersByTimeAsync(1000);
    try {
      check();
      steps.push('go on');
      return true;
    } catch (error) {
      steps.push('drop');
      // What the work then ends with matters less than that the member is none any more.
      throw new Error('dropped', { cause: error });
    }
  });
  const settled = hand();
  if (expected.includes('drop')) await expect(settled).rejects.toBe(refusal);
  else await settled;
  expect(steps).toEqual(expected);
  expect(calls.includes('go on behind 6')).toBe(!expected.includes('drop'));
});

test('a heartbeat that fails before a batch counts only when the lease is over: then the client joins again', async () => {
  const refusal = Object.assign(new Error('wait'), { type: 'REBALANCE_IN_PROGRESS' });
  heartbeat = () => Promise.reject(refusal);
  await run(() => Promise.resolve(true));
  await jest.advanceTimersByTimeAsync(11_999);
  await hand();
  expect(calls).toEqual(['go on behind 6']);
  await jest.advanceTimersByTimeAsync(1);
  await expect(hand()).rejects.toBe(refusal);
  expect(calls).toEqual(['go on behind 6']);
});

test('a partition that is settled up to an earlier offset only is read again from there', async () => {
  const froms: unknown[] = [];
  await run((batch) => {
    froms.push(batch.fetchedFrom);
    throw new ReadAgainFrom(batch, 2, 4);
  });
  await hand();
  expect(froms).toEqual([4]);
  expect(calls).toEqual(['heartbeat', 'read from 2']);
});
