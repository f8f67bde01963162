import { buildEvent, NO_TEXTS } from '../build-event.ts';
import type { Decoded } from '../decoded.ts';
import { describeOriginal, type DecodeContext, type JsonFormat } from '../format.ts';
import { asObject, asString, asText, isObject, type JsonObject } from '../json.ts';
import { presentKeyword } from '../values.ts';
import { ValuesReader } from '../values-reader.ts';
import { adoptXml, readEmbeddedXml } from './event-xml.ts';

/** Winlogbeat 5 and 6: what later stands below `winlog` is at the root, some of it under other names. */
export const WINLOGBEAT_6: JsonFormat = {
  name: 'winlogbeat_6',
  sign: '`source_name` beside `record_number`, without `winlog`',
  matches: (json) => json['source_name'] !== undefined && json['record_number'] !== undefined,
  decode: decodeWinlogbeat6,
};

const NAMES = { provider: 'source_name', eventId: 'event_id', time: '@timestamp' };
const XML_NAME: ReadonlySet<string> = new Set(['xml_name']);

function decodeWinlogbeat6(json: JsonObject, text: string | undefined, context: DecodeContext): Decoded {
  const beat = asObject(json['beat']);
  const collector = {
    type: 'winlogbeat',
    version: presentKeyword(asString(beat['version'])),
    id: undefined,
    host: undefined,
  };
  const message = asString(json['message']);
  const xml = readEmbeddedXml(json['xml'], context);
  if (xml !== undefined) return adoptXml(xml, 'winlogbeat_6', { collector, message }, context);
  const values = new ValuesReader();
  if (isObject(json['event_data'])) values.addObject(json['event_data'], context.limits);
  if (isObject(json['user_data'])) values.addObject(json['user_data'], context.limits, XML_NAME);
  if (values.refusal !== undefined) return values.refusal;
  return buildEvent(
    {
      ...NO_TEXTS,
      format: 'winlogbeat_6',
      provider: asString(json['source_name']),
      guid: asString(json['provider_guid']),
      eventId: asText(json['event_id']),
      version: asText(json['version']),
      levelWord: asString(json['level']),
      time: asString(json['@timestamp']),
      recordId: asText(json['record_number']),
      channel: asString(json['log_name']),
      computer: asString(json['computer_name']),
      userSid: asString(asObject(json['user'])['identifier']),
      processId: asText(json['process_id']),
      threadId: asText(json['thread_id']),
      activityId: asString(json['activity_id']),
      relatedActivityId: asString(json['related_activity_id']),
      data: values.data,
      unnamed: values.unnamed,
      binary: values.binary,
      message,
      collector,
      original: describeOriginal(json, text, context),
    },
    NAMES,
    context,
  );
}
