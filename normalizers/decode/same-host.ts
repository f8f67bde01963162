/** True when two names are those of one host: agents report its short name, events mostly the long one. */
export function isSameHost(a: string, b: string): boolean {
  const [short, long] = [a.toLowerCase(), b.toLowerCase()].sort((x, y) => x.length - y.length) as [string, string];
  return short === long || (!short.includes('.') && long.startsWith(`${short}.`));
}
