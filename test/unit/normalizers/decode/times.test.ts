import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import schema from '../../../../mappings/schemas/enriched-event.schema.json' with { type: 'json' };
import { lacksZone, parseTime, readUsTime } from '../../../../normalizers/decode/times.ts';
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
  ['2026-03-04T05:06:07.12 +01:00', '2026-03-04T04:06:07.12Z', '2026-03-04T04:06:07.120Z'],
  ['2026-03-04 05:06:07 UTC', '2026-03-04T05:06:07Z', '2026-03-04T05:06:07.000Z'],
  ['2000-02-29T12:00:00Z', '2000-02-29T12:00:00Z', '2000-02-29T12:00:00.000Z'],
  ['1601-01-01T00:00:00.0000000Z', '1601-01-01T00:00:00.0000000Z', '1601-01-01T00:00:00.000Z'],
])('the time %s', (text, utc, ms) => {
  expect(parseTime(text)).toEqual({ text: utc, ms: Date.parse(ms), zoneAssumed: false });
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
  '/Date()/',
  '/Date(999999999999999)/',
  // Counts that can mean several things: seconds, milliseconds, 100 ns and nanoseconds since 1970, ticks of .NET.
  '1772600767',
  '1772600767123',
  '17726007671234567',
  '1772600767123456789',
  '639081975671234567',
  // A FILETIME before 1970.
  '116444735999999999',
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
  expect(parseTime(text, assumeZone('Europe/Berlin'))).toEqual({ text: utc, ms: Date.parse(utc), zoneAssumed: true });
  // The second time comes from what is remembered of the first.
  const zone = assumeZone('Europe/Berlin');
  expect([parseTime(text, zone), parseTime(text, zone)].map((time) => time?.text)).toEqual([utc, utc]);
});

test('an offset may be as large as an hour of the day can be, as RFC 3339 has it', () => {
  expect(parseTime('2026-03-04T20:06:07+15:00')?.text).toBe('2026-03-04T05:06:07Z');
  expect(parseTime('2026-03-04T05:06:07-23:59')?.text).toBe('2026-03-05T05:05:07Z');
  expect(parseTime('2026-03-04T05:06:07+24:00')).toBeUndefined();
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
  ['134170743671234567', '2026-03-04T05:06:07.1234567Z'],
  ['116444736000000000', '1970-01-01T00:00:00.0000000Z'],
])('another notation with a zone: %s', (text, utc) => {
  expect(parseTime(text, assumeZone('Europe/Berlin'))).toEqual({ text: utc, ms: Date.parse(utc), zoneAssumed: false });
  expect(lacksZone(text)).toBe(false);
});

test.each([
  ['03/04/2026 06:06:07 AM', '2026-03-04T06:06:07'],
  ['3/4/2026 6:06:07 PM', '2026-03-04T18:06:07'],
  ['12/31/2026 12:00:00 AM', '2026-12-31T00:00:00'],
  ['12/31/2026 12:00:00.250 pm', '2026-12-31T12:00:00.250'],
  ['03/04/2026 06:06:07', undefined],
  ['03/04/2026 13:06:07 PM', undefined],
  ['03/04/2026 00:06:07 AM', undefined],
  ['03/04/26 06:06:07 AM', undefined],
  ['04.03.2026 06:06:07', undefined],
  ['03/04/2026 06:06:07 vorm.', undefined],
])('the American date %s', (text, local) => {
  expect(readUsTime(text)).toBe(local);
});

test.each([
  ['Wed Mar 04 06:06:07 2026', '2026-03-04T06:06:07Z'],
  ['Wed Mar  4 06:06:07 2026', '2026-03-04T06:06:07Z'],
  ['Thu Dec 31 23:59:59 2026', '2026-12-31T23:59:59Z'],
  ['Wed Mär 04 06:06:07 2026', undefined],
  ['Mi Mar 04 06:06:07 2026', undefined],
  ['Sun May 21 12:00:01.123', undefined],
  ['Mar 04 06:06:07 2026', undefined],
  ['Wed Feb 30 06:06:07 2026', undefined],
])('the date of C %s, which states no zone', (text, utc) => {
  expect(parseTime(text, assumeZone('UTC'))?.text).toBe(utc);
  expect(parseTime(text)).toBeUndefined();
  if (utc !== undefined) expect(lacksZone(text)).toBe(true);
});

