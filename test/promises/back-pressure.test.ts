import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { providers } from '../../normalizers/index.ts';
import { digCanal, until, type Canal } from '../support/canal.ts';
import { startFaultyProxy, type FaultyProxy } from '../support/faulty-proxy.ts';
import { chooseSize } from '../support/promise-size.ts';
import { stopGently } from './support/documents.ts';
import { fillBacklog, type Backlog } from './support/fill-backlog.ts';
import { readPeakMemory } from './support/read-peak-memory.ts';

jest.setTimeout(3_600_000);

const MIB = 1024 * 1024;
const SLOW_BROKER = pathToFileURL(`${import.meta.dirname}/support/slow-broker.ts`).href;

/** What a worker may take whatever its setting is, in MiB, and how much each MiB of the setting may add to it. */
const BASE = { normalizer: 350, indexer: 280 };
const FACTOR = 8;

/** Settings, in MiB. */
const SMALL = 2;

/** How many records each worker has settled in all when its peak is read, with the small setting and with the large one. */
const SIZE = chooseSize({
  // Few events that weigh as much as many.
  short: {
    backlog: { events: 4000, padding: 24_000 },
    slowMs: 50,
    large: 32,
    normalizer: { small: 600, large: 4000 },
    indexer: { small: 600, large: 2000 },
  },
  full: {
    backlog: { events: 2_000_000, padding: 0 },
    slowMs: 300,
    large: 64,
    normalizer: { small: 40_000, large: 250_000 },
    indexer: { small: 20_000, large: 120_000 },
  },
});

let canal: Canal;
let proxy: FaultyProxy;
let backlog: Backlog;
beforeAll(async () => {
  canal = await digCanal({ WINCANAL_TOPIC_PARTITIONS: '6' });
  proxy = await startFaultyProxy(canal.config.elasticsearch.url);
  backlog = await fillBacklog(canal, SIZE.backlog);
});
afterAll(async () => {
  await canal.close();
  await proxy.close();
});

/** Runs a worker in front of a slow sink until enough is settled, and holds its peak against the bound. */
async function runBounded(
  name: 'normalizer' | 'indexer',
  fetchMib: number,
  settled: () => Promise<boolean>,
  slowMs = SIZE.slowMs,
): Promise<void> {
  const slowBroker = { NODE_OPTIONS: `--import=${SLOW_BROKER}`, WINCANAL_TEST_SLOW_MS: String(slowMs) };
  proxy.behave(() => delay(slowMs, undefined));
  const worker = canal.startWorker(name, {
    ...(name === 'normalizer' && slowMs > 0 ? slowBroker : {}),
    WINCANAL_ELASTICSEARCH_URL: proxy.url,
    WINCANAL_FETCH_BYTES: String(fetchMib * MIB),
    WINCANAL_STOP_TIMEOUT_SECONDS: '300',
  });
  const began = Date.now();
  await until(settled, (done) => done);
  const peak = await readPeakMemory(worker.child.pid);
  const seconds = Math.round((Date.now() - began) / 1000);
  process.stderr.write(`${name}, ${fetchMib} MiB: peak ${peak.toFixed(0)} MiB in ${seconds} s\n`);
  expect(peak).toBeLessThan(BASE[name] + FACTOR * fetchMib);
  await stopGently(worker);
}

/*
 * Seen to fail in its short form where the setting is ignored: with a budget of 1 GiB whatever is configured the small
 * normalizer peaks at 447 MiB and the small indexer at 350, with the client's own limits (without boundFetches) at 466 and 344.
 */
test('a normalizer in front of a slow broker holds what its setting allows, and loses nothing of the backlog', async () => {
  const settled = (records: number) => async () => (await canal.normalized()).records >= records;
  const { events, records } = backlog;
  const { small, large } = SIZE.normalizer;
  await runBounded('normalizer', SMALL, settled(small));
  await runBounded('normalizer', SIZE.large, settled(Math.min(large, records)));
  // The rest without delays, or it would take hours.
  if (large < records) await runBounded('normalizer', canal.config.fetchBytes / MIB, settled(records), 0);
  expect(await canal.normalized()).toMatchObject({ records, events, documents: events, dead: 0 });
});

test('an indexer in front of a slow Elasticsearch holds what its setting allows, and loses nothing of what it read', async () => {
  const settled = (records: number) => async () => (await canal.indexed()).records >= records;
  const { small, large } = SIZE.indexer;
  await runBounded('indexer', SMALL, settled(small));
  await runBounded('indexer', SIZE.large, settled(large));
  // Of two million documents only those that were read by then are counted: to index all of them would take too long.
  const { records, indexed, duplicates, rejected } = await canal.indexed();
  expect([indexed, duplicates, rejected]).toEqual([records, 0, 0]);
  let documents = 0;
  for (const { key } of providers) {
    await canal.elasticsearch.refresh(canal.dataStream(key));
    documents += await canal.elasticsearch.count(canal.dataStream(key));
  }
  expect(documents).toBe(indexed);
});
