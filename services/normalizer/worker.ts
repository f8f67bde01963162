import type { Normalizer } from '../../normalizers/index.ts';
import { addNormalizerAccounts, writeAccount } from '../runtime/accounting.ts';
import {
  isTooLarge,
  SAFE_VALUE_BYTES,
  type Batch,
  type BatchContext,
  type KafkaAdmin,
  type KafkaPort,
} from '../runtime/kafka/index.ts';
import { messageOf } from '../runtime/message-of.ts';
import type { Logger, Telemetry } from '../runtime/telemetry.ts';
import type { Topics } from '../runtime/topics.ts';
import { convertRecords, type Converted } from './messages.ts';
import { takeOver, type PartitionOwner } from './partition-owner.ts';

export interface WorkerOptions {
  readonly kafka: Pick<KafkaPort, 'connectTransactional'>;
  readonly admin: Pick<KafkaAdmin, 'groupOffsets'>;
  readonly normalizer: Normalizer;
  readonly topics: Topics;
  readonly group: string;
  readonly telemetry: Telemetry;
  readonly logger: Logger;
  /** Milliseconds since 1970. */
  now(): number;
}

/** The normalizer's part in the consumer: see ConsumerOptions. */
export interface Worker {
  readonly onAssigned: () => void;
  readonly onBatch: (batch: Batch, context: BatchContext) => Promise<boolean>;
  readonly close: () => Promise<void>;
}

/** Batch in, one transaction out: documents, alerts, dead letters, the consumed offset and the account of all of it. */
export function createWorker(options: WorkerOptions): Worker {
  const { kafka, admin, normalizer, topics, group, telemetry, logger } = options;
  const owners = new Map<string, PartitionOwner>();

  async function onBatch(batch: Batch, context: BatchContext): Promise<boolean> {
    const id = `${batch.topic}/${batch.partition}`;
    try {
      let owner = await own(id, batch);
      const records = batch.messages.filter((message) => message.offset >= owner.nextOffset);
      if (records.length < batch.messages.length) telemetry.count('wincanal_repeated_batches_total', 1);
      if (records.length === 0) return true;

      let converted = convertRecords(records, { normalizer, topics, now: options.now() });
      try {
        await commitBatch(owner, batch, converted, context);
      } catch (error) {
        if (!isTooLarge(error)) throw error;
        logger.warn(
          { topic: batch.topic, partition: batch.partition },
          'a topic refused a batch for its size: cutting',
        );
        // Parts of the refused request may still be under way; a takeover fences them.
        await release(id);
        owner = await own(id, batch);
        converted = convertRecords(records, { normalizer, topics, now: options.now(), maxBytes: SAFE_VALUE_BYTES });
        await commitBatch(owner, batch, converted, context);
      }
      countBatch(telemetry, records, converted);
      return true;
    } catch (error) {
      await release(id);
      throw error;
    }
  }

  async function own(id: string, { topic, partition }: Batch): Promise<PartitionOwner> {
    const known = owners.get(id);
    if (known !== undefined) return known;
    const owner = await takeOver(kafka, admin, group, topic, partition);
    owners.set(id, owner);
    return owner;
  }

  async function commitBatch(
    owner: PartitionOwner,
    batch: Batch,
    converted: Converted,
    context: BatchContext,
  ): Promise<void> {
    const account = addNormalizerAccounts(owner.account, converted.account);
    const transaction = await owner.producer.begin();
    try {
      await transaction.send(converted.messages);
      context.check();
      const { topic, partition, nextOffset } = batch;
      await transaction.commit({ group, topic, partition, offset: nextOffset, metadata: writeAccount(account) });
    } catch (error) {
      await transaction.abort();
      throw error;
    }
    owner.nextOffset = batch.nextOffset;
    owner.account = account;
  }

  async function release(id: string): Promise<void> {
    const owner = owners.get(id);
    owners.delete(id);
    await owner?.producer.disconnect();
  }

  async function close(): Promise<void> {
    await Promise.all([...owners.keys()].map(release));
  }

  return {
    onBatch,
    close,
    // Others may have owned a partition meanwhile, even one that is assigned to us again: take each over anew.
    onAssigned() {
      close().catch((error: unknown) => {
        logger.debug({ error: messageOf(error) }, 'a producer of a former assignment did not disconnect');
      });
    },
  };
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
