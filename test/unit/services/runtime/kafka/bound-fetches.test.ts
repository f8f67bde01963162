import { afterEach, expect, jest, test } from '@jest/globals';
import Broker from 'kafkajs/src/broker/index.js';
import { boundFetches } from '../../../../../services/runtime/kafka/bound-fetches.ts';
import { currentAllowance, FetchBudget, fetchWithin } from '../../../../../services/runtime/kafka/fetch-budget.ts';

const MIB = 1024 * 1024;

const prototype = Broker.prototype as { fetch: unknown };
const original = prototype.fetch;
afterEach(() => {
  prototype.fetch = original;
});

interface Request {
  readonly maxBytes: number;
  readonly topics: readonly { readonly topic: string; readonly partitions: readonly object[] }[];
}

/** A broker that answers with a record of 3 KiB for each partition. */
function makeBroker() {
  const fetch = jest.fn((request: Request) => {
    expect(currentAllowance() === undefined).toBe(request.maxBytes === 10 * MIB);
    const message = { key: null, value: Buffer.alloc(3 * 1024) };
    return Promise.resolve({
      responses: request.topics.map(({ partitions }) => ({
        partitions: partitions.map(() => ({ messages: [message] })),
      })),
    });
  });
  prototype.fetch = fetch;
  boundFetches();
  const ask = prototype.fetch as (this: object, request: Request) => Promise<unknown>;
  return { fetch, ask: (request: Request) => ask.call({ nodeId: 1 }, request) };
}

const REQUEST = {
  maxBytes: 10 * MIB,
  isolationLevel: 1,
  topics: [
    { topic: 'a', partitions: [{ partition: 0, fetchOffset: '7', maxBytes: MIB }] },
    { topic: 'b', partitions: [{ partition: 2, fetchOffset: '9', maxBytes: MIB }] },
  ],
};

test('a consumer with a budget asks for what it may hold, and learns what it got', async () => {
  const { fetch, ask } = makeBroker();
  await fetchWithin(new FetchBudget(16 * MIB), async () => {
    await ask(REQUEST);
    await ask(REQUEST);
  });
  const [first, second] = fetch.mock.calls.map(([request]) => request);
  // A quarter of it at first, taken to grow to sixteen times its size; two partitions share it.
  expect(first).toEqual({
    maxBytes: MIB / 4,
    isolationLevel: 1,
    topics: [
      { topic: 'a', partitions: [{ partition: 0, fetchOffset: '7', maxBytes: MIB / 8 }] },
      { topic: 'b', partitions: [{ partition: 2, fetchOffset: '9', maxBytes: MIB / 8 }] },
    ],
  });
  // Nothing was compressed: 3 KiB count 4.
  expect(second?.maxBytes).toBe(Math.ceil((16 * MIB) / ((3 * 16 + 4 / 3) / 4)));
});

test('whoever has no budget fetches as ever, also beside one that has', async () => {
  const { fetch, ask } = makeBroker();
  await Promise.all([fetchWithin(new FetchBudget(16 * MIB), () => ask(REQUEST)), ask(REQUEST)]);
  expect(fetch.mock.calls[1]?.[0]).toBe(REQUEST);
});

test('a version of the client without this method is refused', () => {
  prototype.fetch = undefined;
  expect(boundFetches).toThrow('Broker.fetch');
});
