import type { Tag } from '../../tags.ts';
import { defineJsonFormat } from '../decode-json-format.ts';
import type { EventTexts } from '../event-texts.ts';
import { asNumeral, asString, asText, isObject, type JsonObject, type Numeral } from '../json.ts';
import { byKeys } from '../signs.ts';
import { splitJoined } from '../split-joined.ts';
import { printMilliseconds } from '../times.ts';
import { parseSid, present } from '../values.ts';

const NAMES = { provider: 'ProviderName', eventId: 'EventID', time: 'TimeCreated' };

/**
 * Fluent Bit's `in_winevtlog`: with `render_event_as_xml` the XML stands in `System`; otherwise the values stand without
 * names in `StringInserts`, in newer versions with names in `EventData` (`event_data_as_map`).
 */
export const FLUENT_BIT = defineJsonFormat({
  name: 'fluent_bit',
  sign: '`System` is event XML, or `ProviderName` beside `EventRecordID` and `TimeCreated`, or `ProviderName` beside `EventRecordID` and an object `EventData`, or `ProviderName` beside `EventRecordID` and a list `StringInserts`; never where EventData is a list',
  matches: (json) =>
    isXml(json['System']) ||
    (json['ProviderName'] !== undefined &&
      json['EventRecordID'] !== undefined &&
      !Array.isArray(json['EventData']) &&
      (Array.isArray(json['StringInserts']) || isObject(json['EventData']) || json['TimeCreated'] !== undefined)),
  keys: ['System', 'ProviderName'],
  names: NAMES,
  collector: 'fluent-bit',
  xml: (json) => [json['System']],
  readAround: (json, texts) => {
    texts.message = asString(json['Message']);
    texts.created = readEpoch(json['@timestamp']);
  },
  readTexts: (json, texts) => {
    readModernKeys(json, texts);
    if (isObject(json['EventData'])) texts.values.addObject(json['EventData']);
    else addInserts(json['StringInserts'], texts);
  },
});

/**
 * Fluentd's `windows_eventlog2`: the same keys, all values text, the values of the event a list in `EventData`. The operator
 * chooses among the keys, so that any of them can be missing.
 */
export const FLUENTD = defineJsonFormat({
  name: 'fluentd',
  sign: '`ProviderName` beside a list `EventData`, `Description`, `DescriptionTitle`, `ProviderGUID` or a text `EventID`, without `StringInserts`, an object `EventData` and XML in `System`',
  matches: (json) =>
    json['ProviderName'] !== undefined &&
    json['StringInserts'] === undefined &&
    !isObject(json['EventData']) &&
    !isXml(json['System']) &&
    (Array.isArray(json['EventData']) ||
      json['Description'] !== undefined ||
      json['DescriptionTitle'] !== undefined ||
      json['ProviderGUID'] !== undefined ||
      typeof json['EventID'] === 'string'),
  keys: ['ProviderName'],
  names: NAMES,
  collector: 'fluentd',
  readTexts: (json, texts) => {
    readModernKeys(json, texts);
    texts.values.addList(json['EventData']);
    // `parse_description` takes the text apart and leaves its first paragraph.
    texts.message = asString(json['Description']) ?? asString(json['DescriptionTitle']) ?? asString(json['Message']);
  },
});

/**
 * Fluentd's first `windows_eventlog`: the event log API of Windows XP as `FLUENT_BIT_WINLOG`, all values text under names of
 * its own; the values of the event are there in newer versions. Source: `KEY_MAP` in its `in_windows_eventlog.rb`.
 */
export const FLUENTD_CLASSIC = defineJsonFormat({
  name: 'fluentd',
  ...byKeys('source_name', 'event_id', 'time_generated'),
  names: { provider: 'source_name', eventId: 'event_id', time: 'time_generated' },
  collector: 'fluentd',
  readTexts: (json, texts) => {
    texts.provider = asString(json['source_name']);
    readWholeId(asNumeral(json['event_id']), texts);
    addInserts(json['string_inserts'], texts);
    texts.task = asNumeral(json['event_category']);
    texts.time = json['time_generated'];
    texts.recordId = asNumeral(json['record_number']);
    texts.channel = asString(json['channel']);
    texts.computer = asString(json['computer_name']);
    texts.userSid = parseSid(asString(json['user']));
    texts.message = asString(json['description']);
  },
});

