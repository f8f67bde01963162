import { dead } from '../outcome.ts';
import type { Collector, EventData, WindowsEvent } from '../windows-event.ts';
import {
  acceptLevelWord,
  addData,
  exceedsDepth,
  forbiddenName,
  isDead,
  parseGuid,
  parseInteger,
  parseRecordId,
  parseTime,
  present,
  presentKeyword,
  tooDeep,
} from './decoded.ts';
import type { Decoded, DecodeLimits } from './decoded.ts';
import { decodeEventXml } from './event-xml.ts';

/** A JSON object as it came: own keys only are looked at. */
export type JsonObject = Readonly<Record<string, unknown>>;

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
  const eventFields = object(json['event']);
  const collector = readCollector(json, winlog);
  const created = parseTime(string(eventFields['created']))?.text;
  const xml = string(eventFields['original']);
  if (xml?.trimStart().startsWith('<Event') === true) {
    const decoded = decodeEventXml(xml, limits)[0];
    if (decoded !== undefined && !isDead(decoded)) {
      const message = decoded.message ?? present(string(json['message']));
      return { ...decoded, format: 'winlogbeat', collector, created, message };
    }
    // A broken copy of the XML loses nothing as long as the decoded fields are there.
  }

  const providerName = present(string(winlog['provider_name'])) ?? present(string(eventFields['provider']));
  if (providerName === undefined)
    return dead('EVENT_NO_PROVIDER', 'winlog.provider_name and event.provider are missing or empty', index);
  const idText = scalar(winlog['event_id']) ?? scalar(eventFields['code']);
  const eventId = parseInteger(idText);
  if (eventId === undefined || eventId > 0xffff) {
    return dead('EVENT_NO_ID', `winlog.event_id is "${idText ?? ''}", expected a number from 0 to 65535`, index);
  }
  // decode_xml_wineventlog of Filebeat: @timestamp is the time of reading there, winlog.time_created the event's.
  const timeCreated = string(winlog['time_created']);
  const timeText = timeCreated ?? string(json['@timestamp']);
  const time = parseTime(timeText);
  if (time === undefined) {
    const field = timeCreated === undefined ? '@timestamp' : 'winlog.time_created';
    return dead('EVENT_NO_TIME', `${field} is "${timeText ?? ''}", expected a time in UTC`, index);
  }

  const data = Object.create(null) as EventData;
  const unnamed: string[] = [];
  let binary: string | undefined;
  for (const section of [winlog['event_data'], winlog['user_data']]) {
    if (!isObject(section)) continue;
    if (exceedsDepth(section, limits.depth)) return tooDeep(limits, index);
    for (const name of Object.keys(section)) {
      const value = flatten(section[name]);
      if (value === undefined || name === 'xml_name') continue;
      if (name === 'Binary') binary = present(value);
      else if (!placeUnnamed(unnamed, name, value) && !addData(data, name, value)) return forbiddenName(name, index);
    }
  }

  const process = object(winlog['process']);
  const level = string(object(json['log'])['level']) ?? string(winlog['level']);
  const event: WindowsEvent = {
    format: 'winlogbeat',
    providerName,
    providerGuid: parseGuid(string(winlog['provider_guid'])),
    eventId,
    version: parseInteger(scalar(winlog['version']), 0xff),
    qualifiers: parseInteger(scalar(winlog['qualifiers']), 0xffff),
    level: undefined,
    levelName: acceptLevelWord(level),
    task: undefined,
    opcode: undefined,
    keywords: undefined,
    timeCreated: time.text,
    timeMs: time.ms,
    recordId: readRecordId(winlog['record_id'], text),
    channel: presentKeyword(string(winlog['channel'])),
    computer: presentKeyword(string(winlog['computer_name'])),
    userSid: presentKeyword(string(object(winlog['user'])['identifier'])),
    processId: parseInteger(scalar(process['pid'])),
    threadId: parseInteger(scalar(object(process['thread'])['id'])),
    activityId: parseGuid(string(winlog['activity_id'])),
    relatedActivityId: parseGuid(string(winlog['related_activity_id'])),
    data,
    unnamed,
    binary,
    message: present(string(json['message'])),
    culture: undefined,
    created,
    collector,
    tags: [],
    original: text,
  };
  return event;
}

function readCollector(json: JsonObject, winlog: JsonObject): Collector {
  const agent = object(json['agent']);
  const host = presentKeyword(string(object(json['host'])['name']));
  const computer = string(winlog['computer_name']);
  return {
    type: presentKeyword(string(agent['type'])),
    version: presentKeyword(string(agent['version'])),
    id: presentKeyword(string(agent['id'])),
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

function flatten(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (value === null || value === undefined) return undefined;
  return JSON.stringify(value);
}

/**
 * `JSON.parse` loses digits of numbers beyond 2^53: then the digits are taken from the text. The text of an event that
 * came in an array was printed from the parsed value, its digits are lost; a wrong id would make two events one.
 */
function readRecordId(value: unknown, text: string): string | undefined {
  if (typeof value === 'number' && !Number.isSafeInteger(value)) {
    const digits = /"record_id"\s*:\s*([0-9]{1,20})\b/.exec(text)?.[1];
    return digits === String(value) ? undefined : parseRecordId(digits);
  }
  return parseRecordId(scalar(value));
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const EMPTY: JsonObject = Object.freeze({});

function object(value: unknown): JsonObject {
  return isObject(value) ? value : EMPTY;
}

function string(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function scalar(value: unknown): string | undefined {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : undefined;
}
