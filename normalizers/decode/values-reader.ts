import { dead, type DeadOutcome } from '../outcome.ts';
import { emptyData } from '../event-data.ts';
import type { EventData, WindowsEvent } from '../windows-event.ts';
import { tooDeep } from './decoded.ts';
import { asDataValue, asList, exceedsDepth, type JsonObject } from './json.ts';
import type { DecodeLimits } from './limits.ts';
import { present } from './values.ts';

/** Names that would reach an object's prototype. No Windows template uses them, so they can only be an attack or an accident. */
const FORBIDDEN_NAMES: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** Longest name of a value; no template of Windows comes near, and V8 no longer tells much longer ones apart by their hash. */
export const LONGEST_NAME = 1024;

const PARAM = /^param([1-9][0-9]{0,2})$/;

/** The values of an event without the rest of it. */
export type EventBody = Pick<WindowsEvent, 'data' | 'unnamed' | 'binary'>;

/**
 * Collects the values of one event from whatever a format makes of `EventData` and `UserData`: the only way of a value into
 * an event. The first one that cannot be taken is kept as the reason to refuse the event.
 */
export class ValuesReader {
  readonly data: EventData = emptyData();
  readonly unnamed: string[] = [];
  binary: string | undefined;
  refusal: DeadOutcome | undefined;
  /**
   * Where the numbering of a repeated name stands, by name: the count goes on where it was, so that neither many repetitions
   * nor names that look like numbered ones take more than linear time.
   */
  #repeats: Map<string, number> | undefined;
  readonly #limits: DecodeLimits;

  constructor(limits: DecodeLimits) {
    this.#limits = limits;
  }

  /**
   * Adds a value under its name; null and undefined are no values. A repeated name gets `_2`, `_3`, ... so that nothing is
   * lost.
   */
  addNamed(name: string, value: unknown): void {
    const text = this.#print(value);
    if (text === undefined) return;
    if (FORBIDDEN_NAMES.has(name)) {
      this.refusal ??= dead('DECODE_FORBIDDEN_NAME', `the data name "${name}" is not accepted`);
    } else if (name.length > LONGEST_NAME) {
      const start = JSON.stringify(name.slice(0, 100));
      this.refusal ??= dead(
        'DECODE_FORBIDDEN_NAME',
        `a data name is longer than ${LONGEST_NAME} characters, which no template of Windows has; it begins ${start}`,
      );
    } else if (this.data[name] === undefined) {
      this.data[name] = text;
    } else {
      this.#addRepeated(name, text);
    }
  }

  /** Adds a value that has only its place. */
  addUnnamed(value: unknown): void {
    this.unnamed.push(this.#print(value) ?? '');
  }

  /** Takes the data section. */
  setBinary(value: unknown): void {
    this.binary = present(this.#print(value));
  }

  /** Adds what was read of a body that the collector has left as XML; one that could not be read refuses the event. */
  addBody(body: EventBody | DeadOutcome | undefined): void {
    if (body === undefined) return;
    if ('kind' in body) {
      this.refusal ??= body;
      return;
    }
    for (const name in body.data) this.addNamed(name, body.data[name]);
    for (const value of body.unnamed) this.addUnnamed(value);
    this.binary ??= body.binary;
  }

  /** Adds the elements of a list as values that have only their place; what is no list holds none. */
  addList(list: unknown): void {
    for (const value of asList(list)) this.addUnnamed(value);
  }

  /**
   * Adds the values of an object: `Binary` is the data section, `param1`, `param2`, ... are values without a name of which
   * the number is the place, all others are named.
   * @param skipped names that are no values
   */
  addObject(section: JsonObject, skipped?: ReadonlySet<string>): void {
    for (const name in section) {
      if (skipped?.has(name) === true) continue;
      const value = section[name];
      if (name === 'Binary') this.setBinary(value);
      else if (!this.#place(name, value)) this.addNamed(name, value);
    }
  }

  #addRepeated(name: string, text: string): void {
    this.#repeats ??= new Map();
    let number = this.#repeats.get(name) ?? 2;
    while (this.data[`${name}_${number}`] !== undefined) number++;
    this.data[`${name}_${number}`] = text;
    this.#repeats.set(name, number + 1);
  }

  /** Empty values are often not sent, so the place is told by the number alone. */
  #place(name: string, value: unknown): boolean {
    if (!name.startsWith('param')) return false;
    const position = Number(PARAM.exec(name)?.[1] ?? 0);
    const text = this.#print(value);
    if (position === 0 || text === undefined) return position !== 0;
    while (this.unnamed.length < position) this.unnamed.push('');
    this.unnamed[position - 1] = text;
    return true;
  }

  /** Nested values become JSON, if they are not nested too deep for what reads them later. */
  #print(value: unknown): string | undefined {
    if (typeof value !== 'object') return asDataValue(value);
    if (exceedsDepth(value, this.#limits.depth)) {
      this.refusal ??= tooDeep(this.#limits);
      return undefined;
    }
    return asDataValue(value);
  }
}
