import { expect, test } from '@jest/globals';
import { compileText, listFacts, withoutFullStop } from '../../../../normalizers/enrich/text.ts';
import { knowFacts } from '../../../support/know-facts.ts';

const FACTS = knowFacts([
  ['computer', 'vpn01'],
  ['alert.code', '48'],
  ['empty', ''],
]);

test.each([
  ['No facts at all.', 'No facts at all.'],
  ['On {computer}.', 'On vpn01.'],
  ['{computer}{alert.code}', 'vpn0148'],
  ['Alert[ {alert.code}] came.', 'Alert 48 came.'],
  ['Alert[ {alert.name}] came.', 'Alert came.'],
  ['Alert[ {alert.code} ({alert.name})] came.', 'Alert came.'],
  ['[{alert.name}][{computer}]', 'vpn01'],
  ['[{alert.name}]', ''],
  ['[always]', 'always'],
  ['Alert {alert.name} came.', 'Alert unknown came.'],
  ['[on {empty}]', 'on '],
  ['{Not a fact} and {', '{Not a fact} and {'],
])('%j is rendered as %j', (source, text) => {
  expect(compileText(source)(FACTS)).toBe(text);
});

test('a value that looks like a placeholder is not replaced again', () => {
  expect(compileText('Said "{text}"[ on {computer}].')(knowFacts([['text', '{computer} [x]']]))).toBe(
    'Said "{computer} [x]".',
  );
});

test('a compiled text can be rendered for many events', () => {
  const render = compileText('[{n}, ]{computer}');
  expect([render(knowFacts([['n', '1']])), render(FACTS), render(knowFacts([['n', '2']]))]).toEqual([
    '1, unknown',
    'vpn01',
    '2, unknown',
  ]);
});

test('the facts of a text are listed in order', () => {
  expect(listFacts('{a}[ {b.c} and {a}]')).toEqual(['a', 'b.c', 'a']);
});

test.each([
  ['The responder did not answer.', 'The responder did not answer'],
  ['cut off . . ', 'cut off'],
  ['version 1.0', 'version 1.0'],
  [' . ', ''],
  ['', ''],
])('a sentence can take in %j', (text, words) => {
  expect(withoutFullStop(text)).toBe(words);
});
