import { isUtf8 } from 'node:buffer';
import { asList, asObject, asString, isObject, type JsonObject } from './json.ts';

/**
 * The plain value of an `AnyValue` of OTLP/JSON, in the spelling of the specification or in that of the protobuf files:
 * integers stay text, bytes that are a text become it. Undefined for no value.
 */
export function readAnyValue(any: unknown): unknown {
  if (!isObject(any)) return undefined;
  for (const key of Object.keys(any)) {
    const value = any[key];
    switch (key) {
      case 'stringValue':
      case 'string_value':
      case 'intValue':
      case 'int_value':
      case 'boolValue':
      case 'bool_value':
      case 'doubleValue':
      case 'double_value':
        return value ?? undefined;
      case 'kvlistValue':
      case 'kvlist_value':
        return readPairs(asObject(value)['values']);
      case 'arrayValue':
      case 'array_value': {
        const { values } = asObject(value);
        return asList(values).map(readAnyValue);
      }
      case 'bytesValue':
      case 'bytes_value':
        return readBytes(asString(value));
    }
  }
  return undefined;
}

/** An object of a list of `KeyValue`, without a prototype: names come from outside. The last of a repeated name wins. */
export function readPairs(pairs: unknown): JsonObject {
  const object = Object.create(null) as Record<string, unknown>;
  for (const pair of asList(pairs)) {
    if (!isObject(pair)) continue;
    const value = readAnyValue(pair['value']);
    if (value !== undefined) object[asString(pair['key']) ?? ''] = value;
  }
  return object;
}

function readBytes(base64: string | undefined): string | undefined {
  if (base64 === undefined) return undefined;
  const bytes = Buffer.from(base64, 'base64');
  return isUtf8(bytes) ? bytes.toString('utf8') : base64;
}
