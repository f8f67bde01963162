import { CONFIDENCE_WORDS, type Confidence } from './enrich/decoded-value.ts';

/** What a person is told of one code, in the order of reading. */
export interface CodeDetail {
  /** `usual cause and fix`, `level`; also the name under which scripts find it. */
  readonly name: string;
  readonly text: string | readonly string[];
  /** True for what is to be copied as it is, such as a registry path: it is never wrapped. */
  readonly isVerbatim?: boolean;
}

/** An entry of the same or another table that belongs to a code. */
export interface CodeLink {
  readonly kind: string;
  readonly code: string;
  /** What the other entry is to this one: `usual alert`. */
  readonly as: string;
  /** What this entry is to the other one: `error states with this alert`. */
  readonly inReturn: string;
}

/** One entry of a code table, as a person reads it. */
export interface CodeEntry {
  /** The code as documentation writes it: `48`, `0x80090325`, `TLS 1.0`. `lookUpCode` finds it by this text. */
  readonly code: string;
  /** Its name, unique in its table: `unknown_ca`. */
  readonly symbol: string;
  /** The number in every notation that occurs, by the name of the notation; none where the code is a word. */
  readonly notations: Readonly<Record<string, string>>;
  readonly details: readonly CodeDetail[];
  readonly links: readonly CodeLink[];
  /** How an event carries it. */
  readonly value: string;
  /**
   * Codes of other tables that usually come along in the same event, by the kind of their table, so that the event explained
   * with them is a likely one.
   */
  readonly companions?: Readonly<Record<string, string>>;
  /** Addresses from which the facts are. */
  readonly sources: readonly string[];
}

/** What a text can mean as a number of a table: codes as the table writes them, whether it has them or not. */
export interface Reading {
  /** Read in a notation that events and documentation use for this kind of number. */
  readonly usual: readonly string[];
  /** Read as a number anyhow, such as an alert in hexadecimal. */
  readonly unusual: readonly string[];
}

/** A table of codes that a person can ask for. */
export interface CodeTable {
  /** The word by which a person asks for this table, and `kind` in JSON: `alert`. */
  readonly kind: string;
  /** Other words for it; case, spaces, hyphens and underscores do not count. */
  readonly aliases: readonly string[];
  /** What one code of it is called: `TLS alert`. */
  readonly title: string;
  /** What it is called in the reference: title of its page, the page's file name, and the key under which it is counted. */
  readonly reference: { readonly title: string; readonly page: string; readonly key: string };
  /** The file that an analyst corrects, from the root of the checkout. */
  readonly file: string;
  /** Addresses by the keys that the entries name in `source`. */
  readonly sources: Readonly<Record<string, string>>;
  /** The entries as the file has them, with what follows from them, in order. */
  readonly entries: ReadonlyMap<string, object>;
  /** Which numbers can be one, for the message about a code that is in no table: `a number from 0 to 255`. */
  readonly form: string;
  /** The largest number that can be one, where the definition of these codes leaves no room for doubt. */
  readonly largest?: number;
  /** Place among the tables where a bare number fits several, the likeliest first. */
  readonly rank: number;
  /** First part of the names of the facts that come of its codes; conditions of a catalogue that name one are its own. */
  readonly factPrefix: string;
  /** What to know where no event of ours carries these codes. */
  readonly note?: string;
  /** All codes, in order. */
  readonly codes: readonly string[];
  /** Symbols and other names to codes, names in lower case. */
  readonly names: ReadonlyMap<string, string>;
  readonly read: (text: string) => Reading;
  readonly find: (code: string) => CodeEntry | undefined;
}

/** Text that is no number of a table. */
export const NO_READING: Reading = { usual: [], unusual: [] };

/** Lists the details that are known; a part of an entry that its table lacks is left out. */
export function listDetails(details: Readonly<Record<string, string | readonly string[] | undefined>>): CodeDetail[] {
  return Object.entries(details).flatMap(([name, text]) =>
    text === undefined || text.length === 0 ? [] : [{ name, text }],
  );
}

/** The addresses that the source keys of an entry stand for. */
export function listAddresses(keys: readonly string[], sources: Readonly<Record<string, string>>): string[] {
  return keys.flatMap((key) => sources[key] ?? []);
}

/**
 * Says plainly how sure a fact is.
 * @param advice what is less sure than the rest, as the start of a clause: `the fix is`
 * @param adviceConfidence how sure that is
 */
export function describeConfidence(confidence: Confidence, advice?: string, adviceConfidence = confidence): string {
  const words = CONFIDENCE_WORDS[confidence].clause;
  return advice === undefined || adviceConfidence === confidence
    ? words
    : `${words}; ${advice} ${CONFIDENCE_WORDS[adviceConfidence].clause}`;
}

/** Makes a sentence of a clause of a code table. */
export function asSentence(clause: string | undefined): string | undefined {
  if (clause === undefined) return undefined;
  return `${clause.charAt(0).toUpperCase()}${clause.slice(1)}${/[.!?]$/.test(clause) ? '' : '.'}`;
}

const DECIMAL = /^(?:0|[1-9][0-9]{0,9})$/;
const HEX = /^0x[0-9a-f]{1,8}$/i;

/** Reads a number from `least` to `most` that is written in decimal; in hexadecimal it is an unusual notation. */
export function readDecimal(text: string, least: number, most: number): Reading {
  const isDecimal = DECIMAL.test(text);
  if (!isDecimal && !HEX.test(text)) return NO_READING;
  const number = Number(text);
  if (number < least || number > most) return NO_READING;
  const codes = [String(number)];
  return isDecimal ? { usual: codes, unusual: [] } : { usual: [], unusual: codes };
}

const NUMBER = /^(?:\d{1,20}|0x[0-9a-f]{1,16})$/i;

/** True for a number that can be no code of a table, whichever codes it lists. */
export function isImpossible(
  text: string,
  { largest = Number.POSITIVE_INFINITY }: Pick<CodeTable, 'largest'>,
): boolean {
  return NUMBER.test(text) && Number(text) > largest;
}

/** Indexes codes by their names; of two codes with the same name the first one keeps it. */
export function indexNames(pairs: Iterable<readonly [name: string | undefined, code: string]>): Map<string, string> {
  const names = new Map<string, string>();
  for (const [name, code] of pairs) {
    const key = name?.toLowerCase();
    if (key !== undefined && !names.has(key)) names.set(key, code);
  }
  return names;
}
