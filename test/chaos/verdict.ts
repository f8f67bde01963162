import { isDeepStrictEqual } from 'node:util';
import {
  countPublished,
  expectedAccount,
  expectedOf,
  settleAll,
  type PublishedCount,
} from '../promises/support/count-published.ts';
import { until, type Canal } from '../support/canal.ts';

/** What became of everything that was sent. All lists are empty when all promises were kept. */
export interface Verdict extends Omit<PublishedCount, 'raw'> {
  readonly rawRecords: number;
  /** What the account in Kafka says otherwise than what was counted. */
  readonly misaccounted: readonly string[];
  /** Ids of events: not in the index, or there more than once. */
  readonly unindexed: readonly string[];
  readonly indexedTwice: readonly string[];
}

/** True when every promise was kept. */
export function isGood(verdict: Verdict): boolean {
  return Object.values(verdict).every((value) => !Array.isArray(value) || value.length === 0);
}

/**
 * Waits until everything is done, and counts. Nobody may be sending any more, and nothing may be broken.
 * @param dismissAll stops the workers: reading a topic puts marks on it, of which an indexer would make dead letters
 */
export async function judge(canal: Canal, dismissAll: () => Promise<unknown>): Promise<Verdict> {
  const raw = await settleAll(canal);
  const { documents: wanted, letters: dead } = expectedOf(raw);
  await until(canal.indexed, ({ records }) => records >= wanted + dead);
  await dismissAll();
  const { raw: rawRecords, ...published } = await countPublished(canal, raw);
  const account = await canal.normalized();
  const expected = await expectedAccount(canal, raw);
  const misaccounted = Object.entries(expected)
    .map(([name, value]) => [name, value, account[name as keyof typeof account]] as const)
    .filter(([, value, found]) => !isDeepStrictEqual(value, found))
    .map(([name, value, found]) => `${name}: counted ${JSON.stringify(value)}, accounted ${JSON.stringify(found)}`);
  const ids = (await canal.readAll(canal.config.topics.enriched('schannel'))).map(
    ({ headers }) => headers['event-id'] ?? 'none',
  );
  const found = await countIndexed(canal);
  return {
    rawRecords,
    ...published,
    misaccounted,
    unindexed: [...new Set(ids)].filter((id) => !found.has(id)),
    indexedTwice: [...found].flatMap(([id, times]) => (times > 1 ? [id] : [])),
  };
}

const PAGE = 5000;

/** How often each event is in the data stream, over all its backing indices. */
async function countIndexed(canal: Canal): Promise<Map<string, number>> {
  const stream = canal.dataStream('schannel');
  await canal.elasticsearch.refresh(stream);
  const counts = new Map<string, number>();
  let after: readonly unknown[] | undefined;
  for (;;) {
    const body = {
      size: PAGE,
      _source: false,
      sort: [{ 'event.id': 'asc' }, { _index: 'asc' }],
      ...(after !== undefined && { search_after: after }),
    };
    const { hits } = (await canal.elasticsearch.search(stream, body)).hits;
    for (const { _id } of hits) counts.set(_id, (counts.get(_id) ?? 0) + 1);
    after = (hits.at(-1) as { readonly sort?: readonly unknown[] } | undefined)?.sort;
    if (hits.length < PAGE || after === undefined) return counts;
  }
}
