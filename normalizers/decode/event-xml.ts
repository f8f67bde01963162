import { SaxesParser } from 'saxes';
import { dead, type DeadOutcome } from '../outcome.ts';
import type { EventData, WindowsEvent } from '../windows-event.ts';
import {
  addData,
  forbiddenName,
  nameLevel,
  parseGuid,
  parseInteger,
  parseRecordId,
  parseTime,
  present,
  presentKeyword,
} from './decoded.ts';
import type { Decoded, DecodeLimits } from './decoded.ts';

/** Characters that XML 1.0 forbids although Windows writes them into data values, and references to them. */
// eslint-disable-next-line no-control-regex -- control characters are what is looked for
const ILLEGAL = /[\0-\x08\x0B\x0C\x0E-\x1F\uFFFE\uFFFF]/g;
// eslint-disable-next-line no-control-regex -- as above; without `g`, because a global pattern keeps state between tests
const HAS_ILLEGAL = /[\0-\x08\x0B\x0C\x0E-\x1F\uFFFE\uFFFF]/;
const ILLEGAL_REFERENCE =
  /&#(?:0*(?:[0-8]|1[124-9]|2[0-9]|3[01]|5(?:529[6-9]|5[3-9]\d\d|6\d\d\d|7[0-2]\d\d|73[0-3]\d|734[0-3])|6553[45])|x0*(?:[0-8bcef]|1[0-9a-f]|d[89a-f][0-9a-f]{2}|fff[ef]));/gi;

/** Bodies of an event: exactly one of them occurs (MS-EVEN6, section 2.2.13). */
const BODIES: ReadonlySet<string> = new Set([
  'EventData',
  'UserData',
  'DebugData',
  'BinaryEventData',
  'ProcessingErrorData',
]);

type Attributes = Record<string, string>;

/** Where an element stands, so that each text is read in one place only. */
type Section = 'outside' | 'events' | 'event' | 'system' | 'body' | 'rendering';

/**
 * Decodes Windows event XML: one `<Event>`, or several inside `<Events>`, with single or double quotes, any prefix, with
 * or without `RenderingInfo`. The parser is strict, knows no DTD and resolves nothing beyond the five XML entities.
 * @returns one entry an event, in order; a single dead letter when the text as a whole cannot be read
 */
export function decodeEventXml(text: string, limits: DecodeLimits): Decoded[] {
  // Counting lines and columns costs a third of the parser's time; one event needs them only to say what is wrong.
  const single = !text.includes('Events');
  try {
    return new EventXmlReader(text, limits, !single).read();
  } catch (error) {
    if (error instanceof Refusal) return [error.outcome];
    return [dead('DECODE_XML_MALFORMED', describeSyntaxError(text, limits))];
  }
}

