import type { DecodeContext, JsonWrapper } from './format.ts';
import { asList, asString, isObject, type JsonObject } from './json.ts';
import type { Outer } from './outer.ts';
import { parseTime } from './times.ts';

/**
 * Lists of records under a key of their own; a relay may also add such a list to an event. `events` is what many relays call
 * a batch, `records` what Azure's exports to Event Hubs do, `metrics` the batch format of Telegraf's JSON.
 */
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

/**
 * Where relays leave what they were sent, the surest first: Logstash and Beats; Fluent Bit; syslog-ng; rsyslog, whose
 * `jsonmesg` is the whole message as JSON; Kafka Connect; and what operators call a field that holds the event XML.
 */
const TEXT_KEYS: readonly string[] = [
  'message',
  'log',
  'MESSAGE',
  'msg',
  'jsonmesg',
  'payload',
  'EventXML',
  'xml',
  'Event',
];

/** Objects around an event, tried when nothing else fits. */
export const JSON_WRAPPERS: readonly JsonWrapper[] = [
  {
    // An event that the manager has kept as it came and not decoded, beside the rule or the manager.
    name: 'wazuh',
    sign: 'a text `full_log`',
    matches: (json) => typeof json['full_log'] === 'string',
    unwrap: (json) => [json['full_log']],
  },
  {
    name: 'splunk_hec',
    sign: '`event` beside `sourcetype`, or a text `event` that holds a known one',
    matches: (json, context) =>
      (isRecord(json['event']) && json['sourcetype'] !== undefined) ||
      findEvent([json['event']], context) !== undefined,
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
    sign: `\`event.original\`, ${TEXT_KEYS.map((key) => `\`${key}\``).join(', ')} holds JSON or a known text`,
    matches: (json, context) => findEvent(listTexts(json), context) !== undefined,
    unwrap: (json, context) => [findEvent(listTexts(json), context)],
    describe: describeArrival,
  },
  ...EVENT_LISTS,
];

/** An event under a key of the operator's choice, tried last. */
export const NESTED_OBJECT: JsonWrapper = {
  name: 'logstash',
  sign: 'one of the objects among the values, whatever its key, is a known one, as Logstash may nest it',
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
  return [isObject(event) ? event['original'] : undefined, ...TEXT_KEYS.map((key) => json[key])];
}

/** The first of several texts in which a shipper carries an event. */
export function findEvent(texts: readonly unknown[], context: DecodeContext): string | undefined {
  return texts.find((text): text is string => typeof text === 'string' && context.known.holdsEvent(text, context));
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
