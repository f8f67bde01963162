import { expect, test } from '@jest/globals';
import { readLines } from '../../../../../normalizers/decode/formats/text-lines.ts';

test('keys and values of one line each, up to the last key', () => {
  const { values, rest } = readLines('a=1\r\nno separator\n=x\n b = 2=3 \nMessage= m\nc=4\nMessage=n ', '=', 'Message');
  expect([...values]).toEqual([
    ['a', '1'],
    ['b', '2=3'],
  ]);
  expect(rest).toBe('m\nc=4\nMessage=n');
});

test('the first line of a name counts', () => {
  expect(readLines('a: 1\na: 2', ':', 'Description').values.get('a')).toBe('1');
});

test('without the last key there is no rest, and names of prototypes are only names', () => {
  const { values, rest } = readLines('__proto__=1\nconstructor=2', '=', 'Message');
  expect([rest, [...values.keys()]]).toEqual([undefined, ['__proto__', 'constructor']]);
});
