import { readNormalizerAccount, type NormalizerAccount } from '../runtime/accounting.ts';
import type { KafkaAdmin, KafkaPort, TransactionalProducer } from '../runtime/kafka/index.ts';

/** The right to work on one input partition, and where its work stands. */
export interface PartitionOwner {
  readonly producer: TransactionalProducer;
  /** The first offset that is not settled yet. */
  nextOffset: number;
  /** What became of everything before it. */
  account: NormalizerAccount;
}

/**
 * Takes a partition over. The order matters. First a transaction under the partition's own id is begun and ended: that
 * fences whoever worked here before and waits until the fate of their last transaction is settled. Only then is the
 * committed offset read; the one that the consumer got when it joined may be older. What lies below it is done.
 * @throws what the ports throw; the producer is disconnected then
 */
export async function takeOver(
  kafka: Pick<KafkaPort, 'connectTransactional'>,
  admin: Pick<KafkaAdmin, 'groupOffsets'>,
  group: string,
  topic: string,
  partition: number,
): Promise<PartitionOwner> {
  const producer = await kafka.connectTransactional(`${group}-${topic}-${partition}`);
  try {
    const fence = await producer.begin();
    await fence.abort();
    const offsets = await admin.groupOffsets(group, [topic]);
    const committed = offsets.find((entry) => entry.topic === topic && entry.partition === partition);
    return {
      producer,
      nextOffset: committed?.offset ?? 0,
      account: readNormalizerAccount(committed?.metadata ?? ''),
    };
  } catch (error) {
    await producer.disconnect();
    throw error;
  }
}
