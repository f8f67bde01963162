import { providers } from '../../../normalizers/registry.ts';
import type { Config } from '../config.ts';
import { DEADLETTER } from '../data-streams.ts';

/** What a worker does with Kafka, and so needs. */
export interface KafkaNeeds {
  readonly reads: readonly string[];
  /** Topics that it writes to; what it writes it reads too, to see transactions that the broker forgot to end. */
  readonly writes: readonly string[];
  readonly group: string;
}

/** What has a data stream of its own: the keys of the registry of providers, and DEADLETTER. */
export const INDEXED: readonly string[] = [...providers.map(({ key }) => key), DEADLETTER];

/** The needs of a normalizer. Where no logs are watched, it does not write to the topic of hosts. */
export function listNormalizerNeeds({
  topics,
  groups,
  watch,
}: Pick<Config, 'topics' | 'groups' | 'watch'>): KafkaNeeds {
  const enriched = providers.map(({ key }) => topics.enriched(key));
  const hosts = watch.logs === 0 ? [] : [topics.hosts];
  return {
    reads: [topics.raw],
    writes: [topics.alerts, topics.deadletter, ...enriched, ...hosts],
    group: groups.normalizer,
  };
}

/** The needs of an indexer: all that it writes are dead letters. */
export function listIndexerNeeds({ topics, groups }: Pick<Config, 'topics' | 'groups'>): KafkaNeeds {
  const enriched = providers.map(({ key }) => topics.enriched(key));
  return { reads: [...enriched, topics.deadletter], writes: [topics.deadletter], group: groups.indexer };
}
