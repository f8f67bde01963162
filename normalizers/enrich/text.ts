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
  return (facts) => {
    // Joined they are one text in memory, which a sum of texts is not (`wholeText`).
    const pieces: string[] = [];
    for (const part of parts) addRendered(part, facts, pieces);
    return pieces.join('');
  };
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

/** Adds a part to the pieces; nothing of an optional one whose fact is missing. */
function addRendered(part: Part, facts: Facts, pieces: string[]): void {
  const start = pieces.length;
  // Each piece costs as much as copying a hundred characters, so empty ones are left out.
  const [first] = part.literals;
  if (first !== undefined && first !== '') pieces.push(first);
  for (let i = 0; i < part.facts.length; i++) {
    const value = facts.at(part.facts[i] as number);
    if (value === undefined && part.optional) {
      pieces.length = start;
      return;
    }
    pieces.push(value ?? UNKNOWN);
    const literal = part.literals[i + 1];
    if (literal !== undefined && literal !== '') pieces.push(literal);
  }
}
