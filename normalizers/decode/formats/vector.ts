import { buildEvent, NO_TEXTS } from '../build-event.ts';
import type { Decoded } from '../decoded.ts';
import { describeOriginal, type DecodeContext, type JsonFormat } from '../format.ts';
import { asString, asText, isObject, type JsonObject } from '../json.ts';
import { byKeys, byValue, either } from '../signs.ts';
import { parseSid } from '../values.ts';
import { ValuesReader } from '../values-reader.ts';
import { adoptXml, readEmbeddedXml } from './event-xml.ts';

/** Vector's `windows_event_log` source. What it loses: the data section, and UserData that has no `Data` elements. */
export const VECTOR: JsonFormat = {
  name: 'vector',
  ...either(byValue('source_type', 'windows_event_log'), byKeys('provider_name', 'level_value')),
  decode: decodeVector,
};

const NAMES = { provider: 'provider_name', eventId: 'event_id', time: 'timestamp' };

function decodeVector(json: JsonObject, text: string | undefined, context: DecodeContext): Decoded {
  const collector = { type: 'vector', version: undefined, id: undefined, host: undefined };
  const message = asString(json['message']);
  // Cut at 32 KiB it is not well-formed; the fields around it are then the better source.
  const xml = readEmbeddedXml(json['xml'], context);
  if (xml !== undefined) return adoptXml(xml, 'vector', { collector, message }, context);
  const values = new ValuesReader();
  if (isObject(json['event_data'])) values.addObject(json['event_data'], context.limits);
  if (values.refusal !== undefined) return values.refusal;
  if (Object.keys(values.data).length === 0) values.addList(json['string_inserts']);
  return buildEvent(
    {
      ...NO_TEXTS,
      format: 'vector',
      provider: asString(json['provider_name']),
      guid: asString(json['provider_guid']),
      eventId: asText(json['event_id']),
      version: asText(json['version']),
      qualifiers: asText(json['qualifiers']),
      level: asText(json['level_value']),
      task: asText(json['task']),
      opcode: asText(json['opcode']),
      keywords: asText(json['keywords']),
      time: asString(json['timestamp']),
      recordId: unlessZero(json['record_id']),
      channel: asString(json['channel']),
      computer: asString(json['computer']) ?? asString(json['host']),
      userSid: parseSid(asString(json['user_id'])),
      processId: unlessZero(json['process_id']),
      threadId: unlessZero(json['thread_id']),
      activityId: asString(json['activity_id']),
      relatedActivityId: asString(json['related_activity_id']),
      data: values.data,
      unnamed: values.unnamed,
      message,
      collector,
      original: describeOriginal(json, text, context),
    },
    NAMES,
    context,
  );
}

/** Vector writes 0 for what the event does not have. */
function unlessZero(value: unknown): string | undefined {
  const text = asText(value);
  return text === '0' ? undefined : text;
}
