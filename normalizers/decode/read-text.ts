import { isUtf8 } from 'node:buffer';
import { dead, type DeadOutcome } from '../outcome.ts';
import type { DecodeLimits } from './limits.ts';

const EVTX =
  'this is an event log file (.evtx), not a record: export it with wevtutil qe FILE /lf:true /f:RenderedXml /e:Events';

/**
 * The text of a record: UTF-8 with or without byte order mark, UTF-16 with one. Bytes that are not text are a dead
 * letter, never repaired: a replaced character could be the one that matters.
 */
export function readText(value: Uint8Array, limits: DecodeLimits): string | DeadOutcome {
  if (value.length === 0) return dead('DECODE_EMPTY', 'the record has a value of 0 bytes');
  if (value.length > limits.recordBytes) {
    return dead(
      'DECODE_TOO_LARGE',
      `the record has ${value.length} bytes, the limit is ${limits.recordBytes} (WINCANAL_MAX_RECORD_BYTES)`,
    );
  }
  const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  const utf16 =
    bytes[0] === 0xff && bytes[1] === 0xfe
      ? 'utf-16le'
      : bytes[0] === 0xfe && bytes[1] === 0xff
        ? 'utf-16be'
        : undefined;
  if (utf16 !== undefined) return readUtf16(bytes, utf16);
  if (bytes.toString('latin1', 0, 7) === 'ElfFile') return dead('DECODE_UNKNOWN_FORMAT', EVTX);
  if (!isUtf8(bytes))
    return dead('DECODE_NOT_UTF8', `the bytes are not UTF-8; the first ones are ${bytes.toString('hex', 0, 16)}`);
  const bom = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  return bytes.toString('utf8', bom ? 3 : 0);
}

function readUtf16(bytes: Buffer, encoding: 'utf-16le' | 'utf-16be'): string | DeadOutcome {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return dead('DECODE_NOT_UTF8', `the byte order mark says ${encoding}, but the ${bytes.length} bytes are not`);
  }
}
