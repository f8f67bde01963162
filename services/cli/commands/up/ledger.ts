import type { ReceivedMessage } from '../../../runtime/kafka/index.ts';
import type { Topics } from '../../../runtime/topics.ts';
import { increase } from '../../tally.ts';

/** Which topics a ledger knows, and what was on the raw topic before. */
export interface LedgerOptions {
  readonly topics: Pick<Topics, 'raw' | 'alerts' | 'deadletter' | 'enriched'>;
  /** Keys of the registry. */
  readonly providers: readonly string[];
  /** By partition of the raw topic: the first offset that counts as new. */
  readonly rawStart: ReadonlyMap<number, number>;
}

/**
 * What the topics hold, message by message as they are read. Which documents and dead letters Elasticsearch must hold
 * follows from this alone, never from what the indexer says of itself: a document that it loses is to be noticed. Of a
 * document only place and id are kept, some hundred bytes.
 */
export class Ledger {
  /** Committed records on the raw topic. */
  raw = 0;
  /** Those of them that came from `rawStart` on. */
  rawSince = 0;
  alerts = 0;
  /** Messages by provider. */
  readonly enriched: Map<string, number>;
  /** Dead letters by the worker that wrote them. */
  readonly dead = { normalize: 0, index: 0 };
  readonly #options: LedgerOptions;
  readonly #documents: ReadonlyMap<string, Documents>;
  readonly #providerOf: ReadonlyMap<string, string>;
  /** Where the messages came from whose dead letters were read. */
  readonly #deadSources = new Set<string>();
  /** The highest offset that was read, by topic and partition. */
  readonly #lastOffsets = new Map<string, number>();

  constructor(options: LedgerOptions) {
    const { topics, providers } = options;
    this.#options = options;
    this.enriched = new Map(providers.map((key) => [key, 0]));
    this.#providerOf = new Map(providers.map((key) => [topics.enriched(key), key]));
    this.#documents = new Map(providers.map((key) => [topics.enriched(key), new Documents()]));
  }

  /** Distinct ids on the enriched topics, but for those that the indexer has refused with a dead letter. */
  get documentIds(): number {
    return this.#documents.values().reduce((sum, { size }) => sum + size, 0);
  }

  /** Distinct sources of the dead letters: one that was written twice is one document. */
  get deadLetterIds(): number {
    return this.#deadSources.size;
  }

  /** Enters a message. One that the client reads again after it lost its connection counts once. */
  add(message: ReceivedMessage): void {
    const { topic, partition, offset, headers } = message;
    const place = `${topic}/${partition}`;
    if (offset <= (this.#lastOffsets.get(place) ?? -1)) return;
    this.#lastOffsets.set(place, offset);
    const { topics, rawStart } = this.#options;
    const provider = this.#providerOf.get(topic);
    if (provider !== undefined) {
      increase(this.enriched, provider);
      const id = headers['event-id'];
      if (id !== undefined) this.#documents.get(topic)?.add(partition, offset, id);
    } else if (topic === topics.raw) {
      this.raw++;
      if (offset >= (rawStart.get(partition) ?? 0)) this.rawSince++;
    } else if (topic === topics.alerts) this.alerts++;
    else if (topic === topics.deadletter) this.#addDeadLetter(message);
  }

  #addDeadLetter({ topic, partition, offset, headers }: ReceivedMessage): void {
    this.dead[headers['stage'] === 'index' ? 'index' : 'normalize']++;
    const sourceTopic = headers['source-topic'] ?? topic;
    const sourcePartition = headers['source-partition'] ?? String(partition);
    const sourceOffset = headers['source-offset'] ?? String(offset);
    this.#deadSources.add([sourceTopic, sourcePartition, sourceOffset, headers['source-index'] ?? '0'].join('-'));
    this.#documents.get(sourceTopic)?.refuse(Number(sourcePartition), Number(sourceOffset));
  }
}

/** The documents of one enriched topic: how many messages carry each id, refused ones not counted. */
class Documents {
  readonly #messages = new Map<string, number>();
  /** Ids by partition and offset; undefined where the message is refused. */
  readonly #idAt = new Map<number, Map<number, string | undefined>>();

  get size(): number {
    return this.#messages.size;
  }

  add(partition: number, offset: number, id: string): void {
    const ids = this.#idsOf(partition);
    // Partitions are read in any order among each other, so the dead letter may have been there first.
    if (ids.has(offset)) return;
    ids.set(offset, id);
    increase(this.#messages, id);
  }

  refuse(partition: number, offset: number): void {
    const ids = this.#idsOf(partition);
    const id = ids.get(offset);
    ids.set(offset, undefined);
    if (id === undefined) return;
    const left = (this.#messages.get(id) ?? 0) - 1;
    if (left > 0) this.#messages.set(id, left);
    else this.#messages.delete(id);
  }

  #idsOf(partition: number): Map<number, string | undefined> {
    const ids = this.#idAt.get(partition) ?? new Map<number, string | undefined>();
    this.#idAt.set(partition, ids);
    return ids;
  }
}
