import type { ConsumerRunConfig, EachBatchPayload, Kafka } from 'kafkajs';
import { messageOf } from '../message-of.ts';
import type { Logger } from '../telemetry.ts';
import { Assignment } from './assignment.ts';
import { FetchBudget, fetchFreely, fetchWithin } from './fetch-budget.ts';
import { findLogStart } from './log-start.ts';
import { isFatal, isLostMembership, isRebalance } from './errors.ts';
import { Lease } from './lease.ts';
import type { ReceivedMessage } from './messages.ts';
import { createPauses } from './pauses.ts';
import { readMessage } from './read-message.ts';

/** What one fetch brought of one partition: committed messages in order, at least one. */
export interface Batch {
  readonly topic: string;
  readonly partition: number;
  readonly messages: readonly ReceivedMessage[];
  /** The offset to continue from when all of it is settled; control records behind the last message are passed over. */
  readonly nextOffset: number;
  /** The first offset that the partition still had then; undefined where the broker does not say. */
  readonly logStart?: number | undefined;
  /** The offset that the fetch asked for: what lies between it and the first message are no committed messages. */
  readonly fetchedFrom?: number | undefined;
}

/** Thrown by who settles batches: a partition is to be read again from an offset that lies before the batch. */
export class ReadAgainFrom extends Error {
  readonly offset: number;
  override readonly name = 'ReadAgainFrom';

  constructor({ topic, partition }: Pick<Batch, 'topic' | 'partition'>, offset: number, fetchedFrom: number) {
    super(
      `${topic}/${partition} was read up to ${fetchedFrom}, but is settled up to ${offset} only: reading again from there`,
    );
    this.offset = offset;
  }
}

/** What a worker may ask and do while it works on a batch. Heartbeats go on meanwhile by themselves. */
export interface BatchContext {
  /** Throws once the partition is no longer ours: the work on the batch is to be dropped. */
  readonly check: () => void;
  /** Commits an offset outside of a transaction. */
  commit(offset: number, metadata: string): Promise<void>;
}

/**
 * A batch that cannot be settled now. Its partition is paused, fetched again from the same offset after a while, and
 * nothing of it is kept meanwhile; heartbeats and other partitions go on.
 */
export interface Postponed {
  readonly waitMs: number;
}

export interface ConsumerOptions {
  readonly group: string;
  readonly topics: readonly string[];
  /** How much is held of records that are not settled: see FetchBudget. */
  readonly fetchBytes: number;
  /** How many partitions are worked on at the same time. */
  readonly concurrency: number;
  /** Called after each rebalance, before the first batch: what is known about partitions is no longer true. */
  onAssigned(): void;
  /**
   * Settles a batch. True: go on behind it; false: it was dropped (stopping), nothing is committed; Postponed: read it
   * again later. An error is logged and the batch is read again at once, except a fatal one, which ends the consumer.
   */
  onBatch(batch: Batch, context: BatchContext): Promise<boolean | Postponed>;
  /** Errors of the worker, besides those of Kafka, after which it cannot go on. */
  isFatal?(error: unknown): boolean;
}

/** A running member of a consumer group. */
export interface RunningConsumer {
  /** Stops fetching, waits for the batches in work, leaves the group. */
  stop(): Promise<void>;
  /** Resolves (never rejects) with the reason when the consumer cannot go on. */
  readonly failed: Promise<Error>;
}

/** Why a batch is dropped whose partition we may have lost, also where we have it again. */
const NOT_OURS = "the partition may be another member's by now";
const HEARTBEAT_CHECK_MS = 1000;
/** How long the partitions of a process that was killed stay without an owner. */
const SESSION_MS = 15_000;
/** Who was silent for longer may have been expelled: a frozen process learns that only from its next heartbeat. */
const LEASE_MS = SESSION_MS - 3000;

