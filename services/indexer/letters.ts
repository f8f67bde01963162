import { makeDeadLetter } from '../runtime/deadletter.ts';
import { inTransaction } from '../runtime/in-transaction.ts';
import type { OffsetCommit, OutgoingMessage, TransactionalProducer } from '../runtime/kafka/index.ts';
import { SizeLimits } from '../runtime/size-limits.ts';
import type { Unusable } from './entries.ts';

/**
 * Sends dead letters and commits the offset behind their batch, together or not at all: whoever is killed in between
 * leaves neither, and the next owner of the partition sends them.
 * @param check throws once the partition is no longer ours
 * @param limits of the dead-letter topic, where it refused letters for their size
 * @throws RefusedBySize, and what `check` and the producer throw; nothing that was sent counts then, and the producer must be given up
 */
export async function commitWithLetters(
  producer: TransactionalProducer,
  letters: readonly OutgoingMessage[],
  offset: OffsetCommit,
  check: () => void,
  limits = new SizeLimits(),
): Promise<void> {
  await inTransaction(producer, async (transaction) => {
    await limits.send(transaction, letters);
    check();
    await transaction.commit(offset);
  });
}

/**
 * Makes the dead letters of refused documents.
 * @param now the time in RFC 3339
 * @param maxBytes set when the topic refused letters for their size: longer values are cut
 */
export function makeLetters(
  rejected: readonly Unusable[],
  topic: string,
  now: string,
  maxBytes?: number,
): OutgoingMessage[] {
  return rejected.map(({ message, detail }) =>
    makeDeadLetter(topic, message, { stage: 'index', code: 'INDEX_REJECTED', detail, index: 0 }, now, { maxBytes }),
  );
}
