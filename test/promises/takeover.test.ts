import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { composeAlert, digCanal, until, type Canal, type WorkerProcess } from '../support/canal.ts';
import { stopGently, untilAware } from './support/documents.ts';
import { startFreezing } from './support/worker-at-request.ts';

/**
 * The window between a commit that is on its way and its end, held open: the first owner of a partition stands still with
 * all of a batch sent and the request that commits it not sent yet. The group gives its partition to a second one.
 */
jest.setTimeout(180_000);

const RECORDS = 60;

/** Of each test: they run side by side, since the group takes 15 s to notice that the first owner is silent. */
let canals: Record<'late' | 'stale' | 'order', Canal>;
beforeEach(async () => {
  const dig = async (): Promise<Canal> => {
    const canal = await digCanal({ WINCANAL_TOPIC_PARTITIONS: '1' });
    await canal.sendRaw(Array.from({ length: RECORDS }, (_, i) => composeAlert(i + 1, i % 7)));
    return canal;
  };
  canals = { late: await dig(), stale: await dig(), order: await dig() };
});
afterEach(async () => {
  await Promise.all(Object.values(canals).map((canal) => canal.close()));
});

/** A former owner that goes on finds out by itself. */
async function untilOut(former: WorkerProcess): Promise<void> {
  if (await untilAware(former, 1)) await stopGently(former);
}

async function untilDone(canal: Canal): Promise<void> {
  await until(canal.normalized, ({ records }) => records >= RECORDS);
}

/** How often each event is published, and what the account says: all of it once. */
async function judge(canal: Canal): Promise<object> {
  const account = await canal.normalized();
  const published = await canal.readAll(canal.config.topics.enriched('schannel'));
  const events = new Set(published.map(({ headers }) => headers['event-id'])).size;
  return { records: account.records, documents: account.documents, published: published.length, events };
}

/** The owner whose commit comes late, when another one has done the work. */
async function commitLate(canal: Canal): Promise<object> {
  const first = await startFreezing(canal, 'normalizer', 'before endTxn');
  await first.untilFrozen();
  const second = canal.startWorker('normalizer');
  await untilDone(canal);
  await first.thaw();
  await untilOut(first.worker);
  await stopGently(second);
  return judge(canal);
}

/** The commit ends after the next owner was given the offset by the group, and before it takes over. */
async function readStaleOffset(canal: Canal): Promise<object> {
  const first = await startFreezing(canal, 'normalizer', 'before endTxn');
  await first.untilFrozen();
  const second = await startFreezing(canal, 'normalizer', 'after offsetFetch');
  await second.untilFrozen();
  await first.thaw();
  await untilDone(canal);
  first.worker.child.kill('SIGKILL');
  await second.thaw();
  await canal.sendRaw([composeAlert(RECORDS + 1, 1)]);
  await until(canal.normalized, ({ records }) => records > RECORDS);
  await stopGently(second.worker);
  const skipped = second.worker.log().includes('were settled by a former owner');
  return { ...(await judge(canal)), skipped };
}

/** The commit is sent while the next owner is between its look at the offset and its work. */
async function commitBehindTheLook(canal: Canal): Promise<object> {
  const first = await startFreezing(canal, 'normalizer', 'before endTxn');
  await first.untilFrozen();
  // The first is for the consumer when it joins, the second is the takeover's.
  const second = await startFreezing(canal, 'normalizer', 'after offsetFetch 2');
  await second.untilFrozen();
  await first.thaw();
  await first.untilAnswered();
  await second.thaw();
  await untilOut(first.worker);
  await untilDone(canal);
  await stopGently(second.worker);
  return judge(canal);
}

/*
 * Seen to fail in takeOver (services/runtime/take-over.ts): with a transactional id of each process's own, so that nobody is
 * fenced, the first case publishes 120 of 60; without the second look at the offset, or without leaving out what it says
 * is done, the second 121 of 61; with that look in front of the fence, the third 120 of 60.
 */
test('a batch whose commit is under way at a takeover is done once', async () => {
  const { late, stale, order } = canals;
  const results = await Promise.all([commitLate(late), readStaleOffset(stale), commitBehindTheLook(order)]);
  const once = (n: number): object => ({ records: n, documents: n, published: n, events: n });
  expect(results).toEqual([once(RECORDS), { ...once(RECORDS + 1), skipped: true }, once(RECORDS)]);
});
