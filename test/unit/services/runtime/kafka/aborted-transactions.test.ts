import { expect, test } from '@jest/globals';
import {
  hideAborted,
  type AbortedTransaction,
  type FetchedPartition,
  type FetchedRecord,
} from '../../../../../services/runtime/kafka/aborted-transactions.ts';

const ABORT = Buffer.from([0, 0, 0, 0]);
const COMMIT = Buffer.from([0, 0, 0, 1]);

/** A log as letters: lower case a record of that producer, upper case its abort marker, `!` after it makes it a commit. */
function partition(from: number, log: string, abortedTransactions: readonly AbortedTransaction[]): FetchedPartition {
  const messages: FetchedRecord[] = [...log.matchAll(/([a-zA-Z])(!?)/g)].map(([, letter = '', commit], i) => ({
    offset: String(from + i),
    isControlRecord: letter !== letter.toLowerCase(),
    key: letter === letter.toLowerCase() ? Buffer.from('host') : commit === '!' ? COMMIT : ABORT,
    batchContext: { producerId: letter.toLowerCase(), inTransaction: letter !== 'n' },
  }));
  return { abortedTransactions, messages };
}

function delivered(fetched: FetchedPartition): string[] {
  hideAborted(fetched);
  expect(fetched.abortedTransactions ?? []).toEqual([]);
  return fetched.messages
    .filter(({ isControlRecord }) => !isControlRecord)
    .map(({ offset, batchContext }) => `${batchContext.producerId}${offset}`);
}

test('records of an aborted transaction are hidden up to its marker, later ones of the same producer are not', () => {
  expect(delivered(partition(0, 'aabAaA!bB!', [{ producerId: 'a', firstOffset: '0' }]))).toEqual(['b2', 'a4', 'b6']);
});

test('a fetch that begins in the middle of several aborted transactions delivers none of their records', () => {
  const aborted = [
    { producerId: 'a', firstOffset: '2' },
    { producerId: 'b', firstOffset: '5' },
    { producerId: 'c', firstOffset: '7' },
  ];
  expect(delivered(partition(10, 'cbacABC', aborted))).toEqual([]);
});

test('the list of aborted transactions may come in any order', () => {
  const aborted = [
    { producerId: 'b', firstOffset: '3' },
    { producerId: 'a', firstOffset: '0' },
  ];
  expect(delivered(partition(0, 'acabBcAC!', aborted))).toEqual(['c1', 'c5']);
});

test('a producer that aborts twice is hidden both times, and heard between', () => {
  const aborted = [
    { producerId: 'a', firstOffset: '0' },
    { producerId: 'a', firstOffset: '4' },
  ];
  expect(delivered(partition(0, 'aAaA!aA', aborted))).toEqual(['a2']);
});

test('a record whose key looks like the marker of an abort does not end the transaction', () => {
  const log = partition(0, 'aaaAa', [{ producerId: 'a', firstOffset: '0' }]);
  Object.assign(log.messages[1] as object, { key: ABORT });
  expect(delivered(log)).toEqual(['a4']);
});

test('records outside of transactions are never hidden', () => {
  expect(delivered(partition(0, 'anaA', [{ producerId: 'a', firstOffset: '0' }]))).toEqual(['n1']);
});

test('offsets beyond 2^53 are compared exactly', () => {
  const log = partition(0, 'a', [{ producerId: 'a', firstOffset: '9007199254740993' }]);
  const [record] = log.messages;
  Object.assign(record as object, { offset: '9007199254740992' });
  expect(delivered(log)).toEqual(['a9007199254740992']);
});

test('without aborted transactions nothing is touched', () => {
  const fetched = partition(0, 'abA!', []);
  fetched.abortedTransactions = null;
  expect(delivered(fetched)).toEqual(['a0', 'b1']);
});
