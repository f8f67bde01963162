/** Up to so many names all subsets are listed; above, what a few missing values and a few present ones do is enough. */
const FEW = 8;
const MOST_MISSING = 3;

/**
 * Sets of names to leave out: all subsets of up to 8 names, the empty one first; of more names those of up to 3, and those
 * that leave one name or none.
 */
export function listSubsets<T>(names: readonly T[]): readonly (readonly T[])[] {
  if (names.length <= FEW) {
    return Array.from({ length: 2 ** names.length }, (_, bits) => names.filter((_name, i) => (bits >> i) % 2 === 1));
  }
  const upTo = (most: number, from: number): T[][] =>
    most === 0
      ? [[]]
      : [[], ...names.slice(from).flatMap((name, i) => upTo(most - 1, from + i + 1).map((rest) => [name, ...rest]))];
  return [...upTo(MOST_MISSING, 0), ...names.map((kept) => names.filter((name) => name !== kept)), names];
}
