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

/** So many digits in a row may be a number that loses some of them as a double. */
const LONG_NUMBER = /[-0-9]\d{15}/;

const NO_TAGS: readonly Tag[] = [];
const REPLACED: readonly Tag[] = ['control_characters_replaced'];

/**
 * Parses JSON. Integers beyond 2^53 (record ids, masks of keywords, FILETIMEs) come as their digits in text: a wrong digit
 * would make another event of it.
 * @throws SyntaxError when the text is not JSON
 */
export function parseJson(original: string): ParsedJson {
  const text = original.includes('\\u')
    ? original.replace(BAD_ESCAPE, (_, kept?: string) => kept ?? '\\ufffd')
    : original;
  const value: unknown = LONG_NUMBER.test(text) ? JSON.parse(text, keepDigits) : JSON.parse(text);
  return { value, tags: text === original ? NO_TAGS : REPLACED };
}

function keepDigits(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
  const source = context?.source;
  return source !== undefined && /^-?\d+$/.test(source) ? source : value;
}
