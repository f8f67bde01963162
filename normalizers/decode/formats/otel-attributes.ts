import type { EventTexts } from '../event-texts.ts';
import { asList, asObject, asString, asText, isObject, type JsonObject } from '../json.ts';
import { parseSid, present } from '../values.ts';
import type { ValuesReader } from '../values-reader.ts';

const PREFIX = 'windows.eventlog.';
const DATA_PREFIX = `${PREFIX}event_data.`;

/** Whether a log record describes an event by its attributes. */
export function hasOtelAttributes(attributes: JsonObject): boolean {
  return attributes[`${PREFIX}event_id`] !== undefined || attributes[`${PREFIX}provider.name`] !== undefined;
}

/** How the attributes call what an event needs; the time is that of the log record. */
export const ATTRIBUTE_NAMES = { provider: `${PREFIX}provider.name`, eventId: `${PREFIX}event_id` };

/**
 * Reads the attributes `windows.eventlog.*` of newer receivers. The time is that of the log record; the body is the rendered
 * message, or without one the data with their order. Source: open-telemetry/otel-arrow, the encoder of its Windows receivers.
 */
export function readOtelAttributes(attributes: JsonObject, body: unknown, texts: EventTexts): void {
  const text = (name: string): string | undefined => asText(attributes[PREFIX + name]);
  const { values } = texts;
  if (isObject(body)) readBody(values, body);
  else readAttributes(values, attributes);
  texts.provider = text('provider.name');
  texts.guid = text('provider.guid');
  texts.eventId = text('event_id');
  texts.qualifiers = text('event_id_qualifiers');
  texts.version = text('version');
  texts.level = text('level');
  texts.task = text('task');
  texts.opcode = text('opcode');
  texts.keywords = text('keywords');
  texts.recordId = text('record_id');
  texts.channel = text('channel');
  texts.computer = text('computer');
  texts.userSid = parseSid(text('user.sid'));
  texts.processId = text('process.id');
  texts.threadId = text('thread.id');
  texts.activityId = text('activity.id');
  texts.relatedActivityId = text('related_activity.id');
  texts.message = asString(body) ?? text('message');
}

/** Values of one name are a list; those without a name have the empty one. */
function readAttributes(values: ValuesReader, attributes: JsonObject): void {
  for (const key of Object.keys(attributes)) {
    if (key.startsWith(DATA_PREFIX)) addValue(values, key.slice(DATA_PREFIX.length), attributes[key]);
  }
}

function addValue(values: ValuesReader, name: string, value: unknown): void {
  for (const one of Array.isArray(value) ? asList(value) : [value]) {
    if (name === '') values.addUnnamed(one);
    else values.addNamed(name, one);
  }
}

/** `entries` of name and value, or an element with its content for UserData. */
function readBody(values: ValuesReader, body: JsonObject): void {
  const section = asObject(body['event_data']);
  for (const entry of asList(section['entries'])) {
    const { name, value } = asObject(entry);
    addValue(values, asString(name) ?? '', value);
  }
  values.binary = present(asString(section['binary']));
  for (const { name, content } of listValues(asObject(body['user_data']))) {
    if (typeof name === 'string' && name !== '') values.addNamed(name, asList(content).map(asText).join(''));
  }
}

/** The children of the element within UserData, or of the element itself where it comes without UserData around it. */
function listValues(element: JsonObject): readonly JsonObject[] {
  const children = asList(element['content']).filter(isObject);
  const [only] = children;
  const inner = children.length === 1 ? asList(only?.['content']).filter(isObject) : [];
  return inner.length > 0 ? inner : children;
}
