import { LONGEST_KEYWORD } from '../ecs/keyword.ts';

import { wholeText } from '../whole-text.ts';
import type { Numeral } from './json.ts';

const LONGEST_DECIMAL = 15;
const HEX = /^0x[0-9a-f]{1,12}$/i;

/**
 * A non-negative integer of at most `max` (32 bits), as a number or written in decimal or `0x` hexadecimal; undefined for
 * anything else.
 */
export function parseInteger(numeral: Numeral, max = 0xffffffff): number | undefined {
  if (numeral === undefined) return undefined;
  const number = typeof numeral === 'number' ? numeral : readDigits(numeral);
  // The sum makes the negative zero that JSON knows a plain one.
  return Number.isInteger(number) && number >= 0 && number <= max ? number + 0 : undefined;
}

/** Digit by digit, which takes half the time of an expression and `Number`; NaN for what is no number. */
function readDigits(text: string): number {
  if (text === '' || text.length > LONGEST_DECIMAL) return Number.NaN;
  let number = 0;
  for (let at = 0; at < text.length; at++) {
    const digit = text.charCodeAt(at) - 0x30;
    if (digit < 0 || digit > 9) return HEX.test(text) ? Number(text) : Number.NaN;
    number = number * 10 + digit;
  }
  return number;
}

const RECORD_ID = /^[0-9]{1,20}$/;

/** A record id (unsigned 64-bit) as decimal text without leading zeros; undefined for anything else. */
export function parseRecordId(numeral: Numeral): string | undefined {
  const text = typeof numeral === 'number' ? String(numeral) : numeral;
  // A whole number prints as nothing but its digits.
  if (typeof numeral === 'number' && Number.isSafeInteger(numeral) && numeral >= 0) return text;
  if (text === undefined || !RECORD_ID.test(text)) return undefined;
  return text.length > 1 && text.startsWith('0') ? text.replace(/^0+(?=.)/, '') : text;
}

const GUID = /^\{?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\}?$/i;
const ZERO_GUID = '{00000000-0000-0000-0000-000000000000}';

/** A GUID in lower case with braces; undefined for other text and for the zero GUID, which means "none". */
export function parseGuid(text: string | undefined): string | undefined {
  if (text === undefined || !GUID.test(text)) return undefined;
  const lower = text.toLowerCase();
  const guid = wholeText(lower.length === ZERO_GUID.length ? lower : `{${lower.replace(/[{}]/g, '')}}`);
  return guid === ZERO_GUID ? undefined : guid;
}

const HEX_MASK = /^0x[0-9a-f]{1,16}$/i;
/** The mask of almost all events of the classic logs, and how NXLog prints it: known so in a tenth of the time that 64 bits take. */
const CLASSIC = '0x8000000000000000';
const CLASSIC_DECIMAL = '-9223372036854775808';
const DECIMAL_MASK = /^(?:0|-?[1-9]\d{0,19})$/;

/**
 * A mask of keywords as `0x` and lower-case digits, from hexadecimal or decimal text; .NET and NXLog print it as a signed
 * 64-bit number. Undefined for anything else.
 */
export function parseKeywords(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  if (HEX_MASK.test(text)) return text.toLowerCase();
  if (text === CLASSIC_DECIMAL) return CLASSIC;
  return DECIMAL_MASK.test(text) ? wholeText(`0x${BigInt.asUintN(64, BigInt(text)).toString(16)}`) : undefined;
}

const SID = /^S-1-\d{1,15}(?:-\d{1,10}){0,15}$/i;

/** The SID itself; undefined for an account name, which some collectors put in its place. */
export function parseSid(text: string | undefined): string | undefined {
  return text !== undefined && SID.test(text) ? text : undefined;
}

/** Text that is there: undefined for empty text and for the lone dash that Windows prints for "none". */
export function present(text: string | undefined): string | undefined {
  return text === undefined || text === '' || text === '-' ? undefined : text;
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

/** For collectors that write 0 for what the event does not have. */
export function unlessZero(numeral: Numeral): Numeral {
  return numeral === '0' || numeral === 0 ? undefined : numeral;
}