/** Joins a consumer group, from the beginning where it has no offset. Reads committed messages only; commits nothing. */
export async function runConsumer(client: Kafka, logger: Logger, options: ConsumerOptions): Promise<RunningConsumer> {
  const failure = Promise.withResolvers<Error>();
  const pauses = createPauses();
  const budget = new FetchBudget(options.fetchBytes);
  const assignment = new Assignment();
  const consumer = client.consumer({
    groupId: options.group,
    sessionTimeout: SESSION_MS,
    rebalanceTimeout: 60_000,
    heartbeatInterval: 3000,
    // A stop waits for the fetch in flight.
    maxWaitTimeInMs: 500,
    allowAutoTopicCreation: false,
    readUncommitted: false,
    metadataMaxAge: 60_000,
  });
  const lease = new Lease();
  consumer.on(consumer.events.REQUEST, ({ payload }) => {
    lease.noteRequest(payload);
  });
  consumer.on(consumer.events.HEARTBEAT, () => {
    lease.renew();
  });
  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
    lease.renew();
    assignment.renew(payload.memberAssignment);
    logger.info({ group: options.group, partitions: payload.memberAssignment }, 'partitions assigned');
    budget.forgetSources();
    options.onAssigned();
  });
  consumer.on(consumer.events.CRASH, ({ payload }) => {
    if (!payload.restart) failure.resolve(payload.error);
  });
  await consumer.connect();
  await consumer.subscribe({ topics: [...options.topics], fromBeginning: true });
  const runConfig: ConsumerRunConfig = {
    autoCommit: false,
    eachBatchAutoResolve: false,
    partitionsConsumedConcurrently: options.concurrency,
    eachBatch: async (payload) => {
      const { topic, partition } = payload.batch;
      const isOurs = assignment.claim(topic, partition);
      try {
        // To take over what another member owns by now would fence its producer.
        if (isOurs === undefined) throw new Error(NOT_OURS);
        // A takeover reads too, and is not meant by the budget.
        const settled = await fetchFreely(() => settleBatch(payload, isOurs, lease, options));
        const last = payload.batch.messages.at(-1);
        // The client would note its place in an assignment that may lack the partition.
        if (!isOurs()) return;
        if (typeof settled === 'object') pauses.pause(() => payload.pause(), settled.waitMs);
        else if (settled && last !== undefined) payload.resolveOffset(last.offset);
      } catch (error) {
        if (isOurs?.() !== true) {
          logger.info({ topic, partition, error: messageOf(error) }, 'batch dropped: partitions were assigned anew');
          return;
        }
        const fatal = isFatal(error) || options.isFatal?.(error) === true;
        if (fatal) failure.resolve(error as Error);
        if (fatal || isRebalance(error)) throw error;
        if (error instanceof ReadAgainFrom) {
          // No failure: there may only be marks of transactions, which the client passes without telling anybody.
          logger.info({ topic, partition }, error.message);
          consumer.seek({ topic, partition, offset: String(error.offset) });
          return;
        }
        logger.warn({ topic, partition, error: messageOf(error) }, 'batch failed and will be read again');
        // An error class of its own would end the consumer where it calls itself final; here only isFatal decides.
        throw new Error('batch failed', { cause: error });
      }
    },
  };
  await fetchWithin(budget, () => consumer.run(runConfig));
  return {
    stop() {
      pauses.close();
      return consumer.disconnect();
    },
    failed: failure.promise,
  };
}

/**
 * Runs the worker's part with heartbeats beside it; a lost membership found meanwhile counts more than its result.
 *
 * Three things say that the partition may be another member's. Each sees what the others do not:
 * - `lost`: the group's answer to a heartbeat. Comes before the client has joined again, and is what makes it do so.
 * - `isOurs`: see Assignment. The client has joined again meanwhile; heartbeats are granted, and the lease is as long as ever.
 * - `lease`: nobody has answered for nearly a session, or this process stood still and has not asked yet.
 *
 * What was taken over is not asked here: OwnedPartitions forgets it at each assignment, so that no batch has an older owner.
 */
async function settleBatch(
  payload: EachBatchPayload,
  isOurs: () => boolean,
  lease: Lease,
  options: ConsumerOptions,
): Promise<boolean | Postponed> {
  const { batch } = payload;
  // A fetch that took long sent none, and a batch that fails at once would never come to the next one.
  try {
    await payload.heartbeat();
  } catch (error) {
    // While the lease lasts, whatever else is wrong leaves the partition with us.
    if (isLostMembership(error) || lease.silentFor() >= LEASE_MS) throw error;
  }
  let lost: Error | undefined;
  const check = (): void => {
    if (lost !== undefined) throw lost;
    if (!isOurs()) throw new Error(NOT_OURS);
    // Kafka refuses what an expelled member sends. Elasticsearch would take its documents, beside those of the next owner.
    const silent = lease.silentFor();
    if (silent < LEASE_MS) return;
    const seconds = Math.round(silent / 1000);
    throw new Error(`no heartbeat for ${seconds} s: ${batch.topic}/${batch.partition} may be another member's by now`);
  };
  const hear = (error: unknown): void => {
    // A rebalance that has only begun leaves the partition with us until we join again: the batch may be finished.
    if (isLostMembership(error)) lost = error as Error;
  };
  // Partitions may have been assigned anew during the heartbeat above.
  if (!isOurs()) throw new Error(NOT_OURS);
  const beat = setInterval(() => {
    payload.heartbeat().catch(hear);
  }, HEARTBEAT_CHECK_MS);
  try {
    return await options.onBatch(
      {
        topic: batch.topic,
        partition: batch.partition,
        messages: batch.messages.map((message) => readMessage(batch.topic, batch.partition, message)),
        nextOffset: Number(batch.lastOffset()) + 1,
        logStart: findLogStart((batch as unknown as { readonly rawMessages: object }).rawMessages),
        fetchedFrom: Number((batch as unknown as { readonly fetchedOffset: string }).fetchedOffset),
      },
      {
        check,
        commit: async (offset, metadata) => {
          // The client commits under the generation that it has now, and a group does not ask whose partition it is.
          check();
          // The client passes the metadata on, though its type does not know of it.
          const entry = { partition: batch.partition, offset: String(offset), metadata };
          await payload.commitOffsetsIfNecessary({ topics: [{ topic: batch.topic, partitions: [entry] }] });
        },
      },
    );
  } catch (error) {
    // Who was frozen may hear first that its producer was fenced: the group knows whether that is because it was expelled.
    if (lost === undefined && isFatal(error)) await payload.heartbeat().catch(hear);
    throw lost ?? error;
  } finally {
    clearInterval(beat);
  }
}
