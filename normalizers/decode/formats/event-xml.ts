import { dead } from '../../outcome.ts';
import type { Tag } from '../../tags.ts';
import type { Collector, InputFormat, WindowsEvent } from '../../windows-event.ts';
import { buildEvent, type EventTexts } from '../build-event.ts';
import { isDead, type Decoded } from '../decoded.ts';
import { EventXmlReader, Refusal, type EventDraft } from './event-xml-reader.ts';
import type { DecodeContext, TextFormat } from '../format.ts';
import { asString } from '../json.ts';
import type { DecodeLimits } from '../limits.ts';
import { parseTime } from '../times.ts';
import { present } from '../values.ts';

/** Event XML as Windows renders it. An XML declaration must be the very first thing in the text. */
export const EVENT_XML: TextFormat = {
  name: 'event_xml',
  sign: '`<Event`, `<Events` (each perhaps with a prefix), `<?xml` or `<!` at the beginning',
  begins: /<(?:\?xml|(?:[\w.-]+:)?Events?[\s/>]|!)/,
  decode: decodeEventXml,
  replacesControlCharacters: true,
};

/**
 * Decodes Windows event XML: one `<Event>`, or several inside `<Events>`, with single or double quotes, any prefix, with
 * or without `RenderingInfo`. The parser is strict, knows no DTD and resolves nothing beyond the five XML entities.
 * @returns one entry an event, in order; a single dead letter when the text as a whole cannot be read
 */
export function decodeEventXml(text: string, context: DecodeContext): Decoded[] {
  const { limits } = context;
  // Counting lines and columns costs a third of the parser's time; one event needs them only to say what is wrong.
  const single = !text.includes('Events');
  try {
    const reader = new EventXmlReader(text, limits, !single);
    const drafts = reader.read();
    // As for an empty JSON array: a record without events must still be accounted for.
    if (drafts.length === 0) return [dead('DECODE_EMPTY', 'the XML holds no <Event>')];
    const tags: Tag[] = reader.replaced ? ['control_characters_replaced'] : [];
    return drafts.map((draft) => draft.refusal ?? readDraft(draft, context, tags));
  } catch (error) {
    if (error instanceof Refusal) return [error.outcome];
    return [dead('DECODE_XML_MALFORMED', describeSyntaxError(text, limits))];
  }
}

/**
 * The event of an XML text that a collector has put into a field, as long as it is one well-formed event; undefined for
 * anything else, because then the fields around it are the better source.
 */
export function readEmbeddedXml(value: unknown, context: DecodeContext): WindowsEvent | undefined {
  if (typeof value !== 'string' || !value.trimStart().startsWith('<')) return undefined;
  const [decoded, second] = decodeEventXml(value.trimStart(), context);
  return decoded !== undefined && second === undefined && !isDead(decoded) ? decoded : undefined;
}

/**
 * The event of an XML text in the name of the collector that carried it.
 * @param around what the collector says besides; what the XML says itself goes first
 */
export function adoptXml(
  xml: WindowsEvent,
  format: InputFormat,
  around: { readonly collector: Collector | undefined; readonly created?: unknown; readonly message?: unknown },
  { zone }: DecodeContext,
): WindowsEvent {
  return {
    ...xml,
    format,
    collector: around.collector,
    created: parseTime(asString(around.created), zone)?.text,
    message: xml.message ?? present(asString(around.message)),
  };
}

/**
 * The values of the body of an event (`EventData` or `UserData`) that a collector has cut out of its XML; undefined when it
 * is not well-formed.
 */
export function readEventBody(
  body: string,
  context: DecodeContext,
): Pick<WindowsEvent, 'data' | 'unnamed' | 'binary'> | undefined {
  return readEmbeddedXml(`${EMPTY_EVENT}${body}</Event>`, context);
}

/** As much of an event as is needed for its body to be read. */
const EMPTY_EVENT =
  '<Event><System><Provider Name="none"/><EventID>0</EventID><TimeCreated SystemTime="1970-01-01T00:00:00Z"/></System>';

function describeSyntaxError(text: string, limits: DecodeLimits): string {
  let message = 'unknown error';
  try {
    new EventXmlReader(text, limits, true).read();
  } catch (error) {
    message = error instanceof Error ? error.message : String(error);
  }
  return `the XML is not well-formed (line:column ${message}); the record has ${text.length} characters`;
}

const NAMES = { provider: 'System/Provider/@Name', eventId: 'System/EventID', time: 'System/TimeCreated/@SystemTime' };

function readDraft(draft: EventDraft, context: DecodeContext, tags: readonly Tag[]): Decoded {
  const { system } = draft;
  const texts: EventTexts = {
    format: 'event_xml',
    provider: system['Provider'],
    guid: system['Guid'],
    eventId: system['EventID'],
    version: system['Version'],
    qualifiers: system['Qualifiers'],
    level: system['Level'],
    levelWord: undefined,
    task: system['Task'],
    opcode: system['Opcode'],
    keywords: system['Keywords'],
    time: system['TimeCreated'],
    recordId: system['EventRecordID'],
    channel: system['Channel'],
    computer: system['Computer'],
    userSid: system['UserID'],
    processId: system['ProcessID'],
    threadId: system['ThreadID'],
    activityId: system['ActivityID'],
    relatedActivityId: system['RelatedActivityID'],
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
  return buildEvent(texts, NAMES, context);
}
