/** A JSON object as it came: only its own keys are looked at. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** True for a JSON object, which an array and null are not. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const EMPTY: JsonObject = Object.freeze({});

/** The object, or an empty one where there is none: what is looked up in it is then absent. */
export function asObject(value: unknown): JsonObject {
  return isObject(value) ? value : EMPTY;
}

/** The string; undefined for any other value. */
export function asString(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** The list, or an empty one where there is none. */
export function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : NOTHING;
}

const NOTHING: readonly unknown[] = Object.freeze([]);

/** The text of a string or a number: producers disagree on which one an id is. Undefined for any other value. */
export function asText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : undefined;
}

/**
 * A number as it stands in a record: producers disagree on whether one is a number or a text. It stays what it is, because to
 * print a number only to read it again takes 30 ns, and an event has up to nine.
 */
export type Numeral = string | number | undefined;

/** The string or number itself; undefined for any other value. */
export function asNumeral(value: unknown): Numeral {
  return typeof value === 'string' || typeof value === 'number' ? value : undefined;
}

/** The text of a data value, whatever its type; undefined for null. Nested values are kept as JSON. */
export function asDataValue(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (value === null || value === undefined) return undefined;
  return JSON.stringify(value);
}

/**
 * True when a parsed JSON value is nested deeper than allowed. `JSON.parse` itself does not recurse; whatever walks the
 * value afterwards does, so this comes first.
 */
export function exceedsDepth(json: unknown, limit: number): boolean {
  if (typeof json !== 'object' || json === null) return false;
  if (limit === 0) return true;
  // Not even a call for what cannot be deep: this is done for every record.
  if (Array.isArray(json)) {
    for (const value of json as readonly unknown[])
      if (typeof value === 'object' && exceedsDepth(value, limit - 1)) return true;
    return false;
  }
  for (const key in json) {
    const value = (json as Record<string, unknown>)[key];
    if (typeof value === 'object' && exceedsDepth(value, limit - 1)) return true;
  }
  return false;
}
