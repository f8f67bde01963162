import { presentName } from './values.ts';

/** True when two names are those of one host: agents report its short name, events mostly the long one. */
export function isSameHost(a: string, b: string): boolean {
  if (a === b) return true;
  const [first, second] = [a.toLowerCase(), b.toLowerCase()];
  return first === second || isShortName(first, second) || isShortName(second, first);
}

function isShortName(short: string, long: string): boolean {
  return long[short.length] === '.' && long.startsWith(short) && !short.includes('.');
}

/**
 * The machine that read or forwarded an event, where it is not the one of the event; undefined where it is, and for what is
 * no name. Of an event that names no computer it is the only machine known.
 */
export function otherHost(host: string | undefined, computer: string | undefined): string | undefined {
  const name = presentName(host);
  return name === undefined || (computer !== undefined && isSameHost(name, computer)) ? undefined : name;
}
