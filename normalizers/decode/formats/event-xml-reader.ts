import { dead } from '../../outcome.ts';
import { hasControlCharacters, replaceControlCharacters } from '../control-characters.ts';
import { tooDeep, tooMany } from '../decoded.ts';
import { EventTexts } from '../event-texts.ts';
import type { DecodeLimits } from '../limits.ts';
import { scanXml, type XmlAttributes, type XmlHandler } from '../scan-xml.ts';
import { createStrictParser, XmlRefusal } from '../strict-xml.ts';
import { wholeText } from '../../whole-text.ts';

/** References to characters that XML 1.0 forbids although Windows writes them into data values. */
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

/** Where an element stands, so that each text is read in one place only. */
type Section = 'outside' | 'events' | 'event' | 'system' | 'body' | 'rendering';

/** How event XML calls what an event needs. */
export const EVENT_XML_NAMES = {
  provider: 'System/Provider/@Name',
  eventId: 'System/EventID',
  time: 'System/TimeCreated/@SystemTime',
};

/** One event while it is read. */
export interface EventDraft {
  /** Where the event starts in the record. */
  readonly start: number;
  /** Text or attribute of each element of System that matters, by the name that Windows gives it. */
  readonly system: Record<string, string | undefined>;
  /** Everything else of it: values, message, its own text. */
  readonly texts: EventTexts;
}

/**
 * Reads the elements of one `<Event>`, or of several inside `<Events>`, into drafts. Reads once: a second attempt takes another
 * reader.
 */
export class EventXmlReader {
  readonly #untouched: string;
  #source: string;
  readonly #limits: DecodeLimits;
  readonly #drafts: EventDraft[] = [];
  #replaced = false;

  #section: Section = 'outside';
  #depth = 0;
  #eventDepth = 0;
  #draft!: EventDraft;
  /** Name under which the text of the open element will be kept; undefined when it is of no interest. */
  #target: string | undefined;
  #text = '';
  /** Depth of the body's own element, and whether the open body element had child elements. */
  #bodyDepth = 0;
  #bodyName = '';
  #path: string[] = [];
  #leaf = false;

  constructor(text: string, limits: DecodeLimits) {
    this.#limits = limits;
    this.#source = text;
    this.#untouched = text;
  }

  /** True when characters that XML forbids were replaced. */
  get replaced(): boolean {
    return this.#replaced;
  }

