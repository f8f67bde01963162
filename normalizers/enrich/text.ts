import { wholeText } from '../whole-text.ts';
import { placeFact, type Facts } from './facts.ts';

/** Renders a text of the catalogue with the facts of an event. */
export type TextTemplate = (facts: Facts) => string;

interface Part {
  /** Literal text and places of facts in turn: literal, fact, literal, ... */
  readonly literals: readonly string[];
  readonly facts: readonly number[];
  /** True for a part in brackets, which is left out when one of its facts is missing. */
  readonly optional: boolean;
}

const BRACKETED = /\[([^[\]]*)\]/g;
const FACT = /\{([a-z0-9_.]+)\}/;

/** What a required fact that is missing is written as; the catalogue's tests keep it from ever being seen. */
const UNKNOWN = 'unknown';

/** Compiles a text once, at start: `{fact}` is replaced, `[part with {fact}]` is left out when a fact is missing. */
export function compileText(source: string): TextTemplate {
  const parts: Part[] = [];
  let from = 0;
  for (const match of source.matchAll(BRACKETED)) {
    addPart(parts, source.slice(from, match.index), false);
    addPart(parts, match[1] as string, true);
    from = match.index + match[0].length;
  }
  addPart(parts, source.slice(from), false);
  const [only] = parts;
  if (parts.length === 1 && only?.facts.length === 0) {
    const constant = only.literals[0] as string;
    return () => constant;
  }
  return (facts) => render(parts, facts);
}

/** Names of the facts that a text uses. */
export function listFacts(source: string): string[] {
  return [...source.matchAll(new RegExp(FACT, 'g'))].map((match) => match[1] as string);
}

/**
 * A text of Windows without the full stop at its end, so that a sentence can take it in. Cut by hand: a pattern for "dots
 * and spaces at the end" takes quadratic time on long runs of spaces elsewhere.
 */
export function withoutFullStop(text: string): string {
  let end = text.length;
  while (end > 0 && (text[end - 1] === '.' || (text[end - 1] as string).trim() === '')) end--;
  return end === text.length ? text : wholeText(text.slice(0, end));
}

function addPart(parts: Part[], source: string, optional: boolean): void {
  if (source === '') return;
  // Splitting by a pattern with one group gives literal, fact, literal, ...
  const pieces = source.split(FACT).map(wholeText);
  const facts = pieces.filter((_, i) => i % 2 === 1).map(placeFact);
  parts.push({ literals: pieces.filter((_, i) => i % 2 === 0), facts, optional });
}

/**
 * All parts but optional ones of which a fact is missing. Texts that are summed up are only notes of their pieces to the engine
 * (`wholeText`); joined to the last of them the sum is written as one, in three quarters of the time of a join of all pieces.
 */
function render(parts: readonly Part[], facts: Facts): string {
  let sum = '';
  let last = '';
  for (const { literals, facts: places, optional } of parts) {
    if (optional && lacksFact(places, facts)) continue;
    for (let i = 0; i < literals.length; i++) {
      const literal = literals[i] as string;
      if (literal !== '') {
        sum += last;
        last = literal;
      }
      if (i === places.length) break;
      const value = facts.at(places[i] as number) ?? UNKNOWN;
      // Joined to nothing a sum stays what it is, so nothing must not be the last.
      if (value === '') continue;
      sum += last;
      last = value;
    }
  }
  return [sum, last].join('');
}

function lacksFact(places: readonly number[], facts: Facts): boolean {
  for (const place of places) if (facts.at(place) === undefined) return true;
  return false;
}
