import { expect, test } from '@jest/globals';
import pc from 'picocolors';
import { findMissing, type Counter, type Counts } from '../../../../../../services/cli/commands/up/counts.ts';
import { followCounts } from '../../../../../../services/cli/commands/up/follow.ts';
import { ElasticsearchUnavailable } from '../../../../../../services/runtime/elasticsearch/index.ts';
import type { Output } from '../../../../../../services/cli/terminal.ts';

/** 100 raw records: 60 of others, 5 dead, 35 documents of which Elasticsearch refused one and had one already. */
const SETTLED: Counts = {
  raw: 100,
  read: 100,
  events: 100,
  skipped: 60,
  enriched: new Map([
    ['schannel', 25],
    ['rassstp', 10],
  ]),
  alerts: 4,
  dead: { normalize: 5, index: 1 },
  indexed: 33,
  indexedDead: 6,
  expected: { documents: 33, deadLetters: 6 },
  since: { raw: 100, skips: { other_provider: 8, other_provider_unparsed: 50, excluded_id: 2 } },
};

const SENT = new Map([
  ['ours', 35],
  ['other', 58],
  ['doctype', 7],
] as const);

test('nothing is missing when all is accounted for', () => {
  expect(findMissing(SETTLED)).toEqual([]);
  expect(findMissing(SETTLED, SENT)).toEqual([]);
});

test.each([
  [{ read: 90, events: 90, skipped: 50 }, '10 of 100 raw records have not been settled by the normalizer'],
  [{ skipped: 59 }, 'the normalizer accounts for 100 events, but documents, skips and dead letters are 99'],
  [{ indexed: 30 }, 'Elasticsearch holds 30 documents, the enriched topics 33'],
  [{ indexed: 34 }, 'Elasticsearch holds 34 documents, the enriched topics 33'],
  [{ indexedDead: 0 }, 'Elasticsearch holds 0 dead letters, the dead-letter topic 6'],
] as const)('%j is said in a sentence', (changes, sentence) => {
  expect(findMissing({ ...SETTLED, ...changes })).toEqual([sentence]);
});

test.each([
  [
    { skips: { other_provider: 59 }, raw: 100 },
    'the fleet sent 58 events of other providers, but the normalizer skipped 59 as such',
  ],
  [{ skips: { other_provider: 58 }, raw: 99 }, 'the fleet sent 100 records, of which the raw topic holds 99'],
])('a record of the fleet that went astray is noticed: %j', (since, sentence) => {
  expect(findMissing({ ...SETTLED, since }, SENT)).toEqual([sentence]);
});

test('nothing is said of the fleet where others send too, or the start is not known', () => {
  const since = { raw: 101, skips: { other_provider: 59 } };
  expect(findMissing({ ...SETTLED, since }, SENT)).toEqual([]);
  expect(findMissing({ ...SETTLED, since: undefined }, SENT)).toEqual([]);
});

function openOutput(): { output: Output; lines: string[] } {
  const lines: string[] = [];
  const write = (text: string | Uint8Array): Promise<void> => {
    lines.push(String(text));
    return Promise.resolve();
  };
  return {
    output: { interactive: false, colors: pc.createColors(false), columns: () => 80, rows: () => 24, write },
    lines,
  };
}

/** Gives these counts one after the other, then the last one for ever. */
function openCounter(series: readonly Counts[]): Counter {
  let position = 0;
  return {
    read: () => Promise.resolve(series[Math.min(position++, series.length - 1)] ?? SETTLED),
    failed: new Promise(() => undefined),
    close: () => Promise.resolve(),
  };
}

const NEVER = new AbortController().signal;
const FAST = { pollMs: 1, stallMs: 600_000 };

test('it follows until all is accounted for, and prints plain lines where there is no terminal', async () => {
  const { output, lines } = openOutput();
  const counter = openCounter([{ ...SETTLED, indexed: 3 }, { ...SETTLED, indexed: 20 }, SETTLED]);
  const { counts, missing } = await followCounts(counter, output, () => SENT, NEVER, FAST);
  expect(missing).toEqual([]);
  expect(counts).toBe(SETTLED);
  expect(lines[0]).toBe('raw 100  enriched 35  alerts 4  skipped 60  dead 6  indexed 9 of 39\n');
  expect(lines.at(-1)).toBe('raw 100  enriched 35  alerts 4  skipped 60  dead 6  indexed 39 of 39\n');
});

test('it does not end while records are still being sent', async () => {
  const { output } = openOutput();
  const empty = {
    ...SETTLED,
    raw: 0,
    read: 0,
    events: 0,
    skipped: 0,
    enriched: new Map(),
    dead: { normalize: 0, index: 0 },
  };
  const before: Counts = { ...empty, indexed: 0, indexedDead: 0, expected: { documents: 0, deadLetters: 0 } };
  let polls = 0;
  const { counts } = await followCounts(
    openCounter([before, before, SETTLED]),
    output,
    () => (polls++ < 2 ? undefined : SENT),
    NEVER,
    FAST,
  );
  expect(counts).toBe(SETTLED);
});

test('when nothing moves any more it ends with what is missing', async () => {
  const { output } = openOutput();
  const stuck = { ...SETTLED, indexed: 30 };
  const { missing } = await followCounts(openCounter([stuck]), output, () => SENT, NEVER, { pollMs: 1, stallMs: 40 });
  expect(missing).toEqual(['Elasticsearch holds 30 documents, the enriched topics 33']);
});

test('an Elasticsearch that cannot count for a moment is asked again; one that never can ends it', async () => {
  const { output } = openOutput();
  const unavailable = new ElasticsearchUnavailable('all shards failed', 503);
  const counter = openCounter([SETTLED]);
  let refusals = 2;
  const read = (): Promise<Counts> => (refusals-- > 0 ? Promise.reject(unavailable) : counter.read());
  const { missing } = await followCounts({ ...counter, read }, output, () => SENT, NEVER, FAST);
  expect(missing).toEqual([]);
  const never = { ...counter, read: () => Promise.reject(unavailable) };
  await expect(followCounts(never, output, () => SENT, NEVER, { pollMs: 1, stallMs: 20 })).rejects.toBe(unavailable);
});

test('an interruption ends it', async () => {
  const { output } = openOutput();
  const { missing } = await followCounts(
    openCounter([{ ...SETTLED, indexed: 30 }]),
    output,
    () => SENT,
    AbortSignal.abort(),
    FAST,
  );
  expect(missing).toHaveLength(1);
});
