import type { JsonWrapper } from './format.ts';
import { asList, asString, isObject, type JsonObject } from './json.ts';
import type { Outer } from './outer.ts';
import { parseTime } from './times.ts';

/** Lists of records under a key of their own; a relay may also add such a list to an event. */
export const EVENT_LISTS: readonly JsonWrapper[] = [
  ...['events', 'records', 'metrics'].map((key) => listUnder(key, `\`${key}\` is a list of records`)),
  // What ConvertTo-Json of Windows PowerShell makes of a list that it takes for an object.
  listUnder(
    'value',
    '`value` is a list of records, beside a number `Count`',
    (json) => typeof json['Count'] === 'number',
  ),
];

function listUnder(key: string, sign: string, also?: (json: JsonObject) => boolean): JsonWrapper {
  return {
    name: undefined,
    sign,
    matches: (json) => Array.isArray(json[key]) && json[key].some(isRecord) && also?.(json) !== false,
    unwrap: (json) => asList(json[key]),
  };
}

/** Objects around an event, tried when nothing else fits. */
export const JSON_WRAPPERS: readonly JsonWrapper[] = [
  {
    name: 'splunk_hec',
    sign: '`event` beside `sourcetype`, or a text `event` that holds a known one',
    matches: (json) =>
      (isRecord(json['event']) && json['sourcetype'] !== undefined) || findEvent([json['event']]) !== undefined,
    unwrap: (json) => [json['event']],
  },
  {
    name: 'cribl',
    sign: '`_raw` is a text or an object',
    matches: (json) => isRecord(json['_raw']),
    unwrap: (json) => [json['_raw']],
  },
  {
    name: 'logstash',
    sign: '`event.original`, `message` or `log` holds XML, JSON or another known text',
    matches: (json) => findEvent(listTexts(json)) !== undefined,
    unwrap: (json) => [findEvent(listTexts(json))],
    describe: describeArrival,
  },
  ...EVENT_LISTS,
];

/** An event under a key of the operator's choice, tried last. */
export const NESTED_OBJECT: JsonWrapper = {
  name: 'logstash',
  sign: 'one of the objects among the values is a known one',
  matches: (json) => listObjects(json).length > 0,
  unwrap: listObjects,
  describe: describeArrival,
};

/** The time at the root of a record of Logstash is that of its arrival there. */
function describeArrival(json: JsonObject): Outer {
  return { created: parseTime(asString(json['@timestamp']))?.text };
}

function isRecord(value: unknown): value is JsonObject | string {
  return typeof value === 'string' || isObject(value);
}

function listTexts(json: JsonObject): unknown[] {
  const event = json['event'];
  return [isObject(event) ? event['original'] : undefined, json['message'], json['log']];
}

/** A text in which a shipper may carry an event: XML, JSON, or something with the name of a field in it. */
const CARRIES = /^\s*(?:[<{[]|.{0,400}?(?:SourceName=|MSWinEventLog))/s;

/** The first of several texts that may carry an event. */
export function findEvent(texts: readonly unknown[]): string | undefined {
  return texts.find((text): text is string => typeof text === 'string' && CARRIES.test(text));
}

/** So many objects are looked at: what has more is no envelope of an event. */
const MOST_OBJECTS = 32;

function listObjects(json: JsonObject): JsonObject[] {
  const objects: JsonObject[] = [];
  for (const key in json) {
    const value = json[key];
    if (isObject(value) && objects.push(value) === MOST_OBJECTS) break;
  }
  return objects;
}
