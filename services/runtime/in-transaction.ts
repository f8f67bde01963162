import type { Transaction, TransactionalProducer } from './kafka/index.ts';

/**
 * Does work in a transaction of its own; the work ends with its commit. Where it fails the transaction is given up.
 * @throws what beginning and the work throw; the producer must be given up then, since parts of a request may be under way
 */
export async function inTransaction(
  producer: TransactionalProducer,
  work: (transaction: Transaction) => Promise<void>,
): Promise<void> {
  const transaction = await producer.begin();
  try {
    await work(transaction);
  } catch (error) {
    await transaction.abort();
    throw error;
  }
}
