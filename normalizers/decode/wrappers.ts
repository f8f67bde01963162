import type { DecodeContext, JsonWrapper, Outer } from './format.ts';
import { asString, isObject, type JsonObject } from './json.ts';
import { parseTime } from './times.ts';

/**
 * Lists of records under a key of their own: tried first, because a list can hold any of the formats. `events` is what many
 * relays call a batch, `records` what Azure's exports to Event Hubs do, `metrics` the batch format of Telegraf's JSON.
 */
export const EVENT_LISTS: readonly JsonWrapper[] = ['events', 'records', 'metrics'].map((key) => ({
  name: undefined,
  sign: `\`${key}\` is a list of records`,
  matches: (json) => Array.isArray(json[key]) && json[key].some(isRecord),
  unwrap: (json) => json[key] as readonly unknown[],
}));

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
    sign: '`event.original`, `message` or `log` holds JSON or a known text, as Logstash, Fluent Bit or Kafka Connect have it',
    matches: (json, context) => findEvent(listTexts(json), context) !== undefined,
    unwrap: (json, context) => [findEvent(listTexts(json), context)],
    describe: describeArrival,
  },
  {
    name: 'logstash',
    sign: 'the only object among the values, whatever its key, as Logstash may nest it',
    matches: (json) => listObjects(json).length === 1,
    unwrap: listObjects,
    describe: describeArrival,
  },
];

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

/** The first of several texts in which a shipper carries an event. */
export function findEvent(texts: readonly unknown[], context: DecodeContext): string | undefined {
  return texts.find((text): text is string => typeof text === 'string' && context.known.holdsEvent(text, context));
}

/** What a relay adds to the event that it nests under a key of its choice. */
const ADDED: ReadonlySet<string> = new Set([
  '@metadata',
  'agent',
  'ecs',
  'fields',
  'host',
  'input',
  'kafka',
  'log',
  'metadata',
]);

function listObjects(json: JsonObject): JsonObject[] {
  return Object.entries(json).flatMap(([key, value]) => (!ADDED.has(key) && isObject(value) ? [value] : []));
}
