/** Longest computer name that is compared: DNS has no longer ones. */
export const LONGEST_NAME = 255;

/** Says whether a computer name is meant. */
export type HostPattern = (name: string) => boolean;

/** True for a pattern that stands for more than one name. */
export function isGlob(pattern: string): boolean {
  return pattern.includes('*') || pattern.includes('?');
}

/** The first label of a computer name: the name itself where it has no domain. */
export function shortNameOf(name: string): string {
  const dot = name.indexOf('.');
  return dot < 0 ? name : name.slice(0, dot);
}

/**
 * Compiles a glob once, at start: `*` stands for any run of characters, dots included, `?` for one. Both sides are in
 * lower case already. There is no regular expression in it, hence no pattern that takes exponential time: at worst the
 * length of the name times that of the pattern.
 */
export function compileGlob(glob: string): HostPattern {
  const [first = '', ...middle] = glob.split('*');
  const last = middle.pop();
  if (last === undefined) return (name) => name.length === first.length && fitsAt(name, first, 0);
  const shortest = glob.length - middle.length - 1;
  return (name) => {
    const end = name.length - last.length;
    if (name.length < shortest || !fitsAt(name, first, 0) || !fitsAt(name, last, end)) return false;
    // The leftmost place for each part leaves the most room for those behind it.
    let from = first.length;
    for (const part of middle) {
      const at = findPart(name, part, from, end);
      if (at < 0) return false;
      from = at + part.length;
    }
    return true;
  };
}

const ANY = '?'.charCodeAt(0);

function fitsAt(name: string, part: string, at: number): boolean {
  for (let i = 0; i < part.length; i++) {
    const wanted = part.charCodeAt(i);
    if (wanted !== ANY && wanted !== name.charCodeAt(at + i)) return false;
  }
  return true;
}

function findPart(name: string, part: string, from: number, end: number): number {
  for (let at = from; at + part.length <= end; at++) if (fitsAt(name, part, at)) return at;
  return -1;
}
