import {
  addIndexerAccounts,
  addMissed,
  requireBalance,
  writeAccount,
  type IndexerAccount,
} from '../runtime/accounting.ts';
import {
  isTooLarge,
  type Batch,
  type BatchContext,
  type KafkaAdmin,
  type KafkaPort,
  type Postponed,
} from '../runtime/kafka/index.ts';
import { countMissed, leaveOutSettled, OwnedPartitions, tellMissed } from '../runtime/owned-partitions.ts';
import { SizeLimits } from '../runtime/size-limits.ts';
import { chooseDelay, type Wait } from './deliver.ts';
import type { Route, Unusable } from './entries.ts';
import { commitWithLetters, makeLetters } from './letters.ts';
import { addUpFates, takePosition, type Position } from './position.ts';
import { RefusalLog } from './refusal-log.ts';
import { sendOpen, type SendOptions } from './send-open.ts';
import { WaitLog } from './wait-log.ts';

export interface WorkerOptions extends SendOptions {
  readonly kafka: Pick<KafkaPort, 'connectTransactional' | 'endForgotten'>;
  readonly admin: Pick<KafkaAdmin, 'groupOffsets' | 'topicEnds'>;
  /** What each topic carries. */
  readonly routes: ReadonlyMap<string, Route>;
  readonly group: string;
  readonly deadletterTopic: string;
  /** 0 to 1. */
  random(): number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

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
  const owned = new OwnedPartitions<Position>({
    take: (...where) => takePosition({ kafka, admin, group, outputs }, ...where),
    logger,
  });

  const waits = new WaitLog(logger, options.now);
  const refusals = new RefusalLog(logger, options.now);

  async function onBatch(batch: Batch, context: BatchContext): Promise<boolean | Postponed> {
    const route = options.routes.get(batch.topic);
    if (route === undefined) throw new TypeError(`no route for topic ${batch.topic}`);
    try {
      const position = await owned.take(batch, batch.messages);
      const messages = leaveOutSettled(position, batch.messages, options);
      if (messages.length === 0) {
        waits.settle(batch);
        return true;
      }
      const before = position.fates.size;
      const wait = await sendOpen(messages, position, route, context, options);
      if (wait !== undefined) {
        position.fruitless = position.fates.size > before ? 1 : position.fruitless + 1;
        return postpone(batch, position, wait);
      }
      const { counts, rejected } = addUpFates(messages, position.fates);
      requireBalance(counts, `${batch.topic}/${batch.partition}`);
      context.check();
      await commit(batch, position, route, counts, rejected, context);
      for (const { offset } of messages) position.fates.delete(offset);
      position.serverErrors.clear();
      position.fruitless = 0;
      waits.settle(batch);
      countBatch(route, counts);
      return true;
    } catch (error) {
      await owned.release(batch);
      throw error;
    }
  }

  function postpone(batch: Batch, { fruitless }: Position, wait: Wait): Postponed {
    const waitMs = chooseDelay(fruitless, options.random());
    waits.wait(batch, wait, fruitless, waitMs);
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
    let owner = position;
    const missed = countMissed(position, batch);
    const account = addMissed(addIndexerAccounts(position.account, counts), missed);
    const metadata = writeAccount(account);
    const { topic, partition, nextOffset } = batch;
    if (rejected.length > 0 && route.kind === 'documents') {
      owner = await publishLetters(batch, position, rejected, metadata, context);
      refusals.note(topic, rejected);
    } else {
      for (const { message, detail } of rejected) {
        const { offset } = message;
        logger.error({ topic, partition, offset, detail }, 'a dead letter could not be indexed; its topic keeps it');
      }
      await context.commit(nextOffset, metadata);
    }
    owner.account = account;
    owner.nextOffset = nextOffset;
    tellMissed(batch, missed, options);
  }

  /**
   * Commits the offset with the dead letters of the batch; where their topic refuses them for their size, they are cut.
   * @returns the owner who could do it
   */
  async function publishLetters(
    batch: Batch,
    position: Position,
    rejected: readonly Unusable[],
    metadata: string,
    context: BatchContext,
  ): Promise<Position> {
    const { topic, partition, nextOffset } = batch;
    const { deadletterTopic } = options;
    const now = new Date(options.now()).toISOString();
    const offset = { group, topic, partition, offset: nextOffset, metadata };
    const limits = new SizeLimits();
    for (let owner = position; ; owner = await takeAgain(batch, owner, context)) {
      const letters = makeLetters(rejected, deadletterTopic, now, limits.find(deadletterTopic));
      try {
        await commitWithLetters(owner.producer, letters, offset, context.check, limits);
        return owner;
      } catch (error) {
        if (!isTooLarge(error)) throw error;
        limits.lower(error);
        logger.warn({ topic, partition }, 'the dead-letter topic refused letters for their size: cutting');
      }
    }
  }

  /** Parts of a refused request may still be under way; a takeover fences them. */
  async function takeAgain(batch: Batch, former: Position, context: BatchContext): Promise<Position> {
    await owned.release(batch);
    context.check();
    const owner = await owned.take(batch, batch.messages);
    if (owner.nextOffset === former.nextOffset) return owner;
    throw new Error(`somebody else settled records of ${batch.topic}/${batch.partition} meanwhile`);
  }

  function countBatch(route: Route, counts: IndexerAccount): void {
    const labels = { data_stream: route.dataStream };
    telemetry.count('wincanal_received_records_total', counts.records);
    telemetry.count('wincanal_indexed_documents_total', counts.indexed, labels);
    telemetry.count('wincanal_duplicate_documents_total', counts.duplicates, labels);
    telemetry.count('wincanal_rejected_documents_total', counts.rejected, labels);
    telemetry.count('wincanal_committed_batches_total', 1);
  }

  return {
    onBatch,
    close: () => owned.releaseAll(),
    onAssigned() {
      owned.forget();
      waits.forget();
    },
  };
}
