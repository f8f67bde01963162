import { expect, test } from '@jest/globals';
import { acceptLevelWord, nameLevel } from '../../../../normalizers/decode/levels.ts';

test('levels have names by number, and English words are taken in any case', () => {
  expect([0, 1, 2, 3, 4, 5, 6].map(nameLevel)).toEqual([
    'information',
    'critical',
    'error',
    'warning',
    'information',
    'verbose',
    undefined,
  ]);
  expect(acceptLevelWord('Error')).toBe('error');
  expect(acceptLevelWord('fehler')).toBeUndefined();
  expect(acceptLevelWord('constructor')).toBeUndefined();
});
