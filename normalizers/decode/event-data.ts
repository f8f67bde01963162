import { dead, type DeadOutcome } from '../outcome.ts';
import type { EventData } from '../windows-event.ts';

/** Names that would reach an object's prototype. No Windows template uses them, so they can only be an attack or an accident. */
const FORBIDDEN_NAMES: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** Where the numbering of a repeated name stands, by name. */
export type Repeats = Map<string, number>;

/**
 * Adds a named value; a repeated name gets `_2`, `_3`, ... so that nothing is lost. Returns false for a forbidden name.
 * @param repeats kept by the caller for all values of one event: the count goes on where it was, so that neither many
 * repetitions nor names that look like numbered ones take more than linear time
 */
export function addData(data: EventData, repeats: Repeats, name: string, value: string): boolean {
  if (FORBIDDEN_NAMES.has(name)) return false;
  if (data[name] === undefined) {
    data[name] = value;
    return true;
  }
  let number = repeats.get(name) ?? 2;
  while (data[`${name}_${number}`] !== undefined) number++;
  data[`${name}_${number}`] = value;
  repeats.set(name, number + 1);
  return true;
}

/** The dead letter for a forbidden data name. */
export function forbiddenName(name: string): DeadOutcome {
  return dead('DECODE_FORBIDDEN_NAME', `the data name "${name}" is not accepted`);
}
