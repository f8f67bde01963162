import { isTooLarge, SAFE_VALUE_BYTES, type OutgoingMessage, type Transaction } from './kafka/index.ts';

/** Below this a topic is of no use for the canal: not even the headers of a dead letter have room. */
const SMALLEST_BYTES = 6_250;

/** A topic refused messages for their size. */
export class RefusedBySize extends Error {
  readonly topic: string;
  override readonly name = 'RefusedBySize';

  constructor(topic: string, cause: unknown) {
    super(`the topic ${topic} does not take messages of this size`, { cause });
    this.topic = topic;
  }
}

/** Whether it was this topic that refused. */
export function isRefusedBy(topic: string, error: unknown): boolean {
  return error instanceof RefusedBySize && error.topic === topic;
}

/**
 * How long values may be on each topic, for a batch that one of them refused. Found by trying: a limit halves with each
 * refusal of its topic, from what every broker takes by default. What the topic is configured to take would have to be
 * compared with what compression makes of the batch, and takes a right of its own to ask for.
 */
export class SizeLimits {
  readonly #bytes = new Map<string, number>();

  /** Bytes of a value; infinite for a topic that has refused nothing. */
  find(topic: string): number {
    return this.#bytes.get(topic) ?? Number.POSITIVE_INFINITY;
  }

  /**
   * Lowers the limit of the topic that refused.
   * @throws the error itself where it names no topic, and Error where the topic takes next to nothing: somebody has to set it right
   */
  lower(error: unknown): void {
    if (!(error instanceof RefusedBySize)) throw error;
    const { topic } = error;
    const known = this.#bytes.get(topic);
    const next = known === undefined ? SAFE_VALUE_BYTES : known / 2;
    if (next < SMALLEST_BYTES) {
      const advice = 'Raise its max.message.bytes; "npx wincanal setup" does';
      throw new Error(`the topic ${topic} refuses messages of ${String(known)} bytes. ${advice}`, { cause: error });
    }
    this.#bytes.set(topic, next);
  }

  /**
   * Sends messages in pieces within the limits, topic by topic.
   * @throws RefusedBySize with the topic; and what the transaction throws
   */
  async send(transaction: Transaction, messages: readonly OutgoingMessage[]): Promise<void> {
    for (const [topic, list] of Map.groupBy(messages, (message) => message.topic)) {
      try {
        await transaction.send(list, this.#bytes.get(topic));
      } catch (error) {
        throw isTooLarge(error) ? new RefusedBySize(topic, error) : error;
      }
    }
  }
}