/** Fluent Bit's older `in_winlog`: the event log API of Windows XP. */
export const FLUENT_BIT_WINLOG = defineJsonFormat({
  name: 'fluent_bit_winlog',
  ...byKeys('RecordNumber', 'TimeGenerated', 'SourceName'),
  names: { provider: 'SourceName', eventId: 'EventID', time: 'TimeGenerated' },
  readTexts: readWinlog,
});

function isXml(value: unknown): boolean {
  return typeof value === 'string' && /^\s*<(?:\w+:)?Event[\s>]/.test(value);
}

const SPLIT: readonly Tag[] = ['values_split'];

/** Adds values without names, once it is known which event it is. GELF has no lists: there the output makes one text of them. */
function addInserts(inserts: unknown, texts: EventTexts): void {
  if (typeof inserts !== 'string') {
    texts.values.addList(inserts);
  } else if (inserts !== '') {
    const parts = splitJoined(inserts, texts);
    for (const part of parts) texts.values.addUnnamed(part);
    if (parts.length > 1) texts.tags = SPLIT;
  }
}

function readModernKeys(json: JsonObject, texts: EventTexts): void {
  texts.provider = asString(json['ProviderName']);
  texts.guid = asString(json['ProviderGuid']) ?? asString(json['ProviderGUID']);
  readEventId(json, texts);
  texts.version = asNumeral(json['Version']);
  texts.level = asNumeral(json['Level']);
  texts.task = asNumeral(json['Task']);
  texts.opcode = asNumeral(json['Opcode']);
  texts.keywords = asText(json['Keywords']);
  texts.time = json['TimeCreated'];
  texts.recordId = asNumeral(json['EventRecordID']);
  texts.channel = asString(json['Channel']);
  texts.computer = asString(json['Computer']);
  texts.userSid = parseSid(asString(json['UserID']));
  texts.processId = asNumeral(json['ProcessID']);
  texts.threadId = asNumeral(json['ThreadID']);
  texts.activityId = asString(json['ActivityID']);
  texts.relatedActivityId = asString(json['RelatedActivityID']);
}

/**
 * The old event log API knows no provider but a source, and no time zone but that of the host, whose offset it prints.
 * Events that the newer API names `Microsoft-Windows-RasSstp` come as `RasSstp`.
 */
function readWinlog(json: JsonObject, texts: EventTexts): void {
  texts.provider = asString(json['SourceName']);
  readEventId(json, texts);
  addInserts(json['StringInserts'], texts);
  texts.values.binary = present(asString(json['Data']));
  texts.task = asNumeral(json['EventCategory']);
  texts.time = json['TimeGenerated'];
  texts.recordId = asNumeral(json['RecordNumber']);
  texts.channel = asString(json['Channel']);
  texts.computer = asString(json['ComputerName']);
  texts.userSid = parseSid(asString(json['Sid']));
  texts.message = asString(json['Message']) ?? asString(json['Description']);
  texts.created = readEpoch(json['@timestamp']);
}

function readEventId(json: JsonObject, texts: EventTexts): void {
  readWholeId(asNumeral(json['EventID']), texts);
  texts.qualifiers ??= asNumeral(json['Qualifiers']);
}

/** Where the qualifiers are not split off, the id is the whole 32-bit identifier: the event id is its lower half. */
function readWholeId(id: Numeral, texts: EventTexts): void {
  const number = Number(id);
  const whole = number > 0xffff && number <= 0xffffffff;
  texts.eventId = whole ? number % 0x10000 : id;
  texts.qualifiers = whole ? Math.floor(number / 0x10000) : undefined;
}

/** When the agent read the event: seconds since 1970 with a fraction, unless the operator chose a text. */
function readEpoch(value: unknown): string | undefined {
  return typeof value === 'number' ? printMilliseconds(Math.round(value * 1000)) : asString(value);
}
