import { expect, test } from '@jest/globals';
import { time } from '../../../../services/cli/parse-time.ts';

const now = (): number => Date.UTC(2026, 2, 4, 12);

test('a time is a date in UTC, a time with its zone, or how long ago', () => {
  expect(time('2026-03-04', now)).toBe(Date.UTC(2026, 2, 4));
  expect(time('2026-03-04T05:06:07+01:00', now)).toBe(Date.UTC(2026, 2, 4, 4, 6, 7));
  expect(time('90m', now)).toBe(Date.UTC(2026, 2, 4, 10, 30));
  expect(time('7d', now)).toBe(Date.UTC(2026, 1, 25, 12));
});

test('anything else is refused, also a time without a zone', () => {
  for (const text of ['', 'yesterday', '2026-03-04T05:06', '2026-13-01', '5', '7w', '-1d']) {
    expect(() => time(text, now)).toThrow('It must be a date');
  }
});
