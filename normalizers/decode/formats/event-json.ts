import { defineJsonFormat } from '../decode-json-format.ts';
import type { EventTexts } from '../event-texts.ts';
import { asList, asObject, asText, isObject, type JsonObject } from '../json.ts';
import type { ValuesReader } from '../values-reader.ts';

/**
 * The event XML turned into JSON element by element: evtx_dump, xml2js, fast-xml-parser, AxoSyslog, the JSON of Snare. They
 * differ in how they mark what was an attribute and what was text.
 */
export const EVENT_JSON = defineJsonFormat({
  name: 'event_json',
  sign: '`Event.System` is an object',
  matches: (json) => isObject(asObject(json['Event'])['System']),
  keys: ['Event'],
  names: {
    provider: 'Event.System.Provider, attribute Name',
    eventId: 'Event.System.EventID',
    time: 'Event.System.TimeCreated, attribute SystemTime',
  },
  readTexts: readEventJson,
});

function readEventJson(json: JsonObject, texts: EventTexts): void {
  const event = json['Event'] as JsonObject;
  const system = event['System'] as JsonObject;
  const rendering = asObject(event['RenderingInfo']);
  readEventData(texts.values, event['EventData'] ?? event['Data']);
  readUserData(texts.values, event['UserData']);
  texts.provider = readAttribute(system, 'Provider', 'Name');
  texts.guid = readAttribute(system, 'Provider', 'Guid');
  texts.eventId = readText(system['EventID']);
  texts.version = readText(system['Version']);
  texts.qualifiers = readAttribute(system, 'EventID', 'Qualifiers');
  texts.level = readText(system['Level']);
  texts.task = readText(system['Task']);
  texts.opcode = readText(system['Opcode']);
  texts.keywords = readText(system['Keywords']);
  texts.time = readAttribute(system, 'TimeCreated', 'SystemTime');
  texts.recordId = readText(system['EventRecordID']);
  texts.channel = readText(system['Channel']);
  texts.computer = readText(system['Computer']);
  texts.userSid = readAttribute(system, 'Security', 'UserID');
  texts.processId = readAttribute(system, 'Execution', 'ProcessID');
  texts.threadId = readAttribute(system, 'Execution', 'ThreadID');
  texts.activityId = readAttribute(system, 'Correlation', 'ActivityID');
  texts.relatedActivityId = readAttribute(system, 'Correlation', 'RelatedActivityID');
  texts.message = readText(rendering['Message']);
  texts.culture = readAttribute(event, 'RenderingInfo', 'Culture');
}

/** How attributes are told from elements: an object of their own, or a mark before the name. */
const ATTRIBUTE_OBJECTS = ['#attributes', '$', '@attributes'];
const ATTRIBUTE_MARKS = ['@', '_', '@_', '-', ''];
const TEXT_KEYS = ['#text', '_', '$t', '_Value', '_value', 'Value'];

/** An attribute of an element, however it is marked; in a mode of evtx_dump it stands beside the element. */
function readAttribute(parent: JsonObject, element: string, name: string): string | undefined {
  const beside = asObject(parent[`${element}_attributes`]);
  if (beside[name] !== undefined) return asText(beside[name]);
  const object = parent[element];
  if (!isObject(object)) return undefined;
  for (const key of ATTRIBUTE_OBJECTS) {
    const attributes = object[key];
    if (isObject(attributes)) return asText(attributes[name]);
  }
  for (const mark of ATTRIBUTE_MARKS) {
    const value = asText(object[mark + name]);
    if (value !== undefined) return value;
  }
  return undefined;
}

/** The text of an element: it is the value itself, or stands under a key of its own beside the attributes. */
function readText(element: unknown): string | undefined {
  if (!isObject(element)) return asText(element);
  for (const key of TEXT_KEYS) {
    const text = asText(element[key]);
    if (text !== undefined) return text;
  }
  return undefined;
}

// A data name of Schannel begins with two underscores (__binLength); an attribute is marked with one.
const IS_ATTRIBUTE = /^(?:[#@$-]|_(?!_)|xmlns)/;

/**
 * Named data are keys; data without a name stand in `Data`, as one value, a list, or (AxoSyslog) an object by name; tools
 * that know nothing of Windows leave a list of elements with the attribute Name.
 */
function readEventData(values: ValuesReader, section: unknown): void {
  if (!isObject(section)) return;
  for (const [name, value] of Object.entries(section)) {
    if (name === 'Data') readDataElements(values, value);
    else if (name === 'Binary') values.binary = readText(value);
    else if (!IS_ATTRIBUTE.test(name) && !name.endsWith('_attributes')) values.addNamed(name, unwrap(value));
  }
}

function readDataElements(values: ValuesReader, value: unknown): void {
  if (Array.isArray(value)) {
    for (const element of asList(value)) readDataElement(values, element);
  } else if (!isObject(value)) {
    if (value !== null) values.addUnnamed(value);
  } else if (isDataElement(value)) readDataElement(values, value);
  else if (Array.isArray(value['#text'])) for (const one of asList(value['#text'])) values.addUnnamed(one);
  else
    for (const [name, one] of Object.entries(value)) if (!IS_ATTRIBUTE.test(name)) values.addNamed(name, unwrap(one));
}

/** One element has a name or a text, and nothing else; an object by name can hold values of the event that are called so. */
function isDataElement(value: JsonObject): boolean {
  return (
    (readName(value) !== undefined || readText(value) !== undefined) &&
    Object.keys(value).every((key) => key === 'Name' || TEXT_KEYS.includes(key) || IS_ATTRIBUTE.test(key))
  );
}

function readDataElement(values: ValuesReader, element: unknown): void {
  if (!isObject(element)) {
    values.addUnnamed(element);
    return;
  }
  const name = readName(element);
  const text = readText(element);
  if (name === undefined) values.addUnnamed(text);
  else values.addNamed(name, text ?? '');
}

function readName(element: JsonObject): string | undefined {
  return readAttribute({ element }, 'element', 'Name');
}

/** The first element of UserData is a wrapper in a namespace of the provider; its children are the values. */
function readUserData(values: ValuesReader, section: unknown): void {
  if (!isObject(section)) return;
  const wrapper = Object.entries(section).find(([name]) => !IS_ATTRIBUTE.test(name) && !name.endsWith('_attributes'));
  if (wrapper === undefined || !isObject(wrapper[1])) return;
  for (const [name, value] of Object.entries(wrapper[1])) {
    if (!IS_ATTRIBUTE.test(name) && !name.endsWith('_attributes')) values.addNamed(name, unwrap(value));
  }
}

/** An element with a text is its text; an empty element is an empty value. */
function unwrap(value: unknown): unknown {
  if (value === null) return '';
  if (!isObject(value)) return value;
  return readText(value) ?? (Object.keys(value).every((key) => IS_ATTRIBUTE.test(key)) ? '' : value);
}
