import { findNextRecord } from './next-record.ts';
import { findJsonEnd } from './split-json.ts';
import { findXmlEnd } from './split-xml.ts';

/**
 * Cuts a text into the records that stand in it one after the other, JSON or XML, on lines of their own (NDJSON), with a
 * separator or none between them. What stands between them is left out, if it is nothing but white space, commas, record
 * separators (RFC 7464), zeros (GELF over TCP), byte order marks of joined files and the numbers that evtx_dump writes over its records; anything else is a
 * piece of its own, so that nothing is lost.
 * @param most how many pieces are cut at most; one more means that there are too many
 */
export function splitRecords(text: string, most: number): string[] {
  const pieces: string[] = [];
  for (let from = skipBetween(text, 0); from < text.length && pieces.length <= most;) {
    const end = findEnd(text, from);
    pieces.push(text.slice(from, end));
    from = skipBetween(text, end);
  }
  return pieces;
}

/** Where the record that begins at `from` ends; what is neither JSON nor XML ends with its line. */
function findEnd(text: string, from: number): number {
  const first = text[from];
  if (first === '{' || first === '[') return findJsonEnd(text, from);
  if (first === '<') return findXmlEnd(text, from);
  const line = text.indexOf('\n', from);
  return line < 0 ? text.length : line;
}

/** What evtx_dump writes over a record that is not one line. */
const HEADER = /Record \d{1,20}[ \t]{0,4}\r?\n/y;

/** True for a text that begins with the first record of evtx_dump. */
export function beginsWithNumber(text: string): boolean {
  HEADER.lastIndex = 0;
  return HEADER.test(text);
}

function skipBetween(text: string, from: number): number {
  let at = from;
  for (;;) {
    while (at < text.length && isBetween(text.charCodeAt(at))) at++;
    HEADER.lastIndex = at;
    if (text[at] !== 'R' || !HEADER.test(text)) return at;
    at = HEADER.lastIndex;
  }
}

function isBetween(code: number): boolean {
  switch (code) {
    case 0x00:
    case 0x09:
    case 0x0a:
    case 0x0d:
    case 0x1e:
    case 0x20:
    case 0x2c:
    case 0xfeff:
      return true;
    default:
      return false;
  }
}

/**
 * Cuts a piece that cannot be read before each line with which another record can begin: a value that is cut off has no
 * end and has taken the records behind it along. Of a list on several lines its elements are left.
 */
export function splitBroken(piece: string, most: number): string[] {
  const pieces: string[] = [];
  for (let from = 0; from < piece.length && pieces.length <= most;) {
    const end = findNextRecord(piece, from + 1);
    const part = trimElement(piece.slice(skipBetween(piece, from), end));
    if (part !== '' && part !== '[') pieces.push(part);
    from = end;
  }
  return pieces;
}

/** An element without what separates it from the next or ends the list around it. */
function trimElement(text: string): string {
  const part = text.trimEnd();
  if (!part.startsWith('{')) return part;
  const end = part.lastIndexOf('}') + 1;
  return end > 0 && /^[\s,\]]{1,100}$/.test(part.slice(end, end + 101)) ? part.slice(0, end) : part;
}
