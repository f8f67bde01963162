/** Where an event stands in the log of its host, as far as gaps are concerned. One object is used again and again. */
export interface LogPlace {
  /** The channel, for example `System`. */
  channel: string;
  /** `winlog.record_id`, from 0 to 2^53 - 1. */
  id: number;
  /** When it happened: milliseconds since 1970, cut. */
  time: number;
}

/** Why nothing can be said about the place of an event. */
export type NoPlace = 'no_host' | 'no_channel' | 'no_record_id' | 'implausible_record_id' | 'unusual_name';

/** Longest name of a host or channel that is kept. Windows allows 255 characters for both. */
export const LONGEST_NAME = 255;

/**
 * What begins `winlog` in a document and nothing else: within a text, a quote is always behind a backslash, and no other
 * object of a document may choose its own names and have objects below them.
 */
const WINLOG = Buffer.from(',"winlog":{"provider_name":"');

/**
 * Where the search begins: no golden document has `winlog` before its 756th byte. For one that does, the search is done
 * again from the beginning.
 */
const USUALLY_BEFORE = 700;

/** Lengths of what stands before the values of `winlog`. */
const RECORD_ID = '"record_id":"'.length;
const COMPUTER = '"computer_name":"'.length;
const CHANNEL = '"channel":"'.length;
const GUID = '"provider_guid":"'.length;
const EVENT_ID = '"event_id":"'.length;
/** A GUID with its braces. */
const GUID_TEXT = 38;

/** How far the beginning of a search moves by the byte under its end (Horspool). */
const SHIFTS = new Uint8Array(256).fill(WINLOG.length);
for (let at = 0; at < WINLOG.length - 1; at++) SHIFTS[WINLOG[at] ?? 0] = WINLOG.length - 1 - at;

/** `{"@timestamp":"` */
const TIME_AT = 15;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const C = 0x63;
const H = 0x68;
const P = 0x70;
const R = 0x72;
const V = 0x76;
const ZERO = 0x30;
const NINE = 0x39;

const DAYS_BEFORE_MONTH = [0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];

/**
 * Reads channel, record id and time of an event out of its document. Only these: to parse the whole document would cost
 * more than to make it. The document is one of ours, with the properties of `winlog` in the order of `write-document.ts`.
 * @param place receives what was read; holds nothing of use where a reason is returned
 * @param host the computer in lower case
 */
export function readPlace(document: Buffer, host: string, place: LogPlace): NoPlace | undefined {
  if (host === '') return 'no_host';
  if (host.length > LONGEST_NAME) return 'unusual_name';
  let at = findWinlog(document, USUALLY_BEFORE);
  if (at < 0) at = findWinlog(document, 0);
  if (at < 0) return 'no_record_id';
  at = endOfText(document, at) + 2;
  // The names are told by the letters in which they differ: `provider_guid`, `event_id`, `version`, `channel`,
  // `computer_name`, `record_id`, in this order, each but the second may be missing.
  if (document[at + 1] === P) at = skipText(document, at + GUID, GUID_TEXT) + 2;
  at = endOfText(document, at + EVENT_ID) + 2;
  if (document[at + 1] === V) at = skipNumber(document, at);
  if (document[at + 1] !== C || document[at + 2] !== H) return 'no_channel';
  const start = at + CHANNEL;
  const end = endOfText(document, start);
  if (end === start) return 'no_channel';
  if (!readChannel(document, start, end, place)) return 'unusual_name';
  at = end + 2;
  if (document[at + 1] === C) at = skipText(document, at + COMPUTER, host.length) + 2;
  if (document[at + 1] !== R || document[at + 3] !== C) return 'no_record_id';
  place.id = readNumber(document, at + RECORD_ID);
  if (place.id < 0) return 'implausible_record_id';
  place.time = readTime(document);
  return undefined;
}

/** @returns the first byte of the provider's name, -1 where there is none */
function findWinlog(document: Buffer, from: number): number {
  const last = WINLOG.length - 1;
  const { length } = document;
  for (let end = from + last; end < length;) {
    const byte = document[end] ?? 0;
    if (byte === QUOTE && isWinlog(document, end - last)) return end + 1;
    end += SHIFTS[byte] ?? 1;
  }
  return -1;
}

