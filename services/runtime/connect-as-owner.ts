import type { EndedTransaction, ForgottenOptions, KafkaPort, TransactionalProducer } from './kafka/index.ts';

/** The right to work under a transactional id. */
export interface Ownership {
  readonly producer: TransactionalProducer;
  /** What the broker had forgotten to end of the last transaction; nearly always nothing. */
  readonly forgotten: readonly EndedTransaction[];
}

/**
 * Becomes the one who works under a transactional id. The order matters. First whoever worked under it is fenced, and what
 * the broker forgot of their last transaction is ended. Then the producer that is going to work begins a transaction, its first:
 * only with that it asks for its epoch, so that from here on it is the one whom the broker knows, that of two who come at a time
 * the second fences the first, and that the fate of every earlier transaction is settled. Only what is read after that tells
 * what was done.
 * @param last the id, and how what the broker forgot is to be ended
 * @param timeoutMs a transaction that is older is ended by the broker; default: `connectTransactional`'s
 * @throws what the port throws; the producer is disconnected then
 */
export async function connectAsOwner(
  kafka: Pick<KafkaPort, 'connectTransactional' | 'endForgotten'>,
  last: ForgottenOptions,
  timeoutMs?: number,
): Promise<Ownership> {
  const forgotten = await kafka.endForgotten(last);
  const producer = await kafka.connectTransactional(last.transactionalId, timeoutMs);
  try {
    const fence = await producer.begin();
    // Nothing was written, so this sends nothing; without it the client would begin no other one.
    await fence.abort();
    return { producer, forgotten };
  } catch (error) {
    await producer.disconnect();
    throw error;
  }
}