/** Leaves the parser's callbacks early; never leaves this module. */
class Refusal extends Error {
  readonly outcome: DeadOutcome;
  constructor(outcome: DeadOutcome) {
    super(outcome.detail);
    this.outcome = outcome;
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

/** Values of the event that is being read. */
interface Draft {
  start: number;
  system: Record<string, string | undefined>;
  data: EventData;
  unnamed: string[];
  binary: string | undefined;
  message: string | undefined;
  culture: string | undefined;
  refusal: DeadOutcome | undefined;
}

class EventXmlReader {
  readonly #source: string;
  readonly #limits: DecodeLimits;
  readonly #events: Decoded[] = [];
  readonly #tags: readonly string[];
  readonly #parser: SaxesParser;

  #section: Section = 'outside';
  #depth = 0;
  #eventDepth = 0;
  #draft: Draft = newDraft(0);
  /** Name under which the text of the open element will be kept; undefined when it is of no interest. */
  #target: string | undefined;
  #text = '';
  /** Depth of the body's own element, and whether the open body element had child elements. */
  #bodyDepth = 0;
  #bodyName = '';
  #path: string[] = [];
  #leaf = false;

  constructor(text: string, limits: DecodeLimits, position: boolean) {
    this.#limits = limits;
    const illegal = HAS_ILLEGAL.test(text) || (text.includes('&#') && text.search(ILLEGAL_REFERENCE) >= 0);
    this.#source = illegal ? text.replace(ILLEGAL, '\uFFFD').replace(ILLEGAL_REFERENCE, '\uFFFD') : text;
    this.#tags = illegal ? ['control_characters_replaced'] : [];
    this.#parser = new SaxesParser({ position });
  }

  read(): Decoded[] {
    const parser = this.#parser;
    parser.on('doctype', () => {
      throw new Refusal(
        dead('DECODE_XML_MALFORMED', 'the XML has a DOCTYPE, which is refused: event XML never has one'),
      );
    });
    parser.on('error', (error) => {
      throw error;
    });
    parser.on('opentag', (tag) => {
      this.#open(localName(tag.name), tag.attributes);
    });
    parser.on('closetag', (tag) => {
      this.#close(localName(tag.name));
    });
    parser.on('text', (text) => {
      if (this.#target !== undefined) this.#text += text;
    });
    parser.on('cdata', (text) => {
      if (this.#target !== undefined) this.#text += text;
    });
    parser.write(this.#source).close();
    // As for an empty JSON array: a record without events must still be accounted for.
    return this.#events.length > 0 ? this.#events : [dead('DECODE_EMPTY', 'the XML holds no <Event>')];
  }

  #open(name: string, attributes: Attributes): void {
    this.#depth++;
    if (this.#depth > this.#limits.depth) {
      throw new Refusal(
        dead('DECODE_TOO_DEEP', `XML elements are nested deeper than ${this.#limits.depth} (limits.depth)`),
      );
    }
    switch (this.#section) {
      case 'outside':
        if (name === 'Event') this.#openEvent();
        else if (name === 'Events') this.#section = 'events';
        else
          throw new Refusal(dead('DECODE_UNKNOWN_FORMAT', `the XML root is <${name}>, expected <Event> or <Events>`));
        break;
      case 'events':
        if (name === 'Event') this.#openEvent();
        break;
      case 'event':
        if (name === 'System') this.#section = 'system';
        else if (name === 'RenderingInfo') {
          this.#section = 'rendering';
          this.#draft.culture = present(attributes['Culture']);
        } else if (BODIES.has(name)) this.#openBody(name);
        break;
      case 'system':
        this.#openSystem(name, attributes);
        break;
      case 'body':
        this.#openData(name, attributes);
        break;
      case 'rendering':
        this.#listen(name === 'Message' ? 'Message' : undefined);
        break;
    }
  }

  #close(name: string): void {
    switch (this.#section) {
      case 'system':
        if (name === 'System') this.#section = 'event';
        else if (this.#target !== undefined) this.#draft.system[this.#target] = this.#text.trim();
        break;
      case 'body':
        this.#closeData();
        break;
      case 'rendering':
        if (name === 'RenderingInfo') this.#section = 'event';
        else if (this.#target !== undefined) this.#draft.message = present(this.#text.trim());
        break;
      case 'event':
        if (this.#depth === this.#eventDepth) this.#closeEvent();
        break;
      case 'events':
      case 'outside':
        break;
    }
    this.#target = undefined;
    this.#depth--;
  }

  #listen(target: string | undefined): void {
    this.#target = target;
    this.#text = '';
  }

  #openEvent(): void {
    if (this.#events.length >= this.#limits.events) {
      throw new Refusal(
        dead('DECODE_TOO_MANY', `more than ${this.#limits.events} events in one record (limits.events)`),
      );
    }
    this.#section = 'event';
    this.#eventDepth = this.#depth;
    this.#draft = newDraft(this.#depth === 1 ? 0 : this.#source.lastIndexOf('<', this.#parser.position - 1));
  }

  #closeEvent(): void {
    const nested = this.#depth > 1;
    const original = nested ? this.#source.slice(this.#draft.start, this.#parser.position) : this.#source;
    this.#events.push(this.#draft.refusal ?? buildEvent(this.#draft, original, this.#events.length, this.#tags));
    this.#section = nested ? 'events' : 'outside';
  }

  #openSystem(name: string, attributes: Attributes): void {
    const system = this.#draft.system;
    switch (name) {
      case 'Provider':
        system['Provider'] = attributes['Name'];
        system['Guid'] = attributes['Guid'];
        break;
      case 'EventID':
        system['Qualifiers'] = attributes['Qualifiers'];
        break;
      case 'TimeCreated':
        system['TimeCreated'] = attributes['SystemTime'];
        return;
      case 'Correlation':
        system['ActivityID'] = attributes['ActivityID'];
        system['RelatedActivityID'] = attributes['RelatedActivityID'];
        return;
      case 'Execution':
        system['ProcessID'] = attributes['ProcessID'];
        system['ThreadID'] = attributes['ThreadID'];
        return;
      case 'Security':
        system['UserID'] = attributes['UserID'];
        return;
      default:
        break;
    }
    this.#listen(name === 'Provider' ? undefined : name);
  }

  #openBody(name: string): void {
    this.#section = 'body';
    this.#bodyDepth = this.#depth;
    this.#bodyName = name;
    this.#path = [];
    this.#leaf = false;
  }

  #openData(name: string, attributes: Attributes): void {
    const data = this.#bodyName === 'EventData' && name === 'Data';
    this.#path.push(data ? (attributes['Name'] ?? '') : name);
    this.#leaf = true;
    this.#listen(name);
  }

  /** A leaf is a value; an element around other elements only lends its name to nested ones. */
  #closeData(): void {
    if (this.#depth === this.#bodyDepth) {
      this.#section = 'event';
      return;
    }
    const draft = this.#draft;
    if (this.#leaf) {
      // The first element of UserData is a wrapper in a foreign namespace; its children are the data.
      const path = this.#bodyName === 'UserData' ? this.#path.slice(1) : this.#path;
      const name = path.join('_');
      if (this.#bodyName === 'EventData' && name === 'Binary') draft.binary = present(this.#text.trim());
      else if (name === '') {
        if (this.#bodyName === 'EventData') draft.unnamed.push(this.#text);
      } else if (!addData(draft.data, name, this.#text)) draft.refusal ??= forbiddenName(name, this.#events.length);
    }
    this.#path.pop();
    this.#leaf = false;
  }
}

function newDraft(start: number): Draft {
  return {
    start,
    system: {},
    data: Object.create(null) as EventData,
    unnamed: [],
    binary: undefined,
    message: undefined,
    culture: undefined,
    refusal: undefined,
  };
}

function buildEvent(draft: Draft, original: string, index: number, tags: readonly string[]): Decoded {
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
    original,
  };
  return event;
}

const KEYWORDS = /^0x[0-9a-f]{1,16}$/i;

function parseKeywords(text: string | undefined): string | undefined {
  return text !== undefined && KEYWORDS.test(text) ? text.toLowerCase() : undefined;
}

function localName(qualified: string): string {
  const colon = qualified.indexOf(':');
  return colon < 0 ? qualified : qualified.slice(colon + 1);
}
