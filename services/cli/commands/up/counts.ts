import { providers } from '../../../../normalizers/registry.ts';
import { readAccounting, readIndexing } from '../../../runtime/accounting.ts';
import type { Config } from '../../../runtime/config.ts';
import type { Elasticsearch } from '../../../runtime/elasticsearch/index.ts';
import type { KafkaAdmin, KafkaPort, ReceivedMessage } from '../../../runtime/kafka/index.ts';
import { increase, total } from '../../tally.ts';

/**
 * Where every record is, as the servers say: end offsets, committed messages, the metadata of committed offsets, and
 * Elasticsearch's counts. Nothing here is what we remember to have sent.
 */
export interface Counts {
  /** Records on the raw topic, by its end offsets. */
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
  /** Documents in Elasticsearch. */
  readonly indexed: number;
  readonly indexedDead: number;
  /** Documents that Elasticsearch had already, by the indexer's committed offsets. */
  readonly duplicates: number;
}

/** Sum of the enriched documents of all providers. */
export function countEnriched({ enriched }: Counts): number {
  return total(enriched);
}

/** What Elasticsearch has to hold once the indexer is done. */
export function countExpected(counts: Counts): { documents: number; deadLetters: number } {
  return {
    documents: countEnriched(counts) - counts.dead.index - counts.duplicates,
    deadLetters: counts.dead.normalize + counts.dead.index,
  };
}

/** What is not accounted for, in sentences; empty when every record is. */
export function findMissing(counts: Counts): string[] {
  const missing: string[] = [];
  const unread = counts.raw - counts.read;
  if (unread !== 0) missing.push(`${unread} of ${counts.raw} raw records have not been settled by the normalizer`);
  const settled = countEnriched(counts) + counts.skipped + counts.dead.normalize;
  if (settled !== counts.events) {
    missing.push(
      `the normalizer accounts for ${counts.events} events, but documents, skips and dead letters are ${settled}`,
    );
  }
  const expected = countExpected(counts);
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

/** Name of a data stream. */
export function nameDataStream(dataset: string, { namespace }: Config): string {
  return `logs-wincanal.${dataset}-${namespace}`;
}

/** Opens a counter: subscribes to all output topics from their beginning. */
export async function openCounter({ config, kafka, elasticsearch }: Servers): Promise<Counter> {
  const { topics, groups } = config;
  const keys = providers.map(({ key }) => key);
  const providerOf = new Map(keys.map((key) => [topics.enriched(key), key]));
  const enriched = new Map(keys.map((key) => [key, 0]));
  const dead = { normalize: 0, index: 0 };
  let alerts = 0;
  const onMessage = ({ topic, headers }: ReceivedMessage): void => {
    const provider = providerOf.get(topic);
    if (provider !== undefined) increase(enriched, provider);
    else if (topic === topics.alerts) alerts++;
    else dead[headers['stage'] === 'index' ? 'index' : 'normalize']++;
  };

  const admin: KafkaAdmin = await kafka.connectAdmin();
  const closing = new AbortController();
  const outputs = [...providerOf.keys(), topics.alerts, topics.deadletter];
  const reading = kafka.readTopics(outputs, { fromBeginning: true, signal: closing.signal, onMessage });
  const streams = keys.map((key) => nameDataStream(key, config)).join(',');
  const deadStream = nameDataStream('deadletter', config);

  return {
    async read() {
      await elasticsearch.refresh(`${streams},${deadStream}`);
      const [ends, account, indexing, indexed, indexedDead] = await Promise.all([
        admin.topicEnds(topics.raw),
        readAccounting(admin, groups.normalizer, topics.raw),
        readIndexing(admin, groups.indexer, [...providerOf.keys(), topics.deadletter]),
        elasticsearch.count(streams),
        elasticsearch.count(deadStream),
      ]);
      return {
        raw: ends.reduce((sum, { high }) => sum + high, 0),
        read: account.records,
        events: account.events,
        skipped: Object.values(account.skips).reduce((sum, number) => sum + number, 0),
        enriched: new Map(enriched),
        alerts,
        dead: { ...dead },
        indexed,
        indexedDead,
        duplicates: indexing.duplicates,
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
