import { connectAsOwner, type Ownership } from '../runtime/connect-as-owner.ts';
import { REPLAYED_FROM } from '../runtime/deadletter.ts';
import type { ForgottenOptions, KafkaAdmin, KafkaPort, PartitionReader } from '../runtime/kafka/index.ts';
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
export type Sender = Ownership;

/** A run that was killed holds up the readers of the raw topic for this long, and the ten seconds in which brokers look. */
const TRANSACTION_TIMEOUT_MS = 10_000;

/** There is one sender at a time, whoever started it: a second run ends the transactions of the first. */
export function nameTransactionalId(topics: Topics): string {
  return `${topics.prefix}-replay`;
}

/**
 * Becomes the only one who sends letters again: see `connectAsOwner`. Which letters were sent is to be read after that.
 * @throws what the ports throw
 */
export async function takeOver({ kafka, admin, reader, topics, targets }: TakeOverOptions): Promise<Sender> {
  const last: ForgottenOptions = {
    transactionalId: nameTransactionalId(topics),
    topics: [...targets, topics.replayed],
    async decide(first) {
      // Original and mark belong together: what has its mark was committed. A mark without an end has not.
      const place = readPlace((first?.headers[REPLAYED_FROM] ?? '').split('/').slice(1).join('/'));
      if (place === undefined) return 'abort';
      const marks = await readMarks(reader, admin, topics.replayed);
      return marks.has(place.partition, place.offset) ? 'commit' : 'abort';
    },
  };
  return connectAsOwner(kafka, last, TRANSACTION_TIMEOUT_MS);
}
