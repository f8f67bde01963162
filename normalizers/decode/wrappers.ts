import type { JsonWrapper } from './format.ts';
import { isObject, type JsonObject } from './json.ts';

/** Lists of records under a key of their own: tried first, because a list can hold any of the formats. */
export const EVENT_LISTS: readonly JsonWrapper[] = ['events', 'records'].map((key) => ({
  name: undefined,
  sign: `a list of records (array "${key}")`,
  matches: (json) => Array.isArray(json[key]) && json[key].some(isRecord),
  unwrap: (json) => json[key] as readonly unknown[],
}));

/** Objects around an event, tried when nothing else fits. */
export const JSON_WRAPPERS: readonly JsonWrapper[] = [];

function isRecord(value: unknown): value is JsonObject | string {
  return typeof value === 'string' || isObject(value);
}
