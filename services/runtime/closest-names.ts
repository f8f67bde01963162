/**
 * The names that a mistyped one may have been meant to be, fewest edits first; empty where none is near enough to be the
 * same word. Case does not count.
 *
 * @param limit how many at most
 */
export function closestNames(wrong: string, names: Iterable<string>, limit = 3): string[] {
  const word = wrong.toLowerCase();
  const most = Math.max(2, Math.floor(word.length / 4));
  const spellings = new Map<string, string>();
  for (const name of names) spellings.set(name.toLowerCase(), name);
  return (
    [...spellings]
      .map(([lower, name]) => ({ name, edits: countEdits(word, lower) }))
      // Half of a short word is a lot: then at least the first letter has to be right.
      .filter(({ name, edits }) => edits <= most && (edits * 2 < word.length || name[0]?.toLowerCase() === word[0]))
      .sort((a, b) => a.edits - b.edits)
      .slice(0, limit)
      .map(({ name }) => name)
  );
}

/** The sentence that follows an error about `wrong`, after a space; nothing where no name is near. */
export function suggest(wrong: string, names: Iterable<string>): string {
  const near = closestNames(wrong, names);
  return near.length === 0 ? '' : ` Did you mean ${near.join(' or ')}?`;
}

/** Levenshtein distance, one row at a time. */
function countEdits(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
