import { defineJsonFormat } from '../decode-json-format.ts';
import type { EventTexts } from '../event-texts.ts';
import { asNumeral, asString, asText, isObject, type JsonObject } from '../json.ts';
import { byKeys, byValue, either } from '../signs.ts';
import { parseSid, unlessZero } from '../values.ts';

/** Vector's `windows_event_log` source. What it loses: the data section, and UserData that has no `Data` elements. */
export const VECTOR = defineJsonFormat({
  name: 'vector',
  ...either(byValue('source_type', 'windows_event_log'), byKeys('provider_name', 'level_value')),
  names: { provider: 'provider_name', eventId: 'event_id', time: 'timestamp' },
  collector: 'vector',
  // Cut at 32 KiB it is not well-formed; the fields around it are then the better source.
  xml: (json) => [json['xml']],
  readAround: (json, texts) => {
    texts.message = asString(json['message']);
  },
  readTexts: readVector,
});

function readVector(json: JsonObject, texts: EventTexts): void {
  const { values } = texts;
  if (isObject(json['event_data'])) values.addObject(json['event_data']);
  if (Object.keys(values.data).length === 0) values.addList(json['string_inserts']);
  texts.provider = asString(json['provider_name']);
  texts.guid = asString(json['provider_guid']);
  texts.eventId = asNumeral(json['event_id']);
  texts.version = asNumeral(json['version']);
  texts.qualifiers = asNumeral(json['qualifiers']);
  texts.level = asNumeral(json['level_value']);
  texts.task = asNumeral(json['task']);
  texts.opcode = asNumeral(json['opcode']);
  texts.keywords = asText(json['keywords']);
  texts.time = json['timestamp'];
  texts.recordId = unlessZero(asNumeral(json['record_id']));
  texts.channel = asString(json['channel']);
  texts.computer = asString(json['computer']) ?? asString(json['host']);
  texts.userSid = parseSid(asString(json['user_id']));
  texts.processId = unlessZero(asNumeral(json['process_id']));
  texts.threadId = unlessZero(asNumeral(json['thread_id']));
  texts.activityId = asString(json['activity_id']);
  texts.relatedActivityId = asString(json['related_activity_id']);
}
