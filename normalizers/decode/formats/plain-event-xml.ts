import { wholeText, wholeTextIfAny } from '../../whole-text.ts';
import { EventTexts } from '../event-texts.ts';
import type { DecodeLimits } from '../limits.ts';
import { resolveEntities } from '../scan-xml.ts';
import type { ValuesReader } from '../values-reader.ts';
import { EVENT_XML_NAMES } from './event-xml-reader.ts';

/** Neither markup nor what the parser reads as something else than it is; of text nothing behind which `]]>` could be. */
const ATTRIBUTE = String.raw`([^<>&"'\0-\x1f\ud800-\udfff\ufffe\uffff]*)`;
const NUMBER = String.raw`\w*`;
const WORD = String.raw`[^<>&\0-\x1f\ud800-\udfff\ufffe\uffff]*`;
const TEXT = String.raw`([^<>\0-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]*)`;

/** An attribute, behind the first quote of the expression. */
function attribute(name: string): string {
  return String.raw`(?: ${name}=\1${ATTRIBUTE}\1)?`;
}

/** An element with a text, and one with attributes. */
function element(name: string, text: string, ...attributes: readonly string[]): string {
  return `(?:<${name}${attributes.map(attribute).join('')}>(${text})</${name}>)?`;
}
function empty(name: string, ...attributes: readonly string[]): string {
  return `(?:<${name}${attributes.map(attribute).join('')}/>)?`;
}

/** The order of the elements is that of the schema of events (MS-EVEN6, section 2.2.13). */
const SYSTEM = new RegExp(
  [
    `<Event xmlns=(["'])${ATTRIBUTE}\\1><System>`,
    empty('Provider', 'Name', 'Guid', 'EventSourceName'),
    element('EventID', NUMBER, 'Qualifiers'),
    ...['Version', 'Level', 'Task', 'Opcode', 'Keywords'].map((name) => element(name, NUMBER)),
    empty('TimeCreated', 'SystemTime'),
    element('EventRecordID', NUMBER),
    empty('Correlation', 'ActivityID', 'RelatedActivityID'),
    empty('Execution', 'ProcessID', 'ThreadID'),
    element('Channel', WORD),
    element('Computer', WORD),
    empty('Security', 'UserID'),
    '</System>',
  ].join(''),
  'y',
);

/** Assigns what the groups of `SYSTEM` hold, in their order. */
function assignSystem(texts: EventTexts, system: RegExpExecArray): void {
  texts.provider = wholeTextIfAny(system[3]);
  texts.guid = system[4];
  texts.qualifiers = system[6];
  texts.eventId = system[7];
  texts.version = system[8];
  texts.level = system[9];
  texts.task = system[10];
  texts.opcode = system[11];
  texts.keywords = wholeTextIfAny(system[12]);
  texts.time = wholeTextIfAny(system[13]);
  texts.recordId = wholeTextIfAny(system[14]);
  texts.activityId = system[15];
  texts.relatedActivityId = system[16];
  texts.processId = system[17];
  texts.threadId = system[18];
  texts.channel = wholeTextIfAny(system[19]?.trim());
  texts.computer = wholeTextIfAny(system[20]?.trim());
  texts.userSid = wholeTextIfAny(system[21]);
}

const EVENT_DATA = '<EventData>';
const EVENT_DATA_END = '</EventData>';
const DATA = new RegExp(String.raw`<Data(?: Name=(["'])${ATTRIBUTE}\1)?(?:/>|>${TEXT}</Data>)`, 'y');
const BINARY = new RegExp(`<Binary>(${WORD})</Binary>`, 'y');

const USER_DATA = new RegExp(String.raw`<UserData><([A-Za-z_]\w*)(?: xmlns=(["'])${ATTRIBUTE}\2)?>`, 'y');
const FIELD = new RegExp(String.raw`<([A-Za-z_]\w*)(?:/>|>${TEXT}</\1>)`, 'y');

/** An element that says nothing of which the event is made. */
function passed(name: string, content = WORD): string {
  return `<${name}(?:/>|>${content}</${name}>)`;
}

