import type { Tag } from '../../tags.ts';
import { buildEvent, NO_TEXTS } from '../build-event.ts';
import type { Decoded } from '../decoded.ts';
import { describeOriginal, type DecodeContext, type JsonFormat } from '../format.ts';
import { asString, asText, isObject, type JsonObject } from '../json.ts';
import { byKeys } from '../signs.ts';
import { splitJoined, type Identity } from '../split-joined.ts';
import { printMilliseconds } from '../times.ts';
import { parseSid, present } from '../values.ts';
import { ValuesReader } from '../values-reader.ts';
import { adoptXml, readEmbeddedXml } from './event-xml.ts';

/**
 * Fluent Bit's `in_winevtlog`: with `render_event_as_xml` the XML stands in `System`; otherwise the values stand without
 * names in `StringInserts`, in newer versions with names in `EventData` (`event_data_as_map`).
 */
export const FLUENT_BIT: JsonFormat = {
  name: 'fluent_bit',
  sign: '`System` is event XML, or `ProviderName` beside `EventRecordID` and `TimeCreated`, an object `EventData` or a list `StringInserts`, where `EventData` is no list',
  matches: (json) =>
    isXml(json['System']) ||
    (json['ProviderName'] !== undefined &&
      json['EventRecordID'] !== undefined &&
      !Array.isArray(json['EventData']) &&
      (Array.isArray(json['StringInserts']) || isObject(json['EventData']) || json['TimeCreated'] !== undefined)),
  decode: decodeFluentBit,
};

/** Fluentd's `windows_eventlog2`: the same keys, all values text, the values of the event a list in `EventData`. */
export const FLUENTD: JsonFormat = {
  name: 'fluentd',
  sign: '`ProviderName` beside a list `EventData`, or beside `Description`',
  matches: (json) =>
    json['ProviderName'] !== undefined && (Array.isArray(json['EventData']) || json['Description'] !== undefined),
  decode: decodeFluentd,
};

/** Fluent Bit's older `in_winlog` and Fluentd's `windows_eventlog`: the event log API of Windows XP. */
export const FLUENT_BIT_WINLOG: JsonFormat = {
  name: 'fluent_bit_winlog',
  ...byKeys('RecordNumber', 'TimeGenerated', 'SourceName'),
  decode: decodeWinlog,
};

function isXml(value: unknown): boolean {
  return typeof value === 'string' && /^\s*<(?:\w+:)?Event[\s>]/.test(value);
}

const NAMES = { provider: 'ProviderName', eventId: 'EventID', time: 'TimeCreated' };

function decodeFluentBit(json: JsonObject, text: string | undefined, context: DecodeContext): Decoded {
  const collector = { type: 'fluent-bit', version: undefined, id: undefined, host: undefined };
  const created = readEpoch(json['@timestamp']);
  const message = asString(json['Message']);
  const xml = readEmbeddedXml(json['System'], context);
  if (xml !== undefined) return adoptXml(xml, 'fluent_bit', { collector, created, message }, context);
  const values = new ValuesReader();
  let tags = NO_TAGS;
  if (isObject(json['EventData'])) values.addObject(json['EventData'], context.limits);
  else tags = addInserts(values, json['StringInserts'], () => readIdentity(json));
  if (values.refusal !== undefined) return values.refusal;
  return buildEvent(
    {
      ...readModernKeys(json, values),
      tags,
      format: 'fluent_bit',
      message,
      created,
      collector,
      original: describeOriginal(json, text, context),
    },
    NAMES,
    context,
  );
}

/**
 * Adds values without names. GELF has no lists: there the output makes one text of them.
 * @returns what is to be said of them
 */
function addInserts(values: ValuesReader, inserts: unknown, identify: () => Identity): readonly Tag[] {
  if (typeof inserts !== 'string') values.addList(inserts);
  if (typeof inserts !== 'string' || inserts === '') return NO_TAGS;
  const parts = splitJoined(inserts, identify());
  for (const part of parts) values.addUnnamed(part);
  return parts.length > 1 ? SPLIT : NO_TAGS;
}

