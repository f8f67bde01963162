import type { JsonFormat } from './format.ts';
import { isObject, type JsonObject } from './json.ts';

/** One way in which a format is told, and the keys that its words name. */
interface Sign {
  readonly format: string;
  readonly words: string;
  readonly keys: readonly string[];
}

/** So many keys are listed, of so many characters each: the detail of a dead letter is short. */
const MOST_KEYS = 20;
const LONGEST_KEY = 40;

/** Says of an object that no format recognises which keys it has, and which of the formats it comes nearest to. */
export class UnknownObjects {
  readonly #signs: readonly Sign[];
  readonly #keys: ReadonlySet<string>;

  /** @param formats whose signs name keys in backticks, as `docs/formats.md` shows them */
  constructor(formats: readonly Pick<JsonFormat, 'name' | 'sign'>[]) {
    this.#signs = formats.flatMap(({ name, sign }) =>
      sign.split(/, or (?=.*`)/).map((words) => ({ format: name, words, keys: listKeys(words) })),
    );
    this.#keys = new Set(this.#signs.flatMap(({ keys }) => keys.map((key) => key.split('.', 1)[0] ?? key)));
  }

  /** @returns a clause, in which keys that are signs of a format come first */
  describe(json: JsonObject): string {
    const keys = Object.keys(json);
    const signs = keys.filter((key) => this.#keys.has(key)).sort();
    const others = keys.filter((key) => !this.#keys.has(key)).sort();
    const listed = [...signs, ...others].slice(0, MOST_KEYS).map((key) => key.slice(0, LONGEST_KEY));
    const more = keys.length > listed.length ? `, and ${keys.length - listed.length} more` : '';
    // Without a key of any of them none is near: half of the time that an empty object takes.
    const nearest = signs.length === 0 ? '' : this.#describeNearest(json);
    return `the object has the keys [${listed.join(', ')}${more}]${nearest}`;
  }

  #describeNearest(json: JsonObject): string {
    let nearest: { readonly sign: Sign; readonly missing: readonly string[]; readonly found: number } | undefined;
    for (const sign of this.#signs) {
      const missing = sign.keys.filter((key) => !has(json, key));
      const found = sign.keys.length - missing.length;
      if (found === 0 || (nearest !== undefined && found <= nearest.found)) continue;
      nearest = { sign, missing, found };
    }
    if (nearest === undefined) return '';
    const { sign, missing } = nearest;
    const lacks = missing.length === 0 ? '' : ` (here without ${missing.join(', ')})`;
    return `; the nearest format is ${sign.format}, told by ${sign.words.replaceAll('`', '')}${lacks}`;
  }
}

/** The words in backticks, without those that are values of the word before. */
function listKeys(words: string): string[] {
  return [...words.matchAll(/(?<! is )`([\w.@]+)`/g)].map(([, key]) => key as string);
}

/** Whether an object has a key, or the last of several with dots between them. */
function has(json: JsonObject, path: string): boolean {
  let value: unknown = json;
  for (const key of path.split('.')) {
    if (!isObject(value) || !Object.hasOwn(value, key)) return false;
    value = value[key];
  }
  return true;
}