function isWinlog(document: Buffer, from: number): boolean {
  for (let i = 0; i < WINLOG.length; i++) if (document[from + i] !== WINLOG[i]) return false;
  return true;
}

/** Behind `"version":1,`. */
function skipNumber(document: Buffer, from: number): number {
  let at = from;
  while (at < document.length && document[at] !== COMMA) at++;
  return at + 1;
}

/** The quote behind a text whose usual length is known. */
function skipText(document: Buffer, from: number, length: number): number {
  const end = from + length;
  return document[end] === QUOTE && document[end - 1] !== BACKSLASH && document[end + 1] === COMMA
    ? end
    : endOfText(document, from);
}

/** The quote that ends the text that begins here. */
function endOfText(document: Buffer, from: number): number {
  let at = from;
  for (; at < document.length; at++) {
    const byte = document[at];
    if (byte === QUOTE) return at;
    if (byte === BACKSLASH) at++;
  }
  return at;
}

/** Nearly all events of a fleet are of the same channel: its text is made once. */
let lastChannel = 'System';
let lastBytes = Buffer.from(lastChannel);

/** False for a name that is longer than Windows allows or has characters that JSON escapes, which no channel has. */
function readChannel(document: Buffer, start: number, end: number, place: LogPlace): boolean {
  if (!isLastChannel(document, start, end)) {
    if (end - start > LONGEST_NAME) return false;
    const bytes = document.subarray(start, end);
    if (bytes.includes(BACKSLASH)) return false;
    lastBytes = Buffer.from(bytes);
    lastChannel = bytes.toString();
  }
  place.channel = lastChannel;
  return true;
}

function isLastChannel(document: Buffer, start: number, end: number): boolean {
  if (end - start !== lastBytes.length) return false;
  for (let i = 0; i < lastBytes.length; i++) if (document[start + i] !== lastBytes[i]) return false;
  return true;
}

/** @returns -1 for what is no number below 2^53: a host that logs a million events a second takes 285 years to it */
function readNumber(document: Buffer, from: number): number {
  let number = 0;
  for (let at = from; at < document.length; at++) {
    const byte = document[at] ?? 0;
    if (byte === QUOTE) return at > from && number <= Number.MAX_SAFE_INTEGER ? number : -1;
    if (byte < ZERO || byte > NINE || at - from >= 20) return -1;
    number = number * 10 + (byte - ZERO);
  }
  return -1;
}

/** `@timestamp`, which is RFC 3339 in UTC; to read it by its places takes a tenth of what `Date.parse` does. */
function readTime(document: Buffer): number {
  const year = twoDigits(document, TIME_AT) * 100 + twoDigits(document, TIME_AT + 2);
  const month = twoDigits(document, TIME_AT + 5);
  const leap = month > 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 1 : 0;
  const days =
    (year - 1970) * 365 +
    countLeapDays(year - 1) -
    countLeapDays(1969) +
    (DAYS_BEFORE_MONTH[month] ?? 0) +
    leap +
    twoDigits(document, TIME_AT + 8) -
    1;
  const minutes = twoDigits(document, TIME_AT + 11) * 60 + twoDigits(document, TIME_AT + 14);
  const seconds = days * 86_400 + minutes * 60 + twoDigits(document, TIME_AT + 17);
  return seconds * 1000 + readMilliseconds(document);
}

function twoDigits(document: Buffer, at: number): number {
  return ((document[at] ?? 0) - ZERO) * 10 + (document[at + 1] ?? 0) - ZERO;
}

/** In the years from 1 to this one. */
function countLeapDays(year: number): number {
  return Math.floor(year / 4) - Math.floor(year / 100) + Math.floor(year / 400);
}

function readMilliseconds(document: Buffer): number {
  let at = TIME_AT + 19;
  if (document[at] !== 0x2e) return 0;
  let value = 0;
  for (let unit = 100; unit >= 1; unit /= 10) {
    const digit = (document[++at] ?? 0) - ZERO;
    if (digit < 0 || digit > 9) break;
    value += digit * unit;
  }
  return value;
}
