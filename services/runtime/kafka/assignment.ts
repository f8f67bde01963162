/** The partitions of a topic, as the client tells of an assignment. */
type Partitions = Readonly<Record<string, readonly number[]>>;

/**
 * Which partitions a consumer was given when it last joined its group. With several brokers the client can join again while
 * batches are being worked on: a fetch from one broker finds that a leader has moved, or that a topic has more partitions, and
 * joins at once, whatever is under way of the others (`recoverFromFetch` in consumer/consumerGroup.js of kafkajs 2.2.4). What
 * is committed after that goes out under the new generation, so that the group takes it also for partitions of another member.
 */
export class Assignment {
  #partitions: Partitions | undefined;

  /** Takes note of an assignment. */
  renew(partitions: Partitions): void {
    this.#partitions = { ...partitions };
  }

  /**
   * The right to work on a partition, for one batch.
   * @returns undefined where the partition is not ours; else says whether the assignment is still the same: a later one that
   * has the partition too is another, because somebody else may have had it in between
   */
  claim(topic: string, partition: number): (() => boolean) | undefined {
    const claimed = this.#partitions;
    if (claimed?.[topic]?.includes(partition) !== true) return undefined;
    return () => this.#partitions === claimed;
  }
}
