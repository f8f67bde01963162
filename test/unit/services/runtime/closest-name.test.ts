import { expect, test } from '@jest/globals';
import { closestName } from '../../../../services/runtime/closest-name.ts';

const NAMES = ['WINCANAL_NAMESPACE', 'WINCANAL_LOG_LEVEL', 'WINCANAL_BULK_BYTES'];

test.each([
  ['WINCANAL_NAMESAPCE', 'WINCANAL_NAMESPACE'],
  ['WINCANAL_LOGLEVEL', 'WINCANAL_LOG_LEVEL'],
  ['WINCANAL_BULK_BYTE', 'WINCANAL_BULK_BYTES'],
])('%s was meant to be %s', (wrong, right) => {
  expect(closestName(wrong, NAMES)).toBe(right);
});

test('nothing is guessed from a word that is quite different', () => {
  expect(closestName('WINCANAL_SOMETHING_ELSE_ENTIRELY', NAMES)).toBeUndefined();
});
