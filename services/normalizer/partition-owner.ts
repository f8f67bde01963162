import { readNormalizerAccount, type NormalizerAccount } from '../runtime/accounting.ts';
import * as runtime from '../runtime/take-over.ts';
import { findSourceOffset } from './messages.ts';

/** What a takeover needs of Kafka. */
export type TakeOverOptions = Omit<runtime.TakeOverOptions<NormalizerAccount>, 'findSourceOffset' | 'readAccount'>;

/** The right to work on one partition of the raw topic, and where its work stands. */
export type PartitionOwner = runtime.PartitionOwner<NormalizerAccount>;

/** Takes a partition of the raw topic over: see runtime/take-over.ts for the order and why it matters. */
export function takeOver(
  options: TakeOverOptions,
  topic: string,
  partition: number,
  firstOffset: number,
  beginning?: number,
): Promise<PartitionOwner> {
  const own = { ...options, findSourceOffset, readAccount: readNormalizerAccount };
  return runtime.takeOver(own, topic, partition, firstOffset, beginning);
}
