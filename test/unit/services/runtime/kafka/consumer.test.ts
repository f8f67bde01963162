import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, jest, test } from '@jest/globals';
import type { ConsumerOptions } from '../../../../../services/runtime/kafka/consumer.ts';
import { currentBudget } from '../../../../../services/runtime/kafka/fetch-budget.ts';
import { runOnFake, type FakeClient } from './run-on-fake.ts';

test('who had no heartbeat for nearly a session does not go on with a batch until there is one', async () => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setInterval', 'clearInterval'] });
  try {
    const heard: string[] = [];
    let beat = (): void => undefined;
    const run = ({ tell, settle }: FakeClient): Promise<void> => {
      beat = () => {
        tell('HEARTBEAT');
      };
      return settle();
    };
    await runOnFake(run, (_, { check }) => {
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
  let tell: FakeClient['tell'] = () => undefined;
  const run = (client: FakeClient): Promise<void> => {
    ({ tell } = client);
    return client.settle();
  };
  await runOnFake(run, (_, { check }) => {
    tell('REQUEST', { apiName: 'Heartbeat', sentAt: Date.now() - 20_000, duration: 20_000 });
    tell('HEARTBEAT');
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
  const run = ({ settle }: FakeClient): Promise<void> => settle();
  await runOnFake(run, work, beat);
  expect(steps).toEqual(['heartbeat', 'work']);

  const forgotten = Object.assign(new Error('who are you'), { type: 'UNKNOWN_MEMBER_ID' });
  // The client joins again when it sees the error as it is.
  await expect(runOnFake(run, work, () => Promise.reject(forgotten))).rejects.toBe(forgotten);
  expect(steps).toEqual(['heartbeat', 'work']);
});

test('what the client does keeps to the budget, what the worker does in between has none', async () => {
  const budgets: (string | undefined)[] = [];
  const note = (what: string): void => {
    budgets.push(`${what}: ${currentBudget() === undefined ? 'none' : 'bounded'}`);
  };
  const run = async ({ settle }: FakeClient): Promise<void> => {
    note('fetch');
    await settle();
    note('next fetch');
  };
  await runOnFake(run, () => {
    note('work');
    return Promise.resolve(true);
  });
  expect(budgets).toEqual(['fetch: bounded', 'work: none', 'next fetch: bounded']);
});

/** Whether a promise is fulfilled by now. */
async function isFulfilled(promise: Promise<unknown>): Promise<boolean> {
  let fulfilled = false;
  void promise.then(() => (fulfilled = true));
  await nextTurn();
  return fulfilled;
}

const AGAIN = { memberAssignment: { t: [3] } };
const LESS = { memberAssignment: { t: [4] } };

test('a batch that is settled is passed, and its offset committed', async () => {
  let asked: readonly string[] = [];
  const run = (client: FakeClient): Promise<void> => {
    ({ asked } = client);
    return client.settle();
  };
  await runOnFake(run, async (_, context) => {
    context.check();
    await context.commit(8, '');
    return true;
  });
  expect(asked).toEqual(['commit', 'go on behind 6']);
});

describe.each([
  ["and the partition is another member's", LESS],
  ['and the partition is ours again', AGAIN],
])('when partitions are assigned anew while a batch is in work, %s', (_name, assigned) => {
  /** Has partitions assigned anew while `onBatch` works. @returns what was asked of the client, and whether the consumer went on */
  async function assignMeanwhile(onBatch: ConsumerOptions['onBatch']): Promise<readonly [readonly string[], boolean]> {
    let asked: readonly string[] = [];
    let tell: FakeClient['tell'] = () => undefined;
    const run = (client: FakeClient): Promise<void> => {
      ({ asked, tell } = client);
      return client.settle();
    };
    const { failed } = await runOnFake(run, (...args) => {
      tell('GROUP_JOIN', assigned);
      return onBatch(...args);
    });
    return [asked, !(await isFulfilled(failed))];
  }

  test('its offset is not committed, though the client would', async () => {
    const errors: unknown[] = [];
    const commit: ConsumerOptions['onBatch'] = async (_, context) => {
      await context.commit(8, '').catch((error: unknown) => errors.push((error as Error).message));
      return true;
    };
    expect(await assignMeanwhile(commit)).toEqual([[], true]);
    expect(errors).toEqual(["the partition may be another member's by now"]);
  });

  test('its worker is told', async () => {
    const said: string[] = [];
    const check: ConsumerOptions['onBatch'] = (_, context) => {
      try {
        context.check();
      } catch (error) {
        said.push((error as Error).message);
      }
      return Promise.resolve(false);
    };
    await assignMeanwhile(check);
    expect(said).toEqual(["the partition may be another member's by now"]);
  });

  test('it is not paused', async () => {
    expect(await assignMeanwhile(() => Promise.resolve({ waitMs: 1000 }))).toEqual([[], true]);
  });

  test('that its producer is fenced does not end the consumer', async () => {
    const fenced = Object.assign(new Error('fenced'), { type: 'INVALID_PRODUCER_EPOCH' });
    expect(await assignMeanwhile(() => Promise.reject(fenced))).toEqual([[], true]);
  });
});

test("a batch that waited for its turn until its partition was another member's is not begun", async () => {
  const begun: number[] = [];
  const run = async ({ settle, tell }: FakeClient): Promise<void> => {
    tell('GROUP_JOIN', LESS);
    await settle(3);
    await settle(4);
  };
  await runOnFake(run, ({ partition }) => {
    begun.push(partition);
    return Promise.resolve(true);
  });
  expect(begun).toEqual([4]);
});

test('a batch is not begun where partitions are assigned anew during its heartbeat', async () => {
  let begun = false;
  let join = (): void => undefined;
  const run = ({ settle, tell }: FakeClient): Promise<void> => {
    join = () => {
      tell('GROUP_JOIN', AGAIN);
    };
    return settle();
  };
  const work = (): Promise<boolean> => {
    begun = true;
    return Promise.resolve(true);
  };
  await runOnFake(run, work, () => {
    join();
    return Promise.resolve();
  });
  expect(begun).toBe(false);
});

test('what is known of partitions is given up at each assignment, before the first batch', async () => {
  const steps: string[] = [];
  const run = async ({ settle, tell }: FakeClient): Promise<void> => {
    await settle();
    tell('GROUP_JOIN', AGAIN);
    await settle();
  };
  const note = (step: string) => (): void => void steps.push(step);
  const work = (): Promise<boolean> => {
    steps.push('batch');
    return Promise.resolve(true);
  };
  await runOnFake(run, work, undefined, note('assigned'));
  expect(steps).toEqual(['assigned', 'batch', 'assigned', 'batch']);
});

test('who joins again after a silence goes on at once', async () => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setInterval', 'clearInterval'] });
  try {
    const run = ({ settle, tell }: FakeClient): Promise<void> => {
      jest.advanceTimersByTime(13_000);
      tell('GROUP_JOIN', AGAIN);
      return settle();
    };
    let checked = false;
    await runOnFake(run, (_, { check }) => {
      check();
      checked = true;
      return Promise.resolve(true);
    });
    expect(checked).toBe(true);
  } finally {
    jest.useRealTimers();
  }
});

describe('a fenced producer', () => {
  const fenced = Object.assign(new Error('fenced'), { type: 'INVALID_PRODUCER_EPOCH' });
  const expelled = Object.assign(new Error('expelled'), { type: 'UNKNOWN_MEMBER_ID' });

  test('of a member that was expelled makes it join again', async () => {
    let thrown: unknown;
    const run = ({ settle }: FakeClient): Promise<void> =>
      settle().catch((error: unknown) => (thrown = error)) as Promise<void>;
    let beats = 0;
    const { failed } = await runOnFake(
      run,
      () => Promise.reject(fenced),
      () => (++beats === 1 ? Promise.resolve() : Promise.reject(expelled)),
    );
    expect(thrown).toBe(expelled);
    expect(await isFulfilled(failed)).toBe(false);
  });

  test('of a member that is still one ends the consumer', async () => {
    const run = ({ settle }: FakeClient): Promise<void> => settle().catch(() => undefined);
    const { failed } = await runOnFake(run, () => Promise.reject(fenced));
    expect(await failed).toBe(fenced);
  });
});
