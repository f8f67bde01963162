import { closestName } from '../runtime/closest-name.ts';

/**
 * The candidates nearest to a mistyped word, best first; empty where nothing is near. Case does not count.
 *
 * @param limit how many at most
 */
export function closest(word: string, candidates: Iterable<string>, limit = 3): string[] {
  const spellings = new Map<string, string>();
  for (const candidate of candidates) spellings.set(candidate.toLowerCase(), candidate);
  const found: string[] = [];
  while (found.length < limit) {
    const nearest = closestName(word.toLowerCase(), [...spellings.keys()]);
    if (nearest === undefined) break;
    found.push(spellings.get(nearest) ?? nearest);
    spellings.delete(nearest);
  }
  return found;
}

/** The sentence that follows an error about `word`, or nothing where no candidate is near. */
export function suggest(word: string, candidates: Iterable<string>): string {
  const near = closest(word, candidates);
  return near.length === 0 ? '' : ` Did you mean ${near.join(' or ')}?`;
}
