import type { Reading } from '../code-table.ts';
import { findCipherSuite, listCipherSuites } from './cipher-suites.ts';

/** A hexadecimal number has at most 24 bits, those of SSL 2.0 kinds, or 16 that are sign-extended to 32 or 64. */
const PREFIXED = /^0x(?:([0-9a-f]{1,6})|(?:f{4}|f{12})([0-9a-f]{4}))$/i;
const PADDED = /^0x0{1,15}([0-9a-f]{1,6})$/i;
/** The two bytes of the number as the registry of IANA writes them. */
const BYTES = /^\{?0x([0-9a-f]{2}), ?0x([0-9a-f]{2})\}?$/i;
const BARE = /^(?:([0-9a-f]{4,6})|(?:f{4}|f{12})([0-9a-f]{4}))$/i;
const DECIMAL = /^-?[0-9]{1,20}$/;

/** No notation is as long. */
const LONGEST = 64;

/**
 * Reads the number of a cipher suite in any notation that occurs. Usual is hexadecimal: with `0x`, also sign-extended to 32
 * or 64 bits (`0xFFFFC030`), its bytes (`0xC0,0x30`), and four digits alone (`C030`). Unusual is decimal, or zeros in
 * front. Other digits alone, and numbers that are sign-extended in decimal, could be anything: they count where they are a
 * suite of the table.
 * @returns canonical numbers, see `findCipherSuite`
 */
export function readSuiteNumber(text: string): Reading {
  if (text.length > LONGEST) return { usual: [], unusual: [] };
  const bytes = BYTES.exec(text);
  const sure =
    bytes === null ? readHex(PREFIXED, text) : canonical(Number.parseInt(`${bytes[1] ?? ''}${bytes[2] ?? ''}`, 16));
  if (sure !== undefined) return { usual: [sure], unusual: [] };
  const bare = readHex(BARE, text);
  const usual = bare !== undefined && (text.length === 4 || findCipherSuite(bare) !== undefined) ? [bare] : [];
  const other = readHex(PADDED, text) ?? readDecimal(text);
  return { usual, unusual: other === undefined || usual.includes(other) ? [] : [other] };
}

/**
 * Canonical number of a cipher suite, from any notation of its number or its name. Digits alone are what the table has; where
 * it has neither reading they are decimal, as `HexInt32` is rendered without its notation. No digits are two suites, which a
 * test holds.
 * @returns undefined for any other text
 */
export function parseCipherSuite(text: string): string | undefined {
  const trimmed = text.trim();
  if (trimmed.length > LONGEST) return undefined;
  const { usual, unusual } = readSuiteNumber(trimmed);
  const numbers = [...usual, ...unusual];
  const known = numbers.find((id) => findCipherSuite(id) !== undefined) ?? findIdByName(trimmed);
  if (known !== undefined) return known;
  return unusual[0] ?? (/^\{?0/.test(trimmed) ? usual[0] : undefined);
}

function canonical(value: number): string {
  return `0x${value.toString(16).padStart(4, '0')}`;
}

function readHex(form: RegExp, text: string): string | undefined {
  const match = form.exec(text);
  const digits = match?.[1] ?? match?.[2];
  return digits === undefined ? undefined : canonical(Number.parseInt(digits, 16));
}

/** Numbers that begin with a zero are hexadecimal; those of more than 24 bits, or below zero, are sign-extended or none. */
function readDecimal(text: string): string | undefined {
  if (!DECIMAL.test(text) || (text.length >= 4 && text.startsWith('0'))) return undefined;
  const value = BigInt(text);
  if (value >= 0n && value <= 0xffffffn) return canonical(Number(value));
  const isExtended = value >> 15n === -1n || value >> 16n === 0xffffn || value >> 16n === 0xffffffffffffn;
  const id = isExtended ? canonical(Number(value & 0xffffn)) : undefined;
  return id !== undefined && findCipherSuite(id) !== undefined ? id : undefined;
}

/** With which the settings of Windows 8.1 and older name the curve of an ECDHE suite. */
const CURVES = ['_P256', '_P384', '_P521'] as const;
const IDS_BY_NAME = indexSuiteNames();

/** Every name of every suite in lower case: that of IANA, and those of Windows' settings, in which a curve is at the end. */
export function listSuiteNames(): ReadonlyMap<string, string> {
  return IDS_BY_NAME;
}

function findIdByName(name: string): string | undefined {
  return IDS_BY_NAME.get(name.toLowerCase());
}

function indexSuiteNames(): ReadonlyMap<string, string> {
  const ids = new Map<string, string>();
  for (const [id, { name, key_exchange: exchange }] of listCipherSuites()) {
    const suffixes = exchange.startsWith('ECDHE_') ? ['', ...CURVES] : [''];
    for (const suffix of suffixes) ids.set((name + suffix).toLowerCase(), id);
  }
  return ids;
}
