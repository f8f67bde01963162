import type { CodeTable } from '../../../../normalizers/code-table.ts';
import { closestNames } from '../../../runtime/closest-names.ts';

/** A code that may have been meant. */
export interface Suggestion {
  readonly kind: string;
  readonly code: string;
  readonly symbol: string;
}

const MOST = 3;
/** A part of a name that is shorter than this is in too many names. */
const SHORTEST_PART = 4;
/** So much of a name of its own is enough to be told although there is a slip in it. */
const SHORTEST_START = 6;

/**
 * Codes that a text may have been meant to be: a slip in a number, or part of a name or a slip in it; the likeliest first.
 * Numbers that are only near in value are none: the codes next to each other mean different things.
 */
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
  for (const slips of listSlips(text)) {
    const found = slips.flatMap((slip) =>
      tables.flatMap((table) => table.read(slip).usual.flatMap((code) => [...asSuggestion(table, code)])),
    );
    yield* found;
    // A likelier slip explains the number: the others would only be noise beside it.
    if (found.length > 0) return;
  }
}

function* asSuggestion({ kind, find }: CodeTable, code: string): Generator<Suggestion> {
  const entry = find(code);
  if (entry !== undefined) yield { kind, code: entry.code, symbol: entry.symbol };
}

/** In a shorter number a digit more, less or another makes just another number of the table. */
const SHORTEST_NUMBER = 7;
/** No number that is meant is longer; the work grows with it. */
const LONGEST_NUMBER = 14;
/** The last digits count the codes of one kind: with another digit there it is another code, not a slip. */
const COUNTING_DIGITS = { hexadecimal: 2, decimal: 3 } as const;

/**
 * A number with one slip taken back, by kind of slip, the likeliest first: the sign, two neighbours exchanged, a digit too
 * many or too few, a wrong one.
 */
function* listSlips(text: string): Generator<string[]> {
  if (text.length > LONGEST_NUMBER) return;
  yield [text.startsWith('-') ? text.slice(1) : `-${text}`];
  const start = /^-?(?:0x)?/iu.exec(text)?.[0].length ?? 0;
  const [head, digits] = [text.slice(0, start), text.slice(start)];
  const places = Array.from(digits, (_, place) => place);
  const put = (place: number, taken: number, digit: string): string =>
    head + digits.slice(0, place) + digit + digits.slice(place + taken);
  yield places.slice(1).map((place) => put(place - 1, 2, digits.charAt(place) + digits.charAt(place - 1)));
  if (digits.length < SHORTEST_NUMBER) return;
  const isDecimal = /^\d+$/u.test(digits) && !head.endsWith('x');
  const alphabet = Array.from(isDecimal ? '0123456789' : '0123456789abcdef');
  yield [
    ...places.map((place) => put(place, 1, '')),
    ...[...places, digits.length].flatMap((place) => alphabet.map((digit) => put(place, 0, digit))),
  ];
  const named = places.slice(0, -COUNTING_DIGITS[isDecimal ? 'decimal' : 'hexadecimal']);
  // From the end: the first digits of codes are the same, slips there are seen.
  yield named.reverse().flatMap((place) => alphabet.map((digit) => put(place, 1, digit)));
}

/** What the names of one kind begin with; alike in this, they mean nothing alike. */
const COMMON_START = /^(?:(?:sec|trust|cert|crypt|ncrypt)_[ei]_|nte_|error_(?:winhttp_)?|tls1_alert_|tls_|ssl_)/u;

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
    part.replace(COMMON_START, '').length < SHORTEST_START
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
