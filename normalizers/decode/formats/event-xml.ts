import { dead, type DeadOutcome } from '../../outcome.ts';
import type { Tag } from '../../tags.ts';
import type { WindowsEvent } from '../../windows-event.ts';
import { buildEvent } from '../build-event.ts';
import { isDead, tooMany, type Decoded } from '../decoded.ts';
import type { EventTexts } from '../event-texts.ts';
import { EventXmlReader, type EventDraft } from './event-xml-reader.ts';
import type { DecodeContext, TextFormat } from '../format.ts';
import { readPlainEvent } from './plain-event-xml.ts';
import { asString } from '../json.ts';
import { splitBroken, splitRecords } from '../split-records.ts';
import { dropListTags } from '../split-xml.ts';
import { parseTime } from '../times.ts';
import { refuseXml } from '../strict-xml.ts';
import { wholeTextIfAny } from '../../whole-text.ts';
import { present } from '../values.ts';
import type { EventBody } from '../values-reader.ts';

const BEGINS = /<(?:\?xml|(?:[\w.-]+:)?Events?[\s/>]|!)/;
const START = new RegExp(`^${BEGINS.source}`);

/** Event XML as Windows renders it. An XML declaration must be the very first thing in the text. */
export const EVENT_XML: TextFormat = {
  name: 'event_xml',
  sign: '`<Event`, `<Events` (each perhaps with a prefix), `<?xml` or `<!` at the beginning',
  begins: BEGINS,
  decode: decodeXmlText,
  replacesControlCharacters: true,
};

/**
 * A text that is not well-formed can be several: events without a list around them, as `wevtutil` prints them, records of
 * other formats behind one, or a list of which a part is broken. Each of them counts for itself then.
 */
function decodeXmlText(text: string, context: DecodeContext): readonly Decoded[] {
  const decoded = decodeEventXml(text, context);
  const [first] = decoded;
  if (first === undefined || !isDead(first) || first.code !== 'DECODE_XML_MALFORMED' || text.includes('<!DOCTYPE'))
    return decoded;
  const { budget, limits } = context;
  const pieces = [text, dropListTags(text)]
    .flatMap((one) => [splitRecords(one, limits.events), splitBroken(one, limits.events)])
    .find(({ length }) => length > 1);
  if (pieces === undefined) return decoded;
  if (!budget.open(pieces.length)) return [tooMany(limits)];
  return pieces.flatMap((piece) => context.decodeNested(piece, context));
}

/** How event XML is read: most of it by a pattern, what that gives up by the scanner, and what this gives up by the parser. */
export type XmlWay = 'pattern' | 'scanner' | 'parser';

/**
 * Decodes Windows event XML: one `<Event>`, or several inside `<Events>`, with single or double quotes, any prefix, with
 * or without `RenderingInfo`. The parser is strict, knows no DTD and resolves nothing beyond the five XML entities.
 * @param first which way is tried first, for the test that all of them give the same
 * @returns one entry an event, in order; a single dead letter when the text as a whole cannot be read
 */
export function decodeEventXml(text: string, context: DecodeContext, first: XmlWay = 'pattern'): Decoded[] {
  const { limits } = context;
  const plain = first === 'pattern' ? readPlainEvent(text, limits) : undefined;
  if (plain !== undefined) return [buildEvent(plain, context)];
  try {
    let reader = new EventXmlReader(text, limits);
    let drafts = first === 'parser' ? undefined : reader.scan();
    if (drafts === undefined) {
      reader = new EventXmlReader(text, limits);
      drafts = reader.parse();
    }
    // As for an empty JSON array: a record without events must still be accounted for.
    if (drafts.length === 0) return [dead('DECODE_EMPTY', 'the XML holds no <Event>')];
    const tags: Tag[] = reader.replaced ? ['control_characters_replaced'] : [];
    return drafts.map((draft) => readDraft(draft, context, tags));
  } catch (error) {
    return [refuseXml(error, text.length)];
  }
}

/** True for a text that begins as event XML does, perhaps after white space. */
export function beginsLikeXml(text: string): boolean {
  return START.test(text.trimStart());
}

/**
 * The event of an XML text that a collector has put into a field, as long as it is one well-formed event; undefined for
 * anything else, because then the fields around it are the better source.
 */
export function readEmbeddedXml(value: unknown, context: DecodeContext): WindowsEvent | undefined {
  if (typeof value !== 'string') return undefined;
  const text = value.trimStart();
  // Not even a parser for what is evidently something else, as messages mostly are.
  if (!START.test(text)) return undefined;
  const [decoded, second] = decodeEventXml(text, context);
  return decoded !== undefined && second === undefined && !isDead(decoded) ? decoded : undefined;
}

/** What a collector says of an event besides its XML. */
export type AroundXml = Pick<EventTexts, 'format' | 'collector'> & Partial<Pick<EventTexts, 'created' | 'message'>>;

/** The event of an XML text in the name of the collector that carried it; what the XML says itself goes first. */
export function adoptXml(xml: WindowsEvent, around: AroundXml, { zone }: DecodeContext): WindowsEvent {
  return {
    ...xml,
    format: around.format,
    collector: around.collector,
    created: parseTime(around.created, zone)?.text,
    message: xml.message ?? present(around.message),
  };
}

/**
 * Decodes the XML that is all of the event in a record of a collector; broken, it is a dead letter.
 * @param describe what the collector says of one of its events
 */
export function decodeCarriedXml(
  value: unknown,
  describe: (xml: WindowsEvent) => AroundXml,
  context: DecodeContext,
): readonly Decoded[] {
  return decodeEventXml((asString(value) ?? '').trimStart(), context).map((decoded) =>
    isDead(decoded) ? decoded : adoptXml(decoded, describe(decoded), context),
  );
}

/**
 * The values of the body of an event (`EventData` or `UserData`) that a collector has cut out of its XML, or why they cannot
 * be taken.
 */
export function readEventBody(body: string, context: DecodeContext): EventBody | DeadOutcome {
  const [event, second] = decodeEventXml(`${EMPTY_EVENT}${body}</Event>`, context);
  if (event === undefined || second !== undefined) {
    return dead('DECODE_XML_MALFORMED', 'the XML of the values closes the element around it');
  }
  return isDead(event) ? dead(event.code, `the XML of the values: ${event.detail}`) : event;
}

/** As much of an event as is needed for its body to be read. */
const EMPTY_EVENT =
  '<Event><System><Provider Name="none"/><EventID>0</EventID><TimeCreated SystemTime="1970-01-01T00:00:00Z"/></System>';

function readDraft({ system, texts }: EventDraft, context: DecodeContext, tags: readonly Tag[]): Decoded {
  texts.provider = system['Provider'];
  texts.guid = system['Guid'];
  texts.eventId = system['EventID'];
  texts.version = system['Version'];
  texts.qualifiers = system['Qualifiers'];
  texts.level = system['Level'];
  texts.task = system['Task'];
  texts.opcode = system['Opcode'];
  texts.keywords = system['Keywords'];
  texts.time = wholeTextIfAny(system['TimeCreated']);
  texts.recordId = system['EventRecordID'];
  texts.channel = system['Channel'];
  texts.computer = system['Computer'];
  texts.userSid = wholeTextIfAny(system['UserID']);
  texts.processId = system['ProcessID'];
  texts.threadId = system['ThreadID'];
  texts.activityId = system['ActivityID'];
  texts.relatedActivityId = system['RelatedActivityID'];
  texts.tags = tags;
  return buildEvent(texts, context);
}
