import type { Collector, EventData } from '../windows-event.ts';
import { buildEvent, isDead, tooDeep, type Decoded, type EventTexts } from './build-event.ts';
import { addData, forbiddenName, type Repeats } from './event-data.ts';
import { decodeEventXml } from './event-xml.ts';
import { asDataValue, asObject, asString, asText, exceedsDepth, isObject, type JsonObject } from './json.ts';
import type { DecodeLimits } from './limits.ts';
import { parseTime, present, presentKeyword, presentName } from './values.ts';

/** True for the shape of Winlogbeat 7 to 9 and its relatives: everything of Windows sits below `winlog`. */
export function isWinlogbeat(json: JsonObject): boolean {
  return isObject(json['winlog']);
}

/**
 * Decodes one Winlogbeat 7 to 9 record (JSON codec of its Kafka output). Where the record carries the event's XML
 * (`event.original`, option `include_xml`), the XML decides and only the agent's own data come from the JSON: the
 * decoded fields have been seen with wrong names and values.
 * @param json the parsed record, `isWinlogbeat(json)` holds
 * @param text the record as text, for `event.original`
 * @param index which event of the Kafka record this is
 */
export function decodeWinlogbeat(json: JsonObject, text: string, index: number, limits: DecodeLimits): Decoded {
  const winlog = json['winlog'] as JsonObject;
  const eventFields = asObject(json['event']);
  const collector = readCollector(json, winlog);
  const created = parseTime(asString(eventFields['created']))?.text;
  const xml = asString(eventFields['original']);
  if (xml?.trimStart().startsWith('<Event') === true) {
    const [decoded, second] = decodeEventXml(xml, limits);
    if (decoded !== undefined && second === undefined && !isDead(decoded)) {
      const message = decoded.message ?? present(asString(json['message']));
      return { ...decoded, format: 'winlogbeat', collector, created, message };
    }
    // A broken copy of the XML loses nothing as long as the decoded fields are there; several events are no copy.
  }

  const data = Object.create(null) as EventData;
  const repeats: Repeats = new Map();
  const unnamed: string[] = [];
  let binary: string | undefined;
  for (const section of [winlog['event_data'], winlog['user_data']]) {
    if (!isObject(section)) continue;
    if (exceedsDepth(section, limits.depth)) return tooDeep(limits, index);
    for (const name of Object.keys(section)) {
      const value = asDataValue(section[name]);
      if (value === undefined || (name === 'xml_name' && section === winlog['user_data'])) continue;
      if (name === 'Binary') binary = present(value);
      else if (!placeUnnamed(unnamed, name, value) && !addData(data, repeats, name, value))
        return forbiddenName(name, index);
    }
  }

  const process = asObject(winlog['process']);
  // decode_xml_wineventlog of Filebeat: @timestamp is the time of reading there, winlog.time_created the event's.
  const timeCreated = present(asString(winlog['time_created']));
  const texts: EventTexts = {
    format: 'winlogbeat',
    provider: present(asString(winlog['provider_name'])) ?? asString(eventFields['provider']),
    guid: asString(winlog['provider_guid']),
    eventId: asText(winlog['event_id']) ?? asText(eventFields['code']),
    version: asText(winlog['version']),
    qualifiers: asText(winlog['qualifiers']),
    level: undefined,
    levelWord: asString(asObject(json['log'])['level']) ?? asString(winlog['level']),
    task: undefined,
    opcode: undefined,
    keywords: undefined,
    time: timeCreated ?? asString(json['@timestamp']),
    recordId: readRecordId(winlog['record_id'], text),
    channel: asString(winlog['channel']),
    computer: asString(winlog['computer_name']),
    userSid: asString(asObject(winlog['user'])['identifier']),
    processId: asText(process['pid']),
    threadId: asText(asObject(process['thread'])['id']),
    activityId: asString(winlog['activity_id']),
    relatedActivityId: asString(winlog['related_activity_id']),
    data,
    unnamed,
    binary,
    message: asString(json['message']),
    culture: undefined,
    created: asString(eventFields['created']),
    collector,
    tags: [],
    original: text,
  };
  return buildEvent(texts, timeCreated === undefined ? NAMES : DECODE_XML_NAMES, index);
}

const NAMES = {
  provider: 'winlog.provider_name (and event.provider)',
  eventId: 'winlog.event_id',
  time: '@timestamp',
};
const DECODE_XML_NAMES = { ...NAMES, time: 'winlog.time_created' };

function readCollector(json: JsonObject, winlog: JsonObject): Collector {
  const agent = asObject(json['agent']);
  const host = presentName(asString(asObject(json['host'])['name']));
  const computer = asString(winlog['computer_name']);
  return {
    type: presentKeyword(asString(agent['type'])),
    version: presentKeyword(asString(agent['version'])),
    id: presentKeyword(asString(agent['id'])),
    host: host !== undefined && computer !== undefined && !isSameHost(host, computer) ? host : undefined,
  };
}

/** Agents report the short name of their host, events mostly the long one. */
function isSameHost(a: string, b: string): boolean {
  const [short, long] = [a.toLowerCase(), b.toLowerCase()].sort((x, y) => x.length - y.length) as [string, string];
  return short === long || (!short.includes('.') && long.startsWith(`${short}.`));
}

const PARAM = /^param([1-9][0-9]{0,2})$/;

/** Values without a name are sent as `param1`, `param2`, ...: the number is the position, empty values are not sent. */
function placeUnnamed(unnamed: string[], name: string, value: string): boolean {
  if (!name.startsWith('param')) return false;
  const position = Number(PARAM.exec(name)?.[1] ?? 0);
  if (position === 0) return false;
  while (unnamed.length < position) unnamed.push('');
  unnamed[position - 1] = value;
  return true;
}

/**
 * `JSON.parse` loses digits of numbers beyond 2^53: then the digits are taken from the text. The text of an event that
 * came in an array was printed from the parsed value, its digits are lost; a wrong id would make two events one.
 */
function readRecordId(value: unknown, text: string): string | undefined {
  if (typeof value === 'number' && !Number.isInteger(value)) return undefined;
  if (typeof value === 'number' && !Number.isSafeInteger(value)) {
    const digits = /"record_id"\s*:\s*([0-9]{1,20})(?![0-9.eE])/.exec(text)?.[1];
    return digits === String(value) ? undefined : digits;
  }
  return asText(value);
}
