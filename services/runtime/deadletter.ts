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

/** In front of the name of each header that the message itself had, so that neither is taken for the other. */
const SOURCE_HEADER = 'source-header-';

/** The header by which a message says what its bytes are: kept before all others. */
const CONTENT_TYPE = 'content-type';

/** Bytes of headers of a message that are kept: it may have a hundred kilobytes of them, and the letter has to fit its topic. */
const KEPT_HEADERS = 16 * 1024;

/**
 * A longer key is in the letter that has the original, and in no other of the same record: a list of ten thousand broken events
 * would be ten gigabytes by a key of a megabyte.
 */
const LONGEST_REPEATED_KEY = 1024;

/** What a dead letter may leave out or cut of the original. */
export interface LetterLimits {
  /** A longer value is cut to this and its length noted in `original-bytes`; only for what a topic refused. */
  readonly maxBytes?: number | undefined;
  /** The index of the dead letter of the same record that has the original: this one has no value then. */
  readonly originalAt?: number | undefined;
}

/**
 * Makes the dead letter of a message: key and value are the original bytes, all else is in headers, its own headers
 * among them (`readSourceHeaders` finds them). Of a record with several dead events only the first letter has value and
 * headers, or a batch of broken events would be sent once for each. A message that was a dead letter before (and was
 * sent again) keeps the time at which it was first seen and counts its attempts up.
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
    key: originalAt !== undefined && (source.key?.length ?? 0) > LONGEST_REPEATED_KEY ? null : source.key,
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
      ...(originalAt === undefined ? keepHeaders(source.headers) : { 'original-at': String(originalAt) }),
    },
  };
}

/** Headers that a letter has by their own names, with the count that goes on when the message is sent again. */
const CARRIED_ON: ReadonlySet<string> = new Set(['first-seen', 'attempts']);

/** The headers of a message as its letter has them, as many as there is room for; how many there was no room for is said. */
function keepHeaders(headers: ReceivedMessage['headers']): Record<string, string> {
  const names = Object.keys(headers).filter((name) => !CARRIED_ON.has(name));
  names.sort((a, b) => Number(b === CONTENT_TYPE) - Number(a === CONTENT_TYPE));
  const kept: [name: string, value: string][] = [];
  let room = KEPT_HEADERS;
  for (const name of names) {
    const value = headers[name] ?? '';
    const size = SOURCE_HEADER.length + Buffer.byteLength(name) + Buffer.byteLength(value);
    if (size > room) continue;
    room -= size;
    kept.push([SOURCE_HEADER + name, value]);
  }
  const lost = names.length - kept.length;
  return { ...Object.fromEntries(kept), ...(lost > 0 && { 'source-headers-lost': String(lost) }) };
}

/**
 * The headers with which the original of a dead letter goes back to its topic: those that it had, and of the letter how
 * often and since when it has been dead.
 */
export function readSourceHeaders(letter: ReceivedMessage['headers']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(letter).flatMap(([name, value]) => {
      if (CARRIED_ON.has(name)) return [[name, value] as const];
      return name.startsWith(SOURCE_HEADER) ? [[name.slice(SOURCE_HEADER.length), value] as const] : [];
    }),
  );
}

/** On a message that was sent again: which dead letter it was, `<dead-letter topic>/<partition>/<offset>`. */
export const REPLAYED_FROM = 'replayed-from';

/**
 * The same header for what is made of such a message, so that a reader knows what may be a repetition; nothing where the
 * header of a raw record is anybody's own.
 */
export function passOnReplay(headers: ReceivedMessage['headers']): Readonly<Record<string, string>> {
  const from = headers[REPLAYED_FROM];
  return from !== undefined && /^[\w.-]{1,249}\/\d{1,9}\/\d{1,15}$/.test(from) ? { [REPLAYED_FROM]: from } : {};
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
