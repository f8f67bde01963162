import { expect, test } from '@jest/globals';
import {
  parseGuid,
  parseInteger,
  parseRecordId,
  present,
  presentKeyword,
  unlessZero,
} from '../../../../normalizers/decode/values.ts';

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

test.each([
  0,
  -0,
  7,
  255,
  256,
  65_535,
  65_536,
  2 ** 32,
  2 ** 53 - 1,
  2 ** 53,
  1.5,
  -1,
  0.1,
  1e20,
  1e21,
  Number.POSITIVE_INFINITY,
])('the number %d is what its text is', (number) => {
  const text = String(number);
  for (const max of [0xff, 0xffff, undefined]) expect(parseInteger(number, max)).toBe(parseInteger(text, max));
  expect(parseRecordId(number)).toBe(parseRecordId(text));
  expect(unlessZero(number) === undefined).toBe(unlessZero(text) === undefined);
});
