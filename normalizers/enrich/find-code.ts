import { wholeText } from '../whole-text.ts';
import { findStatusCode, listStatusCodes, parseStatusCode } from './status-code.ts';

/** A code that an error text stands for. */
export interface FoundCode {
  /** Canonical, `0x` and eight lower-case digits. */
  readonly code: string;
  /** Told by its English words alone. */
  readonly byWords: boolean;
}

/** System texts are a sentence or two; what comes later is no part of them. */
const LONGEST_TEXT = 4096;

const HEX = /\b0x(?:f{8}|0{8})?[0-9a-f]{8}\b/i;
/** Failure HRESULTs as signed decimals. */
const SIGNED = /(?<![\d.-])-214[0-9]{7}(?!\d)/;
/**
 * Failure HRESULTs as unsigned decimals or as digits without `0x`: the notation alone says little, so the table has to know
 * the number.
 */
const BARE = /(?<![\w.+-])(?:21[45][0-9]{7}|8[0-9a-f]{7})(?![\w-]|\.\d)/gi;
const FAILURE = /^0x[89a-f]/;
/** So many numbers are looked up; a text with more is no message of Windows. */
const MOST_NUMBERS = 16;

/** Longest first, so that a fragment never hides behind a shorter one. */
const FRAGMENTS = [...listStatusCodes()]
  .flatMap(([code, { text }]) => (text === undefined ? [] : [[text.toLowerCase(), code] as const]))
  .sort(([a], [b]) => b.length - a.length);

/**
 * What was found in texts, by the text: a host says the same of each attempt that fails, and looking for all the words of the
 * system texts takes 1 us. More texts are possible, but then the oldest makes room.
 */
const FOUND = new Map<string, FoundCode | null>();
const MOST_TEXTS = 512;
/** Longer texts are looked through each time. */
const LONGEST_REMEMBERED = 512;

/**
 * Finds the status code that an error text of Windows stands for: a number in the text, else the English system text.
 * Localised text without a number gives undefined: it is kept, never guessed.
 */
export function findCodeInText(text: string): FoundCode | undefined {
  const known = FOUND.get(text);
  if (known !== undefined) return known ?? undefined;
  const found = lookThrough(text.length > LONGEST_TEXT ? text.slice(0, LONGEST_TEXT) : text);
  if (text.length > LONGEST_REMEMBERED) return found;
  if (FOUND.size >= MOST_TEXTS) FOUND.delete(FOUND.keys().next().value as string);
  FOUND.set(wholeText(text), found ?? null);
  return found;
}

function lookThrough(text: string): FoundCode | undefined {
  const code = findNumber(text);
  if (code !== undefined) return { code, byWords: false };
  const lower = text.toLowerCase();
  const words = FRAGMENTS.find(([fragment]) => lower.includes(fragment));
  return words === undefined ? undefined : { code: words[1], byWords: true };
}

function findNumber(text: string): string | undefined {
  const number = HEX.exec(text)?.[0] ?? SIGNED.exec(text)?.[0];
  const code = number === undefined ? undefined : parseStatusCode(number);
  // An address in memory looks the same: what no table knows has to be a failure at least.
  if (code !== undefined && (FAILURE.test(code) || findStatusCode(code) !== undefined)) return code;
  let looked = 0;
  for (const [bare] of text.matchAll(BARE)) {
    const candidate = parseStatusCode(bare);
    if (candidate !== undefined && findStatusCode(candidate) !== undefined) return candidate;
    if (++looked === MOST_NUMBERS) break;
  }
  return undefined;
}
