import { expect, test } from '@jest/globals';
import { time } from '../../../../services/cli/parse-time.ts';
import { describeContinuation } from '../../../../services/replay/describe-continuation.ts';

test('a run without --again is continued by itself, one with it by the time at which it began', () => {
  expect(describeContinuation(undefined)).toBe('the same command');
  const began = Date.UTC(2026, 2, 4, 5, 6, 7, 89);
  const command = describeContinuation(began);
  expect(command).toBe('the same command with --again 2026-03-04T05:06:07.089Z');
  expect(time(command.split(' ').at(-1) ?? '')).toBe(began);
});
