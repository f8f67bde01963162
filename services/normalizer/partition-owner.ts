import { readNormalizerAccount, type NormalizerAccount } from '../runtime/accounting.ts';
import type { KafkaAdmin, KafkaPort, TransactionalProducer } from '../runtime/kafka/index.ts';

/** The right to work on one input partition, and where its work stands. */
export interface PartitionOwner {
  readonly producer: TransactionalProducer;
  /** The first offset that is not settled yet. */
  nextOffset: number;
  /** The committed offset, where it lies behind the end of the topic: that was another topic of the same name. */
  readonly foreignOffset: number | undefined;
  /** What became of everything before it. */
  account: NormalizerAccount;
}

/**
 * Takes a partition over. The order matters. First a transaction under the partition's own id is begun and ended: that
 * fences whoever worked here before and waits until the fate of their last transaction is settled. Only then is the
 * committed offset read; the one that the consumer got when it joined may be older. What lies below it is done, unless
 * the topic does not reach as far as it: then the topic was made anew since, and nothing of it is done.
 * @param firstOffset where the work on this partition is about to begin
 * @throws what the ports throw, and Error for an answer without the partition; the producer is disconnected then
 */
export async function takeOver(
  kafka: Pick<KafkaPort, 'connectTransactional'>,
  admin: Pick<KafkaAdmin, 'groupOffsets' | 'topicEnds'>,
  group: string,
  topic: string,
  partition: number,
  firstOffset: number,
): Promise<PartitionOwner> {
  const producer = await kafka.connectTransactional(`${group}-${topic}-${partition}`);
  try {
    const fence = await producer.begin();
    await fence.abort();
    const offsets = await admin.groupOffsets(group, [topic]);
    const committed = offsets.find((entry) => entry.topic === topic && entry.partition === partition);
    // An answer without the partition says nothing; to take it for "nothing is done yet" would do everything again.
    if (committed === undefined) throw new Error(`the broker gave no committed offset of ${topic}/${partition}`);
    const offset = committed.offset ?? 0;
    const foreign = offset > firstOffset && offset > (await readEnd(admin, topic, partition));
    return {
      producer,
      nextOffset: foreign ? firstOffset : offset,
      foreignOffset: foreign ? offset : undefined,
      account: readNormalizerAccount(committed.metadata),
    };
  } catch (error) {
    await producer.disconnect();
    throw error;
  }
}

async function readEnd(admin: Pick<KafkaAdmin, 'topicEnds'>, topic: string, partition: number): Promise<number> {
  const ends = await admin.topicEnds(topic);
  const end = ends.find((entry) => entry.partition === partition);
  // Without an answer nothing is known about the topic, so the committed offset counts.
  return end?.high ?? Number.POSITIVE_INFINITY;
}
