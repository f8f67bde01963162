import { CONFIDENCE_WORDS } from '../../normalizers/enrich/decoded-value.ts';
import type { Explanation } from '../../normalizers/index.ts';
import { cut, INDENT, layRows, LONGEST_VALUE } from './layout.ts';
import { printable } from './terminal.ts';

/** Digits of a SHA-256. */
const LONGEST_HASH = 64;

type Decoded = Explanation['decoded'][number];

/**
 * Lays out the values of an event, each with what it stands for, how sure that is, and what the code tables say of its
 * usual cause and fix.
 */
export function describeValues(
  {
    document,
    decoded,
    impossible = [],
  }: Pick<Explanation, 'document' | 'decoded'> & Partial<Pick<Explanation, 'impossible'>>,
  width: number,
): string[] {
  const values = Object.entries(document.winlog.event_data ?? {}).filter(
    ([name, value]) => value !== '' && value !== '-' && name !== '__binLength',
  );
  const longest = Math.max(0, ...values.map(([name]) => name.length));
  const meanings = new Map(decoded.map((entry) => [entry.field, describeDecoded(entry, document.wincanal.summary)]));
  return layRows(
    values.map(([name, value]) => {
      // A value without spaces (a certificate) cannot be wrapped; a hash stays whole, it is there to be compared.
      const isWhole = value.includes(' ') || value.length <= LONGEST_HASH;
      const room = isWhole ? LONGEST_VALUE : Math.max(16, width - longest - 2 * INDENT.length);
      const meaning = meanings.get(name);
      const text = cut(printable(value), room);
      const wrong = impossible.find(({ field }) => field === name);
      if (wrong !== undefined) return [name, `${text}, which is no ${wrong.title} (${wrong.form})`];
      return [name, meaning === undefined ? text : `${text} = ${meaning}`];
    }),
    width,
  );
}

/** What the sentence above the values says already is not said again. */
function describeDecoded(decoded: Decoded, summary: string): string {
  const { value, symbol, meaning, confidence, cause, check, fix, advice_confidence: adviceConfidence } = decoded;
  const name = symbol.toLowerCase() === value.toLowerCase() ? [] : [symbol];
  const words = summary.includes(meaning) ? name : [...name, meaning];
  const known = words.length === 0 ? symbol : words.join(', ') + describeConfidence(confidence);
  // What there is to check is a sentence that says so itself: Check ..., Compare ..., Expect ...
  const advice = { 'Usual cause': cause, Advice: check, 'Usual fix': fix };
  const sentences = Object.entries(advice).flatMap(([label, text]) =>
    text === undefined ? [] : [`${label}${describeConfidence(adviceConfidence)}: ${text}`],
  );
  return sentences.length === 0 ? known : `${[known, ...sentences].join('. ')}.`;
}

/** What nobody documents is not shown as a fact. */
function describeConfidence(confidence: Decoded['confidence'] | undefined): string {
  return confidence === undefined || confidence === 'documented' ? '' : ` (${CONFIDENCE_WORDS[confidence].name})`;
}
