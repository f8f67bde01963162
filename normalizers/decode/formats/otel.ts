import { defineJsonFormat } from '../decode-json-format.ts';
import type { EventTexts } from '../event-texts.ts';
import { asNumeral, asObject, asString, asText, isObject, type JsonObject } from '../json.ts';
import { acceptLevelWord } from '../levels.ts';
import { parseSid, present, unlessZero } from '../values.ts';
import type { ValuesReader } from '../values-reader.ts';

/** How the receiver's map calls what an event needs. */
export const OTEL_NAMES = { provider: 'provider.name', eventId: 'event_id.id', time: 'system_time' };

/**
 * The map that the OpenTelemetry Collector's `windowseventlogreceiver` makes of an event, as the Kafka exporter writes it
 * with the encoding `raw`. Source: opentelemetry-collector-contrib, `pkg/stanza/operator/input/windows/xml.go` and its tests.
 */
export const OTEL = defineJsonFormat({
  name: 'otel',
  sign: '`event_id` is an object with `id`',
  matches: (json) => asObject(json['event_id'])['id'] !== undefined,
  keys: ['event_id'],
  names: OTEL_NAMES,
  collector: 'otelcol',
  readTexts: readOtelMap,
});

/**
 * Reads the receiver's map. Numbers of level, task and opcode are there only where nobody has rendered words for them.
 * @param texts with time and level word of the log record where there is one around the map
 */
export function readOtelMap(json: JsonObject, texts: EventTexts): void {
  const eventId = asObject(json['event_id']);
  const provider = asObject(json['provider']);
  const execution = asObject(json['execution']);
  const correlation = asObject(json['correlation']);
  const rendering = asObject(json['rendering_info']);
  const level = asText(json['level']);
  const systemTime = present(asText(json['system_time']));
  if (systemTime !== undefined) {
    texts.time = systemTime;
    texts.names = OTEL_NAMES;
  }
  const { values } = texts;
  readEventData(values, json['event_data'], json['version'] !== undefined);
  if (isObject(json['user_data'])) readUserData(values, json['user_data']);
  texts.provider = asString(provider['name']);
  texts.guid = asString(provider['guid']);
  texts.eventId = asNumeral(eventId['id']);
  texts.qualifiers = unlessZero(asNumeral(eventId['qualifiers']));
  texts.version = asNumeral(json['version']);
  texts.level = level;
  texts.levelWord = acceptLevelWord(level) ?? texts.levelWord;
  texts.task = asNumeral(json['task']);
  texts.opcode = asNumeral(json['opcode']);
  texts.keywords = readKeywords(json['keywords']);
  texts.recordId = unlessZero(asNumeral(json['record_id']));
  texts.channel = asString(json['channel']);
  texts.computer = asString(json['computer']);
  texts.userSid = parseSid(asString(asObject(json['security'])['user_id']));
  texts.processId = unlessZero(asNumeral(execution['process_id']));
  texts.threadId = unlessZero(asNumeral(execution['thread_id']));
  texts.activityId = asString(correlation['activity_id']);
  texts.relatedActivityId = asString(correlation['related_activity_id']);
  texts.message = present(asString(json['message'])) ?? asString(rendering['message']);
  texts.culture = asString(rendering['culture']);
}

/** Rendered words, or the one mask; a list of either in all versions but the oldest. */
function readKeywords(value: unknown): string | undefined {
  return asText(Array.isArray(value) ? value[0] : value);
}

/**
 * The layouts of `event_data`, in the order of their age: a list of values; a map without the unnamed ones; an object with
 * the list `data` of one-key objects, unnamed values under the empty key (`event_data_format: array` of today); and a map in
 * which unnamed values are numbered (`Data1` at first, then `param1`) and name and data section stand among the values.
 * @param modern whether the body is of a receiver that knows the last one: they also send `version`
 */
function readEventData(values: ValuesReader, section: unknown, modern: boolean): void {
  if (Array.isArray(section)) {
    readList(values, section);
  } else if (isObject(section)) {
    if (Array.isArray(section['data'])) {
      values.binary = present(asString(section['binary']));
      readList(values, section['data']);
    } else if (modern) {
      readNumbered(values, section);
    } else {
      values.addObject(section);
    }
  }
}

function readNumbered(values: ValuesReader, section: JsonObject): void {
  const named = Object.create(null) as Record<string, unknown>;
  for (const name of Object.keys(section)) {
    const value = section[name];
    // RasSstp has a value of this name, and the length of it beside.
    if (name === 'binary' && section['__binLength'] === undefined) values.setBinary(value);
    else if (name !== 'name') named[NUMBERED.test(name) ? name.replace('Data', 'param') : name] = value;
  }
  values.addObject(named);
}

const NUMBERED = /^Data[1-9]\d{0,2}$/;

function readList(values: ValuesReader, list: readonly unknown[]): void {
  for (const entry of list) {
    if (!isObject(entry)) {
      values.addUnnamed(entry);
      continue;
    }
    for (const name of Object.keys(entry)) {
      if (name === '') values.addUnnamed(entry[name]);
      else values.addNamed(name, entry[name]);
    }
  }
}

/** Attributes of the element around the values, which are none. */
const ELEMENT: ReadonlySet<string> = new Set(['name', 'namespace', 'xml_name', 'xmlns', '@xmlns', '-xmlns']);

/** The values of UserData: beside the name of the element around them, or below it. */
function readUserData(values: ValuesReader, section: JsonObject): void {
  const parts = Object.keys(section).filter((key) => !ELEMENT.has(key));
  const only = parts.length === 1 ? section[parts[0] as string] : undefined;
  values.addObject(isObject(only) ? only : section, ELEMENT);
}
