import type { Normalizer } from '../../normalizers/index.ts';
import { addMissed, addNormalizerAccounts, writeAccount } from '../runtime/accounting.ts';
import { inTransaction } from '../runtime/in-transaction.ts';
import { isTooLarge, type Batch, type BatchContext, type KafkaAdmin, type KafkaPort } from '../runtime/kafka/index.ts';
import { messageOf } from '../runtime/message-of.ts';
import { countMissed, leaveOutSettled, OwnedPartitions, tellMissed } from '../runtime/owned-partitions.ts';
import { isRefusedBy, SizeLimits } from '../runtime/size-limits.ts';
import type { Logger, Telemetry } from '../runtime/telemetry.ts';
import type { Topics } from '../runtime/topics.ts';
import { countBatch } from './count-batch.ts';
import type { LogWatch, Publication } from './log-watch.ts';
import { convertRecords, type Converted } from './messages.ts';
import { PlaceList } from './place-list.ts';
import { takeOver, type PartitionOwner } from './partition-owner.ts';
import { LogPublisher } from './publish-logs.ts';

export interface WorkerOptions {
  readonly kafka: Pick<KafkaPort, 'connectTransactional' | 'endForgotten'>;
  readonly admin: Pick<KafkaAdmin, 'groupOffsets' | 'topicEnds'>;
  /** The normalizer to use; asked once a batch, so that a batch is judged by one version of the site file. */
  readonly normalizer: () => Normalizer;
  readonly topics: Topics;
  /** The names of all topics that are written to. */
  readonly outputs: readonly string[];
  readonly group: string;
  /** Undefined where no logs are watched. */
  readonly logs?: LogWatch | undefined;
  readonly telemetry: Telemetry;
  readonly logger: Logger;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** The normalizer's part in the consumer: see ConsumerOptions. */
export interface Worker {
  readonly onAssigned: () => void;
  readonly onBatch: (batch: Batch, context: BatchContext) => Promise<boolean>;
  /** Publishes what is due of the watched logs of partitions on which nothing else is being done; never rejects. */
  readonly publishLogs: () => Promise<void>;
  /** Publishes what is left of the watched logs, and lets go of all partitions. */
  readonly close: () => Promise<void>;
}

/**
 * A transaction that has this many bytes takes no further record, so that none is older than its timeout before it is
 * complete (60 s), whatever a batch unpacks to.
 */
const TRANSACTION_BYTES = 16 * 1024 * 1024;

/**
 * Batch in, one transaction out (of a large batch several, in order): documents, alerts, dead letters, the consumed
 * offset and the account of all of it.
 */
export function createWorker(options: WorkerOptions): Worker {
  const { kafka, admin, topics, outputs, group, logs, telemetry, logger, now } = options;
  const owned = new OwnedPartitions<PartitionOwner>({
    async take(topic, ...where) {
      const [partition] = where;
      const owner = await takeOver({ kafka, admin, group, outputs }, topic, ...where);
      logs?.resume(partition, owner.nextOffset, now());
      return owner;
    },
    logger,
  });
  const publisher = logs === undefined ? undefined : new LogPublisher({ logs, owned, topics, logger, now });

  async function onBatch(batch: Batch, context: BatchContext): Promise<boolean> {
    const normalizer = options.normalizer();
    try {
      await publisher?.hold(batch.partition);
      let owner = await owned.take(batch, batch.messages);
      let rest = leaveOutSettled(owner, batch.messages, options);
      let limits: SizeLimits | undefined;
      let takesLogsAlong = true;
      while (rest.length > 0) {
        const stopAtBytes = TRANSACTION_BYTES;
        const begun = now();
        const places = logs === undefined ? undefined : new PlaceList();
        const converted = convertRecords(rest, { normalizer, topics, now: begun, limits, stopAtBytes, places });
        const taken = rest.slice(0, converted.account.records);
        const nextOffset = rest[taken.length]?.offset ?? batch.nextOffset;
        const publication = takesLogsAlong ? logs?.publish(batch.partition, now()) : undefined;
        try {
          await commitRecords(owner, batch, nextOffset, converted, publication, context, limits);
          if (places !== undefined) logs?.observe(batch.partition, places, nextOffset, begun);
        } catch (error) {
          if (!isTooLarge(error)) throw error;
          const { topic, partition } = batch;
          logger.warn(
            { topic, partition, error: messageOf(error) },
            'a topic refused a batch for its size: trying with less',
          );
          // Which topic it was is found out by sending topic by topic; only its own messages are cut.
          if (limits === undefined) limits = new SizeLimits();
          else if (isRefusedBy(topics.hosts, error)) {
            takesLogsAlong = false;
            publisher?.postpone(publication, error);
          } else limits.lower(error);
          // Parts of the refused request may still be under way; a takeover fences them. Meanwhile others may have
          // owned the partition and settled some of it.
          await owned.release(batch);
          context.check();
          owner = await owned.take(batch, rest);
          rest = leaveOutSettled(owner, rest, options);
          continue;
        }
        countBatch(telemetry, taken, converted);
        rest = rest.slice(taken.length);
        limits = undefined;
      }
      return true;
    } catch (error) {
      await owned.release(batch);
      throw error;
    } finally {
      publisher?.letGo(batch.partition);
    }
  }

  /** Sends and commits in one transaction; the group goes on at `nextOffset` then. */
  async function commitRecords(
    owner: PartitionOwner,
    batch: Batch,
    nextOffset: number,
    converted: Converted,
    publication: Publication | undefined,
    context: BatchContext,
    limits: SizeLimits | undefined,
  ): Promise<void> {
    const { topic, partition } = batch;
    const missed = countMissed(owner, batch);
    const account = addMissed(addNormalizerAccounts(owner.account, converted.account), missed);
    const messages = [...converted.messages, ...(publication?.messages ?? [])];
    await inTransaction(owner.producer, async (transaction) => {
      if (limits === undefined) await transaction.send(messages);
      else await limits.send(transaction, messages);
      context.check();
      await transaction.commit({ group, topic, partition, offset: nextOffset, metadata: writeAccount(account) });
    });
    owner.nextOffset = nextOffset;
    owner.account = account;
    publication?.confirm();
    tellMissed(batch, missed, options);
  }

  return {
    onBatch,
    async publishLogs() {
      await publisher?.publishDue();
    },
    async close() {
      await publisher?.publishRest();
      await owned.releaseAll();
    },
    onAssigned() {
      owned.forget();
    },
  };
}