  /**
   * Reads the whole record where it is plain, as almost every one is; with characters that XML forbids it is not.
   * @returns undefined where it is not
   * @throws XmlRefusal when the record as a whole is refused
   */
  scan(): EventDraft[] | undefined {
    return scanXml(this.#source, this.#handler) ? this.#drafts : undefined;
  }

  /**
   * Reads the whole record by the parser, which is strict, knows no DTD and resolves nothing beyond the five XML entities and
   * character references; characters that XML forbids are replaced before.
   * @throws XmlRefusal when the record as a whole is refused, and the parser's error when it is not well-formed
   */
  parse(): EventDraft[] {
    const untouched = this.#untouched;
    this.#replaced =
      hasControlCharacters(untouched) || (untouched.includes('&#') && untouched.search(ILLEGAL_REFERENCE) >= 0);
    if (this.#replaced) this.#source = replaceControlCharacters(untouched).replace(ILLEGAL_REFERENCE, '\uFFFD');
    const { open, text, close } = this.#handler;
    const parser = createStrictParser(true, 'event XML never has one');
    parser.on('opentag', (tag) => {
      open(tag.name, tag.attributes, this.#depth === 0 ? 0 : this.#source.lastIndexOf('<', parser.position - 1));
    });
    parser.on('closetag', () => {
      close(parser.position);
    });
    parser.on('text', text);
    parser.on('cdata', text);
    parser.write(this.#source).close();
    return this.#drafts;
  }

  readonly #handler: XmlHandler = {
    open: (name, attributes, start) => {
      this.#open(localName(name), attributes, start);
    },
    text: (text) => {
      if (this.#target !== undefined) this.#text += text;
    },
    close: (end) => {
      this.#close(end);
    },
  };

  #open(name: string, attributes: XmlAttributes, start: number): void {
    this.#depth++;
    if (this.#depth > this.#limits.depth) {
      throw new XmlRefusal(tooDeep(this.#limits));
    }
    switch (this.#section) {
      case 'outside':
        if (name === 'Event') this.#openEvent(start);
        else if (name === 'Events') this.#section = 'events';
        else
          throw new XmlRefusal(
            dead('DECODE_UNKNOWN_FORMAT', `the XML root is <${name}>, expected <Event> or <Events>`),
          );
        break;
      case 'events':
        if (name === 'Event') this.#openEvent(start);
        break;
      case 'event':
        // Only direct children count: what foreign elements hold is no part of the event.
        if (this.#depth !== this.#eventDepth + 1) break;
        if (name === 'System') this.#section = 'system';
        else if (name === 'RenderingInfo') {
          this.#section = 'rendering';
          this.#draft.texts.culture = attributes['Culture'];
        } else if (BODIES.has(name)) this.#openBody(name);
        break;
      case 'system':
        if (this.#depth === this.#eventDepth + 2) this.#openSystem(name, attributes);
        else this.#listen(undefined);
        break;
      case 'body':
        this.#openData(name, attributes);
        break;
      case 'rendering':
        this.#listen(name === 'Message' && this.#depth === this.#eventDepth + 2 ? 'Message' : undefined);
        break;
    }
  }

  #close(end: number): void {
    switch (this.#section) {
      case 'system':
        if (this.#depth === this.#eventDepth + 1) this.#section = 'event';
        else if (this.#target !== undefined) this.#draft.system[this.#target] = wholeText(this.#text.trim());
        break;
      case 'body':
        this.#closeData();
        break;
      case 'rendering':
        if (this.#depth === this.#eventDepth + 1) this.#section = 'event';
        else if (this.#target !== undefined) this.#draft.texts.message = wholeText(this.#text.trim());
        break;
      case 'event':
        if (this.#depth === this.#eventDepth) this.#closeEvent(end);
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

  #newDraft(start: number): EventDraft {
    return { start, system: {}, texts: new EventTexts('event_xml', EVENT_XML_NAMES, this.#limits, '') };
  }

  #openEvent(start: number): void {
    if (this.#drafts.length >= this.#limits.events) {
      throw new XmlRefusal(tooMany(this.#limits));
    }
    this.#section = 'event';
    this.#eventDepth = this.#depth;
    this.#draft = this.#newDraft(start);
  }

  #closeEvent(end: number): void {
    const nested = this.#depth > 1;
    const draft = this.#draft;
    draft.texts.original = nested ? this.#source.slice(draft.start, end) : this.#untouched;
    this.#drafts.push(draft);
    this.#section = nested ? 'events' : 'outside';
  }

  #openSystem(name: string, attributes: XmlAttributes): void {
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

  #openData(name: string, attributes: XmlAttributes): void {
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
    const { values } = this.#draft.texts;
    // After a refusal nothing is put together any more: a long name around many values would be copied for each.
    if (this.#leaf && values.refusal === undefined) {
      // The first element of UserData is a wrapper in a foreign namespace; its children are the data.
      const path = this.#bodyName === 'UserData' ? this.#path.slice(1) : this.#path;
      const name = path.join('_');
      if (this.#bodyName === 'EventData' && name === 'Binary') values.setBinary(wholeText(this.#text.trim()));
      else if (name === '') {
        if (this.#bodyName === 'EventData') values.addUnnamed(wholeText(this.#text));
      } else values.addNamed(name, wholeText(this.#text));
    }
    this.#path.pop();
    this.#leaf = false;
  }
}

function localName(qualified: string): string {
  const colon = qualified.indexOf(':');
  return colon < 0 ? qualified : qualified.slice(colon + 1);
}
