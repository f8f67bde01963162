import { setTimeout as delay } from 'node:timers/promises';
import type { Normalizer } from '../../normalizers/index.ts';
import { addNormalizerAccounts, writeAccount } from '../runtime/accounting.ts';
import { isTooLarge, type Batch, type BatchContext, type KafkaAdmin, type KafkaPort } from '../runtime/kafka/index.ts';
import { messageOf } from '../runtime/message-of.ts';
import { SizeLimits } from '../runtime/size-limits.ts';
import { warnOfTakeOver } from '../runtime/take-over.ts';
import type { Logger, Telemetry } from '../runtime/telemetry.ts';
import type { Topics } from '../runtime/topics.ts';
import type { LogWatch } from './log-watch.ts';
import { convertRecords, type Converted } from './messages.ts';
import { PlaceList } from './place-list.ts';
import { takeOver, type PartitionOwner } from './partition-owner.ts';

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
  now(): number;
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

/** How long a worker that stops tries to publish what it knows of the hosts. */
const LAST_PUBLICATION_SECONDS = 5;

/**
 * Batch in, one transaction out (of a large batch several, in order): documents, alerts, dead letters, the consumed
 * offset and the account of all of it.
 */
export function createWorker(options: WorkerOptions): Worker {
  const { kafka, admin, topics, outputs, group, logs, telemetry, logger } = options;
  const owners = new Map<string, PartitionOwner>();
  /** Partitions with a batch in work, and those whose logs are being published beside: one transaction at a time. */
  const working = new Set<string>();
  const publishing = new Map<string, Promise<void>>();

  async function onBatch(batch: Batch, context: BatchContext): Promise<boolean> {
    const id = `${batch.topic}/${batch.partition}`;
    const normalizer = options.normalizer();
    working.add(id);
    try {
      await publishing.get(id);
      let owner = await own(id, batch, batch.messages[0]?.offset ?? 0);
      let rest = leaveOutSettled(owner, batch.messages, telemetry, logger);
      let limits: SizeLimits | undefined;
      while (rest.length > 0) {
        const stopAtBytes = TRANSACTION_BYTES;
        const now = options.now();
        const places = logs === undefined ? undefined : new PlaceList();
        const converted = convertRecords(rest, { normalizer, topics, now, limits, stopAtBytes, places });
        const taken = rest.slice(0, converted.account.records);
        const nextOffset = rest[taken.length]?.offset ?? batch.nextOffset;
        try {
          await commitRecords(owner, batch, nextOffset, converted, context, limits);
          if (places !== undefined) logs?.observe(batch.partition, places, nextOffset, now);
        } catch (error) {
          if (!isTooLarge(error)) throw error;
          const { topic, partition } = batch;
          // Which topic it was is found out by sending topic by topic; only its own messages are cut.
          if (limits === undefined) limits = new SizeLimits();
          else limits.lower(error);
          logger.warn({ topic, partition, error: messageOf(error) }, 'a topic refused a batch for its size: cutting');
          // Parts of the refused request may still be under way; a takeover fences them. Meanwhile others may have
          // owned the partition and settled some of it.
          await release(id);
          context.check();
          owner = await own(id, batch, rest[0]?.offset ?? 0);
          rest = leaveOutSettled(owner, rest, telemetry, logger);
          continue;
        }
        countBatch(telemetry, taken, converted);
        rest = rest.slice(taken.length);
        limits = undefined;
      }
      return true;
    } catch (error) {
      await release(id);
      throw error;
    } finally {
      working.delete(id);
    }
  }

  /** Who was at a later offset when the batch begins (somebody set offsets back, or made the topic anew) knows nothing. */
  async function own(id: string, { topic, partition }: Batch, firstOffset: number): Promise<PartitionOwner> {
    const known = owners.get(id);
    if (known !== undefined && firstOffset >= known.nextOffset) return known;
    if (known !== undefined) await release(id);
    const owner = await takeOver({ kafka, admin, group, outputs }, topic, partition, firstOffset);
    owners.set(id, owner);
    logs?.resume(partition, owner.nextOffset, options.now());
    warnOfTakeOver(owner, topic, firstOffset, logger);
    return owner;
  }

  /** Sends and commits in one transaction; the group goes on at `nextOffset` then. */
  async function commitRecords(
    owner: PartitionOwner,
    { topic, partition }: Batch,
    nextOffset: number,
    converted: Converted,
    context: BatchContext,
    limits: SizeLimits | undefined,
  ): Promise<void> {
    const account = addNormalizerAccounts(owner.account, converted.account);
    const publication = logs?.publish(partition, options.now());
    const transaction = await owner.producer.begin();
    try {
      const messages = [...converted.messages, ...(publication?.messages ?? [])];
      if (limits === undefined) await transaction.send(messages);
      else await limits.send(transaction, messages);
      context.check();
      await transaction.commit({ group, topic, partition, offset: nextOffset, metadata: writeAccount(account) });
    } catch (error) {
      await transaction.abort();
      throw error;
    }
    owner.nextOffset = nextOffset;
    owner.account = account;
    publication?.confirm();
  }

  /** Partitions without new records would otherwise keep to themselves what their last ones showed. */
  async function publishIdle(atOnce: boolean): Promise<void> {
    for (const [id, owner] of owners) {
      if (working.has(id) || publishing.has(id)) continue;
      const published = publishPartition(id, owner, atOnce).finally(() => publishing.delete(id));
      publishing.set(id, published);
    }
    await Promise.all(publishing.values());
  }

  /** In a transaction of the partition's owner, so that who has lost it publishes nothing. */
  async function publishPartition(id: string, owner: PartitionOwner, atOnce: boolean): Promise<void> {
    const publication = logs?.publish(owner.partition, options.now(), atOnce);
    if (publication === undefined) return;
    try {
      const transaction = await owner.producer.begin();
      try {
        await transaction.send(publication.messages);
        await transaction.commit();
      } catch (error) {
        await transaction.abort();
        throw error;
      }
      publication.confirm();
    } catch (error) {
      logger.debug({ partition: id, error: messageOf(error) }, 'what is known of the hosts was not published');
      // Whether we still own the partition is found out by the next takeover.
      if (owners.get(id) === owner) await release(id).catch(() => undefined);
    }
  }

  async function release(id: string): Promise<void> {
    const owner = owners.get(id);
    owners.delete(id);
    await owner?.producer.disconnect();
  }

  async function releaseAll(): Promise<void> {
    await Promise.all([...owners.keys()].map(release));
  }

  return {
    onBatch,
    async publishLogs() {
      await publishIdle(false);
      logs?.measure(new Set([...owners.values()].map(({ partition }) => partition)));
    },
    async close() {
      if (logs !== undefined) await withinSeconds(publishIdle(true), LAST_PUBLICATION_SECONDS);
      await releaseAll();
    },
    // Others may have owned a partition meanwhile, even one that is assigned to us again: take each over anew.
    onAssigned() {
      releaseAll().catch((error: unknown) => {
        logger.debug({ error: messageOf(error) }, 'a producer of a former assignment did not disconnect');
      });
    },
  };
}

