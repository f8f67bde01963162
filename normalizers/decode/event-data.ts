import { dead, type DeadOutcome } from '../outcome.ts';
import type { EventData } from '../windows-event.ts';

/** Names that would reach an object's prototype. No Windows template uses them, so they can only be an attack or an accident. */
const FORBIDDEN_NAMES: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** Adds a named value; a repeated name gets `_2`, `_3`, ... so that nothing is lost. Returns false for a forbidden name. */
export function addData(data: EventData, name: string, value: string): boolean {
  if (FORBIDDEN_NAMES.has(name)) return false;
  if (data[name] === undefined) {
    data[name] = value;
    return true;
  }
  // Numbers are taken in order: doubling and halving finds the next one without counting through many thousands.
  let taken = 1;
  let free = 2;
  while (data[`${name}_${free}`] !== undefined) {
    taken = free;
    free *= 2;
  }
  while (free - taken > 1) {
    const middle = (taken + free) >>> 1;
    if (data[`${name}_${middle}`] === undefined) free = middle;
    else taken = middle;
  }
  data[`${name}_${free}`] = value;
  return true;
}

/** The dead letter for a forbidden data name. */
export function forbiddenName(name: string, index: number): DeadOutcome {
  return dead('DECODE_FORBIDDEN_NAME', `the data name "${name}" is not accepted`, index);
}
