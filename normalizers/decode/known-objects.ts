import type { JsonFormat } from './format.ts';
import type { JsonObject } from './json.ts';

/**
 * Finds the format of JSON objects. One walk over the keys says which formats are worth asking: to ask all of them took a
 * third of a microsecond, because a key that is not there takes longest to look for where objects of many shapes come by.
 */
export class ObjectTable {
  readonly #formats: readonly JsonFormat[];
  /** The formats, a bit each, that a key may be of. */
  readonly #byKey: ReadonlyMap<string, number>;
  /** The formats that may be told by any key. */
  readonly #byAny: number;

  /**
   * @param formats in the order in which they are tried
   * @throws RangeError for more formats than a number has bits
   */
  constructor(formats: readonly JsonFormat[]) {
    if (formats.length > MOST_FORMATS)
      throw new RangeError(`${formats.length} formats, at most ${MOST_FORMATS} are possible`);
    const byKey = new Map<string, number>();
    let byAny = 0;
    for (const [index, { keys }] of formats.entries()) {
      if (keys === undefined) byAny |= 1 << index;
      else for (const key of keys) byKey.set(key, (byKey.get(key) ?? 0) | (1 << index));
    }
    this.#formats = formats;
    this.#byKey = byKey;
    this.#byAny = byAny;
  }

  /** The first format that the object matches. */
  find(json: JsonObject): JsonFormat | undefined {
    let worth = this.#byAny;
    for (const key in json) worth |= this.#byKey.get(key) ?? 0;
    while (worth !== 0) {
      const index = 31 - Math.clz32(worth & -worth);
      const format = this.#formats[index] as JsonFormat;
      if (format.matches(json)) return format;
      worth &= worth - 1;
    }
    return undefined;
  }
}

/** Bits of a number that the engine counts with. */
const MOST_FORMATS = 32;
