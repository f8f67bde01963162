import { oneLine } from '../../normalizers/outcome.ts';
import {
  addIndexerAccounts,
  readIndexerAccount,
  requireBalance,
  writeAccount,
  type IndexerAccount,
} from '../runtime/accounting.ts';
import { makeDeadLetter } from '../runtime/deadletter.ts';
import {
  isTooLarge,
  SAFE_VALUE_BYTES,
  type Batch,
  type BatchContext,
  type KafkaAdmin,
  type MessageSender,
} from '../runtime/kafka/index.ts';
import { cutBulks } from './bulk.ts';
import { deliver, DeliveryStopped, findExisting, type DeliveryOptions } from './deliver.ts';
import { makeEntries, type MessageEntry, type Route, type Unusable } from './entries.ts';

export interface WorkerOptions extends DeliveryOptions {
  readonly admin: Pick<KafkaAdmin, 'groupOffsets'>;
  readonly sender: Pick<MessageSender, 'send'>;
  /** What each topic carries. */
  readonly routes: ReadonlyMap<string, Route>;
  readonly group: string;
  readonly namespace: string;
  readonly deadletterTopic: string;
  readonly bulk: { readonly bytes: number; readonly documents: number };
  /** Milliseconds since 1970. */
  now(): number;
}

/** The indexer's part in the consumer: see ConsumerOptions. */
export interface Worker {
  readonly onAssigned: () => void;
  readonly onBatch: (batch: Batch, context: BatchContext) => Promise<boolean>;
}

/** Batch in, bulk requests out; the offset is committed when every document of the batch has its fate. */
export function createWorker(options: WorkerOptions): Worker {
  /** Accounts of the partitions that were worked on since the last assignment. */
  const accounts = new Map<string, IndexerAccount>();

  async function onBatch(batch: Batch, context: BatchContext): Promise<boolean> {
    const route = options.routes.get(batch.topic);
    if (route === undefined) throw new TypeError(`no route for topic ${batch.topic}`);
    const partitionId = `${batch.topic}/${batch.partition}`;
    try {
      const known = accounts.get(partitionId);
      const before = known ?? (await restoreAccount(batch));
      const { entries, unusable } = makeEntries(batch.messages, route, options.namespace);
      const present = known === undefined ? await findRepeated(route, entries, context) : new Set<string>();
      const fresh = entries.filter(({ id }) => !present.has(id));

      const rejected: Unusable[] = [...unusable];
      const fates = { indexed: 0, duplicate: entries.length - fresh.length };
      for (const bulk of cutBulks(fresh, options.bulk)) {
        for (const { entry, fate, detail } of await deliver(bulk, options, context.check)) {
          if (fate === 'rejected') rejected.push({ message: entry.message, detail: detail ?? '' });
          else fates[fate]++;
        }
      }
      const counts: IndexerAccount = {
        records: batch.messages.length,
        indexed: fates.indexed,
        duplicates: fates.duplicate,
        rejected: rejected.length,
      };
      requireBalance(counts, partitionId);
      await refuse(route, rejected);
      context.check();

      const account = addIndexerAccounts(before, counts);
      await context.commit(batch.nextOffset, writeAccount(account));
      accounts.set(partitionId, account);
      countBatch(route, counts);
      return true;
    } catch (error) {
      accounts.delete(partitionId);
      if (error instanceof DeliveryStopped) return false;
      throw error;
    }
  }

  async function restoreAccount(batch: Batch): Promise<IndexerAccount> {
    const offsets = await options.admin.groupOffsets(options.group, [batch.topic]);
    const own = offsets.find(({ topic, partition }) => topic === batch.topic && partition === batch.partition);
    return readIndexerAccount(own?.metadata ?? '');
  }

  /**
   * Only the first batch after a takeover can have been sent before without being committed. Elasticsearch finds that
   * out by itself (409) as long as the data stream was not rolled over in between; this finds it out always.
   */
  async function findRepeated(
    route: Route,
    entries: readonly MessageEntry[],
    context: BatchContext,
  ): Promise<Set<string>> {
    if (entries.length === 0) return new Set();
    const ids = entries.map(({ id }) => id);
    return findExisting(route.dataStream, ids, options, context.check);
  }

  /** Dead letters of documents go to their topic; of dead letters they would go in circles, so these end in the log. */
  async function refuse(route: Route, rejected: readonly Unusable[]): Promise<void> {
    if (rejected.length === 0) return;
    if (route.kind === 'deadletters') {
      for (const { message, detail } of rejected) {
        const { topic, partition, offset } = message;
        options.logger.error(
          { topic, partition, offset, detail },
          'a dead letter could not be indexed; its topic keeps it',
        );
      }
      return;
    }
    const now = new Date(options.now()).toISOString();
    const letters = (maxBytes?: number): ReturnType<typeof makeDeadLetter>[] =>
      rejected.map(({ message, detail }) => {
        const cause = { stage: 'index', code: 'INDEX_REJECTED', detail: oneLine(detail), index: 0 } as const;
        return makeDeadLetter(options.deadletterTopic, message, cause, now, { maxBytes });
      });
    await options.sender.send(letters()).catch((error: unknown) => {
      if (!isTooLarge(error)) throw error;
      return options.sender.send(letters(SAFE_VALUE_BYTES));
    });
  }

  function countBatch(route: Route, counts: IndexerAccount): void {
    const { telemetry } = options;
    const labels = { data_stream: route.dataStream };
    telemetry.count('wincanal_received_records_total', counts.records);
    telemetry.count('wincanal_indexed_documents_total', counts.indexed, labels);
    telemetry.count('wincanal_duplicate_documents_total', counts.duplicates, labels);
    telemetry.count('wincanal_rejected_documents_total', counts.rejected, labels);
    telemetry.count('wincanal_committed_batches_total', 1);
  }

  return {
    onBatch,
    onAssigned() {
      accounts.clear();
    },
  };
}
