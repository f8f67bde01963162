import { buildEvent, NO_TEXTS } from '../build-event.ts';
import type { Decoded } from '../decoded.ts';
import type { DecodeContext } from '../format.ts';
import { asObject, asString, asText, isObject, type JsonObject } from '../json.ts';
import { parseSid, present } from '../values.ts';
import { ValuesReader } from '../values-reader.ts';
import type { LogRecordTexts } from './otel.ts';

const PREFIX = 'windows.eventlog.';
const DATA_PREFIX = `${PREFIX}event_data.`;

/** Whether a log record describes an event by its attributes. */
export function hasOtelAttributes(attributes: JsonObject): boolean {
  return attributes[`${PREFIX}event_id`] !== undefined || attributes[`${PREFIX}provider.name`] !== undefined;
}

const NAMES = { provider: `${PREFIX}provider.name`, eventId: `${PREFIX}event_id`, time: 'timeUnixNano' };

/**
 * Decodes the attributes `windows.eventlog.*` of newer receivers. The time is that of the log record; the body is the rendered
 * message, or without one the data with their order. Source: open-telemetry/otel-arrow, the encoder of its Windows receivers.
 */
export function decodeOtelAttributes(
  attributes: JsonObject,
  body: unknown,
  outer: LogRecordTexts,
  context: DecodeContext,
): Decoded {
  const text = (name: string): string | undefined => asText(attributes[PREFIX + name]);
  const values = new ValuesReader();
  if (isObject(body)) readBody(values, body);
  else readAttributes(values, attributes);
  if (values.refusal !== undefined) return values.refusal;
  return buildEvent(
    {
      ...NO_TEXTS,
      format: 'otel',
      provider: text('provider.name'),
      guid: text('provider.guid'),
      eventId: text('event_id'),
      qualifiers: text('event_id_qualifiers'),
      version: text('version'),
      level: text('level'),
      levelWord: outer.severity,
      task: text('task'),
      opcode: text('opcode'),
      keywords: text('keywords'),
      time: outer.time,
      recordId: text('record_id'),
      channel: text('channel'),
      computer: text('computer'),
      userSid: parseSid(text('user.sid')),
      processId: text('process.id'),
      threadId: text('thread.id'),
      activityId: text('activity.id'),
      relatedActivityId: text('related_activity.id'),
      data: values.data,
      unnamed: values.unnamed,
      binary: values.binary,
      message: asString(body) ?? text('message'),
      collector: { type: 'otelcol', version: undefined, id: undefined, host: undefined },
      original: outer.original,
    },
    NAMES,
    context,
  );
}

/** Values of one name are a list; those without a name have the empty one. */
function readAttributes(values: ValuesReader, attributes: JsonObject): void {
  for (const key of Object.keys(attributes)) {
    if (key.startsWith(DATA_PREFIX)) addValue(values, key.slice(DATA_PREFIX.length), attributes[key]);
  }
}

function addValue(values: ValuesReader, name: string, value: unknown): void {
  for (const one of Array.isArray(value) ? (value as readonly unknown[]) : [value]) {
    if (name === '') values.addUnnamed(one);
    else values.addNamed(name, one);
  }
}

/** `entries` of name and value, or an element with its content for UserData. */
function readBody(values: ValuesReader, body: JsonObject): void {
  const section = asObject(body['event_data']);
  for (const entry of listOf(section['entries'])) {
    const { name, value } = asObject(entry);
    addValue(values, asString(name) ?? '', value);
  }
  values.binary = present(asString(section['binary']));
  for (const { name, content } of listValues(asObject(body['user_data']))) {
    if (typeof name === 'string' && name !== '') values.addNamed(name, listOf(content).map(asText).join(''));
  }
}

/** The children of the element within UserData, or of the element itself where it comes without UserData around it. */
function listValues(element: JsonObject): readonly JsonObject[] {
  const children = listOf(element['content']).filter(isObject);
  const [only] = children;
  const inner = children.length === 1 ? listOf(only?.['content']).filter(isObject) : [];
  return inner.length > 0 ? inner : children;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
}
