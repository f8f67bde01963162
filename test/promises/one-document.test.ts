import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { digCanal, until, type Canal, type WorkerProcess } from '../support/canal.ts';
import { startFaultyProxy } from '../support/faulty-proxy.ts';
import { chooseSize } from '../support/promise-size.ts';
import { rollOver } from '../support/roll-over.ts';
import { gatherCrew } from './support/crew.ts';
import { stopGently } from './support/documents.ts';
import { sendDocuments } from './support/send-documents.ts';
import { gatherCollectors } from './support/two-collectors.ts';

/** Kills of an indexer, and how many rollovers happen between two of them. */
const { kills, rollovers } = chooseSize({ short: { kills: 1, rollovers: 2 }, full: { kills: 30, rollovers: 2 } });
const INSTANCES = 3;

jest.setTimeout(chooseSize({ short: 180_000, full: 1_800_000 }));

let canal: Canal;
beforeEach(async () => {
  canal = await digCanal();
});
afterEach(() => canal.close());

/** How many documents there are, how many of these ids are there, and which are there more than once. */
async function countDocuments(canal: Canal, ids: Iterable<string>): Promise<object> {
  const dataStream = canal.dataStream('schannel');
  const found = await canal.elasticsearch.existingIds(dataStream, [...ids]);
  const doubled = [...found].filter(([, indices]) => indices.length > 1).map(([id]) => id);
  return { documents: await canal.elasticsearch.count(dataStream), found: found.size, doubled };
}

/*
 * Seen to fail without the look at former backing indices (mayHaveFormer in services/indexer/rollover.ts answering that there
 * are none): 7,685 documents were counted as indexed of 4,280 events.
 */
test('each event is one document, whatever is killed, rolled over, added, removed and sent again', async () => {
  const normalizer = canal.startWorker('normalizer');
  const crew = gatherCrew(canal, 'indexer', INSTANCES);
  const collectors = gatherCollectors(canal);
  const sending = new AbortController();
  const sender = (async () => {
    while (!sending.signal.aborted) {
      await collectors.sendNext(40);
      await delay(50);
    }
  })();
  try {
    const progress = async (count: number): Promise<void> => {
      const { records } = await canal.indexed();
      await until(canal.indexed, (account) => account.records > records + count);
    };
    for (let kill = 1; kill <= kills; kill++) {
      for (let i = 0; i < rollovers; i++) {
        await progress(150);
        await delay(Math.random() * 200);
        await rollOver(canal, 'schannel');
      }
      await crew.dismiss('SIGKILL');
      crew.hire();
      // Nobody knows yet of whom the partitions of the dead are.
      if (kill % 2 === 1) await rollOver(canal, 'schannel');
      if (kill % 3 === 0) crew.hire();
      if (kill % 3 === 1 && crew.size > INSTANCES) await crew.dismiss('SIGTERM');
    }
    sending.abort();
    await sender;
    await rollOver(canal, 'schannel');
    await collectors.sendAgain();
    await until(canal.normalized, ({ records }) => records === collectors.sent);
    const { records, rejected, indexed } = await until(canal.indexed, (account) => account.records >= collectors.sent);
    await crew.stop();
    await stopGently(normalizer);
    expect([records, rejected]).toEqual([collectors.sent, 0]);
    const { size } = collectors.ids;
    expect(indexed).toBeLessThanOrEqual(size);
    expect(await countDocuments(canal, collectors.ids)).toEqual({ documents: size, found: size, doubled: [] });
    process.stderr.write(
      `one document each: ${size} events, ${collectors.sent} records, ${indexed} counted as indexed\n`,
    );
  } finally {
    sending.abort();
    await sender;
    await crew.stop();
  }
});

/** Documents that are sent, and those that its mapping refuses. */
const [SENT, REFUSED] = [60, 6];

/**
 * An indexer gets the same documents twice, and the data stream is rolled over when the second ones are on their way to it:
 * behind the look at what is there, before the server has them.
 */
async function rollOverOnTheWay(canal: Canal, isKilled: boolean): Promise<object> {
  const proxy = await startFaultyProxy(canal.config.elasticsearch.url);
  const startIndexer = (): WorkerProcess => canal.startWorker('indexer', { WINCANAL_ELASTICSEARCH_URL: proxy.url });
  try {
    let indexer = startIndexer();
    const { good } = await sendDocuments(canal, 'copied', SENT, { partition: 1 });
    await until(canal.indexed, ({ records }) => records >= SENT + REFUSED);
    let isOpen = true;
    let deletions = 0;
    proxy.behave(async ({ actions, deletes }) => {
      if (deletes && ++deletions === 1 && isKilled) {
        indexer.child.kill('SIGKILL');
        return { kind: 'reset' };
      }
      if (isOpen && actions.some(({ dataStream }) => dataStream === canal.dataStream('schannel'))) {
        isOpen = false;
        await rollOver(canal, 'schannel');
      }
      return undefined;
    });
    await sendDocuments(canal, 'copied', SENT, { partition: 1 });
    if (isKilled) {
      const isDone = (): Promise<boolean> => canal.indexed().then(({ records }) => records >= 2 * (SENT + REFUSED));
      await until(isDone, (done) => done || indexer.child.signalCode !== null);
      // What nobody has deleted yet is there twice.
      expect(await countDocuments(canal, good)).toMatchObject({ documents: 2 * good.length });
      if (indexer.child.signalCode !== null) indexer = startIndexer();
    }
    const { records, rejected } = await until(canal.indexed, (account) => account.records >= 2 * (SENT + REFUSED));
    await stopGently(indexer);
    return { records, rejected, deletions, ...(await countDocuments(canal, good)) };
  } finally {
    await proxy.close();
  }
}

/*
 * Seen to fail, with 108 documents of 54 events: the first case without the look back at what went to a new index
 * (lookBack), the second one where the first look of the next owner deletes nothing (findExisting).
 */
test('a rollover between the look at what is there and the request leaves one document an event, also with a kill', async () => {
  const other = await digCanal();
  try {
    const [gone, killed] = await Promise.all([rollOverOnTheWay(canal, false), rollOverOnTheWay(other, true)]);
    const good = SENT - REFUSED;
    const whole = { records: 2 * (SENT + REFUSED), rejected: 2 * REFUSED, documents: good, found: good, doubled: [] };
    expect(gone).toEqual({ ...whole, deletions: 1 });
    expect(killed).toEqual({ ...whole, deletions: 2 });
  } finally {
    await other.close();
  }
});
