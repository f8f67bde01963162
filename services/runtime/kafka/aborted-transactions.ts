import { wrapFetch } from './wrap-fetch.ts';

/** A record as the client decodes it (kafkajs 2.2.4), as far as it matters here. */
export interface FetchedRecord {
  readonly offset: string;
  readonly key: Buffer | null;
  isControlRecord: boolean;
  readonly batchContext: { readonly producerId: string; readonly inTransaction: boolean };
}

/** One partition of a fetch response. */
export interface FetchedPartition {
  /** Transactions in the range of this fetch that were aborted; empty or null when everything was to be read. */
  abortedTransactions: readonly AbortedTransaction[] | null;
  readonly messages: readonly FetchedRecord[];
}

/** Who began a transaction at which offset and aborted it. */
export interface AbortedTransaction {
  readonly producerId: string;
  readonly firstOffset: string;
}

interface FetchResponse {
  readonly responses?: readonly { readonly partitions: readonly FetchedPartition[] }[];
}

/** Key of the control record that ends a transaction by aborting it: version 0, type 0. */
const ABORT = Buffer.from([0, 0, 0, 0]);

/**
 * Hides the records of aborted transactions. The broker lists those in the order in which they ended, and a fetch can
 * begin in the middle of several: the client's own filter takes the list for sorted by beginning and passes over one entry
 * a record, so that records of aborted transactions come through when several producers were cut off at once.
 *
 * Hidden records are turned into control records, which the client counts as read but never delivers. Removing them
 * instead would stall a fetch that holds nothing else.
 */
export function hideAborted(partition: FetchedPartition): void {
  const { abortedTransactions, messages } = partition;
  if (abortedTransactions === null || abortedTransactions.length === 0) return;
  const waiting = abortedTransactions
    .map(({ producerId, firstOffset }) => ({ producerId, firstOffset: BigInt(firstOffset) }))
    .sort((a, b) => (a.firstOffset < b.firstOffset ? -1 : 1));
  const aborted = new Set<string>();
  let next = 0;
  for (const message of messages) {
    const offset = BigInt(message.offset);
    for (let first = waiting[next]; first !== undefined && first.firstOffset <= offset; first = waiting[++next]) {
      aborted.add(first.producerId);
    }
    const { producerId, inTransaction } = message.batchContext;
    if (message.isControlRecord) {
      if (message.key?.equals(ABORT) === true) aborted.delete(producerId);
    } else if (inTransaction && aborted.has(producerId)) {
      message.isControlRecord = true;
    }
  }
  // All is decided: the client's own filter has nothing left to do.
  partition.abortedTransactions = [];
}

/**
 * Puts `hideAborted` between the client's fetches and its consumers.
 * @throws Error for a version of the client that has no such method to put it in
 */
export function correctReadCommitted(): void {
  wrapFetch<unknown, FetchResponse>('reading only committed records cannot be guaranteed', async (request, fetch) => {
    const response = await fetch(request);
    for (const { partitions } of response.responses ?? []) partitions.forEach(hideAborted);
    return response;
  });
}
