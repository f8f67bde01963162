import { CONFIDENCE_WORDS, type Confidence } from '../../normalizers/enrich/decoded-value.ts';
import { listCases } from './cases.ts';
import { CATALOGUES, listEvents, pageOf, textOf, type Entry, type TableData } from './knowledge.ts';
import { address, anchor, bullets, code, either, join, link, text } from './markdown.ts';

/** What is shown of any entry under its own name, because no page treats it specially: new properties are never lost. */
export function describeRest(entry: Entry, known: readonly string[]): string[] {
  return Object.entries(entry)
    .filter(([name]) => !known.includes(name))
    .map(([name, value]) => `${text(sentence(name))}: ${showValue(value)}`);
}

function showValue(value: unknown): string {
  if (Array.isArray(value)) return value.map(showValue).join(', ');
  if (typeof value === 'object' && value !== null)
    return Object.entries(value)
      .map(([name, part]) => `${text(name)} ${showValue(part)}`)
      .join('; ');
  const words = String(value);
  return /^https?:\/\/\S+$/.test(words) ? address(words) : text(words);
}

/** `defined_in` as the start of a line: `Defined in`. */
function sentence(name: string): string {
  const words = name.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A clause of a table as a sentence. */
export function finish(clause: string | undefined): string {
  if (clause === undefined || clause === '') return '';
  const shown = text(clause.charAt(0).toUpperCase() + clause.slice(1));
  return /[.!?]$/.test(shown) ? shown : `${shown}.`;
}

/** Cells of a table hold several sentences on lines of their own. */
export function lines(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('\n');
}

/** The code of an entry in a table, with the anchors by which it can be linked. */
export function mark(value: string, alias?: string): string {
  return `${anchor(value)}${alias === undefined ? '' : anchor(alias)}${code(value)}`;
}

/**
 * How sure an entry is; what says nothing is documented.
 * @param advice name and property of what can be less sure than the rest: `['fix', 'fix_confidence']`
 */
export function confidenceOf(entry: Entry, advice?: readonly [name: string, property: string]): string {
  const whole = nameConfidence(textOf(entry, 'confidence') ?? 'documented');
  const least = advice === undefined ? undefined : textOf(entry, advice[1]);
  const part = least === undefined ? whole : nameConfidence(least);
  return text(part === whole ? whole : `${whole}; ${advice?.[0] ?? ''} ${part}`);
}

function nameConfidence(word: string): string {
  return Object.hasOwn(CONFIDENCE_WORDS, word) ? CONFIDENCE_WORDS[word as Confidence].name : word;
}

/** The sources of an entry, as links to the end of the page. */
export function describeSources(entry: Entry): string {
  const keys = Array.isArray(entry['source']) ? entry['source'].map(String) : [];
  return keys.length === 0 ? '' : `Sources: ${keys.map((key) => link(text(key), `#source-${key}`)).join(', ')}`;
}

/** Addresses that the entries of a table rest on, by the keys that they name. */
export function describeTableSources({ sources }: TableData): string {
  return join(
    '## Sources',
    bullets(Object.entries(sources).map(([key, url]) => `${anchor(`source-${key}`)}${text(key)}: ${address(url)}`)),
  );
}

/** Cases of events that ask for a code, as links: what an event with this code means and what to do about it. */
export function listUses(facts: readonly string[], value: string, onlyEvent?: string): string[] {
  return CATALOGUES.flatMap((catalogue) =>
    listEvents(catalogue).flatMap(({ id, event }) =>
      onlyEvent !== undefined && id !== onlyEvent
        ? []
        : listCases(id, event)
            .filter(({ whens }) => whens.some((when) => facts.some((fact) => asksFor(when[fact], value))))
            .map(({ anchor: place, title }) => link(`${id} ${text(title)}`, `${pageOf(catalogue)}#${place}`)),
    ),
  );
}

/** The same as a line of a cell; none where no event asks for the code. */
export function describeUses(facts: readonly string[], value: string): string[] {
  const uses = listUses(facts, value);
  return uses.length === 0 ? [] : [`In events: ${uses.join('; ')}`];
}

function asksFor(wanted: unknown, value: string): boolean {
  return Array.isArray(wanted) && wanted.includes(value);
}

/** Events that carry a value which is decoded by this decoder, as links. */
export function listCarriers(decoder: string): string {
  return CATALOGUES.flatMap((catalogue) =>
    listEvents(catalogue)
      .filter(({ event }) =>
        event.templates.some(({ fields }) => fields.some((name) => catalogue.fields[name]?.decode === decoder)),
      )
      .map(({ id }) => link(id, `${pageOf(catalogue)}#${id}`)),
  ).join(', ');
}

/** How a page of a code table begins: how many codes, and who carries them. */
export function countEntries(table: TableData): string {
  return `${table.entries.length} entries.`;
}

/** What the words for confidence mean. */
export const CONFIDENCE = `Confidence: ${either(
  Object.values(CONFIDENCE_WORDS).map(({ name, meaning }) => `_${text(name)}_ ${text(meaning)}`),
  'and',
)}.`;