/** Resolves with the promise, or when the time is over. */
async function withinSeconds(promise: Promise<void>, seconds: number): Promise<void> {
  const over = new AbortController();
  const timer = delay(seconds * 1000, undefined, { signal: over.signal }).catch(() => undefined);
  await Promise.race([promise, timer]);
  over.abort();
}

/** The records that are still to be done; what is left out was settled by a former owner, and is counted and logged. */
function leaveOutSettled(
  owner: PartitionOwner,
  records: Batch['messages'],
  telemetry: Telemetry,
  logger: Logger,
): Batch['messages'] {
  const [first] = records;
  const open = records.filter((record) => record.offset >= owner.nextOffset);
  const settled = records.length - open.length;
  if (settled === 0 || first === undefined) return open;
  telemetry.count('wincanal_repeated_batches_total', 1);
  telemetry.count('wincanal_repeated_records_total', settled);
  const { topic, partition, offset } = first;
  logger.info(
    { topic, partition, from: offset, committed: owner.nextOffset, records: settled },
    'records below the committed offset were settled by a former owner of the partition',
  );
  return open;
}

function countBatch(telemetry: Telemetry, records: Batch['messages'], converted: Converted): void {
  const { account, documents, dead } = converted;
  telemetry.count('wincanal_received_records_total', records.length);
  telemetry.count(
    'wincanal_received_bytes_total',
    records.reduce((sum, record) => sum + (record.value?.length ?? 0), 0),
  );
  telemetry.count('wincanal_decoded_events_total', account.events);
  for (const [provider, n] of documents) telemetry.count('wincanal_published_documents_total', n, { provider });
  telemetry.count('wincanal_published_alerts_total', account.alerts);
  for (const [reason, n] of Object.entries(account.skips)) {
    telemetry.count('wincanal_skipped_events_total', n, { reason });
  }
  for (const [code, n] of dead) telemetry.count('wincanal_dead_events_total', n, { code });
  telemetry.count('wincanal_committed_batches_total', 1);
}
