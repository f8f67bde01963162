import { expect, test } from '@jest/globals';
import {
  parseGuid,
  parseInteger,
  parseRecordId,
  parseTime,
  present,
  presentKeyword,
} from '../../../../normalizers/decode/values.ts';

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
  ['0', '0'],
  ['90210', '90210'],
  ['18446744073709551615', '18446744073709551615'],
  ['0007', '7'],
  ['000', '0'],
  ['', undefined],
  ['-1', undefined],
  ['1.0', undefined],
  ['0x10', undefined],
  ['123456789012345678901', undefined],
  [undefined, undefined],
])('the record id %j is %j', (text, id) => {
  expect(parseRecordId(text)).toBe(id);
});

const GUID = '{1f678132-5938-4686-9fdc-c8ff68f15c85}';
test.each([
  ['{1F678132-5938-4686-9FDC-C8FF68F15C85}', GUID],
  ['1F678132-5938-4686-9FDC-C8FF68F15C85', GUID],
  [GUID, GUID],
  ['{00000000-0000-0000-0000-000000000000}', undefined],
  ['', undefined],
  ['{1F678132-5938-4686-9FDC-C8FF68F15C8}', undefined],
  ['1F678132593846869FDCC8FF68F15C85', undefined],
  [undefined, undefined],
])('the GUID %j is %j', (text, guid) => {
  expect(parseGuid(text)).toBe(guid);
});

test.each([
  ['0', undefined, 0],
  ['0x2A', undefined, 42],
  ['0X2a', undefined, 42],
  ['4294967295', undefined, 4294967295],
  ['4294967296', undefined, undefined],
  ['256', 255, undefined],
  ['255', 255, 255],
  ['', undefined, undefined],
  ['-1', undefined, undefined],
  ['1e3', undefined, undefined],
  ['12 ', undefined, undefined],
  ['9'.repeat(400), undefined, undefined],
])('the number %j of at most %j is %j', (text, max, number) => {
  expect(parseInteger(text, max)).toBe(number);
});

test('empty text and the lone dash are absent, and a keyword has a limit', () => {
  expect([present(''), present('-'), present(undefined), present('a'), present(' ')]).toEqual([
    undefined,
    undefined,
    undefined,
    'a',
    ' ',
  ]);
  expect(presentKeyword('n'.repeat(1024))).toHaveLength(1024);
  expect(presentKeyword('n'.repeat(1025))).toBeUndefined();
  expect(presentKeyword('-')).toBeUndefined();
});