const NO_TAGS: readonly Tag[] = [];
const SPLIT: readonly Tag[] = ['values_split'];

function readIdentity(json: JsonObject): Identity & { readonly qualifiers: string | undefined } {
  return {
    provider: asString(json['ProviderName']),
    ...splitEventId(asText(json['EventID']), asText(json['Qualifiers'])),
  };
}

function decodeFluentd(json: JsonObject, text: string | undefined, context: DecodeContext): Decoded {
  const values = new ValuesReader();
  values.addList(json['EventData']);
  return buildEvent(
    {
      ...readModernKeys(json, values),
      format: 'fluentd',
      message: asString(json['Description']) ?? asString(json['Message']),
      collector: { type: 'fluentd', version: undefined, id: undefined, host: undefined },
      original: describeOriginal(json, text, context),
    },
    NAMES,
    context,
  );
}

function readModernKeys(json: JsonObject, values: ValuesReader) {
  return {
    ...NO_TEXTS,
    ...readIdentity(json),
    guid: asString(json['ProviderGuid']) ?? asString(json['ProviderGUID']),
    version: asText(json['Version']),
    level: asText(json['Level']),
    task: asText(json['Task']),
    opcode: asText(json['Opcode']),
    keywords: asText(json['Keywords']),
    time: asString(json['TimeCreated']),
    recordId: asText(json['EventRecordID']),
    channel: asString(json['Channel']),
    computer: asString(json['Computer']),
    userSid: parseSid(asString(json['UserID'])),
    processId: asText(json['ProcessID']),
    threadId: asText(json['ThreadID']),
    activityId: asString(json['ActivityID']),
    relatedActivityId: asString(json['RelatedActivityID']),
    data: values.data,
    unnamed: values.unnamed,
    binary: values.binary,
  };
}

/**
 * The old event log API knows no provider but a source, and no time zone but that of the host, whose offset it prints.
 * Events that the newer API names `Microsoft-Windows-RasSstp` come as `RasSstp`.
 */
function decodeWinlog(json: JsonObject, text: string | undefined, context: DecodeContext): Decoded {
  const values = new ValuesReader();
  const provider = asString(json['SourceName']);
  const { eventId, qualifiers } = splitEventId(asText(json['EventID']), asText(json['Qualifiers']));
  const tags = addInserts(values, json['StringInserts'], () => ({ provider, eventId }));
  return buildEvent(
    {
      ...NO_TEXTS,
      format: 'fluent_bit_winlog',
      provider,
      eventId,
      qualifiers,
      tags,
      task: asText(json['EventCategory']),
      time: asString(json['TimeGenerated']),
      recordId: asText(json['RecordNumber']),
      channel: asString(json['Channel']),
      computer: asString(json['ComputerName']),
      userSid: parseSid(asString(json['Sid'])),
      data: values.data,
      unnamed: values.unnamed,
      binary: present(asString(json['Data'])),
      message: asString(json['Message']) ?? asString(json['Description']),
      created: readEpoch(json['@timestamp']),
      original: describeOriginal(json, text, context),
    },
    { provider: 'SourceName', eventId: 'EventID', time: 'TimeGenerated' },
    context,
  );
}

/** Where the qualifiers are not split off, the id is the whole 32-bit identifier: the event id is its lower half. */
function splitEventId(
  id: string | undefined,
  qualifiers: string | undefined,
): { eventId: string | undefined; qualifiers: string | undefined } {
  const number = Number(id);
  if (!(number > 0xffff && number <= 0xffffffff)) return { eventId: id, qualifiers };
  return { eventId: String(number % 0x10000), qualifiers: String(Math.floor(number / 0x10000)) };
}

/** When the agent read the event: seconds since 1970 with a fraction, unless the operator chose a text. */
function readEpoch(value: unknown): string | undefined {
  return typeof value === 'number' ? printMilliseconds(Math.round(value * 1000)) : asString(value);
}
