import type { CodeTable } from '../../../../normalizers/code-table.ts';
import { closestNames } from '../../../runtime/closest-names.ts';

/** A code that may have been meant. */
export interface Suggestion {
  readonly kind: string;
  readonly code: string;
  readonly symbol: string;
}

const MOST = 3;
/** A number in decimal is near another one up to this difference. */
const NEAR = 10;
/** A part of a name that is shorter than this is in too many names. */
const SHORTEST_PART = 4;
const SHORTEST_START = 8;

/** Codes that a text may have been meant to be: a slip in a number, or part of a name or a slip in it; the likeliest first. */
export function suggestCodes(text: string, tables: readonly CodeTable[]): Suggestion[] {
  const found = [...(/\d/u.test(text) ? nearNumbers(text, tables) : []), ...nearNames(text, tables)];
  const distinct = new Map(found.map((suggestion) => [`${suggestion.kind} ${suggestion.code}`, suggestion]));
  return [...distinct.values()].slice(0, MOST);
}

/** The sentence that follows an error, after a space; nothing where no code is near. */
export function adviseCodes(suggestions: readonly Suggestion[]): string {
  if (suggestions.length === 0) return '';
  return ` Did you mean ${suggestions.map(describeSuggestion).join(' or ')}?`;
}

function describeSuggestion({ kind, code, symbol }: Suggestion): string {
  return code === symbol ? `${kind} ${code}` : `${kind} ${code} (${symbol})`;
}

function* nearNumbers(text: string, tables: readonly CodeTable[]): Generator<Suggestion> {
  for (const slip of listSlips(text)) {
    for (const table of tables) {
      for (const code of table.read(slip).usual) yield* asSuggestion(table, code);
    }
  }
  const number = Number(text);
  for (const table of tables) {
    const near = table.codes
      .filter((code) => /^\d+$/u.test(code) && Math.abs(Number(code) - number) <= NEAR)
      .sort((a, b) => Math.abs(Number(a) - number) - Math.abs(Number(b) - number));
    for (const code of near.slice(0, MOST)) yield* asSuggestion(table, code);
  }
}

function* asSuggestion({ kind, find }: CodeTable, code: string): Generator<Suggestion> {
  const entry = find(code);
  if (entry !== undefined) yield { kind, code: entry.code, symbol: entry.symbol };
}

/** One edit finds too much in a short decimal number. */
const SHORTEST_NUMBER = 6;
/** No number that is meant is longer; the work grows with it. */
const LONGEST_NUMBER = 14;

/** A number with one slip taken back: the sign, two neighbours exchanged, a digit too many, too few, or wrong. */
function* listSlips(text: string): Generator<string> {
  if (text.length > LONGEST_NUMBER) return;
  yield text.startsWith('-') ? text.slice(1) : `-${text}`;
  const start = /^-?(?:0x)?/iu.exec(text)?.[0].length ?? 0;
  const [head, digits] = [text.slice(0, start), text.slice(start)];
  for (let i = 0; i + 1 < digits.length; i++) {
    yield head + digits.slice(0, i) + digits.charAt(i + 1) + digits.charAt(i) + digits.slice(i + 2);
  }
  const isDecimal = /^\d+$/u.test(digits) && !head.endsWith('x');
  if (isDecimal && digits.length < SHORTEST_NUMBER) return;
  const alphabet = isDecimal ? '0123456789' : '0123456789abcdef';
  for (let i = 0; i < digits.length; i++) yield head + digits.slice(0, i) + digits.slice(i + 1);
  for (let i = 0; i <= digits.length; i++) {
    for (const digit of alphabet) yield head + digits.slice(0, i) + digit + digits.slice(i);
  }
  // From the end: the first digits of codes are the same, slips there are seen.
  for (let i = digits.length - 1; i >= 0; i--) {
    for (const digit of alphabet) yield head + digits.slice(0, i) + digit + digits.slice(i + 1);
  }
}

function nearNames(text: string, tables: readonly CodeTable[]): Suggestion[] {
  const part = text.toLowerCase().replaceAll(' ', '_');
  const names = tables.flatMap((table) => [...table.names].map(([name, code]) => ({ name, code, table })));
  const holding = part.length < SHORTEST_PART ? [] : names.filter(({ name }) => name.includes(part));
  // A slip in the whole name, else in its beginning: who types a part of a long name mistypes it, too.
  const whole = closestNames(
    part,
    names.map(({ name }) => name),
  );
  const starts =
    part.length < SHORTEST_START
      ? []
      : closestNames(
          part,
          names.map(({ name }) => name.slice(0, part.length)),
        );
  const close = [
    ...whole.flatMap((near) => names.filter(({ name }) => name === near)),
    ...starts.flatMap((near) => names.filter(({ name }) => name.startsWith(near))),
  ];
  return [...holding, ...close].flatMap(({ code, table }) => [...asSuggestion(table, code)]);
}
