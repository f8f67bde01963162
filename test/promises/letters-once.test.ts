import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { digCanal, until, type Canal } from '../support/canal.ts';
import { chooseSize } from '../support/promise-size.ts';
import { countAssignments, listIndexed, listLetters, stopGently } from './support/documents.ts';
import { sendDocuments } from './support/send-documents.ts';
import { startDoomed } from './support/worker-at-request.ts';

jest.setTimeout(180_000);

const MOMENTS = chooseSize({
  short: ['before addOffsetsToTxn', 'before endTxn', 'after endTxn'],
  full: [
    'before produce',
    'after produce',
    'before addOffsetsToTxn',
    'after txnOffsetCommit',
    'before endTxn',
    'after endTxn',
    'before offsetCommit',
    'after offsetCommit',
  ],
});

const canals: Canal[] = [];
beforeEach(async () => {
  // One after the other: a broker that makes many topics at a time does not know each of them at once.
  for (let i = 0; i < MOMENTS.length; i++) canals.push(await digCanal());
});
afterEach(async () => {
  await Promise.all(canals.map((canal) => canal.close()));
});

/** What became of documents whose indexer was killed at a moment and whose next one went on. */
async function killAt(canal: Canal, moment: string): Promise<object> {
  const { good, bad } = await sendDocuments(canal, 'killed', 200, { partition: 1 });
  const doomed = startDoomed(canal, 'indexer', moment);
  expect(await doomed.ended).toBe('SIGKILL');
  const next = canal.startWorker('indexer');
  await until(
    () => countAssignments(next),
    (count) => count > 0,
  );
  const { records, rejected } = await until(
    canal.indexed,
    (account) => account.records >= good.length + 2 * bad.length,
  );
  await stopGently(next);
  expect(await listIndexed(canal, 'schannel')).toEqual([...good].sort());
  const letters = await listLetters(canal);
  expect(new Set(letters)).toEqual(new Set(bad));
  return { moment, records, rejected, letters: letters.length };
}

/*
 * The moments between the first letter and the end of the commit; each on topics of its own, side by side, since the
 * group takes 15 s to notice a death. 20 of 200 documents are refused, and their letters are records, too. Seen to fail
 * with letters sent in a transaction of their own in front of the one that commits the offset: 140 letters instead of 20.
 */
test('an indexer that is killed while it commits leaves each refused document as one dead letter', async () => {
  const results = await Promise.all(
    canals.map((canal, i) => {
      return killAt(canal, MOMENTS[i] ?? '');
    }),
  );
  expect(results).toEqual(MOMENTS.map((moment) => ({ moment, records: 220, rejected: 20, letters: 20 })));
});
