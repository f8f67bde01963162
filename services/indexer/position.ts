import { readIndexerAccount, type IndexerAccount } from '../runtime/accounting.ts';
import type { ReceivedMessage } from '../runtime/kafka/index.ts';
import { takeOver, type PartitionOwner, type TakeOverOptions } from '../runtime/take-over.ts';
import type { Unusable } from './entries.ts';

/** What became of one message, each final. */
export type Fate =
  | { readonly kind: 'indexed' }
  | { readonly kind: 'duplicate' }
  | { readonly kind: 'rejected'; readonly detail: string };

/** Where the work on a partition stands, from its takeover on. */
export interface Position extends PartitionOwner<IndexerAccount> {
  /** Fates by offset, of messages that are not committed yet: what waits is fetched again, these are not sent again. */
  readonly fates: Map<number, Fate>;
  /** By `_id`: see `deliver`. */
  readonly serverErrors: Map<string, number>;
  /** Tries in a row that settled nothing. */
  fruitless: number;
  /**
   * Whether some of the next documents may be indexed already. Elasticsearch finds that out by itself (409) as long as the
   * data stream was not rolled over in between; a look at the whole data stream finds it out always.
   */
  doubtful: boolean;
  /**
   * The backing index that takes the documents of this partition, as far as its answers told; all others of the data
   * stream have been refreshed since they took one of them.
   */
  writeIndex: string | undefined;
}

/** Takes a partition over; nothing is known of it then. @throws what `takeOver` throws */
export async function takePosition(
  options: Omit<TakeOverOptions<IndexerAccount>, 'findSourceOffset' | 'readAccount'>,
  topic: string,
  partition: number,
  firstOffset: number,
  beginning?: number,
): Promise<Position> {
  const own = { ...options, findSourceOffset, readAccount: readIndexerAccount };
  return {
    ...(await takeOver(own, topic, partition, firstOffset, beginning)),
    fates: new Map(),
    serverErrors: new Map(),
    fruitless: 0,
    doubtful: true,
    writeIndex: undefined,
  };
}

/** All that an indexer sends are dead letters. */
function findSourceOffset({ headers }: ReceivedMessage): number | undefined {
  const header = headers['source-offset'];
  return header === undefined ? undefined : Number(header);
}

/**
 * Adds up the fates of these messages; those that have none are in no sum.
 * @returns the counts and which messages were rejected, in order
 */
export function addUpFates(
  messages: readonly ReceivedMessage[],
  fates: ReadonlyMap<number, Fate>,
): { readonly counts: IndexerAccount; readonly rejected: Unusable[] } {
  const counts: IndexerAccount = { records: messages.length, indexed: 0, duplicates: 0, rejected: 0 };
  const rejected: Unusable[] = [];
  for (const message of messages) {
    const fate = fates.get(message.offset);
    if (fate === undefined) continue;
    if (fate.kind === 'indexed') counts.indexed++;
    else if (fate.kind === 'duplicate') counts.duplicates++;
    else {
      counts.rejected++;
      rejected.push({ message, detail: fate.detail });
    }
  }
  return { counts, rejected };
}
