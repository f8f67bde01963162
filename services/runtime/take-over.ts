import { connectAsOwner, type Ownership } from './connect-as-owner.ts';
import type { GroupOffset, KafkaAdmin, KafkaPort, ReceivedMessage } from './kafka/index.ts';
import type { Logger } from './telemetry.ts';

/** What a takeover needs of Kafka, and what the worker's own messages and account look like. */
export interface TakeOverOptions<A> {
  readonly kafka: Pick<KafkaPort, 'connectTransactional' | 'endForgotten'>;
  readonly admin: Pick<KafkaAdmin, 'groupOffsets' | 'topicEnds'>;
  readonly group: string;
  /** The topics that the work on the partition writes to. */
  readonly outputs: readonly string[];
  /** The offset of the message that an output message was made of; undefined where it does not say. */
  readonly findSourceOffset: (message: ReceivedMessage) => number | undefined;
  /** Reads the account that is committed beside the offset. */
  readonly readAccount: (metadata: string) => A;
}

/** The right to work on one input partition, and where its work stands. */
export interface PartitionOwner<A> extends Ownership {
  readonly topic: string;
  readonly partition: number;
  /** The first offset that is not settled yet. */
  nextOffset: number;
  /** The committed offset, where it lies behind the end of the topic: that was another topic of the same name. */
  readonly foreignOffset: number | undefined;
  /** What became of everything before `nextOffset`. */
  account: A;
}

/** How far the group is on a partition. */
interface Progress {
  /** Undefined where the group has none yet. */
  readonly offset: number | undefined;
  /** The offset lies behind the end of the topic: it is of another topic of the same name. */
  readonly isForeign: boolean;
  readonly metadata: string;
}

/**
 * Takes a partition over, under a transactional id of its own: see `connectAsOwner` for the order of that. Only then is the
 * committed offset read; the one that the consumer got when it joined may be older. What lies below it is done, unless the
 * topic does not reach as far as it: then the topic was made anew since, and nothing of it is done.
 * @param firstOffset where the work on this partition is about to begin
 * @param beginning where it begins for a group that has no offset yet
 * @throws what the ports throw, and Error for an answer without the partition; the producer is disconnected then
 */
export async function takeOver<A>(
  { kafka, admin, group, outputs, findSourceOffset, readAccount }: TakeOverOptions<A>,
  topic: string,
  partition: number,
  firstOffset: number,
  beginning = firstOffset,
): Promise<PartitionOwner<A>> {
  const readProgress = async (): Promise<Progress> => {
    const { offset, metadata } = await readCommitted(admin, group, topic, partition);
    const isForeign = offset !== undefined && offset > firstOffset && offset > (await readEnd(admin, topic, partition));
    return { offset, isForeign, metadata };
  };
  const { producer, forgotten } = await connectAsOwner(kafka, {
    transactionalId: `${group}-${topic}-${partition}`,
    group,
    topics: outputs,
    async decide(first) {
      // A transaction commits the offset behind its records: where the offset passed one of them, it was committed.
      const source = first === undefined ? undefined : findSourceOffset(first);
      const { offset, isForeign } = await readProgress();
      return source !== undefined && offset !== undefined && source < offset && !isForeign ? 'commit' : 'abort';
    },
  });
  try {
    const { offset, isForeign, metadata } = await readProgress();
    return {
      topic,
      partition,
      producer,
      forgotten,
      nextOffset: isForeign ? firstOffset : (offset ?? beginning),
      foreignOffset: isForeign ? offset : undefined,
      account: readAccount(metadata),
    };
  } catch (error) {
    await producer.disconnect();
    throw error;
  }
}

/** Says what a takeover found that is not as usual. @param firstOffset as `takeOver` was given it */
export function warnOfTakeOver(
  { topic, partition, forgotten, foreignOffset }: PartitionOwner<unknown>,
  firstOffset: number,
  logger: Pick<Logger, 'warn'>,
): void {
  for (const ended of forgotten) {
    logger.warn(ended, 'the broker had left a transaction of a former owner open: ended it');
  }
  if (foreignOffset !== undefined) {
    logger.warn(
      { topic, partition, committed: foreignOffset, from: firstOffset },
      'the committed offset lies behind the end of the topic, which was made anew: beginning at its first record',
    );
  }
}

async function readCommitted(
  admin: Pick<KafkaAdmin, 'groupOffsets'>,
  group: string,
  topic: string,
  partition: number,
): Promise<GroupOffset> {
  const offsets = await admin.groupOffsets(group, [topic]);
  const committed = offsets.find((entry) => entry.topic === topic && entry.partition === partition);
  // An answer without the partition says nothing; to take it for "nothing is done yet" would do everything again.
  if (committed === undefined) throw new Error(`the broker gave no committed offset of ${topic}/${partition}`);
  return committed;
}

async function readEnd(admin: Pick<KafkaAdmin, 'topicEnds'>, topic: string, partition: number): Promise<number> {
  const ends = await admin.topicEnds(topic);
  const end = ends.find((entry) => entry.partition === partition);
  // Without an answer nothing is known about the topic, so the committed offset counts.
  return end?.high ?? Number.POSITIVE_INFINITY;
}
