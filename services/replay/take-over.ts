import { REPLAYED_FROM } from '../runtime/deadletter.ts';
import type {
  EndedTransaction,
  KafkaAdmin,
  KafkaPort,
  PartitionReader,
  TransactionalProducer,
} from '../runtime/kafka/index.ts';
import type { Topics } from '../runtime/topics.ts';
import { readMarks, readPlace } from './marks.ts';

/** What a takeover needs. */
export interface TakeOverOptions {
  readonly kafka: Pick<KafkaPort, 'connectTransactional' | 'endForgotten'>;
  readonly admin: Pick<KafkaAdmin, 'topicEnds'>;
  readonly reader: PartitionReader;
  readonly topics: Topics;
  /** Topics that originals go to. */
  readonly targets: readonly string[];
}

/** The one who may send again. */
export interface Sender {
  readonly producer: TransactionalProducer;
  /** What the broker had forgotten to end; nearly always nothing. */
  readonly forgotten: readonly EndedTransaction[];
}

/** A run that was killed holds up the readers of the raw topic for this long, and the ten seconds in which brokers look. */
const TRANSACTION_TIMEOUT_MS = 10_000;

/** There is one sender at a time, whoever started it: a second run ends the transactions of the first. */
export function nameTransactionalId(topics: Topics): string {
  return `${topics.prefix}-replay`;
}

/**
 * Becomes the only one who sends letters again. The order is that of the normalizer: what the broker forgot of the last
 * transaction is ended, then a transaction is begun and aborted, which fences whoever ran before and waits until their last
 * transaction is settled. Only what is read after that tells what was sent.
 * @throws what the ports throw; the producer is disconnected then
 */
export async function takeOver({ kafka, admin, reader, topics, targets }: TakeOverOptions): Promise<Sender> {
  const transactionalId = nameTransactionalId(topics);
  const forgotten = await kafka.endForgotten({
    transactionalId,
    topics: [...targets, topics.replayed],
    async decide(first) {
      // Original and mark belong together: what has its mark was committed. A mark without an end has not.
      const place = readPlace((first?.headers[REPLAYED_FROM] ?? '').split('/').slice(1).join('/'));
      if (place === undefined) return 'abort';
      const marks = await readMarks(reader, admin, topics.replayed);
      return marks.has(place.partition, place.offset) ? 'commit' : 'abort';
    },
  });
  const producer = await kafka.connectTransactional(transactionalId, TRANSACTION_TIMEOUT_MS);
  try {
    const fence = await producer.begin();
    await fence.abort();
    return { producer, forgotten };
  } catch (error) {
    await producer.disconnect();
    throw error;
  }
}
