import { dead } from '../outcome.ts';
import type { WindowsEvent } from '../windows-event.ts';
import { nameLevel, parseGuid, parseInteger, parseRecordId, parseTime, present, presentKeyword } from './decoded.ts';
import type { Decoded, DecodeLimits } from './decoded.ts';
import { EventXmlReader, Refusal, type EventDraft } from './event-xml-reader.ts';

/**
 * Decodes Windows event XML: one `<Event>`, or several inside `<Events>`, with single or double quotes, any prefix, with
 * or without `RenderingInfo`. The parser is strict, knows no DTD and resolves nothing beyond the five XML entities.
 * @returns one entry an event, in order; a single dead letter when the text as a whole cannot be read
 */
export function decodeEventXml(text: string, limits: DecodeLimits): Decoded[] {
  // Counting lines and columns costs a third of the parser's time; one event needs them only to say what is wrong.
  const single = !text.includes('Events');
  try {
    const reader = new EventXmlReader(text, limits, !single);
    const drafts = reader.read();
    // As for an empty JSON array: a record without events must still be accounted for.
    if (drafts.length === 0) return [dead('DECODE_EMPTY', 'the XML holds no <Event>')];
    const tags = reader.replaced ? ['control_characters_replaced'] : [];
    return drafts.map((draft, index) => draft.refusal ?? buildEvent(draft, index, tags));
  } catch (error) {
    if (error instanceof Refusal) return [error.outcome];
    return [dead('DECODE_XML_MALFORMED', describeSyntaxError(text, limits))];
  }
}

function describeSyntaxError(text: string, limits: DecodeLimits): string {
  let message = 'unknown error';
  try {
    new EventXmlReader(text, limits, true).read();
  } catch (error) {
    message = error instanceof Error ? error.message : String(error);
  }
  return `the XML is not well-formed (line:column ${message}); the record has ${text.length} characters`;
}

function buildEvent(draft: EventDraft, index: number, tags: readonly string[]): Decoded {
  const s = draft.system;
  const provider = present(s['Provider']);
  if (provider === undefined) return dead('EVENT_NO_PROVIDER', 'System/Provider/@Name is missing or empty', index);
  const eventId = parseInteger(s['EventID']);
  if (eventId === undefined || eventId > 0xffff) {
    return dead('EVENT_NO_ID', `System/EventID is "${s['EventID'] ?? ''}", expected a number from 0 to 65535`, index);
  }
  const time = parseTime(s['TimeCreated']);
  if (time === undefined) {
    return dead(
      'EVENT_NO_TIME',
      `System/TimeCreated/@SystemTime is "${s['TimeCreated'] ?? ''}", expected a time in UTC`,
      index,
    );
  }
  const level = parseInteger(s['Level'], 0xff);
  const event: WindowsEvent = {
    format: 'event_xml',
    providerName: provider,
    providerGuid: parseGuid(s['Guid']),
    eventId,
    version: parseInteger(s['Version'], 0xff),
    qualifiers: parseInteger(s['Qualifiers'], 0xffff),
    level,
    levelName: nameLevel(level),
    task: parseInteger(s['Task'], 0xffff),
    opcode: parseInteger(s['Opcode'], 0xff),
    keywords: parseKeywords(s['Keywords']),
    timeCreated: time.text,
    timeMs: time.ms,
    recordId: parseRecordId(s['EventRecordID']),
    channel: presentKeyword(s['Channel']),
    computer: presentKeyword(s['Computer']),
    userSid: presentKeyword(s['UserID']),
    processId: parseInteger(s['ProcessID']),
    threadId: parseInteger(s['ThreadID']),
    activityId: parseGuid(s['ActivityID']),
    relatedActivityId: parseGuid(s['RelatedActivityID']),
    data: draft.data,
    unnamed: draft.unnamed,
    binary: draft.binary,
    message: draft.message,
    culture: draft.culture,
    created: undefined,
    collector: undefined,
    tags,
    original: draft.original,
  };
  return event;
}

const KEYWORDS = /^0x[0-9a-f]{1,16}$/i;

function parseKeywords(text: string | undefined): string | undefined {
  return text !== undefined && KEYWORDS.test(text) ? text.toLowerCase() : undefined;
}
