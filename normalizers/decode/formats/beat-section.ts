import type { EventTexts } from '../event-texts.ts';
import { asNumeral, asObject, asString, isObject, type JsonObject } from '../json.ts';
import { beginsLikeXml } from './event-xml.ts';

/** Name of the element around the values of UserData. */
const XML_NAME: ReadonlySet<string> = new Set(['xml_name']);

/** Reads what all Beats keep under the same names, be it below `winlog` (7 to 9) or at the root of the record (6). */
export function readBeatSection(section: JsonObject, texts: EventTexts): void {
  if (isObject(section['event_data'])) texts.values.addObject(section['event_data']);
  if (isObject(section['user_data'])) texts.values.addObject(section['user_data'], XML_NAME);
  texts.guid = asString(section['provider_guid']);
  texts.eventId = asNumeral(section['event_id']);
  texts.version = asNumeral(section['version']);
  texts.computer = asString(section['computer_name']);
  texts.userSid = asString(asObject(section['user'])['identifier']);
  texts.activityId = asString(section['activity_id']);
  texts.relatedActivityId = asString(section['related_activity_id']);
}

/**
 * The message of a record; none where it is event XML, which a forwarder has sent and `decode_xml_wineventlog` has only taken
 * apart: cut or whole, it is nothing that Windows has said.
 */
export function readBeatMessage(message: unknown): string | undefined {
  const text = asString(message);
  return text === undefined || beginsLikeXml(text) ? undefined : text;
}