test.each(['13/04/2026 06:06:07 AM', '02/30/2026 06:06:07 AM', '03/04/2026 06:61:07 AM'])(
  'the American date %s does not exist',
  (text) => {
    expect(parseTime(readUsTime(text), assumeZone('UTC'))).toBeUndefined();
  },
);

test('every day of the calendar has the milliseconds that Date gives it, and no other day is one', () => {
  const print = (number: number, digits: number): string => String(number).padStart(digits, '0');
  for (const year of [100, 400, 1582, 1600, 1900, 1969, 1970, 1999, 2000, 2024, 2026, 2100, 9999]) {
    for (let month = 0; month <= 13; month++) {
      for (let day = 0; day <= 32; day++) {
        const text = `${print(year, 4)}-${print(month, 2)}-${print(day, 2)}T23:59:58.123Z`;
        const date = new Date(Date.UTC(year, month - 1, day, 23, 59, 58, 123));
        const real = date.toISOString() === text;
        expect([text, parseTime(text)?.ms]).toEqual([text, real ? date.getTime() : undefined]);
      }
    }
  }
});

const BERLIN = assumeZone('Europe/Berlin');
test.each([
  '2026-03-04 05:06:07',
  '2026-03-04T05:06:07',
  '2026-03-04 05:06:07.1',
  '2026-08-04 05:06:07.123456789',
  '2026-02-30 05:06:07.5',
  '2026-03-04 25:06:07.5',
  '0099-03-04 05:06:07.5',
  '1000-01-01 00:00:00.000',
])('a time without a zone reads the same with a comma for the point: %s', (text) => {
  // Only the point is read by its place.
  expect(parseTime(text.replace(/:(\d\d)$/, ':$1,0').replace('.', ','), BERLIN)?.ms).toBe(parseTime(text, BERLIN)?.ms);
  expect(parseTime(text.replace('.', ','), BERLIN)).toEqual(parseTime(text, BERLIN));
  expect(parseTime(text)).toBeUndefined();
  expect(lacksZone(text)).toBe(true);
});

test('whatever is taken for a time is printed in the one shape that documents have', () => {
  const shape = new RegExp(schema.definitions.time.pattern);
  const zone = assumeZone('Europe/Berlin');
  const number = (most: number, digits: number) =>
    fc.integer({ min: 0, max: most }).map((n) => String(n).padStart(digits, '0'));
  const date = fc.tuple(number(9999, 4), number(13, 2), number(32, 2)).map((parts) => parts.join('-'));
  const clock = fc.tuple(number(24, 2), number(60, 2), number(60, 2)).map((parts) => parts.join(':'));
  const fraction = fc.oneof(
    fc.constant(''),
    fc.tuple(fc.constantFrom('.', ','), number(9_999_999_999, 1)).map((parts) => parts.join('')),
  );
  const offset = fc
    .tuple(fc.constantFrom('+', '-', ' +'), number(24, 2), fc.constantFrom(':', ''), number(60, 2))
    .map((parts) => parts.join(''));
  const written = fc
    .tuple(date, fc.constantFrom('T', ' '), clock, fraction, fc.oneof(fc.constantFrom('', 'Z', ' Z', ' UTC'), offset))
    .map((parts) => parts.join(''));
  const other = fc.oneof(
    fc.integer({ min: -1e15, max: 1e15 }).map((ms) => `/Date(${ms})/`),
    fc.bigInt(10n ** 17n, 2n * 10n ** 17n).map(String),
  );
  let taken = 0;
  fc.assert(
    fc.property(fc.oneof({ arbitrary: written, weight: 4 }, other), (text) => {
      const time = parseTime(text, zone);
      if (time === undefined) return;
      taken++;
      expect(time.text).toMatch(shape);
    }),
    { seed: 20260304, numRuns: 3000 },
  );
  // Otherwise nothing was shown.
  expect(taken).toBeGreaterThan(1000);
});
