/** How often each of some names occurred. */
export type Tally<Name extends string = string> = Map<Name, number>;

/** Counts one occurrence, or several. */
export function increase<Name extends string>(tally: Tally<Name>, name: Name, by = 1): void {
  tally.set(name, (tally.get(name) ?? 0) + by);
}

/** All occurrences together. */
export function total(tally: ReadonlyMap<string, number>): number {
  return tally.values().reduce((sum, number) => sum + number, 0);
}
