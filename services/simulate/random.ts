/** A stream of numbers that a seed determines: the same seed gives the same fleet on every machine. */
export interface Random {
  /** At least `least`, at most `most`, both whole. */
  integer(least: number, most: number): number;
  chance(probability: number): boolean;
  /** @throws RangeError where there is nothing to pick from */
  pick<T>(items: readonly T[]): T;
  /** Picks with a probability in proportion to each item's `weight`. */
  weighted<T extends { readonly weight: number }>(items: readonly T[]): T;
  /** Lower-case hexadecimal digits. */
  hex(digits: number): string;
  /** A GUID without braces, lower case. */
  guid(): string;
}

/** Makes a generator: Weyl sequence with a 32-bit mixing function (the splitmix family). Not for secrets. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;

  /** From 0 up to, not including, 1. */
  const next = (): number => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  };
  const integer = (least: number, most: number): number => least + Math.floor(next() * (most - least + 1));
  const pick = <T>(items: readonly T[]): T => {
    const item = items[integer(0, items.length - 1)];
    if (item === undefined) throw new RangeError('pick needs at least one item');
    return item;
  };
  const hex = (digits: number): string => {
    let text = '';
    while (text.length < digits) text += integer(0, 15).toString(16);
    return text;
  };

  return {
    integer,
    pick,
    hex,
    chance: (probability) => next() < probability,
    weighted: (items) => {
      let rest = next() * items.reduce((sum, { weight }) => sum + weight, 0);
      return items.find(({ weight }) => (rest -= weight) < 0) ?? pick(items);
    },
    guid: () => [8, 4, 4, 4, 12].map(hex).join('-'),
  };
}
