import type { DeadOutcome } from '../outcome.ts';
import type { EventData } from '../windows-event.ts';
import { tooDeep } from './decoded.ts';
import { addData, forbiddenName, type Repeats } from './event-data.ts';
import { asDataValue, exceedsDepth, type JsonObject } from './json.ts';
import type { DecodeLimits } from './limits.ts';
import { present } from './values.ts';

const PARAM = /^param([1-9][0-9]{0,2})$/;

/**
 * Collects the values of one event from whatever a format makes of `EventData` and `UserData`. The first value that cannot
 * be taken is kept as the reason to refuse the event.
 */
export class ValuesReader {
  readonly data = Object.create(null) as EventData;
  readonly unnamed: string[] = [];
  binary: string | undefined;
  refusal: DeadOutcome | undefined;
  readonly #repeats: Repeats = new Map();

  /** Adds a value under its name; null and undefined are no values. */
  addNamed(name: string, value: unknown): void {
    const text = asDataValue(value);
    if (text === undefined) return;
    if (!addData(this.data, this.#repeats, name, text)) this.refusal ??= forbiddenName(name);
  }

  /** Adds a value that has only its place. */
  addUnnamed(value: unknown): void {
    this.unnamed.push(asDataValue(value) ?? '');
  }

  /** Adds the elements of a list as values that have only their place; what is no list holds none. */
  addList(list: unknown): void {
    if (Array.isArray(list)) for (const value of list as readonly unknown[]) this.addUnnamed(value);
  }

  /**
   * Adds the values of an object: `Binary` is the data section, `param1`, `param2`, ... are values without a name of which
   * the number is the place, all others are named.
   * @param skipped names that are no values
   */
  addObject(section: JsonObject, limits: DecodeLimits, skipped?: ReadonlySet<string>): void {
    if (exceedsDepth(section, limits.depth)) {
      this.refusal ??= tooDeep(limits);
      return;
    }
    for (const name of Object.keys(section)) {
      if (skipped?.has(name) === true) continue;
      const value = section[name];
      if (name === 'Binary') this.binary = present(asDataValue(value));
      else if (!this.#place(name, value)) this.addNamed(name, value);
    }
  }

  /** Empty values are often not sent, so the place is told by the number alone. */
  #place(name: string, value: unknown): boolean {
    if (!name.startsWith('param')) return false;
    const position = Number(PARAM.exec(name)?.[1] ?? 0);
    const text = asDataValue(value);
    if (position === 0 || text === undefined) return position !== 0;
    while (this.unnamed.length < position) this.unnamed.push('');
    this.unnamed[position - 1] = text;
    return true;
  }
}
