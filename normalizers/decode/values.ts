const DECIMAL = /^[0-9]{1,15}$/;
const HEX = /^0x[0-9a-f]{1,12}$/i;

/** A non-negative integer of at most `max` (32 bits), written in decimal or `0x` hexadecimal; undefined for anything else. */
export function parseInteger(text: string | undefined, max = 0xffffffff): number | undefined {
  if (text === undefined || !(DECIMAL.test(text) || HEX.test(text))) return undefined;
  const number = Number(text);
  return number <= max ? number : undefined;
}

const RECORD_ID = /^[0-9]{1,20}$/;

/** A record id (unsigned 64-bit) as decimal text without leading zeros; undefined for anything else. */
export function parseRecordId(text: string | undefined): string | undefined {
  if (text === undefined || !RECORD_ID.test(text)) return undefined;
  return text.length > 1 && text.startsWith('0') ? text.replace(/^0+(?=.)/, '') : text;
}

const GUID = /^\{?([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\}?$/i;
const ZERO_GUID = '00000000-0000-0000-0000-000000000000';

/** A GUID in lower case with braces; undefined for other text and for the zero GUID, which means "none". */
export function parseGuid(text: string | undefined): string | undefined {
  if (text === undefined || text === '') return undefined;
  const match = GUID.exec(text);
  if (match === null) return undefined;
  const digits = (match[1] as string).toLowerCase();
  return digits === ZERO_GUID ? undefined : `{${digits}}`;
}

const KEYWORDS = /^0x[0-9a-f]{1,16}$/i;

/** A mask of keywords as `0x` and lower-case digits; undefined for anything else. */
export function parseKeywords(text: string | undefined): string | undefined {
  return text !== undefined && KEYWORDS.test(text) ? text.toLowerCase() : undefined;
}

/** Text that is there: undefined for empty text and for the lone dash that Windows prints for "none". */
export function present(text: string | undefined): string | undefined {
  return text === undefined || text === '' || text === '-' ? undefined : text;
}

/** Longest value that is searched and grouped as a whole; no name or identifier of Windows comes near. */
export const LONGEST_KEYWORD = 1024;

/** Text that goes before a value of the event and may be too long with it: the start of it, as a keyword. */
export function cutKeyword(text: string): string {
  return text.length <= LONGEST_KEYWORD ? text : text.slice(0, LONGEST_KEYWORD).toWellFormed();
}

/** A name that documents show in lower case, as a keyword: some letters become two there. */
export function presentName(text: string | undefined): string | undefined {
  const name = presentKeyword(text);
  return name === undefined || name.toLowerCase().length > LONGEST_KEYWORD ? undefined : name;
}

/** Text that is there and can be a keyword of the document; undefined for longer text, which is no name. */
export function presentKeyword(text: string | undefined): string | undefined {
  return text !== undefined && text.length > LONGEST_KEYWORD ? undefined : present(text);
}

/** An instant: its RFC 3339 text in UTC with the digits that were given, and milliseconds since 1970 (cut). */
export interface Instant {
  readonly text: string;
  readonly ms: number;
}

const ZONED_TIME = /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?(?:Z|([+-])(\d{2}):?(\d{2}))$/;

/** The last millisecond of the year 9999: RFC 3339 has four digits for the year. */
const LAST_MS = 253_402_300_799_999;

/** Parses a time that states its zone; undefined for other notations and impossible dates. */
export function parseTime(text: string | undefined): Instant | undefined {
  const match = text === undefined ? null : ZONED_TIME.exec(text);
  if (text === undefined || match === null) return undefined;
  const fraction = match[7];
  const month = Number(match[2]);
  const day = Number(match[3]);
  const [hour, minute, second] = [Number(match[4]), Number(match[5]), Number(match[6])];
  // Date.UTC rolls impossible dates over (30 February is 2 March): they are told by their parts.
  if (month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || second > 59) return undefined;
  // Date.UTC takes the years 0 to 99 for those of the twentieth century.
  if (Number(match[1]) < 100) return undefined;
  const millis = fraction === undefined ? 0 : Number(fraction.slice(0, 3).padEnd(3, '0'));
  const local = Date.UTC(Number(match[1]), month - 1, day, hour, minute, second, millis);
  if (day > 28 && new Date(local).getUTCDate() !== day) return undefined;
  const sign = match[8];
  if (sign === undefined) return { text: text[10] === 'T' ? text : text.replace(' ', 'T'), ms: local };
  if (Number(match[9]) > 23 || Number(match[10]) > 59) return undefined;
  const offset = (Number(match[9]) * 60 + Number(match[10])) * 60_000;
  const ms = sign === '+' ? local - offset : local + offset;
  if (ms > LAST_MS) return undefined;
  return { text: `${new Date(ms).toISOString().slice(0, 19)}${fraction === undefined ? '' : `.${fraction}`}Z`, ms };
}
