import type { ProviderFields } from '../provider.ts';
import type { Confidence, DecodedValue } from './decoded-value.ts';
import { placeFacts, type FactNames, type Facts } from './facts.ts';
import table from './status-codes.json' with { type: 'json' };

/** What is known of a Windows status code. */
export interface StatusCode {
  readonly symbol: string;
  /** Which part of Windows defines it: `sspi`, `cryptoapi`, `win32`, `winsock`, `winhttp`, `ras`. */
  readonly subsystem: string;
  readonly meaning: string;
  readonly fix?: string;
  /** Fragment of the English system text. */
  readonly text?: string;
  /** Of symbol and meaning; absent where documented. */
  readonly confidence?: Confidence;
  /** Of the fix; absent where documented. */
  readonly fix_confidence?: Confidence;
  /** Keys of `STATUS_SOURCES`. */
  readonly source: readonly string[];
}

const CODES: ReadonlyMap<string, StatusCode> = new Map(Object.entries(table.codes as Record<string, StatusCode>));
const RAS: ReadonlyMap<string, StatusCode> = new Map(Object.entries(table.ras as Record<string, StatusCode>));

/** The file of both tables, from the root of the checkout. */
export const STATUS_FILE = 'normalizers/enrich/status-codes.json';

/** Addresses of the sources of status codes and RAS errors, by the keys that their entries name. */
export const STATUS_SOURCES: Readonly<Record<string, string>> = table.sources;

const PREFIXED_HEX = /^0x([0-9a-f]{1,16})$/i;
const BARE_HEX = /^(?:[0-9a-f]{8}|[0-9a-f]{16})$/i;
/** Also as the mark of a system text that nobody filled in: `%%2148074277`. */
const DECIMAL = /^(?:%%)?(-?[0-9]{1,20})$/;

/**
 * Canonical form of a 32-bit status code: `0x` and eight lower-case digits. Reads the notations that occur: hexadecimal
 * with and without `0x`, also extended to 64 bits (`0xffffffff80090325`); signed and unsigned decimal, the latter also
 * extended to 64 bits, with zeros in front or as `%%2148074277`; any of them in parentheses or between spaces. Undefined
 * for anything else.
 *
 * Eight digits without prefix can be both: `80090325` is read as hexadecimal because the events print it so and failure codes
 * begin with 8, while no status is that decimal number.
 */
export function parseStatusCode(text: string): string | undefined {
  const trimmed = withoutParentheses(text.trim());
  const prefixed = PREFIXED_HEX.exec(trimmed);
  if (prefixed !== null) return fromHex(prefixed[1] as string);
  const decimal = DECIMAL.exec(trimmed)?.[1];
  const bare = BARE_HEX.test(trimmed) ? fromHex(trimmed) : undefined;
  // Sixteen digits are the hexadecimal form of 64 bits, unless that would be too large.
  if (decimal === undefined || (trimmed.length === 16 && bare !== undefined)) return bare;
  return fromDecimal(decimal);
}

function withoutParentheses(text: string): string {
  return text.startsWith('(') && text.endsWith(')') ? text.slice(1, -1).trim() : text;
}

/** At most 32 bits, or 64 of which the upper half only extends the lower one. */
function fromHex(digits: string): string | undefined {
  const low = digits.slice(-8);
  const value = Number.parseInt(low, 16);
  const high = digits.slice(0, -8);
  const extends32 = /^0*$/.test(high) || (/^f{8}$/i.test(high) && value >= 0x80000000);
  return extends32 ? canonical(value) : undefined;
}

function fromDecimal(digits: string): string | undefined {
  if (digits.length === 8) {
    const bare = `0x${digits}`;
    if (digits.startsWith('8') || CODES.has(bare)) return bare;
  }
  const text = digits.replace(/^(-?)0+(?=[0-9])/, '$1');
  if (text.length > 11) {
    const wide = BigInt(text);
    return wide >= 0xffffffff80000000n && wide <= 0xffffffffffffffffn
      ? canonical(Number(wide & 0xffffffffn))
      : undefined;
  }
  const value = Number(text);
  return value >= -0x80000000 && value <= 0xffffffff ? canonical(value) : undefined;
}

function canonical(value: number): string {
  return `0x${(value >>> 0).toString(16).padStart(8, '0')}`;
}

/** Looks a canonical status code up; a Win32 error as such (`0x00000005`) is found by its HRESULT form too. */
export function findStatusCode(code: string): StatusCode | undefined {
  return CODES.get(code) ?? (code.startsWith('0x0000') ? CODES.get(`0x8007${code.slice(6)}`) : undefined);
}

/** Looks a RAS error up by its decimal number. */
export function findRasError(number: string): StatusCode | undefined {
  return RAS.get(number);
}

/**
 * Looks a canonical status code of a remote access component up: as any other, else as a RAS error, plain or as HRESULT.
 * Other components use the numbers 600 to 899 for errors of their own, so this is for RAS only.
 */
export function findRasStatusCode(code: string): StatusCode | undefined {
  const known = findStatusCode(code);
  if (known !== undefined || !(code.startsWith('0x0000') || code.startsWith('0x8007'))) return known;
  return RAS.get(String(Number.parseInt(code.slice(6), 16)));
}

/** Says in the document and in the facts what a status code is; what no table knows is only its code. */
export function publishStatusCode(
  code: string,
  entry: StatusCode | undefined,
  fields: Pick<ProviderFields, 'error' | 'wincanal'>,
  facts: Facts,
): void {
  const error = (fields.error ??= {});
  error.code = code;
  error.type = entry?.subsystem;
  if (entry !== undefined) {
    fields.wincanal.error = { symbol: entry.symbol, meaning: entry.meaning, source: entry.subsystem };
  }
  addErrorFacts(facts, code, entry);
}

/** Facts of a status code. */
export const STATUS_FACTS: FactNames = {
  'error.code': 'status code',
  'error.symbol': 'status',
  'error.meaning': 'meaning of the status',
};

/** Where this file puts facts. */
const AT = placeFacts('error.code', 'error.meaning', 'error.symbol');

/**
 * Adds what is known of a status code to the facts: `error.code`, `error.symbol`, `error.meaning`. Everybody
 * knows RAS errors by their decimal number, so texts get that.
 */
export function addErrorFacts(facts: Facts, code: string, entry: StatusCode | undefined): void {
  facts.set(AT['error.code'], entry?.subsystem === 'ras' ? String(Number.parseInt(code.slice(6), 16)) : code);
  if (entry === undefined) return;
  facts.set(AT['error.symbol'], entry.symbol);
  facts.set(AT['error.meaning'], entry.meaning);
}

/** Describes a status code for a person. */
export function describeStatusCode(entry: StatusCode | undefined): DecodedValue | undefined {
  if (entry === undefined) return undefined;
  const { symbol, meaning, fix, confidence = 'documented', fix_confidence = 'documented' } = entry;
  return { symbol, meaning, fix, confidence, advice_confidence: fix === undefined ? undefined : fix_confidence };
}

/** All status codes in their canonical form, with what is known of them. */
export function listStatusCodes(): ReadonlyMap<string, StatusCode> {
  return CODES;
}

/** All RAS errors by their decimal number. */
export function listRasErrors(): ReadonlyMap<string, StatusCode> {
  return RAS;
}
