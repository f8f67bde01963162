import { expect, test } from '@jest/globals';
import { byKeys, byValue, either } from '../../../../normalizers/decode/signs.ts';

const SIGN = either(byValue('kind', 'event'), byKeys('a', 'b', 'c'));

test('a sign says in words what it looks for', () => {
  expect(SIGN.sign).toBe('`kind` is `event`, or `a` beside `b` and `c`');
  expect(byKeys('a').sign).toBe('`a`');
});

test.each<[object, boolean]>([
  [{ kind: 'event' }, true],
  [{ kind: 'Event' }, false],
  [{ a: 1, b: null, c: '' }, true],
  [{ a: 1, b: 1 }, false],
  [{ b: 1, c: 1 }, false],
  [{}, false],
])('%j: %j', (json, expected) => {
  expect(SIGN.matches({ ...json })).toBe(expected);
});
