import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import RequestQueue from 'kafkajs/src/network/requestQueue/index.js';
import { calmRequestQueue } from '../../../../../services/runtime/kafka/request-queue.ts';

interface Queue {
  pending: unknown[];
  throttledUntil: number;
  scheduleCheckPendingRequests(): void;
  checkPendingRequests(): void;
  destroy(): void;
}

function makeQueue(): Queue {
  const Constructor = RequestQueue as unknown as new (options: object) => Queue;
  return new Constructor({ logger: { debug: () => undefined }, maxInFlightRequests: 1, clientId: 'c', broker: 'b' });
}

calmRequestQueue();

beforeEach(() => {
  jest.useFakeTimers({ now: 1_000_000 });
});
afterEach(() => {
  jest.useRealTimers();
});

test('a connection on which nothing waits has no timer', () => {
  const queue = makeQueue();
  queue.scheduleCheckPendingRequests();
  queue.checkPendingRequests();
  expect(jest.getTimerCount()).toBe(0);
});

test('no timer has a negative delay', () => {
  const delays = jest.spyOn(globalThis, 'setTimeout');
  const queue = makeQueue();
  queue.pending = [{}];
  queue.scheduleCheckPendingRequests();
  expect(delays.mock.calls.map(([, ms]) => ms)).toEqual([10]);
});

test('a request that waits for the end of throttling is looked at then', () => {
  const queue = makeQueue();
  const check = jest.spyOn(queue, 'checkPendingRequests').mockImplementation(() => undefined);
  queue.pending = [{}];
  queue.throttledUntil = 1_000_500;
  queue.scheduleCheckPendingRequests();
  jest.advanceTimersByTime(499);
  expect(check).not.toHaveBeenCalled();
  jest.advanceTimersByTime(1);
  expect(check).toHaveBeenCalledTimes(1);
});
