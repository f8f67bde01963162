import type { Collector } from '../../windows-event.ts';
import { buildEvent, NO_TEXTS } from '../build-event.ts';
import { isDead, tooDeep, type Decoded } from '../decoded.ts';
import { describeOriginal, type DecodeContext, type JsonFormat } from '../format.ts';
import { asObject, asString, asText, exceedsDepth, isObject, type JsonObject } from '../json.ts';
import { ValuesReader } from '../values-reader.ts';
import { adoptXml, decodeEventXml, readEventBody } from './event-xml.ts';

/** OpenWEC's parsed JSON: `System` with plain values, the data by name, UserData as XML. */
export const OPENWEC: JsonFormat = {
  name: 'openwec',
  sign: '`System.Provider` is an object',
  matches: (json) => isObject(asObject(json['System'])['Provider']),
  decode: decodeParsed,
};

/** OpenWEC's raw JSON: the event XML in `data`, and where it came from in `meta`. */
export const OPENWEC_RAW: JsonFormat = {
  name: 'openwec',
  sign: 'an object `meta` beside event XML in `data`',
  matches: (json) =>
    isObject(json['meta']) && typeof json['data'] === 'string' && json['data'].trimStart().startsWith('<'),
  decode: decodeRaw,
};

const COLLECTOR: Collector = { type: 'openwec', version: undefined, id: undefined, host: undefined };
const NAMES = { provider: 'System.Provider.Name', eventId: 'System.EventID', time: 'System.TimeCreated' };

function decodeRaw(json: JsonObject, _text: string | undefined, context: DecodeContext): readonly Decoded[] {
  const created = asObject(json['meta'])['TimeReceived'];
  return decodeEventXml((json['data'] as string).trimStart(), context).map((decoded) =>
    isDead(decoded) ? decoded : adoptXml(decoded, 'openwec', { collector: COLLECTOR, created }, context),
  );
}

function decodeParsed(json: JsonObject, text: string | undefined, context: DecodeContext): Decoded {
  if (exceedsDepth(json, context.limits.depth)) return tooDeep(context.limits);
  const system = json['System'] as JsonObject;
  const provider = system['Provider'] as JsonObject;
  const execution = asObject(system['Execution']);
  const correlation = asObject(system['Correlation']);
  const rendering = asObject(json['RenderingInfo']);
  const values = new ValuesReader();
  if (isObject(json['EventData'])) readEventData(values, json['EventData'], context);
  readUserData(values, json['UserData'], context);
  if (values.refusal !== undefined) return values.refusal;
  return buildEvent(
    {
      ...NO_TEXTS,
      format: 'openwec',
      provider: asString(provider['Name']),
      guid: asString(provider['Guid']),
      eventId: asText(system['EventID']),
      qualifiers: asText(system['EventIDQualifiers']),
      version: asText(system['Version']) ?? asText(system['Verion']),
      level: asText(system['Level']),
      task: asText(system['Task']),
      opcode: asText(system['Opcode']),
      keywords: asText(system['Keywords']),
      time: asString(system['TimeCreated']),
      recordId: asText(system['EventRecordID']),
      channel: asString(system['Channel']),
      computer: asString(system['Computer']),
      userSid: asString(system['UserID']),
      processId: asText(execution['ProcessID']),
      threadId: asText(execution['ThreadID']),
      activityId: asString(correlation['ActivityID']),
      relatedActivityId: asString(correlation['RelatedActivityID']),
      data: values.data,
      unnamed: values.unnamed,
      binary: values.binary,
      message: asString(rendering['Message']),
      culture: asString(rendering['Culture']),
      created: asString(asObject(json['OpenWEC'])['TimeReceived']),
      collector: COLLECTOR,
      original: describeOriginal(json, text, context),
    },
    NAMES,
    context,
  );
}

const LISTS: ReadonlySet<string> = new Set(['Data', 'Binary']);

function readEventData(values: ValuesReader, section: JsonObject, { limits }: DecodeContext): void {
  values.addObject(section, limits, LISTS);
  const { Data: unnamed, Binary: binary } = section;
  values.addList(unnamed);
  values.binary = asString(Array.isArray(binary) ? binary[0] : binary);
}

/** UserData stays XML there: it is read as the body of an event that has nothing else. */
function readUserData(values: ValuesReader, section: unknown, context: DecodeContext): void {
  if (typeof section !== 'string') return;
  const body = /^\s*<(?:\w+:)?UserData[\s>]/.test(section) ? section : `<UserData>${section}</UserData>`;
  const read = readEventBody(body, context);
  for (const [name, value] of Object.entries(read?.data ?? {})) values.addNamed(name, value);
}
