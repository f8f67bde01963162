import { expect, test } from '@jest/globals';
import { closestNames, suggest } from '../../../../services/runtime/closest-names.ts';

const SETTINGS = ['WINCANAL_NAMESPACE', 'WINCANAL_LOG_LEVEL', 'WINCANAL_BULK_BYTES'];

test.each([
  ['WINCANAL_NAMESAPCE', SETTINGS, ['WINCANAL_NAMESPACE']],
  ['WINCANAL_LOGLEVEL', SETTINGS, ['WINCANAL_LOG_LEVEL']],
  ['WINCANAL_BULK_BYTE', SETTINGS, ['WINCANAL_BULK_BYTES']],
  ['WINCANAL_SOMETHING_ELSE_ENTIRELY', SETTINGS, []],
  ['SCHANEL', ['schannel', 'rassstp'], ['schannel']],
  ['AlertDsc', ['ErrorState', 'AlertDesc'], ['AlertDesc']],
  ['36878', ['36877', '36888', '1'], ['36877', '36888']],
  ['help', ['gelf', 'held'], ['held']],
  ['nxog', ['nxlog', 'snare'], ['nxlog']],
  ['quite another word', ['schannel', 'rassstp'], []],
])('%s', (wrong, names, expected) => {
  expect(closestNames(wrong, names)).toEqual(expected);
});

test('of several the nearest come first, as many as are asked for', () => {
  expect(closestNames('abcd', ['abxx', 'abcx', 'abcd'])).toEqual(['abcd', 'abcx', 'abxx']);
  expect(closestNames('abcd', ['abxx', 'abcx', 'abcd'], 1)).toEqual(['abcd']);
});

test('as a sentence', () => {
  expect(suggest('tial', ['tail', 'trail'])).toBe(' Did you mean tail or trail?');
  expect(suggest('tail', [])).toBe('');
});
