import table from './status-codes.json' with { type: 'json' };
import type { ProviderFields } from '../provider.ts';
import type { Facts } from './facts.ts';

/** What is known of a Windows status code. */
export interface StatusCode {
  readonly symbol: string;
  readonly meaning?: string;
  readonly fix?: string;
  /** Subsystem that defines it: `sspi`, `cryptoapi`, `win32`, `winsock`, `winhttp`, `ras`, `hresult`. */
  readonly source: string;
  readonly text?: string;
  readonly confidence?: string;
}

const CODES: ReadonlyMap<string, StatusCode> = new Map(Object.entries(table.codes as Record<string, StatusCode>));
const RAS: ReadonlyMap<string, StatusCode> = new Map(Object.entries(table.ras as Record<string, StatusCode>));

const BARE_HEX = /^[0-9a-f]{1,8}$/i;
const PREFIXED_HEX = /^0x[0-9a-f]{1,8}$/i;
const DECIMAL = /^-?[0-9]{1,10}$/;

/**
 * Canonical form of a 32-bit status code: `0x` and eight lower-case digits. Reads hexadecimal with and without `0x` and
 * signed or unsigned decimal, the notations that occur in these events. Undefined for anything else.
 *
 * Eight digits without prefix can be both: `80090325` is read as hexadecimal because the events print it so and failure codes
 * begin with 8, while no status is that decimal number.
 */
export function parseStatusCode(text: string): string | undefined {
  const trimmed = text.trim();
  if (PREFIXED_HEX.test(trimmed)) return canonical(Number.parseInt(trimmed.slice(2), 16));
  if (DECIMAL.test(trimmed)) {
    const bare = `0x${trimmed}`;
    if (trimmed.length === 8 && (trimmed.startsWith('8') || CODES.has(bare))) return bare;
    const value = Number(trimmed);
    return value >= -0x80000000 && value <= 0xffffffff ? canonical(value) : undefined;
  }
  return BARE_HEX.test(trimmed) && trimmed.length === 8 ? canonical(Number.parseInt(trimmed, 16)) : undefined;
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

/** All status codes in their canonical form, with what is known of them. */
export function listStatusCodes(): ReadonlyMap<string, StatusCode> {
  return CODES;
}

/** All RAS errors by their decimal number. */
export function listRasErrors(): ReadonlyMap<string, StatusCode> {
  return RAS;
}

/** Addresses from which the status codes and RAS errors are. */
export const STATUS_SOURCES: readonly string[] = table.source;

const CODE_IN_TEXT = /\b0x[0-9a-f]{8}\b/i;
const SIGNED_IN_TEXT = /-214[0-9]{7}\b/;

const FRAGMENTS: readonly (readonly [fragment: string, code: string])[] = [...CODES]
  .flatMap(([code, entry]) => (entry.text === undefined ? [] : [[entry.text.toLowerCase(), code] as const]))
  .sort(([a], [b]) => b.length - a.length);

/**
 * Finds the status code that an error text of Windows stands for: a number in the text, else the English system text.
 * Localised text without a number gives undefined: it is kept, never guessed.
 * @returns the canonical code, and whether it was told by its words alone
 */
export function findCodeInText(text: string): { readonly code: string; readonly byWords: boolean } | undefined {
  const number = CODE_IN_TEXT.exec(text)?.[0] ?? SIGNED_IN_TEXT.exec(text)?.[0];
  const code = number === undefined ? undefined : parseStatusCode(number);
  if (code !== undefined) return { code, byWords: false };
  const lower = text.toLowerCase();
  const words = FRAGMENTS.find(([fragment]) => lower.includes(fragment));
  return words === undefined ? undefined : { code: words[1], byWords: true };
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
  error.type = entry?.source;
  if (entry !== undefined) {
    fields.wincanal.error = { symbol: entry.symbol, meaning: entry.meaning, source: entry.source };
  }
  addErrorFacts(facts, code, entry);
}

/** Adds what is known of a status code to the facts: `error.code`, `error.symbol`, `error.meaning`, `error.fix`. */
export function addErrorFacts(facts: Facts, code: string, entry: StatusCode | undefined): void {
  facts.set('error.code', code);
  if (entry === undefined) return;
  facts.set('error.symbol', entry.symbol);
  if (entry.meaning !== undefined) facts.set('error.meaning', entry.meaning);
  if (entry.fix !== undefined) facts.set('error.fix', entry.fix);
}
