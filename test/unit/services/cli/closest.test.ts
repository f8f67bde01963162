import { expect, test } from '@jest/globals';
import { closest, suggest } from '../../../../services/cli/closest.ts';

test.each([
  ['SCHANEL', ['schannel', 'rassstp'], ['schannel']],
  ['AlertDsc', ['ErrorState', 'AlertDesc'], ['AlertDesc']],
  ['36878', ['36877', '36888', '1'], ['36877', '36888']],
  ['quite another word', ['schannel', 'rassstp'], []],
])('%s', (word, candidates, expected) => {
  expect(closest(word, candidates)).toEqual(expected);
});

test('as a sentence', () => {
  expect(suggest('tial', ['tail', 'trail'])).toBe(' Did you mean tail or trail?');
  expect(suggest('tail', [])).toBe('');
});
