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

/**
 * Makes the dead letter of a message: key and value are the original bytes, all else is in headers. A message that was a
 * dead letter before (and was sent again) keeps the time at which it was first seen and counts its attempts up.
 * @param now the time in RFC 3339
 * @param maxBytes a longer value is cut to this and its length noted in `original-bytes`; only for what a topic refused
 */
export function makeDeadLetter(
  topic: string,
  source: ReceivedMessage,
  cause: DeathCause,
  now: string,
  maxBytes = Number.POSITIVE_INFINITY,
): OutgoingMessage {
  const size = source.value?.length ?? 0;
  const cut = size > maxBytes;
  return {
    topic,
    key: source.key,
    value: cut && source.value !== null ? source.value.subarray(0, maxBytes) : source.value,
    headers: {
      'error-code': cause.code,
      'error-detail': cause.detail,
      stage: cause.stage,
      'source-topic': source.topic,
      'source-partition': String(source.partition),
      'source-offset': String(source.offset),
      'source-index': String(cause.index),
      'first-seen': source.headers['first-seen'] ?? now,
      attempts: String(countAttempts(source.headers['attempts']) + 1),
      ...(cut ? { 'original-bytes': String(size) } : {}),
    },
  };
}

function countAttempts(header: string | undefined): number {
  const count = Number(header ?? 0);
  return Number.isSafeInteger(count) && count >= 0 ? count : 0;
}
