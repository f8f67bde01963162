import { providers } from '../../../../normalizers/registry.ts';
import { readAccounting } from '../../../runtime/accounting.ts';
import type { Config } from '../../../runtime/config.ts';
import { DEADLETTER, nameDataStream } from '../../../runtime/data-streams.ts';
import type { Elasticsearch } from '../../../runtime/elasticsearch/index.ts';
import type { KafkaAdmin, KafkaPort } from '../../../runtime/kafka/index.ts';
import type { Sent } from '../../send-fleet.ts';
import { total } from '../../tally.ts';
import { Ledger } from './ledger.ts';

/**
 * Where every record is, as the servers say: committed messages, the metadata of committed offsets, and Elasticsearch's
 * counts. Nothing here is what we remember to have sent.
 */
export interface Counts {
  /** Committed records on the raw topic. */
  readonly raw: number;
  /** Records that the normalizer has settled, and the events in them, by its committed offsets. */
  readonly read: number;
  readonly events: number;
  readonly skipped: number;
  /** Committed messages on the enriched topics, by provider. */
  readonly enriched: ReadonlyMap<string, number>;
  readonly alerts: number;
  /** Committed dead letters, by the worker that wrote them. */
  readonly dead: Readonly<Record<'normalize' | 'index', number>>;
  /** What Elasticsearch must hold: distinct ids on the topics. */
  readonly expected: { readonly documents: number; readonly deadLetters: number };
  /** Documents in Elasticsearch. */
  readonly indexed: number;
  readonly indexedDead: number;
  /** What came since the counter was opened; undefined where records from before were not settled then. */
  readonly since: { readonly raw: number; readonly skips: Readonly<Record<string, number>> } | undefined;
}

/** Sum of the enriched documents of all providers. */
export function countEnriched({ enriched }: Counts): number {
  return total(enriched);
}

/**
 * What is not accounted for, in sentences; empty when every record is.
 *
 * @param sent what the sample fleet has sent since the counter was opened, by kind; undefined while it still sends
 */
export function findMissing(counts: Counts, sent?: Sent): string[] {
  const missing: string[] = [];
  const unread = counts.raw - counts.read;
  if (unread !== 0) missing.push(`${unread} of ${counts.raw} raw records have not been settled by the normalizer`);
  const settled = countEnriched(counts) + counts.skipped + counts.dead.normalize;
  if (settled !== counts.events) {
    missing.push(
      `the normalizer accounts for ${counts.events} events, but documents, skips and dead letters are ${settled}`,
    );
  }
  if (sent !== undefined) missing.push(...compareWithFleet(counts, sent));
  const { expected } = counts;
  if (counts.indexed !== expected.documents) {
    missing.push(`Elasticsearch holds ${counts.indexed} documents, the enriched topics ${expected.documents}`);
  }
  if (counts.indexedDead !== expected.deadLetters) {
    missing.push(
      `Elasticsearch holds ${counts.indexedDead} dead letters, the dead-letter topic ${expected.deadLetters}`,
    );
  }
  return missing;
}

/** A document that was taken for an event of another provider leaves no other trace than one skip too many. */
function compareWithFleet({ since }: Counts, sent: Sent): string[] {
  if (since === undefined) return [];
  const all = total(sent);
  if (since.raw < all) return [`the fleet sent ${all} records, of which the raw topic holds ${since.raw}`];
  // Somebody else sends too: nobody knows what of.
  if (since.raw > all) return [];
  const composed = sent.get('other') ?? 0;
  const skipped = (since.skips['other_provider'] ?? 0) + (since.skips['other_provider_unparsed'] ?? 0);
  if (skipped === composed) return [];
  return [`the fleet sent ${composed} events of other providers, but the normalizer skipped ${skipped} as such`];
}

/** Counts again and again. */
export interface Counter {
  readonly read: () => Promise<Counts>;
  /** Rejects when the topics cannot be read any more. */
  readonly failed: Promise<never>;
  readonly close: () => Promise<void>;
}

/** What the counter asks. */
export interface Servers {
  readonly config: Config;
  readonly kafka: KafkaPort;
  readonly elasticsearch: Elasticsearch;
}

/**
 * Opens a counter: subscribes to all topics from their beginning. To be opened before anything is sent.
 * @throws what the servers answer
 */
export async function openCounter({ config, kafka, elasticsearch }: Servers): Promise<Counter> {
  const { topics, groups } = config;
  const keys = providers.map(({ key }) => key);
  const admin: KafkaAdmin = await kafka.connectAdmin();
  const ends = await admin.topicEnds(topics.raw);
  const before = await readAccounting(admin, groups.normalizer, topics.raw);
  // What Kafka has deleted by age was a record too.
  const deleted = ends.reduce((sum, { low }) => sum + low, 0);
  const rawStart = new Map(ends.map(({ partition, high }) => [partition, high]));
  const ledger = new Ledger({ topics, providers: keys, rawStart });
  const closing = new AbortController();
  const all = [topics.raw, ...keys.map((key) => topics.enriched(key)), topics.alerts, topics.deadletter];
  const reading = kafka.readTopics(all, {
    fromBeginning: true,
    signal: closing.signal,
    onMessage: (message) => {
      ledger.add(message);
    },
  });
  const streams = keys.map((key) => nameDataStream(key, config.namespace)).join(',');
  const deadStream = nameDataStream(DEADLETTER, config.namespace);

  return {
    async read() {
      await elasticsearch.refresh(`${streams},${deadStream}`);
      const [account, indexed, indexedDead] = await Promise.all([
        readAccounting(admin, groups.normalizer, topics.raw),
        elasticsearch.count(streams),
        elasticsearch.count(deadStream),
      ]);
      const raw = deleted + ledger.raw;
      const wasSettled = before.records === raw - ledger.rawSince;
      return {
        raw,
        read: account.records,
        events: account.events,
        skipped: Object.values(account.skips).reduce((sum, number) => sum + number, 0),
        enriched: new Map(ledger.enriched),
        alerts: ledger.alerts,
        dead: { ...ledger.dead },
        expected: { documents: ledger.documentIds, deadLetters: ledger.deadLetterIds },
        indexed,
        indexedDead,
        since: wasSettled ? { raw: ledger.rawSince, skips: subtract(account.skips, before.skips) } : undefined,
      };
    },
    failed: reading.then(() => new Promise<never>(() => undefined)),
    async close() {
      closing.abort();
      await reading.catch(() => undefined);
      await admin.disconnect();
    },
  };
}

type Skips = Readonly<Record<string, number>>;

function subtract(skips: Skips, before: Skips): Record<string, number> {
  return Object.fromEntries(Object.entries(skips).map(([reason, number]) => [reason, number - (before[reason] ?? 0)]));
}
