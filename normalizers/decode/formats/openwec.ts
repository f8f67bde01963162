import { nameCollector } from '../collector.ts';
import { defineJsonFormat } from '../decode-json-format.ts';
import type { EventTexts } from '../event-texts.ts';
import type { DecodeContext, JsonFormat } from '../format.ts';
import { asNumeral, asObject, asString, asText, isObject, type JsonObject } from '../json.ts';
import type { ValuesReader } from '../values-reader.ts';
import { decodeCarriedXml, readEventBody } from './event-xml.ts';

/** OpenWEC's parsed JSON: `System` with plain values, the data by name, UserData as XML. */
export const OPENWEC = defineJsonFormat({
  name: 'openwec',
  sign: '`System.Provider` is an object',
  matches: (json) => isObject(asObject(json['System'])['Provider']),
  keys: ['System'],
  names: { provider: 'System.Provider.Name', eventId: 'System.EventID', time: 'System.TimeCreated' },
  collector: 'openwec',
  readTexts: readParsed,
});

/** OpenWEC's raw JSON: the event XML in `data`, and where it came from in `meta`. */
export const OPENWEC_RAW: JsonFormat = {
  name: 'openwec',
  sign: 'an object `meta` beside event XML in `data`',
  matches: (json) =>
    isObject(json['meta']) && typeof json['data'] === 'string' && json['data'].trimStart().startsWith('<'),
  keys: ['meta'],
  decode: (json, _text, context) => {
    const created = asString(asObject(json['meta'])['TimeReceived']);
    return decodeCarriedXml(json['data'], () => ({ format: 'openwec', collector: COLLECTOR, created }), context);
  },
};

const COLLECTOR = nameCollector('openwec');

function readParsed(json: JsonObject, texts: EventTexts, context: DecodeContext): void {
  const system = json['System'] as JsonObject;
  const provider = system['Provider'] as JsonObject;
  const execution = asObject(system['Execution']);
  const correlation = asObject(system['Correlation']);
  const rendering = asObject(json['RenderingInfo']);
  if (isObject(json['EventData'])) readEventData(texts.values, json['EventData']);
  readUserData(texts.values, json['UserData'], context);
  texts.provider = asString(provider['Name']);
  texts.guid = asString(provider['Guid']);
  texts.eventId = asNumeral(system['EventID']);
  texts.qualifiers = asNumeral(system['EventIDQualifiers']);
  texts.version = asNumeral(system['Version']) ?? asNumeral(system['Verion']);
  texts.level = asNumeral(system['Level']);
  texts.task = asNumeral(system['Task']);
  texts.opcode = asNumeral(system['Opcode']);
  texts.keywords = asText(system['Keywords']);
  texts.time = system['TimeCreated'];
  texts.recordId = asNumeral(system['EventRecordID']);
  texts.channel = asString(system['Channel']);
  texts.computer = asString(system['Computer']);
  texts.userSid = asString(system['UserID']);
  texts.processId = asNumeral(execution['ProcessID']);
  texts.threadId = asNumeral(execution['ThreadID']);
  texts.activityId = asString(correlation['ActivityID']);
  texts.relatedActivityId = asString(correlation['RelatedActivityID']);
  texts.message = asString(rendering['Message']);
  texts.culture = asString(rendering['Culture']);
  texts.created = asString(asObject(json['OpenWEC'])['TimeReceived']);
}

const LISTS: ReadonlySet<string> = new Set(['Data', 'Binary']);

function readEventData(values: ValuesReader, section: JsonObject): void {
  values.addObject(section, LISTS);
  const { Data: unnamed, Binary: binary } = section;
  values.addList(unnamed);
  values.binary = asString(Array.isArray(binary) ? binary[0] : binary);
}

/** UserData stays XML there: it is read as the body of an event that has nothing else. */
function readUserData(values: ValuesReader, section: unknown, context: DecodeContext): void {
  if (typeof section !== 'string') return;
  const body = /^\s*<(?:\w+:)?UserData[\s>]/.test(section) ? section : `<UserData>${section}</UserData>`;
  values.addBody(readEventBody(body, context));
}
