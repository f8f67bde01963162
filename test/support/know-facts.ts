import { Facts, placeFact } from '../../normalizers/enrich/facts.ts';

/** Facts by their names and values. */
export function knowFacts(known: Iterable<readonly [name: string, value: string]> = []): Facts {
  const facts = new Facts();
  for (const [name, value] of known) facts.set(placeFact(name), value);
  return facts;
}
