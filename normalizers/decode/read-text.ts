import { isUtf8 } from 'node:buffer';
import { dead, isDeadOutcome, type DeadOutcome } from '../outcome.ts';
import { BINARY_FORMATS, isKnownText } from './detect.ts';
import type { BinaryRecord } from './format.ts';
import { inflate } from './inflate.ts';
import type { DecodeLimits } from './limits.ts';

const EVTX =
  'this is an event log file (.evtx), not a record: export it with wevtutil qe FILE /lf:true /f:RenderedXml /e:Events';

/**
 * The text of a record: UTF-8 with or without byte order mark, UTF-16 with one or told by its zero bytes, and any of these
 * compressed. Bytes of a format that is no text are left as they are. All others are a dead letter, never repaired: a replaced
 * character could be the one that matters.
 * @param contentType the record's header of this name, which decides only where the content does not
 */
export function readText(
  value: Uint8Array,
  limits: DecodeLimits,
  contentType?: string,
): string | BinaryRecord | DeadOutcome {
  if (value.length === 0) return dead('DECODE_EMPTY', 'the record has a value of 0 bytes');
  if (value.length > limits.recordBytes) {
    return dead(
      'DECODE_TOO_LARGE',
      `the record has ${value.length} bytes, the limit is ${limits.recordBytes} (WINCANAL_MAX_RECORD_BYTES)`,
    );
  }
  const bytes = Buffer.isBuffer(value) ? value : Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  // What begins like XML or JSON in UTF-8, as almost every record does, is neither compressed nor anything else.
  if ((bytes[0] === 0x3c || bytes[0] === 0x7b) && bytes[1] !== 0) return readUtf8(bytes, 0);
  const inflated = inflate(bytes, limits);
  if (isDeadOutcome(inflated)) return inflated;
  if (inflated.length === 0) return dead('DECODE_EMPTY', 'the compressed record has a content of 0 bytes');
  const format = BINARY_FORMATS.find(({ matches }) => matches(inflated));
  if (format !== undefined) return { format, bytes: inflated };
  const text = inflated[0] === 0 ? readFramed(inflated) : readEncoded(inflated);
  return contentType === undefined ? text : believeHeader(text, inflated, contentType);
}

/** The header counts only for what would otherwise be a dead letter. */
function believeHeader(
  text: string | DeadOutcome,
  bytes: Buffer,
  contentType: string,
): string | BinaryRecord | DeadOutcome {
  if (typeof text === 'string' && isKnownText(text)) return text;
  const format = BINARY_FORMATS.find(({ isNamedBy }) => isNamedBy(contentType, bytes));
  return format === undefined ? text : { format, bytes };
}

/** True for a record of which nothing could be read. */
export function isUnreadable(read: string | BinaryRecord | DeadOutcome): read is DeadOutcome {
  return typeof read === 'object' && isDeadOutcome(read);
}

/** Bytes in front of a value that a serializer with a schema registry adds: zero, and the number of the schema. */
const FRAME = 5;

/** A zero is no text, unless the rest is: JSON with a schema is still JSON, and UTF-16BE without a mark begins with zeros. */
function readFramed(bytes: Buffer): string | DeadOutcome {
  if (guessUtf16(bytes) !== undefined) return readEncoded(bytes);
  const first = bytes[FRAME];
  if (first === 0x7b || first === 0x5b) return readEncoded(bytes.subarray(FRAME));
  return dead(
    'DECODE_UNKNOWN_FORMAT',
    `the bytes begin like Avro or Protobuf of a schema registry (${bytes.toString('hex', 0, FRAME)}): use JSON without a schema`,
  );
}

function readEncoded(bytes: Buffer): string | DeadOutcome {
  const utf16 = guessUtf16(bytes);
  if (utf16 !== undefined) return readUtf16(bytes, utf16);
  if (bytes[0] === 0x45 && bytes.toString('latin1', 0, 7) === 'ElfFile') return dead('DECODE_UNKNOWN_FORMAT', EVTX);
  const bom = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  return readUtf8(bytes, bom ? 3 : 0);
}

function readUtf8(bytes: Buffer, start: number): string | DeadOutcome {
  const end = findEnd(bytes);
  const text = start === 0 && end === bytes.length ? bytes.toString() : bytes.toString('utf8', start, end);
  // Bytes that are not UTF-8 become this character, which texts hardly ever hold: asking only then saves a pass.
  if (text.includes('\ufffd') && !isUtf8(bytes))
    return dead('DECODE_NOT_UTF8', `the bytes are not UTF-8; the first ones are ${bytes.toString('hex', 0, 16)}`);
  return text;
}

/** Zeros at the end are no text: senders of GELF end each message with one. */
function findEnd(bytes: Buffer): number {
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0) end--;
  return end;
}

type Utf16 = 'utf-16le' | 'utf-16be';

/** By the byte order mark, or by the zeros that every second byte of a record's first, English characters has. */
function guessUtf16(bytes: Buffer): Utf16 | undefined {
  const first = bytes[0];
  const second = bytes[1];
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  if (bytes.length < 4 || (first !== 0 && second !== 0) || first === second) return undefined;
  const zeros = first === 0 ? 0 : 1;
  for (let i = zeros; i < Math.min(bytes.length, 16); i += 2) if (bytes[i] !== 0) return undefined;
  return first === 0 ? 'utf-16be' : 'utf-16le';
}

function readUtf16(bytes: Buffer, encoding: Utf16): string | DeadOutcome {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return dead('DECODE_NOT_UTF8', `the first bytes say ${encoding}, but the ${bytes.length} bytes are not`);
  }
}
