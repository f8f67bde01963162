import { readSourceHeaders, REPLAYED_FROM } from '../runtime/deadletter.ts';
import { inTransaction } from '../runtime/in-transaction.ts';
import {
  isTooLarge,
  type OutgoingMessage,
  type ReceivedMessage,
  type TransactionalProducer,
} from '../runtime/kafka/index.ts';
import type { Topics } from '../runtime/topics.ts';
import { makeMark } from './marks.ts';
import { readLetter } from './read-letter.ts';

/** An original and the mark that it was sent again: they are committed together, or neither is. */
export interface Resending {
  readonly original: OutgoingMessage;
  readonly mark: OutgoingMessage;
}

/** What sending needs to know of the canal. */
export interface ResendOptions {
  readonly topics: Topics;
  readonly providers: readonly string[];
  /** Names the run that sends. */
  readonly run: string;
  /** How many partitions the topics have. */
  readonly partitions: ReadonlyMap<string, number>;
}

/**
 * Makes the original of a letter and its mark: key, value and headers as they were, with the letter's `attempts` and
 * `first-seen`; undefined for a message that has no original for one of our topics.
 */
export function makeResending(letter: ReceivedMessage, options: ResendOptions): Resending | undefined {
  const read = readLetter(letter, options.topics, options.providers);
  if (read.kind === 'stranger' || !read.holdsOriginal || read.target === undefined) return undefined;
  const { topic, partition } = read.target;
  const there = partition !== undefined && partition < (options.partitions.get(topic) ?? 0);
  const from = `${letter.topic}/${letter.partition}/${letter.offset}`;
  return {
    original: {
      topic,
      ...(there && { partition }),
      key: letter.key,
      value: letter.value,
      headers: { ...readSourceHeaders(letter.headers), [REPLAYED_FROM]: from },
    },
    mark: makeMark(options.topics.replayed, letter, topic, options.run),
  };
}

/** A transaction takes no more when it has this much, so that one that is cut off holds up readers of the raw topic for little. */
export const FULL_PIECE = { originals: 500, bytes: 4 * 1024 * 1024 };

/** A producer that is replaced after a failure, because what it sent may still be under way. */
export interface ProducerSource {
  current(): Promise<TransactionalProducer>;
  /** Takes the id over anew, which settles all that was sent under it. @throws Error where another run has sent letters meanwhile */
  replace(): Promise<void>;
}

/**
 * Sends a piece in one transaction; where a topic refuses it for its size, in halves, until what is too large is alone.
 * @returns how many were sent and how many are too large
 * @throws the client's errors; the marks tell then what was committed
 */
export async function sendPiece(
  piece: readonly Resending[],
  producers: ProducerSource,
): Promise<{ readonly sent: number; readonly tooLarge: number }> {
  if (piece.length === 0) return { sent: 0, tooLarge: 0 };
  try {
    await inTransaction(await producers.current(), async (transaction) => {
      await transaction.send([...piece.map(({ original }) => original), ...piece.map(({ mark }) => mark)]);
      await transaction.commit();
    });
    return { sent: piece.length, tooLarge: 0 };
  } catch (error) {
    if (!isTooLarge(error)) throw error;
  }
  await producers.replace();
  if (piece.length === 1) return { sent: 0, tooLarge: 1 };
  const middle = Math.ceil(piece.length / 2);
  const first = await sendPiece(piece.slice(0, middle), producers);
  const second = await sendPiece(piece.slice(middle), producers);
  return { sent: first.sent + second.sent, tooLarge: first.tooLarge + second.tooLarge };
}
