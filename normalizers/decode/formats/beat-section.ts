import type { WindowsEvent } from '../../windows-event.ts';
import type { EventTexts } from '../build-event.ts';
import type { DeadOutcome } from '../../outcome.ts';
import type { DecodeContext } from '../format.ts';
import { asObject, asString, asText, isObject, type JsonObject } from '../json.ts';
import { ValuesReader } from '../values-reader.ts';
import { readEmbeddedXml } from './event-xml.ts';

/** What all Beats keep under the same names, be it below `winlog` (7 to 9) or at the root of the record (6). */
export type BeatSection = Pick<
  EventTexts,
  | 'guid'
  | 'eventId'
  | 'version'
  | 'computer'
  | 'userSid'
  | 'activityId'
  | 'relatedActivityId'
  | 'data'
  | 'unnamed'
  | 'binary'
>;

/** Name of the element around the values of UserData. */
const XML_NAME: ReadonlySet<string> = new Set(['xml_name']);

/** Reads the fields of a section, or says why its values cannot be taken. */
export function readBeatSection(section: JsonObject, { limits }: DecodeContext): BeatSection | DeadOutcome {
  const values = new ValuesReader();
  if (isObject(section['event_data'])) values.addObject(section['event_data'], limits);
  if (isObject(section['user_data'])) values.addObject(section['user_data'], limits, XML_NAME);
  if (values.refusal !== undefined) return values.refusal;
  return {
    guid: asString(section['provider_guid']),
    eventId: asText(section['event_id']),
    version: asText(section['version']),
    computer: asString(section['computer_name']),
    userSid: asString(asObject(section['user'])['identifier']),
    activityId: asString(section['activity_id']),
    relatedActivityId: asString(section['related_activity_id']),
    data: values.data,
    unnamed: values.unnamed,
    binary: values.binary,
  };
}

/** What Beats carry as text. */
export interface BeatTexts {
  /** The event of its XML; undefined where there is none that can be read. */
  readonly xml: WindowsEvent | undefined;
  /** The rendered message, which XML is not. */
  readonly message: string | undefined;
}

/**
 * Finds the XML of an event where Beats put it: in a field of its own (`include_xml`), or as the message that a forwarder
 * has sent and `decode_xml_wineventlog` has only taken apart.
 * @param own the field of its own
 */
export function readBeatTexts(own: unknown, message: unknown, context: DecodeContext): BeatTexts {
  const text = asString(message);
  const rendered = text === undefined || !XML.test(text);
  return {
    xml: readEmbeddedXml(own, context) ?? (rendered ? undefined : readEmbeddedXml(text, context)),
    message: rendered ? text : undefined,
  };
}

const XML = /^\s*<(?:\?xml|(?:[\w.-]+:)?Event[\s>])/;
