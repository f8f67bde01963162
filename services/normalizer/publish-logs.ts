import { setTimeout as delay } from 'node:timers/promises';
import { inTransaction } from '../runtime/in-transaction.ts';
import { isTooLarge } from '../runtime/kafka/index.ts';
import { messageOf } from '../runtime/message-of.ts';
import type { OwnedPartitions } from '../runtime/owned-partitions.ts';
import type { Logger } from '../runtime/telemetry.ts';
import type { Topics } from '../runtime/topics.ts';
import type { LogWatch, Publication } from './log-watch.ts';
import type { PartitionOwner } from './partition-owner.ts';

/** How long a worker that stops tries to publish what it knows of the hosts. */
const LAST_PUBLICATION_SECONDS = 5;

export interface LogPublisherOptions {
  readonly logs: LogWatch;
  readonly owned: OwnedPartitions<PartitionOwner>;
  readonly topics: Pick<Topics, 'hosts'>;
  readonly logger: Logger;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/**
 * Publishes what is known of the logs of hosts while no batch takes it along: partitions without new records would
 * otherwise keep to themselves what their last ones showed. A partition has one transaction at a time.
 */
export class LogPublisher {
  readonly #options: LogPublisherOptions;
  /** Partitions with a batch in work. */
  readonly #held = new Set<number>();
  /** Partitions whose logs are being published. */
  readonly #publishing = new Map<number, Promise<void>>();

  constructor(options: LogPublisherOptions) {
    this.#options = options;
  }

  /** Publishes nothing of a partition until `letGo`; resolves when what is under way is done. */
  async hold(partition: number): Promise<void> {
    this.#held.add(partition);
    await this.#publishing.get(partition);
  }

  /** The batch is done. */
  letGo(partition: number): void {
    this.#held.delete(partition);
  }

  /**
   * Leaves for later what the topic of hosts refused for its size: what is known of them must not hold up what they send. An
   * entry is not cut, since it has no part that could be left out.
   */
  postpone(publication: Publication | undefined, error: unknown): void {
    const { topics, logger } = this.#options;
    publication?.postpone();
    logger.warn(
      { topic: topics.hosts, error: messageOf(error) },
      'the topic refused what is known of the hosts for its size; it is sent again later: raise its max.message.bytes with ' +
        'kafka-configs.sh --alter to 1048588, the default of brokers',
    );
  }

  /** Publishes what is due, and sets the metrics of the partitions that are owned then; never rejects. */
  async publishDue(): Promise<void> {
    const { logs, owned } = this.#options;
    await this.#publishIdle(false);
    logs.measure(new Set(owned.list().map(({ partition }) => partition)));
  }

  /** Publishes all that is left, due or not, as far as there is time; never rejects. */
  async publishRest(): Promise<void> {
    await withinSeconds(this.#publishIdle(true), LAST_PUBLICATION_SECONDS);
  }

  async #publishIdle(atOnce: boolean): Promise<void> {
    for (const owner of this.#options.owned.list()) {
      const { partition } = owner;
      if (this.#held.has(partition) || this.#publishing.has(partition)) continue;
      const published = this.#publish(owner, atOnce).finally(() => this.#publishing.delete(partition));
      this.#publishing.set(partition, published);
    }
    await Promise.all(this.#publishing.values());
  }

  /** In a transaction of the partition's owner, so that who has lost it publishes nothing. */
  async #publish(owner: PartitionOwner, atOnce: boolean): Promise<void> {
    const { logs, owned, logger, now } = this.#options;
    const { topic, partition } = owner;
    const publication = logs.publish(partition, now(), atOnce);
    if (publication === undefined) return;
    try {
      await inTransaction(owner.producer, async (transaction) => {
        await transaction.send(publication.messages);
        await transaction.commit();
      });
      publication.confirm();
    } catch (error) {
      if (isTooLarge(error)) this.postpone(publication, error);
      else logger.debug({ topic, partition, error: messageOf(error) }, 'what is known of the hosts was not published');
      // Whether we still own the partition is found out by the next takeover.
      if (owned.has(owner)) await owned.release(owner).catch(() => undefined);
    }
  }
}

/** Resolves with the promise, or when the time is over. */
async function withinSeconds(promise: Promise<void>, seconds: number): Promise<void> {
  const over = new AbortController();
  const timer = delay(seconds * 1000, undefined, { signal: over.signal }).catch(() => undefined);
  await Promise.race([promise, timer]);
  over.abort();
}
