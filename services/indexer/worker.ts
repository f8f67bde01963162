import { oneLine } from '../../normalizers/outcome.ts';
import { addIndexerAccounts, requireBalance, writeAccount, type IndexerAccount } from '../runtime/accounting.ts';
import {
  isTooLarge,
  type Batch,
  type BatchContext,
  type KafkaAdmin,
  type KafkaPort,
  type Postponed,
} from '../runtime/kafka/index.ts';
import { messageOf } from '../runtime/message-of.ts';
import { SizeLimits } from '../runtime/size-limits.ts';
import { warnOfTakeOver } from '../runtime/take-over.ts';
import { cutBulks } from './bulk.ts';
import { chooseDelay, deliver, type Wait } from './deliver.ts';
import { makeEntries, type Route, type Unusable } from './entries.ts';
import { commitWithLetters, makeLetters } from './letters.ts';
import { addUpFates, takePosition, type Position } from './position.ts';
import { findExisting, lookBack, mayHaveFormer, type RolloverOptions } from './rollover.ts';

export interface WorkerOptions extends RolloverOptions {
  readonly kafka: Pick<KafkaPort, 'connectTransactional' | 'endForgotten'>;
  readonly admin: Pick<KafkaAdmin, 'groupOffsets' | 'topicEnds'>;
  /** What each topic carries. */
  readonly routes: ReadonlyMap<string, Route>;
  readonly group: string;
  readonly namespace: string;
  readonly deadletterTopic: string;
  readonly bulk: { readonly bytes: number; readonly documents: number };
  /** 0 to 1. */
  random(): number;
  /** Milliseconds since 1970. */
  now(): number;
}

const NO_COPIES: ReadonlySet<string> = new Set();

/** The indexer's part in the consumer: see ConsumerOptions. */
export interface Worker {
  readonly onAssigned: () => void;
  readonly onBatch: (batch: Batch, context: BatchContext) => Promise<boolean | Postponed>;
  readonly close: () => Promise<void>;
}

/**
 * Batch in, bulk requests out; the offset is committed when every document of the batch has its fate. Where Elasticsearch
 * does not take documents the batch is given back, to be fetched again after a while; only fates are kept of it.
 */
