import { isDeepStrictEqual } from 'node:util';
import type { ReceivedMessage } from '../../services/runtime/kafka/index.ts';
import {
  comparePublished,
  expectedAccount,
  expectedOf,
  settleAll,
  type PublishedCount,
} from '../promises/support/count-published.ts';
import { until, type Canal } from '../support/canal.ts';
import { compareAlerts, compareHosts } from './compare-copies.ts';
import { HANDMADE } from './load.ts';
import { whileItMoves } from './while-it-moves.ts';

/** What became of everything that was sent. All lists are empty when all promises were kept. */
export interface Verdict extends Omit<PublishedCount, 'raw'> {
  readonly rawRecords: number;
  /** Documents that no normalizer made, and dead letters of those that the mapping refused. */
  readonly handmade: number;
  readonly refused: number;
  /** Different events in the index, of all documents. */
  readonly indexed: number;
  /** What the accounts in Kafka say otherwise than what was counted. */
  readonly misaccounted: readonly string[];
  /** Ids of events: neither in the index nor refused, there more than once, or there though refused. */
  readonly unindexed: readonly string[];
  readonly indexedTwice: readonly string[];
  /** Documents with two letters, and refused ones without. */
  readonly misrefused: readonly string[];
  /** Dead letters that are not in their data stream, or there more than once, by the place of their original. */
  readonly misfiled: readonly string[];
  /** Copies on the topic of alerts, and entries of the topic of hosts. */
  readonly alerts: number;
  readonly hostEntries: number;
  /** Documents from severity high on without a copy, or with more than one, by the place of their original. */
  readonly miscopied: readonly string[];
  /** Entries of the topic of hosts that say otherwise than what was counted. */
  readonly mistold: readonly string[];
}

/** True when every promise was kept. */
export function isGood(verdict: Verdict): boolean {
  return Object.values(verdict).every((value) => !Array.isArray(value) || value.length === 0);
}

/**
 * Waits until everything is done, and counts. Nobody may be sending any more, and nothing may be broken.
 * @param dismissAll stops the workers: reading a topic puts marks on it, of which an indexer would make dead letters
 * @throws Error when it is not done and nothing goes on
 */
export async function judge(canal: Canal, dismissAll: () => Promise<unknown>): Promise<Verdict> {
  const { topics } = canal.config;
  const raw = await whileItMoves('normalizing', settleAll(canal), canal.normalized);
  const made = expectedOf(raw);
  const ends = await canal.admin.topicEnds(topics.enriched(HANDMADE));
  const all = made.documents + made.letters + ends.reduce((sum, { high }) => sum + high, 0);
  // Each refused document is a record once more, as its letter.
  const indexing = until(canal.indexed, ({ records, rejected }) => records - rejected >= all);
  await whileItMoves('indexing', indexing, canal.indexed);
  await dismissAll();
  const [normalizers, indexers] = [await canal.normalized(), await canal.indexed()];
  const enriched = await canal.readAll(topics.enriched('schannel'));
  const handmade = await canal.readAll(topics.enriched(HANDMADE));
  const letters = await canal.readAll(topics.deadletter);
  const alerts = await canal.readAll(topics.alerts);
  const hosts = await canal.readAll(topics.hosts);
  const refused = letters.filter(({ headers }) => headers['stage'] === 'index');
  const { raw: rawRecords, ...published } = comparePublished(raw, enriched, letters);
  const ids = new Map([
    ...(await countIndexed(canal, 'schannel', EVENT)),
    ...(await countIndexed(canal, HANDMADE, EVENT)),
  ]);
  return {
    rawRecords,
    handmade: handmade.length,
    refused: refused.length,
    indexed: ids.size,
    ...published,
    misaccounted: [
      ...compareAccounts(await expectedAccount(canal, raw), normalizers),
      ...compareAccounts(
        { records: enriched.length + handmade.length + letters.length, rejected: refused.length },
        indexers,
      ),
    ],
    ...judgeIndex([...enriched, ...handmade], refused, ids),
    misfiled: judgeLetters(letters, await countIndexed(canal, 'deadletter', LETTER)),
    alerts: alerts.length,
    hostEntries: hosts.length,
    miscopied: compareAlerts(alerts, enriched),
    mistold: compareHosts(hosts, enriched),
  };
}

function compareAccounts(expected: object, account: object): string[] {
  const found = new Map(Object.entries(account));
  return Object.entries(expected)
    .filter(([name, value]) => !isDeepStrictEqual(value, found.get(name)))
    .map(([name, value]) => `${name}: counted ${JSON.stringify(value)}, accounted ${JSON.stringify(found.get(name))}`);
}

/** Each document of the topics is in the index once, however often it was sent, or each of its messages is one letter. */
function judgeIndex(
  documents: readonly ReceivedMessage[],
  refused: readonly ReceivedMessage[],
  indexed: ReadonlyMap<string, number>,
): Pick<Verdict, 'unindexed' | 'indexedTwice' | 'misrefused'> {
  const lettersOf = new Map<string, number>();
  const misrefused: string[] = [];
  for (const letter of refused) {
    const source = nameOriginal(letter);
    const count = (lettersOf.get(source) ?? 0) + 1;
    lettersOf.set(source, count);
    if (count === 2) misrefused.push(source);
  }
  const unindexed = new Set<string>();
  for (const { topic, partition, offset, headers, value } of documents) {
    const id = headers['event-id'] ?? 'none';
    const source = `${topic}-${partition}-${offset}-0`;
    const isRefused = lettersOf.has(source);
    // The mapping takes a time only, and every tenth of those that are made by hand has none.
    if (isRefused !== value?.includes('"@timestamp":"never"')) misrefused.push(source);
    if (isRefused === indexed.has(id)) unindexed.add(id);
  }
  return {
    unindexed: [...unindexed],
    indexedTwice: [...indexed].flatMap(([id, times]) => (times > 1 ? [id] : [])),
    misrefused,
  };
}

function judgeLetters(letters: readonly ReceivedMessage[], indexed: ReadonlyMap<string, number>): string[] {
  return letters.map(nameOriginal).filter((id) => indexed.get(id) !== 1);
}

/** The `_id` of a dead letter's document. */
function nameOriginal({ headers }: ReceivedMessage): string {
  return ['topic', 'partition', 'offset', 'index'].map((name) => headers[`source-${name}`] ?? '').join('-');
}

const PAGE = 5000;

/** What tells two documents of an index apart. */
const EVENT = ['event.id'];
const LETTER = ['topic', 'partition', 'offset', 'index'].map((name) => `wincanal.deadletter.${name}`);

/** How often each document is in a data stream, over all its backing indices, by `_id`. */
async function countIndexed(canal: Canal, dataset: string, identity: readonly string[]): Promise<Map<string, number>> {
  const stream = canal.dataStream(dataset);
  await canal.elasticsearch.refresh(stream);
  const counts = new Map<string, number>();
  let after: readonly unknown[] | undefined;
  for (;;) {
    const body = {
      size: PAGE,
      _source: false,
      sort: [...identity, '_index'].map((field) => ({ [field]: 'asc' })),
      ...(after !== undefined && { search_after: after }),
    };
    const { hits } = (await canal.elasticsearch.search(stream, body)).hits;
    for (const { _id } of hits) counts.set(_id, (counts.get(_id) ?? 0) + 1);
    after = (hits.at(-1) as { readonly sort?: readonly unknown[] } | undefined)?.sort;
    if (hits.length < PAGE || after === undefined) return counts;
  }
}
