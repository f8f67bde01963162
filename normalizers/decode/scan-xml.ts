/** Attributes of an element by name. */
export type XmlAttributes = Readonly<Record<string, string>>;

/** What is told of the elements of a text, in order. */
export interface XmlHandler {
  /** @param start where the `<` of its tag stands in the text */
  readonly open: (name: string, attributes: XmlAttributes, start: number) => void;
  /** A piece of the text of the open element. */
  readonly text: (text: string) => void;
  /** @param end behind the `>` of its tag */
  readonly close: (end: number) => void;
}

/** Control characters, among them the line break that the parser changes; surrogates; and what XML forbids besides. */
// eslint-disable-next-line no-control-regex -- control characters are what is looked for
const NOT_PLAIN = /[\0-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]/;

/** What is no matter of a single tag. */
function isPlain(source: string): boolean {
  return !NOT_PLAIN.test(source) && !source.includes(']]>');
}

/** Classes of characters by code: 1 begins a name, 2 goes on with one, 4 is white space. */
const CLASSES = new Uint8Array(128);
for (let code = 0; code < 128; code++) {
  const character = String.fromCharCode(code);
  if (/[a-z_:]/i.test(character)) CLASSES[code] = 1 | 2;
  else if (/[\d.-]/.test(character)) CLASSES[code] = 2;
  else if (/[ \t\n]/.test(character)) CLASSES[code] = 4;
}
const BEGINS = 1;
const GOES_ON = 2;
const SPACE = 4;

function isOf(code: number, classes: number): boolean {
  return code < 128 && ((CLASSES[code] as number) & classes) !== 0;
}

const QUOTE = 0x22;
const AMPERSAND = 0x26;
const APOSTROPHE = 0x27;
const SLASH = 0x2f;
const LESS_THAN = 0x3c;
const EQUALS = 0x3d;
const GREATER_THAN = 0x3e;

const NO_ATTRIBUTES: XmlAttributes = Object.freeze(Object.create(null) as Record<string, string>);

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
const ENTITY = /&(lt|gt|amp|quot|apos);/g;

/** The text with what its entities stand for; undefined where others than the five entities of XML are left. */
export function resolveEntities(text: string): string | undefined {
  if (text.replace(ENTITY, '').includes('&')) return undefined;
  return text.replace(ENTITY, (_, name: string) => ENTITIES[name] as string);
}

/**
 * Reads XML as almost every record has it in half the time of the parser: elements with ASCII names, attributes, text and the
 * five entities. For everything else, be it allowed, malformed or forbidden, it gives up and the parser decides: it never reads
 * a text in another way (`npm run fuzz:xml` compares them).
 * @returns false where it gave up; what was told until then does not count
 */
export function scanXml(source: string, handler: XmlHandler): boolean {
  if (!isPlain(source)) return false;
  /** Names of the open elements. */
  const names: string[] = [];
  let at = skipSpace(source, 0);
  do {
    if (source.charCodeAt(at) !== LESS_THAN) return false;
    at =
      source.charCodeAt(at + 1) === SLASH
        ? readEndTag(source, at, names, handler)
        : readTag(source, at, names, handler);
    if (at !== NOWHERE && names.length > 0) at = readText(source, at, handler);
    if (at === NOWHERE) return false;
  } while (names.length > 0);
  return skipSpace(source, at) === source.length;
}

/** What each of the following gives up with, in place of where it ended. */
const NOWHERE = -1;

function skipSpace(source: string, start: number): number {
  let at = start;
  while (isOf(source.charCodeAt(at), SPACE)) at++;
  return at;
}

/** Where the name at this place ends; the place itself where there is none. */
function endOfName(source: string, start: number): number {
  if (!isOf(source.charCodeAt(start), BEGINS)) return start;
  let at = start + 1;
  while (isOf(source.charCodeAt(at), GOES_ON)) at++;
  return at;
}

function readTag(source: string, start: number, names: string[], handler: XmlHandler): number {
  let at = endOfName(source, start + 1);
  if (at === start + 1) return NOWHERE;
  const name = source.slice(start + 1, at);
  let attributes = NO_ATTRIBUTES;
  for (;;) {
    const spaced = at;
    at = skipSpace(source, at);
    const code = source.charCodeAt(at);
    if (code === GREATER_THAN) {
      handler.open(name, attributes, start);
      names.push(name);
      return at + 1;
    }
    if (code === SLASH) {
      if (source.charCodeAt(at + 1) !== GREATER_THAN) return NOWHERE;
      handler.open(name, attributes, start);
      handler.close(at + 2);
      return at + 2;
    }
    if (spaced === at) return NOWHERE;
    if (attributes === NO_ATTRIBUTES) attributes = Object.create(null) as Record<string, string>;
    at = readAttribute(source, at, attributes);
    if (at === NOWHERE) return NOWHERE;
  }
}

function readAttribute(source: string, start: number, attributes: Record<string, string>): number {
  let at = endOfName(source, start);
  if (at === start) return NOWHERE;
  const name = source.slice(start, at);
  if (attributes[name] !== undefined) return NOWHERE;
  at = skipSpace(source, at);
  if (source.charCodeAt(at) !== EQUALS) return NOWHERE;
  at = skipSpace(source, at + 1);
  const quote = source.charCodeAt(at);
  if (quote !== QUOTE && quote !== APOSTROPHE) return NOWHERE;
  const begin = ++at;
  for (;;) {
    const code = source.charCodeAt(at);
    if (code === quote) break;
    // Entities, and white space that the parser makes a space of; the end of the text is no number.
    if (!(code >= 0x20) || code === LESS_THAN || code === AMPERSAND) return NOWHERE;
    at++;
  }
  attributes[name] = source.slice(begin, at);
  return at + 1;
}

function readEndTag(source: string, start: number, names: string[], handler: XmlHandler): number {
  const name = names.pop();
  if (name === undefined || !source.startsWith(name, start + 2)) return NOWHERE;
  const at = skipSpace(source, start + 2 + name.length);
  if (source.charCodeAt(at) !== GREATER_THAN) return NOWHERE;
  handler.close(at + 1);
  return at + 1;
}

/** Reads the text up to the next tag, of the element that is open. */
function readText(source: string, start: number, handler: XmlHandler): number {
  const end = source.indexOf('<', start);
  // No text, or no tag behind it.
  if (end <= start) return end === start ? start : NOWHERE;
  const text = source.slice(start, end);
  const resolved = text.includes('&') ? resolveEntities(text) : text;
  if (resolved === undefined) return NOWHERE;
  handler.text(resolved);
  return end;
}
