import { expect, test } from '@jest/globals';
import type { Letter } from '../../../../services/replay/read-letter.ts';
import { createTally } from '../../../../services/replay/tally-letters.ts';
import type { ReceivedMessage } from '../../../../services/runtime/kafka/index.ts';

type Fate = Parameters<ReturnType<typeof createTally>['add']>[2];

/** What a tally shows of letters of one reason, the nth of which is at offset n and of a record at offset 10 n. */
function showOf(fates: readonly Fate[]): unknown {
  const tally = createTally();
  fates.forEach((fate, nth) => {
    const letter = { kind: 'letter', code: 'DECODE_EMPTY', detail: `has ${nth} bytes`, source: `t.raw/0/${10 * nth}` };
    const message = { partition: 0, offset: String(nth) };
    tally.add(letter as Extract<Letter, { kind: 'letter' }>, message as unknown as ReceivedMessage, fate);
  });
  return tally.read();
}

test.each([
  [['sent', 'open', 'open'], 1, { letters: 3, open: 2, sent: 1, refused: 0 }],
  [['open', 'open', 'sent'], 0, { letters: 3, open: 2, sent: 1, refused: 0 }],
  [['refused', 'sent'], 0, { letters: 2, open: 0, sent: 1, refused: 1 }],
] as const)('of %j the shown letter is number %i: the first that is open, else the first', (fates, nth, counts) => {
  const shown = { example: `has ${nth} bytes`, source: `t.raw/0/${10 * nth}`, letter: `0/${nth}` };
  expect(showOf(fates)).toEqual([expect.objectContaining({ code: 'DECODE_EMPTY', ...shown, ...counts })]);
});
