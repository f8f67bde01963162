import type { Tag } from '../tags.ts';

/** A parsed JSON text. */
export interface ParsedJson {
  readonly value: unknown;
  /** What was repaired before. */
  readonly tags: readonly Tag[];
}

/**
 * Escapes of characters that no later stage takes: C0 controls (XML forbids them too, so that all formats read alike) and
 * surrogates without their partner (Elasticsearch refuses such a document). The first group is what stays: an escaped
 * backslash, whatever follows it, and a whole pair.
 */
const BAD_ESCAPE =
  /(\\\\|\\ud[89ab][0-9a-f]{2}\\ud[c-f][0-9a-f]{2})|\\u00(?:0[0-8bcef]|1[0-9a-f])|\\ud[89a-f][0-9a-f]{2}|\\ufff[ef]/gi;

/**
 * So many digits in a row where a number can begin may be one that loses some of them as a double; masks and ids in quotes are
 * none. Spelled out, the engine skips ahead: a fifth of the time that a count in braces takes.
 */
const LONG_NUMBER = /[\s:,[-]\d\d\d\d\d\d\d\d\d\d\d\d\d\d\d\d/;

const NO_TAGS: readonly Tag[] = [];
const REPLACED: readonly Tag[] = ['control_characters_replaced'];

/**
 * Parses JSON. Integers beyond 2^53 (record ids, masks of keywords, FILETIMEs) within an object or a list come as their digits in
 * text: a wrong digit would make another event of it.
 * @throws SyntaxError when the text is not JSON
 */
export function parseJson(original: string): ParsedJson {
  const text = original.includes('\\u')
    ? original.replace(BAD_ESCAPE, (_, kept?: string) => kept ?? '\\ufffd')
    : original;
  const value: unknown = JSON.parse(LONG_NUMBER.test(text) ? quoteLongIntegers(text) : text);
  return { value, tags: text === original ? NO_TAGS : REPLACED };
}

/** `LONG_NUMBER` with all of its digits, one after the other. */
const LONG_NUMBERS = new RegExp(`${LONG_NUMBER.source}\\d*`, 'g');

/**
 * Puts integers beyond what a double holds in quotes. Only up to the last of them is it looked where texts begin and end, since
 * some collectors write such a number near the beginning of every record. A reviver is told the digits of each number, too, but
 * with one Node 26.10 was seen to corrupt its heap on malformed text, which anybody can send.
 */
function quoteLongIntegers(text: string): string {
  let quoted = '';
  let from = 0;
  /** Where the last text ends of which it is known, and where the next one begins. */
  let read = 0;
  let quote = text.indexOf('"');
  LONG_NUMBERS.lastIndex = 0;
  for (let match = LONG_NUMBERS.exec(text); match !== null; match = LONG_NUMBERS.exec(text)) {
    const end = LONG_NUMBERS.lastIndex;
    const start = text.charCodeAt(match.index) === MINUS ? match.index : match.index + 1;
    while (quote >= 0 && quote < start) {
      read = skipText(text, quote + 1);
      quote = text.indexOf('"', read);
    }
    if (read > start) {
      LONG_NUMBERS.lastIndex = read;
      continue;
    }
    const whole = BEFORE.has(text[start - 1] ?? ' ') && !PARTS.has(text[end] ?? ' ');
    if (!whole || Number.isSafeInteger(Number(text.slice(start, end)))) continue;
    quoted += `${text.slice(from, start)}"${text.slice(start, end)}"`;
    from = end;
  }
  return from === 0 ? text : quoted + text.slice(from);
}

/** The index behind the quote that ends a text whose content begins at `from`; that of the end where none does. */
function skipText(text: string, from: number): number {
  for (let at = text.indexOf('"', from); at >= 0; at = text.indexOf('"', at + 1)) {
    let first = at;
    while (first > from && text.charCodeAt(first - 1) === BACKSLASH) first--;
    // Backslashes escape one another in pairs.
    if ((at - first) % 2 === 0) return at + 1;
  }
  return text.length;
}

const MINUS = 0x2d;
const BACKSLASH = 0x5c;

/** What stands before a number that is a value, but not before the digits of a fraction or a power. */
const BEFORE: ReadonlySet<string> = new Set([' ', '\t', '\r', '\n', ':', ',', '[']);
/** What goes on after the digits when they are not the whole number. */
const PARTS: ReadonlySet<string> = new Set(['.', 'e', 'E']);
