/**
 * True when two names are those of one host: agents report its short name, events mostly the long one. A host without a
 * name is not known to be the other.
 */
export function isSameHost(one: string, other: string | undefined): boolean {
  if (other === undefined) return false;
  const [a, b] = [one.toLowerCase(), other.toLowerCase()];
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  return short === long || (!short.includes('.') && long.startsWith(`${short}.`));
}
