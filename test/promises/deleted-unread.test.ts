import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { composeAlert, digCanal, until, type Canal } from '../support/canal.ts';
import { deleteRecords } from '../support/delete-records.ts';
import { stopGently } from './support/documents.ts';

jest.setTimeout(120_000);

let canal: Canal;
beforeEach(async () => {
  canal = await digCanal();
});
afterEach(() => canal.close());

async function sendAlerts(first: number, count: number): Promise<void> {
  const { raw } = canal.config.topics;
  const alerts = Array.from({ length: count }, (_, i) => Buffer.from(composeAlert(first + i, 1)));
  await canal.sender.send(alerts.map((value) => ({ topic: raw, key: 'web1', value, headers: {}, partition: 1 })));
}

/*
 * Seen to fail with the client's own way (without goOnAtLogStart, services/runtime/kafka/log-start.ts): the account begins
 * anew at the records that are left, and nothing tells of the others.
 */
test('records that are deleted before they are read are counted, and the account goes on', async () => {
  const { topics } = canal.config;
  const first = [canal.startWorker('normalizer'), canal.startWorker('indexer')];
  await sendAlerts(0, 30);
  await until(canal.indexed, ({ records }) => records === 30);
  await Promise.all(first.map(stopGently));

  await sendAlerts(30, 20);
  await deleteRecords(canal, topics.raw, [{ partition: 1, offset: 42 }]);
  const normalizer = canal.startWorker('normalizer');
  expect(await until(canal.normalized, ({ records }) => records >= 38)).toMatchObject({ documents: 38, missed: 12 });
  await stopGently(normalizer);
  expect(normalizer.log()).toContain('"missed":12,"readUpTo":30,"goesOnAt":42');

  // The documents' topic has two transactions: 30 documents and the end of it, 8 documents and the end of it.
  const ends = await canal.admin.topicEnds(topics.enriched('schannel'));
  const { partition, high } = ends.find((end) => end.high > 0) ?? { partition: 0, high: 0 };
  await deleteRecords(canal, topics.enriched('schannel'), [{ partition, offset: high - 6 }]);
  const indexer = canal.startWorker('indexer');
  expect(await until(canal.indexed, ({ records }) => records >= 35)).toMatchObject({ records: 35, indexed: 35 });
  await stopGently(indexer);
  const { missed = 0 } = await canal.indexed();
  // The three documents, and what marks the end of the first transaction where its offset was not committed with it.
  expect([3, 4]).toContain(missed);
  const status = canal.startCommand(['status']);
  expect(await status.ended).toBe(0);
  expect(status.output()).toMatch(/deleted unread +12/);
  expect(status.output()).toContain(`${topics.enriched('schannel')}: ${missed} offsets`);
  const doctor = canal.startCommand(['doctor', '--json']);
  await doctor.ended;
  expect(doctor.output()).toContain(`by its account 12 records of ${topics.raw} were deleted`);
});

/* Seen to fail where a group without an offset counts as one that has settled nothing from 0 on. */
test('a group that is new misses nothing of what was deleted before it began', async () => {
  await sendAlerts(0, 20);
  await deleteRecords(canal, canal.config.topics.raw, [{ partition: 1, offset: 15 }]);
  const normalizer = canal.startWorker('normalizer');
  const account = await until(canal.normalized, ({ records }) => records >= 5);
  await stopGently(normalizer);
  expect(account).toMatchObject({ records: 5, documents: 5 });
  expect(account).not.toHaveProperty('missed');
});
