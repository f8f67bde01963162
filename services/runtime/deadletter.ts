import type { DeadCode } from '../../normalizers/outcome.ts';
import type { OutgoingMessage, ReceivedMessage } from './kafka/index.ts';

/** Which lock of the canal refused. */
export type Stage = 'normalize' | 'index';

/** Why a message is a dead letter. */
export interface DeathCause {
  readonly stage: Stage;
  readonly code: DeadCode;
  /** One line of at most 1,000 characters. */
  readonly detail: string;
  /** Which event of the message, from 0. */
  readonly index: number;
}

/** What a dead letter may leave out or cut of the original. */
export interface LetterLimits {
  /** A longer value is cut to this and its length noted in `original-bytes`; only for what a topic refused. */
  readonly maxBytes?: number | undefined;
  /** The index of the dead letter of the same record that has the original: this one has no value then. */
  readonly originalAt?: number | undefined;
}

/**
 * Makes the dead letter of a message: key and value are the original bytes, all else is in headers. Of a record with
 * several dead events only the first letter has the value, or a batch of broken events would be sent once for each. A
 * message that was a dead letter before (and was sent again) keeps the time at which it was first seen and counts its
 * attempts up.
 * @param now the time in RFC 3339
 */
export function makeDeadLetter(
  topic: string,
  source: ReceivedMessage,
  cause: DeathCause,
  now: string,
  { maxBytes = Number.POSITIVE_INFINITY, originalAt }: LetterLimits = {},
): OutgoingMessage {
  const value = originalAt === undefined ? source.value : null;
  const size = value?.length ?? 0;
  const cut = size > maxBytes;
  return {
    topic,
    key: source.key,
    value: cut && value !== null ? value.subarray(0, maxBytes) : value,
    headers: {
      'error-code': cause.code,
      'error-detail': cause.detail,
      stage: cause.stage,
      'source-topic': source.topic,
      'source-partition': String(source.partition),
      'source-offset': String(source.offset),
      'source-index': String(cause.index),
      'first-seen': readTime(source.headers['first-seen']) ?? now,
      attempts: String(countAttempts(source.headers['attempts']) + 1),
      ...(cut ? { 'original-bytes': String(size) } : {}),
      ...(originalAt === undefined ? {} : { 'original-at': String(originalAt) }),
    },
  };
}

/** A time in RFC 3339 with a zone. */
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/;

/** The header of a raw record may be anybody's: only a valid time is taken, and given back in UTC. */
function readTime(header: string | undefined): string | undefined {
  if (header === undefined || !TIME.test(header)) return undefined;
  const time = Date.parse(header);
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}

/** Likewise, only a count that somebody may have reached. */
function countAttempts(header: string | undefined): number {
  return header !== undefined && /^\d{1,6}$/.test(header) ? Number(header) : 0;
}
