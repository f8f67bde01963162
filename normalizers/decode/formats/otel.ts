import { buildEvent, NO_TEXTS } from '../build-event.ts';
import { tooDeep, type Decoded } from '../decoded.ts';
import { describeOriginal, type DecodeContext, type JsonFormat } from '../format.ts';
import { asDataValue, asObject, asString, asText, exceedsDepth, isObject, type JsonObject } from '../json.ts';
import { acceptLevelWord } from '../levels.ts';
import type { DecodeLimits } from '../limits.ts';
import { parseSid, present } from '../values.ts';
import { ValuesReader } from '../values-reader.ts';

/**
 * The map that the OpenTelemetry Collector's `windowseventlogreceiver` makes of an event, as the Kafka exporter writes it
 * with the encoding `raw`. Source: opentelemetry-collector-contrib, `pkg/stanza/operator/input/windows/xml.go` and its tests.
 */
export const OTEL: JsonFormat = {
  name: 'otel',
  sign: '`event_id` is an object with `id`',
  matches: (json) => asObject(json['event_id'])['id'] !== undefined,
  decode: (json, text, context) => decodeOtelBody(json, { original: describeOriginal(json, text, context) }, context),
};

/** What the log record says around the map. */
export interface LogRecordTexts {
  /** The receiver's reading of the event's time. */
  readonly time?: string | undefined;
  /** A level word, by the number of the severity. */
  readonly severity?: string | undefined;
  readonly original: string;
}

const NAMES = { provider: 'provider.name', eventId: 'event_id.id', time: 'system_time' };

/** Decodes the receiver's map. Numbers of level, task and opcode are there only where nobody has rendered words for them. */
export function decodeOtelBody(json: JsonObject, outer: LogRecordTexts, context: DecodeContext): Decoded {
  if (exceedsDepth(json, context.limits.depth)) return tooDeep(context.limits);
  const eventId = asObject(json['event_id']);
  const provider = asObject(json['provider']);
  const execution = asObject(json['execution']);
  const correlation = asObject(json['correlation']);
  const rendering = asObject(json['rendering_info']);
  const level = asText(json['level']);
  const values = new ValuesReader();
  readEventData(values, json['event_data'], json['version'] !== undefined, context.limits);
  if (isObject(json['user_data'])) readUserData(values, json['user_data'], context.limits);
  if (values.refusal !== undefined) return values.refusal;
  return buildEvent(
    {
      ...NO_TEXTS,
      format: 'otel',
      provider: asString(provider['name']),
      guid: asString(provider['guid']),
      eventId: asText(eventId['id']),
      qualifiers: unlessZero(eventId['qualifiers']),
      version: asText(json['version']),
      level,
      levelWord: acceptLevelWord(level) ?? outer.severity,
      task: asText(json['task']),
      opcode: asText(json['opcode']),
      keywords: readKeywords(json['keywords']),
      time: present(asString(json['system_time'])) ?? outer.time,
      recordId: unlessZero(json['record_id']),
      channel: asString(json['channel']),
      computer: asString(json['computer']),
      userSid: parseSid(asString(asObject(json['security'])['user_id'])),
      processId: unlessZero(execution['process_id']),
      threadId: unlessZero(execution['thread_id']),
      activityId: asString(correlation['activity_id']),
      relatedActivityId: asString(correlation['related_activity_id']),
      data: values.data,
      unnamed: values.unnamed,
      binary: values.binary,
      message: present(asString(json['message'])) ?? asString(rendering['message']),
      culture: asString(rendering['culture']),
      collector: { type: 'otelcol', version: undefined, id: undefined, host: undefined },
      original: outer.original,
    },
    NAMES,
    context,
  );
}

/** The receiver writes 0 for what the event does not have. */
function unlessZero(value: unknown): string | undefined {
  const text = asText(value);
  return text === '0' ? undefined : text;
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
function readEventData(values: ValuesReader, section: unknown, modern: boolean, limits: DecodeLimits): void {
  if (Array.isArray(section)) {
    readList(values, section);
  } else if (isObject(section)) {
    if (Array.isArray(section['data'])) {
      values.binary = present(asString(section['binary']));
      readList(values, section['data']);
    } else if (modern) {
      readNumbered(values, section, limits);
    } else {
      values.addObject(section, limits);
    }
  }
}

function readNumbered(values: ValuesReader, section: JsonObject, limits: DecodeLimits): void {
  const named = Object.create(null) as Record<string, unknown>;
  for (const name of Object.keys(section)) {
    const value = section[name];
    // RasSstp has a value of this name, and the length of it beside.
    if (name === 'binary' && section['__binLength'] === undefined) values.binary = present(asDataValue(value));
    else if (name !== 'name') named[NUMBERED.test(name) ? name.replace('Data', 'param') : name] = value;
  }
  values.addObject(named, limits);
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
function readUserData(values: ValuesReader, section: JsonObject, limits: DecodeLimits): void {
  const parts = Object.keys(section).filter((key) => !ELEMENT.has(key));
  const only = parts.length === 1 ? section[parts[0] as string] : undefined;
  values.addObject(isObject(only) ? only : section, limits, ELEMENT);
}
