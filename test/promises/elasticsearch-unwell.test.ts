import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { digCanal, until, type Canal, type WorkerProcess } from '../support/canal.ts';
import { changeSettings } from '../support/change-settings.ts';
import { startFaultyProxy, type Fault, type FaultyProxy, type ItemAnswer } from '../support/faulty-proxy.ts';
import { chooseSize } from '../support/promise-size.ts';
import { rollOver } from '../support/roll-over.ts';
import {
  countAssignments,
  countWaits,
  listIndexed,
  listLetters,
  stopGently,
  TELLS_WAITS,
} from './support/documents.ts';
import { sendDocuments, type Documents } from './support/send-documents.ts';

/**
 * One indexer lives through all of it, in front of it a real Kafka, behind it a real Elasticsearch and a proxy that makes
 * what that does not. Of each ten documents one is refused by the real mapping.
 */
jest.setTimeout(180_000);

const COUNT = chooseSize({ short: 60, full: 500 });
/** In full, long enough for a member without heartbeats to be expelled (15 s), several times over. */
const WAITS = chooseSize({ short: 3, full: 7 });
/** Long enough for dozens of tries if all came as soon as the first two. */
const OUTAGE_MS = chooseSize({ short: 12_000, full: 20_000 });

let canal: Canal;
let proxy: FaultyProxy;
let indexer: WorkerProcess;
const sent: Documents[] = [];
const refusedByProxy: string[] = [];

beforeAll(async () => {
  canal = await digCanal();
  proxy = await startFaultyProxy(canal.config.elasticsearch.url);
  indexer = canal.startWorker('indexer', {
    ...TELLS_WAITS,
    WINCANAL_ELASTICSEARCH_URL: proxy.url,
    WINCANAL_ELASTICSEARCH_TIMEOUT_SECONDS: '2',
    WINCANAL_BULK_DOCUMENTS: '40',
  });
});
afterAll(async () => {
  await canal.close();
  await proxy.close();
});

async function send(name: string, where: { readonly partition?: number } = {}): Promise<Documents> {
  const documents = await sendDocuments(canal, name, COUNT, where);
  sent.push(documents);
  return documents;
}

/** The documents so far that belong into the index, and those that were refused, of which there is a letter each. */
function listSent(): Documents {
  const bad = [...sent.flatMap((documents) => documents.bad), ...refusedByProxy];
  return { good: sent.flatMap((documents) => documents.good).filter((id) => !refusedByProxy.includes(id)), bad };
}

/** Every event so far once in the index, or once among the refused; the letters are counted on their topic at the end. */
async function expectAllSettled(): Promise<void> {
  const { good, bad } = listSent();
  // The dead letters are documents, too.
  const { rejected } = await until(canal.indexed, ({ records }) => records >= good.length + 2 * bad.length);
  expect(rejected).toBe(bad.length);
  expect(await listIndexed(canal, 'schannel')).toEqual([...good].sort());
}

/** Requests that carry documents of the enriched topics; others pass. */
function ofBulks(fault: Fault): Parameters<FaultyProxy['behave']>[0] {
  return ({ actions }) => (actions.length > 0 ? fault : undefined);
}

/** Each third document is answered so, the first two times that it comes. */
function twice(answer: ItemAnswer): Parameters<FaultyProxy['behave']>[0] {
  const seen = new Map<string, number>();
  return ofBulks({
    kind: 'items',
    judge({ id, dataStream }) {
      const times = seen.get(id) ?? 0;
      if (times >= 2 || !dataStream.includes('schannel') || Number(id.split('-').at(-1)) % 3 !== 0) return undefined;
      seen.set(id, times + 1);
      return answer;
    },
  });
}

const error = { type: 'made_by_the_proxy', reason: 'busy' };

/* With a worker that commits batches of which documents wait it did not end within three times its usual time. */
test.each<[string, Parameters<FaultyProxy['behave']>[0]]>([
  ['connections are reset', ofBulks({ kind: 'reset' })],
  ['requests are answered with 429', ofBulks({ kind: 'refuse', status: 429 })],
  ['requests are answered with 503', ofBulks({ kind: 'refuse', status: 503 })],
  ['answers are cut in the middle', ofBulks({ kind: 'cut' })],
  ['requests hang before the server gets them', ofBulks({ kind: 'hang', passedOn: false })],
  ['requests hang after the server got them', ofBulks({ kind: 'hang', passedOn: true })],
  ['every request hangs, also the look at what is there', () => ({ kind: 'hang', passedOn: false })],
])('%s', async (name, fault) => {
  proxy.behave(fault);
  const before = countWaits(indexer);
  await send(name.replaceAll(' ', '_'));
  await until(
    () => countWaits(indexer),
    (count) => count >= before + WAITS,
  );
  expect(proxy.faults()).toBeGreaterThan(0);
  proxy.heal();
  await expectAllSettled();
});

