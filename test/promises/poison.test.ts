import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { composeAlert, digCanal, until, type Canal } from '../support/canal.ts';
import { chooseSize } from '../support/promise-size.ts';
import { countAssignments, stopGently } from './support/documents.ts';

jest.setTimeout(120_000);

const HOOK = pathToFileURL(`${import.meta.dirname}/support/poison.ts`).href;
const RECORDS = chooseSize({ short: 400, full: 20_000 });

let canal: Canal;
beforeEach(async () => {
  canal = await digCanal();
});
afterEach(() => canal.close());

/** Every tenth record brings out the defect, in one of four ways. */
function compose(i: number): string {
  const text = composeAlert(i, i % 20);
  if (i % 10 !== 0) return text;
  const word = ['error', 'nothing', 'stack', 'once'][(i / 10) % 4] ?? '';
  return `<!-- poison-${word} ${i} -->${text}`;
}

/*
 * A record that fails once is a document: the second try is its own, whatever stands beside it. Seen to fail in
 * normalizeRecord (services/normalizer/messages.ts): without the second try 40 letters instead of 30; without the letter, with
 * the error thrown on, no end.
 */
test('a record that makes the normalizer throw is a dead letter, and its neighbours are documents', async () => {
  const records = Array.from({ length: RECORDS }, (_, i) => compose(i + 1));
  const poisoned = records.filter((record) => /poison-(?:error|nothing|stack)/.test(record));
  for (let first = 0; first < RECORDS; first += 200) await canal.sendRaw(records.slice(first, first + 200));
  const worker = canal.startWorker('normalizer', { NODE_OPTIONS: `--import=${HOOK}` });
  const account = await until(canal.normalized, (soFar) => soFar.records >= RECORDS);
  const documents = RECORDS - poisoned.length;
  expect(account).toMatchObject({ records: RECORDS, events: RECORDS, documents, dead: poisoned.length, skips: {} });
  // No batch was read again, and no partition was given up.
  expect(worker.log()).not.toContain('batch failed');
  expect(countAssignments(worker)).toBe(1);
  await stopGently(worker);

  const published = await canal.readAll(canal.config.topics.enriched('schannel'));
  expect(published).toHaveLength(documents);
  expect(new Set(published.map(({ headers }) => headers['event-id'])).size).toBe(documents);
  const letters = await canal.readAll(canal.config.topics.deadletter);
  expect(letters.map(({ value }) => String(value)).sort()).toEqual(poisoned.sort());
  expect(new Set(letters.map(({ headers }) => headers['error-code']))).toEqual(new Set(['INTERNAL_ERROR']));
  const details = letters.map(({ headers }) => headers['error-detail']);
  expect([...new Set(details)].sort()).toEqual([
    'RangeError: Maximum call stack size exceeded',
    "TypeError: Cannot read properties of undefined (reading 'poison')",
    'undefined',
  ]);
});
