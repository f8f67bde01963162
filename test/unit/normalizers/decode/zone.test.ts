import { expect, test } from '@jest/globals';
import { assumeZone } from '../../../../normalizers/decode/zone.ts';

function toUtc(zone: string, local: string): string {
  return new Date(assumeZone(zone).toUtcMs(Date.parse(`${local}Z`))).toISOString();
}

test.each([
  ['UTC', '2026-03-04T06:06:07.123', '2026-03-04T06:06:07.123Z'],
  ['Europe/Berlin', '2026-03-04T06:06:07.123', '2026-03-04T05:06:07.123Z'],
  ['Europe/Berlin', '2026-07-04T06:06:07.000', '2026-07-04T04:06:07.000Z'],
  ['America/New_York', '2026-03-04T00:06:07.000', '2026-03-04T05:06:07.000Z'],
  ['Asia/Kathmandu', '2026-03-04T10:51:07.000', '2026-03-04T05:06:07.000Z'],
  ['Australia/Lord_Howe', '2026-07-04T15:36:07.000', '2026-07-04T05:06:07.000Z'],
  // Before 1970, too: nobody sends it, but it is a time.
  ['Europe/Berlin', '1969-12-31T23:59:59.999', '1969-12-31T22:59:59.999Z'],
])('in %s it is %s at %s', (zone, local, utc) => {
  expect(toUtc(zone, local)).toBe(utc);
});

test('where clocks go back, the earlier instant counts', () => {
  expect(toUtc('Europe/Berlin', '2026-10-25T01:59:59.999')).toBe('2026-10-24T23:59:59.999Z');
  expect(toUtc('Europe/Berlin', '2026-10-25T02:00:00.000')).toBe('2026-10-25T00:00:00.000Z');
  expect(toUtc('Europe/Berlin', '2026-10-25T02:59:59.999')).toBe('2026-10-25T00:59:59.999Z');
  expect(toUtc('Europe/Berlin', '2026-10-25T03:00:00.000')).toBe('2026-10-25T02:00:00.000Z');
});

test('where clocks go forward, a time that never was is one after the change', () => {
  expect(toUtc('Europe/Berlin', '2026-03-29T01:59:59.999')).toBe('2026-03-29T00:59:59.999Z');
  expect(toUtc('Europe/Berlin', '2026-03-29T02:30:00.000')).toBe('2026-03-29T01:30:00.000Z');
  expect(toUtc('Europe/Berlin', '2026-03-29T03:00:00.000')).toBe('2026-03-29T01:00:00.000Z');
});

test('more times than are remembered are told alike', () => {
  const zone = assumeZone('Europe/Berlin');
  const from = Date.parse('2026-01-01T00:00:00Z');
  const day = 86_400_000;
  const once = Array.from({ length: 5000 }, (_, at) => zone.toUtcMs(from + at * day));
  const again = Array.from({ length: 5000 }, (_, at) => zone.toUtcMs(from + at * day));
  expect(again).toEqual(once);
});

test('a zone that does not exist is refused at once', () => {
  expect(() => assumeZone('Europe/Atlantis')).toThrow('"Europe/Atlantis" is not the name of a time zone');
  expect(() => assumeZone('')).toThrow(RangeError);
});