test('nothing listens for a while', async () => {
  await proxy.shut();
  const before = countWaits(indexer);
  await send('down');
  await until(
    () => countWaits(indexer),
    (count) => count >= before + WAITS,
  );
  await proxy.open();
  await expectAllSettled();
});

test.each([
  ['429', { status: 429, error }],
  ['503', { status: 503, error }],
  ['500', { status: 500, error }],
])('single documents are answered with %s', async (name, answer) => {
  proxy.behave(twice(answer));
  await send(`item_${name}`);
  await expectAllSettled();
  expect(proxy.faults()).toBeGreaterThan(1);
  proxy.heal();
});

test.each<[string, ItemAnswer]>([
  ['are refused with 400', { status: 400, error }],
  ['are kept in a failure store', { status: 201, failure_store: 'used' }],
  ['are lost to a failure store', { status: 400, error, failure_store: 'failed' }],
])('single documents that %s are dead letters', async (name, answer) => {
  const documents = `refused_${name.replaceAll(' ', '_')}`;
  const chosen = Array.from({ length: COUNT / 10 }, (_, i) => `${documents}-${i * 10}`);
  refusedByProxy.push(...chosen);
  proxy.behave(ofBulks({ kind: 'items', judge: ({ id }) => (chosen.includes(id) ? answer : undefined) }));
  await send(documents);
  await expectAllSettled();
  proxy.heal();
});

test('requests over the size that a server or something before it takes are divided', async () => {
  proxy.behave(({ actions }) => (actions.length > 7 ? { kind: 'refuse', status: 413 } : undefined));
  await send('too_large');
  await expectAllSettled();
  expect(proxy.faults()).toBeGreaterThan(0);
  proxy.heal();
});

test.each(['index.blocks.write', 'index.blocks.read_only_allow_delete'])('the server sets %s', async (setting) => {
  const block = async (on: boolean): Promise<void> => {
    expect(await changeSettings(canal, 'schannel', { [setting]: on ? true : null })).toBe(200);
  };
  await block(true);
  const before = countWaits(indexer);
  await send(setting);
  await until(
    () => countWaits(indexer),
    (count) => count >= before + WAITS,
  );
  await block(false);
  await expectAllSettled();
});

/*
 * Seen to fail where nothing is in doubt behind a missing answer (waitFor in services/indexer/deliver.ts): six letters
 * were documents twice.
 */
test('answers are lost, and the data streams are rolled over before the next try', async () => {
  // The first documents of a partition are looked for in any case.
  await send('answered');
  await expectAllSettled();
  const lossy = new Set(['schannel', 'deadletter']);
  proxy.behave(({ actions }) => {
    const isLost = actions.some(({ dataStream }) =>
      [...lossy].some((dataset) => canal.dataStream(dataset) === dataStream),
    );
    return isLost ? { kind: 'hang', passedOn: true } : undefined;
  });
  await send('lost');
  const { good, bad } = listSent();
  for (const [dataset, { length }] of [
    ['schannel', good],
    ['deadletter', bad],
  ] as const) {
    await until(
      () => listIndexed(canal, dataset),
      (ids) => new Set(ids).size >= length,
    );
    await rollOver(canal, dataset);
    lossy.delete(dataset);
  }
  await expectAllSettled();
  const letters = await listIndexed(canal, 'deadletter');
  expect(letters).toHaveLength(bad.length);
  expect(new Set(letters).size).toBe(bad.length);
  proxy.heal();
});

/*
 * Seen to fail with 813 tries (in 8 s) where partitions are not paused (runConsumer in services/runtime/kafka/consumer.ts), and with
 * 24 (in 12 s) where there is no delay, or one that does not grow (chooseDelay in services/indexer/deliver.ts).
 */
test('an outage is met with few tries, since each one waits longer than the one before', async () => {
  proxy.behave(ofBulks({ kind: 'refuse', status: 429 }));
  await send('patient', { partition: 1 });
  await until(
    () => proxy.faults(),
    (count) => count > 0,
  );
  await delay(OUTAGE_MS);
  const tries = proxy.faults();
  proxy.heal();
  expect(tries).toBeGreaterThan(2);
  expect(tries).toBeLessThan(14);
  await expectAllSettled();
});

/* In full the indexer waits longer than a member may be silent (15 s). */
test('in the end each event is once in the index or once a dead letter, and the indexer never left its group', async () => {
  await expectAllSettled();
  expect(countAssignments(indexer)).toBe(1);
  await stopGently(indexer);
  expect(await listLetters(canal)).toEqual([...listSent().bad].sort());
  expect(await canal.admin.describeGroup(canal.config.groups.indexer)).toMatchObject({ members: 0 });
});
