import { expect, test } from '@jest/globals';
import { lacksZone, parseTime, readDotNetDate, readFileTime } from '../../../../normalizers/decode/times.ts';
import { assumeZone } from '../../../../normalizers/decode/zone.ts';

test.each([
  ['2026-03-04T05:06:07.1234567Z', '2026-03-04T05:06:07.1234567Z', '2026-03-04T05:06:07.123Z'],
  ['2026-03-04T05:06:07.123456789Z', '2026-03-04T05:06:07.123456789Z', '2026-03-04T05:06:07.123Z'],
  ['2026-03-04T05:06:07Z', '2026-03-04T05:06:07Z', '2026-03-04T05:06:07.000Z'],
  ['2026-03-04T05:06:07.1Z', '2026-03-04T05:06:07.1Z', '2026-03-04T05:06:07.100Z'],
  ['2026-03-04T05:06:07.9999999Z', '2026-03-04T05:06:07.9999999Z', '2026-03-04T05:06:07.999Z'],
  ['2026-03-04 05:06:07Z', '2026-03-04T05:06:07Z', '2026-03-04T05:06:07.000Z'],
  ['2026-03-04T06:06:07.1234567+01:00', '2026-03-04T05:06:07.1234567Z', '2026-03-04T05:06:07.123Z'],
  ['2026-03-04 00:06:07+0100', '2026-03-03T23:06:07Z', '2026-03-03T23:06:07.000Z'],
  ['2025-12-31T23:30:00-01:00', '2026-01-01T00:30:00Z', '2026-01-01T00:30:00.000Z'],
  ['2024-02-29T12:00:00Z', '2024-02-29T12:00:00Z', '2024-02-29T12:00:00.000Z'],
  ['2026-03-04T05:06:07,123Z', '2026-03-04T05:06:07.123Z', '2026-03-04T05:06:07.123Z'],
  ['2026-03-04 06:06:07 +0100', '2026-03-04T05:06:07Z', '2026-03-04T05:06:07.000Z'],
  ['2026-03-04 05:06:07 UTC', '2026-03-04T05:06:07Z', '2026-03-04T05:06:07.000Z'],
  ['2000-02-29T12:00:00Z', '2000-02-29T12:00:00Z', '2000-02-29T12:00:00.000Z'],
  ['1601-01-01T00:00:00.0000000Z', '1601-01-01T00:00:00.0000000Z', '1601-01-01T00:00:00.000Z'],
])('the time %s', (text, utc, ms) => {
  expect(parseTime(text)).toEqual({ text: utc, ms: Date.parse(ms) });
});

test.each([
  undefined,
  '',
  'now',
  '2026-03-04',
  '2026-03-04T05:06:07',
  '2026-03-04T05:06Z',
  '2026-02-29T05:06:07Z',
  '1900-02-29T05:06:07Z',
  '2026-04-31T05:06:07Z',
  '2026-01-32T05:06:07Z',
  '2026-00-01T05:06:07Z',
  '2026-13-01T05:06:07Z',
  '2026-03-00T05:06:07Z',
  '2026-03-04T24:00:00Z',
  '2026-03-04T05:60:07Z',
  '2026-03-04T05:06:60Z',
  '2026-03-04T05:06:07.1234567890Z',
  '2026-03-04T05:06:07.Z',
  '2026-03-04T05:06:07+24:00',
  '2026-03-04T05:06:07+01:60',
  '0026-03-04T05:06:07Z',
  '0000-01-01T00:00:00+01:00',
  '9999-12-31T23:59:59-01:00',
  '/Date(1772600767123)/',
  '1772600767',
  ' 2026-03-04T05:06:07Z',
])('%j is no usable time', (text) => {
  expect(parseTime(text)).toBeUndefined();
});

test.each([
  // Winter, summer, the hour that clocks skip (taken as after the change) and the one that they repeat (the earlier one).
  ['2026-01-15 06:06:07', '2026-01-15T05:06:07Z'],
  ['2026-07-15T06:06:07.1234567', '2026-07-15T04:06:07.1234567Z'],
  ['2026-03-29 02:30:00', '2026-03-29T01:30:00Z'],
  ['2026-10-25 02:30:00', '2026-10-25T00:30:00Z'],
])('%s in Berlin is %s', (text, utc) => {
  expect(lacksZone(text)).toBe(true);
  expect(parseTime(text, assumeZone('Europe/Berlin'))).toEqual({ text: utc, ms: Date.parse(utc) });
  // The second time comes from what is remembered of the first.
  const zone = assumeZone('Europe/Berlin');
  expect([parseTime(text, zone), parseTime(text, zone)].map((time) => time?.text)).toEqual([utc, utc]);
});

test('a zone is taken only for what states none, and must exist', () => {
  const zone = assumeZone('America/New_York');
  expect(parseTime('2026-01-15T06:06:07Z', zone)?.text).toBe('2026-01-15T06:06:07Z');
  expect(parseTime('2026-01-15T06:06:07+01:00', zone)?.text).toBe('2026-01-15T05:06:07Z');
  expect(lacksZone('2026-01-15T06:06:07Z') || lacksZone('yesterday') || lacksZone(undefined)).toBe(false);
  expect(() => assumeZone('Europe/Nowhere')).toThrow('"Europe/Nowhere" is not the name of a time zone');
});

test('offsets within an hour are told apart: some zones are half an hour off', () => {
  const zone = assumeZone('Australia/Lord_Howe');
  expect(parseTime('2026-01-15T12:10:00', zone)?.text).toBe('2026-01-15T01:10:00Z');
  expect(parseTime('2026-07-15T12:10:00', zone)?.text).toBe('2026-07-15T01:40:00Z');
});

test.each([
  ['/Date(1772600767123)/', '2026-03-04T05:06:07.123Z'],
  ['/Date(1772600767123+0100)/', '2026-03-04T05:06:07.123Z'],
  ['/Date(-1)/', '1969-12-31T23:59:59.999Z'],
  ['/Date(999999999999999)/', undefined],
  ['/Date()/', undefined],
  ['1772600767123', undefined],
])('the .NET date %s', (text, utc) => {
  expect(readDotNetDate(text)).toBe(utc);
});

test.each([
  ['134170743671234567', '2026-03-04T05:06:07.1234567Z'],
  ['116444736000000000', '1970-01-01T00:00:00.0000000Z'],
  ['116444735999999999', '1969-12-31T23:59:59.9999999Z'],
  ['0', '1601-01-01T00:00:00.0000000Z'],
  ['9223372036854775807', undefined],
  ['', undefined],
  ['-1', undefined],
])('the FILETIME %s', (text, utc) => {
  expect(readFileTime(text)).toBe(utc);
});
