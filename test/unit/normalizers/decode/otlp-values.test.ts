import { expect, test } from '@jest/globals';
import { readAnyValue, readPairs } from '../../../../normalizers/decode/otlp-values.ts';

test.each<[string, unknown, unknown]>([
  ['a text', { stringValue: 'x' }, 'x'],
  ['an empty text', { stringValue: '' }, ''],
  ['an integer, which stays text', { intValue: '9223372036854775807' }, '9223372036854775807'],
  ['a number', { doubleValue: 1.5 }, 1.5],
  ['false', { boolValue: false }, false],
  ['names of the protobuf files', { string_value: 'x' }, 'x'],
  ['a list', { arrayValue: { values: [{ intValue: '1' }, { stringValue: 'a' }] } }, ['1', 'a']],
  ['a list without values', { array_value: {} }, []],
  ['bytes that are a text', { bytesValue: Buffer.from('<Event/>').toString('base64') }, '<Event/>'],
  ['bytes that are none', { bytes_value: '/////w==' }, '/////w=='],
  ['null', { stringValue: null }, undefined],
  ['no value', {}, undefined],
  ['an unknown kind', { otherValue: 1 }, undefined],
  ['something else', 'text', undefined],
])('%s', (_, any, value) => {
  expect(readAnyValue(any)).toEqual(value);
});

test('pairs are an object without a prototype, in which the last of a name wins', () => {
  const pairs = readPairs([
    { key: 'a', value: { stringValue: '1' } },
    { key: '__proto__', value: { stringValue: '2' } },
    { key: 'a', value: { kvlistValue: { values: [{ key: 'b', value: { intValue: '3' } }] } } },
    { key: 'gone', value: {} },
    { value: { stringValue: 'no name' } },
    'no pair',
  ]);
  expect(Object.getPrototypeOf(pairs)).toBeNull();
  expect(Object.entries(pairs)).toEqual([
    ['a', expect.objectContaining({ b: '3' })],
    ['__proto__', '2'],
    ['', 'no name'],
  ]);
  expect(Object.keys(readPairs({ not: 'a list' }))).toEqual([]);
});
