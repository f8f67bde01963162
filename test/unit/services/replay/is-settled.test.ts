import { expect, test } from '@jest/globals';
import { isSettled, type Sums } from '../../../../services/replay/is-settled.ts';

const NONE: Sums = { toSend: 0, sent: 0, done: 0, leftOver: 0, refused: {} };

test.each<[string, Partial<Sums>, boolean, boolean]>([
  ['nothing', {}, true, true],
  ['letters that can be sent', { toSend: 3 }, true, false],
  ['all sent', { sent: 3 }, true, true],
  ['one that its topic refuses now', { sent: 3, refused: { too_large: 1 } }, false, false],
  ['ones that are never going to be sent beside others', { done: 3, refused: { attempts: 1, cut: 1 } }, true, true],
  ['beside ones that a limit leaves', { leftOver: 3, refused: { lost: 1 } }, true, true],
  ['only ones that are never going to be sent', { refused: { foreign: 1 } }, false, false],
])('%s', (_, sums, ofDryRun, ofRun) => {
  expect(isSettled({ ...NONE, ...sums }, true)).toBe(ofDryRun);
  expect(isSettled({ ...NONE, ...sums }, false)).toBe(ofRun);
});
