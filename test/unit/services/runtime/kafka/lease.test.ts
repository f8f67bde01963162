import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { Lease } from '../../../../../services/runtime/kafka/lease.ts';

beforeEach(() => {
  jest.useFakeTimers({ now: 1_000_000_000 });
});
afterEach(() => {
  jest.useRealTimers();
});

/** A request whose answer is read this many milliseconds after it was sent, by the calendar clock. */
function answer(lease: Lease, apiName: string, duration: number): void {
  lease.noteRequest({ apiName, sentAt: Date.now() - duration, duration });
}

test.each(['Heartbeat', 'SyncGroup'])('a lease counts from when the %s was sent, not from its answer', (apiName) => {
  const lease = new Lease();
  jest.advanceTimersByTime(30_000);
  answer(lease, apiName, 20_000);
  expect(lease.silentFor()).toBe(30_000);
  lease.renew();
  expect(lease.silentFor()).toBe(20_000);
  jest.advanceTimersByTime(500);
  expect(lease.silentFor()).toBe(20_500);
});

test('other requests say nothing of the group', () => {
  const lease = new Lease();
  jest.advanceTimersByTime(5000);
  answer(lease, 'Heartbeat', 1000);
  answer(lease, 'Fetch', 500);
  lease.renew();
  expect(lease.silentFor()).toBe(1000);
});

test('a machine that slept was silent, though its steady clock stood still', () => {
  const lease = new Lease();
  jest.setSystemTime(Date.now() + 60_000);
  expect(lease.silentFor()).toBe(60_000);
});

test('a clock that was set back hides no silence', () => {
  const lease = new Lease();
  jest.setSystemTime(Date.now() - 3_600_000);
  jest.advanceTimersByTime(13_000);
  expect(lease.silentFor()).toBe(13_000);
});

test('a clock that was set back while a heartbeat was under way takes nothing from the lease', () => {
  const lease = new Lease();
  const sentAt = Date.now();
  jest.setSystemTime(sentAt - 3_600_000);
  lease.noteRequest({ apiName: 'Heartbeat', sentAt, duration: -3_600_000 });
  lease.renew();
  expect(lease.silentFor()).toBe(0);
});
