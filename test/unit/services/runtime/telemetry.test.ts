import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { createQuietLogger, createTelemetry, type Logger } from '../../../../services/runtime/telemetry.ts';

const info = jest.fn();
const logger = { info } as unknown as Logger;

beforeEach(() => {
  jest.useFakeTimers();
  info.mockClear();
});
afterEach(() => {
  jest.useRealTimers();
});

test('counters add up by name and labels', () => {
  const telemetry = createTelemetry(logger);
  telemetry.count('wincanal_received_records_total', 2);
  telemetry.count('wincanal_received_records_total', 3);
  telemetry.count('wincanal_skipped_events_total', 1, { reason: 'tombstone' });
  telemetry.count('wincanal_skipped_events_total', 4, { reason: 'other_provider' });
  expect(telemetry.read()).toEqual({
    wincanal_received_records_total: 5,
    'wincanal_skipped_events_total{reason="tombstone"}': 1,
    'wincanal_skipped_events_total{reason="other_provider"}': 4,
  });
  telemetry.close();
});

test('a measure has its last value, and one that stays the same is no news', () => {
  const telemetry = createTelemetry(logger);
  telemetry.set('wincanal_watched_logs', 2);
  telemetry.set('wincanal_watched_logs', 1);
  telemetry.report();
  telemetry.set('wincanal_watched_logs', 1);
  telemetry.report();
  expect(telemetry.read()).toEqual({ wincanal_watched_logs: 1 });
  expect(info).toHaveBeenCalledTimes(1);
  telemetry.close();
});

test('a line is logged per interval of work, none while nothing happens, and a last one at the end', () => {
  const telemetry = createTelemetry(logger);
  jest.advanceTimersByTime(90_000);
  expect(info).toHaveBeenCalledTimes(0);
  telemetry.count('wincanal_received_records_total', 1);
  jest.advanceTimersByTime(90_000);
  expect(info).toHaveBeenCalledTimes(1);
  telemetry.count('wincanal_received_records_total', 0);
  jest.advanceTimersByTime(30_000);
  expect(info).toHaveBeenCalledTimes(1);
  telemetry.count('wincanal_received_records_total', 1);
  telemetry.close();
  expect(info).toHaveBeenLastCalledWith({ counters: { wincanal_received_records_total: 2 } }, 'counters');
  expect(info).toHaveBeenCalledTimes(2);
  expect(jest.getTimerCount()).toBe(0);
});

test.each([
  ['is not set', {}, 'silent'],
  ['is empty', { WINCANAL_LOG_LEVEL: '' }, 'silent'],
  ['is set', { WINCANAL_LOG_LEVEL: 'info' }, 'info'],
])('the log of a command whose WINCANAL_LOG_LEVEL %s', (_case, env, level) => {
  expect(createQuietLogger({ logLevel: 'info' }, env).level).toBe(level);
});
