import { ReadAgainFrom, type Batch } from './kafka/index.ts';
import { messageOf } from './message-of.ts';
import { warnOfTakeOver, type PartitionOwner } from './take-over.ts';
import type { Logger, Telemetry } from './telemetry.ts';

/** One partition of an input topic, for example that of a batch or of an owner. */
export type Place = Pick<Batch, 'topic' | 'partition'>;

export interface OwnedPartitionsOptions<P> {
  /** Takes a partition over: see `takeOver`. */
  readonly take: (topic: string, partition: number, firstOffset: number, beginning: number) => Promise<P>;
  readonly logger: Logger;
}

/** The partitions that a process has taken over since it was last assigned any. */
export class OwnedPartitions<P extends PartitionOwner<unknown>> {
  readonly #options: OwnedPartitionsOptions<P>;
  readonly #owners = new Map<string, P>();
  /** By partition, the offset from which it is being read again. */
  readonly #rereading = new Map<string, number>();
  /** How often partitions were assigned. */
  #assignments = 0;

  constructor(options: OwnedPartitionsOptions<P>) {
    this.#options = options;
  }

  /** Of all partitions, in the order in which they were taken over. */
  list(): P[] {
    return [...this.#owners.values()];
  }

  /** Whether this one has not been released. */
  has(owner: P): boolean {
    return this.#owners.get(nameOf(owner)) === owner;
  }

  /**
   * The owner of a partition, after a takeover where there is none. Who was at a later offset than the first of these
   * records knows nothing of them (somebody set offsets back, or made the topic anew), and is released before.
   * @throws what `take` throws; Error where partitions were assigned anew meanwhile; and ReadAgainFrom where reading has gone on
   * behind what the takeover found settled: a broker that comes back from a crash may have forgotten a transaction whose end it
   * had acknowledged, and nobody else would do its records
   */
  async take(place: Place & Pick<Batch, 'logStart' | 'fetchedFrom'>, records: Batch['messages']): Promise<P> {
    const firstOffset = records[0]?.offset ?? 0;
    const id = nameOf(place);
    const known = this.#owners.get(id);
    if (known !== undefined && firstOffset >= known.nextOffset) return known;
    const assignments = this.#assignments;
    await this.release(place);
    const { logStart = firstOffset, fetchedFrom = 0 } = place;
    const beginning = Math.min(firstOffset, logStart);
    const owner = await this.#options.take(place.topic, place.partition, firstOffset, beginning);
    // The consumer drops this batch by itself; but the next one of the partition would find an owner of before the assignment.
    if (this.#assignments !== assignments) {
      await owner.producer.disconnect();
      throw new Error(`partitions were assigned anew while ${id} was being taken over`);
    }
    this.#owners.set(id, owner);
    const settled = Math.max(owner.nextOffset, place.logStart ?? 0);
    // Once: where there are marks of transactions only, reading goes on behind them by itself.
    if (fetchedFrom > settled && this.#rereading.get(id) !== settled) {
      this.#rereading.set(id, settled);
      throw new ReadAgainFrom(place, settled, fetchedFrom);
    }
    this.#rereading.delete(id);
    warnOfTakeOver(owner, firstOffset, this.#options.logger);
    return owner;
  }

  /** The next batch of the partition begins with a takeover. */
  async release(place: Place): Promise<void> {
    const id = nameOf(place);
    const owner = this.#owners.get(id);
    this.#owners.delete(id);
    await owner?.producer.disconnect();
  }

  async releaseAll(): Promise<void> {
    await Promise.all(this.list().map((owner) => this.release(owner)));
  }

  /**
   * For after an assignment: others may have owned a partition meanwhile, even one that is assigned to us again, so each
   * is taken over anew. Nobody waits for the former producers.
   */
  forget(): void {
    this.#assignments++;
    this.releaseAll().catch((error: unknown) => {
      const text = 'a producer of a former assignment did not disconnect';
      this.#options.logger.debug({ error: messageOf(error) }, text);
    });
  }
}

/**
 * The records of a batch that are still to be done.
 * @returns those from the owner's offset on; what is left out was settled by a former owner, and is counted and logged
 */
export function leaveOutSettled(
  { topic, partition, nextOffset }: PartitionOwner<unknown>,
  records: Batch['messages'],
  { telemetry, logger }: { readonly telemetry: Telemetry; readonly logger: Logger },
): Batch['messages'] {
  const open = records.filter(({ offset }) => offset >= nextOffset);
  const settled = records.length - open.length;
  if (settled === 0) return open;
  telemetry.count('wincanal_repeated_batches_total', 1);
  telemetry.count('wincanal_repeated_records_total', settled);
  logger.info(
    { topic, partition, from: records[0]?.offset, committed: nextOffset, records: settled },
    'records below the committed offset were settled by a former owner of the partition',
  );
  return open;
}

/** How many offsets were deleted between those that an owner has settled and what a batch's partition still had. */
export function countMissed(
  { nextOffset }: Pick<PartitionOwner<unknown>, 'nextOffset'>,
  { logStart = 0 }: Batch,
): number {
  return Math.max(0, logStart - nextOffset);
}

/** Says that records are lost to us; they are in the account by then. Nothing where there are none. */
export function tellMissed(
  { topic, partition, logStart }: Batch,
  missed: number,
  { telemetry, logger }: { readonly telemetry: Telemetry; readonly logger: Logger },
): void {
  if (missed === 0) return;
  telemetry.count('wincanal_missed_records_total', missed);
  logger.error(
    { topic, partition, missed, readUpTo: (logStart ?? 0) - missed, goesOnAt: logStart },
    'records, or marks of transactions, were deleted before they were read: keep them for longer than the longest outage (WINCANAL_RETENTION_*_HOURS, then "wincanal setup")',
  );
}

function nameOf({ topic, partition }: Place): string {
  return `${topic}/${partition}`;
}