/** Of RenderingInfo only the message is taken; the others stand behind it in the order in which Windows prints them. */
const END = new RegExp(
  [
    String.raw`(?:<RenderingInfo(?: Culture=(["'])${ATTRIBUTE}\1)?>(?:<Message>${TEXT}</Message>)?`,
    ...['Level', 'Task', 'Opcode', 'Channel', 'Provider'].map((name) => `(?:${passed(name)})?`),
    `(?:${passed('Keywords', `(?:${passed('Keyword')})*`)})?`,
    String.raw`</RenderingInfo>)?</Event>[ \t\n]*$`,
  ].join(''),
  'y',
);

/** Elements within one another: Event, RenderingInfo, Keywords, Keyword. */
const DEPTH = 4;

/**
 * Reads the text of one event exactly as Windows prints it on one line, which is most of what comes as event XML: a known order of
 * elements, so that a few expressions take a seventh of the time that scanner and reader take (0.7 of 4.7 us). It gives up at everything else, be it
 * only a space between two tags; then those read, which give the very same (`npm run fuzz:xml` compares them).
 * @returns the texts of the event; undefined where it gave up
 */
export function readPlainEvent(text: string, limits: DecodeLimits): EventTexts | undefined {
  if (limits.depth < DEPTH) return undefined;
  SYSTEM.lastIndex = 0;
  const system = SYSTEM.exec(text);
  if (system === null) return undefined;
  const texts = new EventTexts('event_xml', EVENT_XML_NAMES, limits, text);
  assignSystem(texts, system);
  const end = readBody(text, SYSTEM.lastIndex, texts.values);
  if (end === NOWHERE) return undefined;
  END.lastIndex = end;
  const rendering = END.exec(text);
  if (rendering === null) return undefined;
  texts.culture = rendering[2];
  if (rendering[3] === undefined) return texts;
  const message = readText(rendering[3]);
  if (message === undefined) return undefined;
  texts.message = wholeText(message.trim());
  return texts;
}

/** What the readers of bodies give up with, in place of where the body ended. */
const NOWHERE = -1;

/** Reads the values where there are any; what stands there instead is for `END` to say. */
function readBody(text: string, start: number, values: ValuesReader): number {
  if (text.startsWith(EVENT_DATA, start)) return readEventData(text, start + EVENT_DATA.length, values);
  USER_DATA.lastIndex = start;
  const element = USER_DATA.exec(text)?.[1];
  return element === undefined ? start : readUserData(text, USER_DATA.lastIndex, element, values);
}

function readEventData(text: string, start: number, values: ValuesReader): number {
  let at = start;
  DATA.lastIndex = at;
  for (let data = DATA.exec(text); data !== null; data = DATA.exec(text)) {
    at = DATA.lastIndex;
    const value = readText(data[3] ?? '');
    if (value === undefined) return NOWHERE;
    addValue(values, data[2] ?? '', value);
  }
  BINARY.lastIndex = at;
  const binary = BINARY.exec(text);
  if (binary !== null) {
    at = BINARY.lastIndex;
    addValue(values, 'Binary', binary[1] as string);
  }
  return passEnd(text, at, EVENT_DATA_END);
}

/** @param element around the values, of the provider's own name */
function readUserData(text: string, start: number, element: string, values: ValuesReader): number {
  let at = start;
  FIELD.lastIndex = at;
  for (let field = FIELD.exec(text); field !== null; field = FIELD.exec(text)) {
    at = FIELD.lastIndex;
    const value = readText(field[2] ?? '');
    if (value === undefined) return NOWHERE;
    values.addNamed(field[1] as string, wholeText(value));
  }
  return passEnd(text, at, `</${element}></UserData>`);
}

function passEnd(text: string, at: number, end: string): number {
  return text.startsWith(end, at) ? at + end.length : NOWHERE;
}

function addValue(values: ValuesReader, name: string, value: string): void {
  if (name === 'Binary') values.setBinary(wholeText(value.trim()));
  else if (name === '') values.addUnnamed(wholeText(value));
  else values.addNamed(name, wholeText(value));
}

function readText(text: string): string | undefined {
  return text.includes('&') ? resolveEntities(text) : text;
}
