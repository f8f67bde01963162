import { cutBySize, type PieceLimits } from '../cut-by-size.ts';

/** A message to be sent. Headers are text. */
export interface OutgoingMessage {
  readonly topic: string;
  readonly key: Buffer | string | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, string>>;
  /** Milliseconds since 1970; without it, the time of sending. */
  readonly timestamp?: number;
  /** Without it, chosen by the key: see partitioner.ts. */
  readonly partition?: number;
}

/** A message as it was read. */
export interface ReceivedMessage {
  readonly topic: string;
  readonly partition: number;
  /** Below 2^53, which no topic reaches. */
  readonly offset: number;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, string>>;
  /** Milliseconds since 1970. */
  readonly timestamp: number;
}

/** Limits of one request: the client groups messages in quadratic time, and a broker takes a batch of 1 MiB. */
export const PIECE: PieceLimits = { items: 1000, bytes: 900_000 };

/** The longest value that every broker takes, however badly it compresses (its default limit is 1 MiB). */
export const SAFE_VALUE_BYTES = 800_000;

/** Bytes of a record besides key, value and headers, generously. */
const RECORD_OVERHEAD = 64;

/** Size of a message before compression. */
export function measureMessage(message: OutgoingMessage): number {
  let size = RECORD_OVERHEAD + (message.value?.length ?? 0);
  if (message.key !== null) size += Buffer.byteLength(message.key);
  for (const [name, value] of Object.entries(message.headers)) size += name.length + Buffer.byteLength(value) + 4;
  return size;
}

/**
 * Cuts a list of messages into pieces for one request each, in order. Whether the broker takes a message that is larger
 * than the limit, and so a piece of its own, depends on how well it compresses.
 */
export function cutPieces(messages: readonly OutgoingMessage[], limits: PieceLimits = PIECE): OutgoingMessage[][] {
  return cutBySize(messages, limits, measureMessage);
}