export function createWorker(options: WorkerOptions): Worker {
  const { kafka, admin, group, logger, telemetry } = options;
  const outputs = [options.deadletterTopic];
  /** Partitions that were worked on since the last assignment. */
  const positions = new Map<string, Position>();

  async function onBatch(batch: Batch, context: BatchContext): Promise<boolean | Postponed> {
    const route = options.routes.get(batch.topic);
    if (route === undefined) throw new TypeError(`no route for topic ${batch.topic}`);
    const id = nameOf(batch);
    try {
      const position = await takeIfNew(id, batch);
      const messages = leaveOutSettled(position, batch);
      if (messages.length === 0) return true;
      const before = position.fates.size;
      const wait = await sendAll(messages, position, route, context);
      if (wait !== undefined) {
        position.fruitless = position.fates.size > before ? 1 : position.fruitless + 1;
        return postpone(batch, position, wait);
      }
      const { counts, rejected } = addUpFates(messages, position.fates);
      requireBalance(counts, id);
      context.check();
      await commit(batch, position, route, counts, rejected, context);
      for (const { offset } of messages) position.fates.delete(offset);
      position.serverErrors.clear();
      position.fruitless = 0;
      countBatch(route, counts);
      return true;
    } catch (error) {
      await release(id);
      throw error;
    }
  }

  async function takeIfNew(id: string, { topic, partition, messages }: Batch): Promise<Position> {
    const firstOffset = messages[0]?.offset ?? 0;
    const known = positions.get(id);
    if (known !== undefined && firstOffset >= known.owner.nextOffset) return known;
    // Somebody set offsets back, or made the topic anew: nothing is known.
    await release(id);
    const position = await takePosition({ kafka, admin, group, outputs }, topic, partition, firstOffset);
    positions.set(id, position);
    warnOfTakeOver(position.owner, topic, firstOffset, logger);
    return position;
  }

  /** Sends what has no fate yet, until all have one or Elasticsearch does not take documents. */
  async function sendAll(
    messages: Batch['messages'],
    position: Position,
    route: Route,
    context: BatchContext,
  ): Promise<Wait | undefined> {
    const { fates, serverErrors } = position;
    const open = messages.filter(({ offset }) => !fates.has(offset));
    const { entries, unusable } = makeEntries(open, route, options.namespace);
    for (const { message, detail } of unusable) fates.set(message.offset, reject(detail));
    let fresh = entries;
    const except = position.doubtful ? undefined : position.writeIndex;
    const mayRepeat = except === undefined ? position.doubtful : route.kind === 'documents' && mayHaveFormer(except);
    if (mayRepeat && entries.length > 0) {
      const ids = entries.map((entry) => entry.id);
      const present = await findExisting(route.dataStream, ids, options, except);
      if ('reason' in present) return present;
      for (const { id, message } of entries) if (present.has(id)) fates.set(message.offset, { kind: 'duplicate' });
      fresh = entries.filter((entry) => !present.has(entry.id));
      position.doubtful = false;
    }
    for (const bulk of cutBulks(fresh, options.bulk)) {
      context.check();
      const { settled, wait } = await deliver(bulk, serverErrors, options);
      const copies = route.kind === 'documents' ? await lookBack(settled, position, except, options) : NO_COPIES;
      if ('reason' in copies) return copies;
      for (const { entry, fate, detail } of settled) {
        const kind = copies.has(entry.id) ? 'duplicate' : fate;
        fates.set(entry.message.offset, kind === 'rejected' ? reject(detail ?? '') : { kind });
      }
      if (wait !== undefined) {
        position.doubtful = wait.doubtful;
        return wait;
      }
    }
    return undefined;
  }

  function postpone({ topic, partition }: Batch, { fruitless }: Position, { documents, reason }: Wait): Postponed {
    const waitMs = chooseDelay(fruitless, options.random());
    logger.warn({ topic, partition, documents, reason, attempt: fruitless, waitMs }, 'documents wait: trying again');
    return { waitMs };
  }

  /** Dead letters of documents go to their topic; of dead letters they would go in circles, so these end in the log. */
  async function commit(
    batch: Batch,
    position: Position,
    route: Route,
    counts: IndexerAccount,
    rejected: readonly Unusable[],
    context: BatchContext,
  ): Promise<void> {
    let { owner } = position;
    const account = addIndexerAccounts(owner.account, counts);
    const metadata = writeAccount(account);
    const { topic, partition, nextOffset } = batch;
    if (rejected.length === 0 || route.kind === 'deadletters') {
      for (const { message, detail } of rejected) {
        const { offset } = message;
        logger.error({ topic, partition, offset, detail }, 'a dead letter could not be indexed; its topic keeps it');
      }
      await context.commit(nextOffset, metadata);
    } else {
      const now = new Date(options.now()).toISOString();
      const offset = { group, topic, partition, offset: nextOffset, metadata };
      const limits = new SizeLimits();
      for (let isSent = false; !isSent;) {
        const letters = makeLetters(rejected, options.deadletterTopic, now, limits.find(options.deadletterTopic));
        try {
          await commitWithLetters(owner.producer, letters, offset, context.check, limits);
          isSent = true;
        } catch (error) {
          if (!isTooLarge(error)) throw error;
          limits.lower(error);
          logger.warn({ topic, partition }, 'the dead-letter topic refused letters for their size: cutting');
          owner = await takeAgain(batch, owner, context);
        }
      }
    }
    owner.account = account;
    owner.nextOffset = nextOffset;
  }

  /** Parts of a refused request may still be under way; a takeover fences them. */
  async function takeAgain(batch: Batch, former: Position['owner'], context: BatchContext): Promise<Position['owner']> {
    const id = nameOf(batch);
    await release(id);
    context.check();
    const { owner } = await takeIfNew(id, batch);
    if (owner.nextOffset !== former.nextOffset) throw new Error(`somebody else settled records of ${id} meanwhile`);
    return owner;
  }

  function countBatch(route: Route, counts: IndexerAccount): void {
    const labels = { data_stream: route.dataStream };
    telemetry.count('wincanal_received_records_total', counts.records);
    telemetry.count('wincanal_indexed_documents_total', counts.indexed, labels);
    telemetry.count('wincanal_duplicate_documents_total', counts.duplicates, labels);
    telemetry.count('wincanal_rejected_documents_total', counts.rejected, labels);
    telemetry.count('wincanal_committed_batches_total', 1);
  }

  function leaveOutSettled({ owner }: Position, { topic, partition, messages }: Batch): Batch['messages'] {
    const open = messages.filter(({ offset }) => offset >= owner.nextOffset);
    const records = messages.length - open.length;
    if (records === 0) return open;
    telemetry.count('wincanal_repeated_batches_total', 1);
    telemetry.count('wincanal_repeated_records_total', records);
    logger.info(
      { topic, partition, committed: owner.nextOffset, records },
      'records below the committed offset were settled by a former owner of the partition',
    );
    return open;
  }

  async function release(id: string): Promise<void> {
    const position = positions.get(id);
    positions.delete(id);
    await position?.owner.producer.disconnect();
  }

  async function close(): Promise<void> {
    await Promise.all([...positions.keys()].map(release));
  }

  return {
    onBatch,
    close,
    onAssigned() {
      close().catch((error: unknown) => {
        logger.debug({ error: messageOf(error) }, 'a producer of a former assignment did not disconnect');
      });
    },
  };
}

function nameOf({ topic, partition }: Batch): string {
  return `${topic}/${partition}`;
}

function reject(detail: string): { readonly kind: 'rejected'; readonly detail: string } {
  return { kind: 'rejected', detail: oneLine(detail) };
}
