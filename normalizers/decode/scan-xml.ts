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

const SURROGATE = /[\ud800-\udfff]/;

/** What is no matter of a single tag: line breaks that the parser would change, and what it refuses. */
function isPlain(source: string): boolean {
  return !source.includes('\r') && !source.includes(']]>') && !SURROGATE.test(source);
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

/** Undefined where others than the five entities of XML are left. */
function resolveEntities(text: string): string | undefined {
  if (text.replace(ENTITY, '').includes('&')) return undefined;
  return text.replace(ENTITY, (_, name: string) => ENTITIES[name] as string);
}

/**
 * Reads XML as almost every record has it in a third of the time of the parser: elements with ASCII names, attributes, text
 * and the five entities. For everything else, be it allowed, malformed or forbidden, it gives up and the parser decides: it
 * never reads a text in another way (`npm run fuzz:xml` compares the two).
 * @returns false where it gave up; what was told until then does not count
 */
export function scanXml(source: string, handler: XmlHandler): boolean {
  return isPlain(source) && new Scanner(source, handler).scan();
}

class Scanner {
  readonly #source: string;
  readonly #handler: XmlHandler;
  #at = 0;
  /** Names of the open elements, and where the open tag began. */
  readonly #open: string[] = [];

  constructor(source: string, handler: XmlHandler) {
    this.#source = source;
    this.#handler = handler;
  }

  scan(): boolean {
    const source = this.#source;
    this.#skipSpace();
    do {
      if (source.charCodeAt(this.#at) !== LESS_THAN) return false;
      const read = source.charCodeAt(this.#at + 1) === SLASH ? this.#readEndTag() : this.#readTag();
      if (!read || !this.#readText()) return false;
    } while (this.#open.length > 0);
    this.#skipSpace();
    return this.#at === source.length;
  }

  #skipSpace(): void {
    while (isOf(this.#source.charCodeAt(this.#at), SPACE)) this.#at++;
  }

  /** The name at this place; empty where there is none. */
  #readName(): string {
    const start = this.#at;
    if (!isOf(this.#source.charCodeAt(start), BEGINS)) return '';
    let at = start + 1;
    while (isOf(this.#source.charCodeAt(at), GOES_ON)) at++;
    this.#at = at;
    return this.#source.slice(start, at);
  }

  #readTag(): boolean {
    const source = this.#source;
    const start = this.#at++;
    const name = this.#readName();
    if (name === '') return false;
    let attributes = NO_ATTRIBUTES;
    for (;;) {
      const spaced = this.#at;
      this.#skipSpace();
      const code = source.charCodeAt(this.#at);
      if (code === GREATER_THAN) {
        this.#at++;
        this.#handler.open(name, attributes, start);
        this.#open.push(name);
        return true;
      }
      if (code === SLASH) {
        if (source.charCodeAt(++this.#at) !== GREATER_THAN) return false;
        this.#at++;
        this.#handler.open(name, attributes, start);
        this.#handler.close(this.#at);
        return true;
      }
      if (spaced === this.#at) return false;
      if (attributes === NO_ATTRIBUTES) attributes = Object.create(null) as Record<string, string>;
      if (!this.#readAttribute(attributes)) return false;
    }
  }

  #readAttribute(attributes: Record<string, string>): boolean {
    const source = this.#source;
    const name = this.#readName();
    if (name === '' || attributes[name] !== undefined) return false;
    this.#skipSpace();
    if (source.charCodeAt(this.#at++) !== EQUALS) return false;
    this.#skipSpace();
    const quote = source.charCodeAt(this.#at++);
    if (quote !== QUOTE && quote !== APOSTROPHE) return false;
    const start = this.#at;
    for (let at = start; ; at++) {
      const code = source.charCodeAt(at);
      if (code === quote) {
        attributes[name] = source.slice(start, at);
        this.#at = at + 1;
        return true;
      }
      // Entities, and white space that the parser makes a space of; the end of the text is no number.
      if (!(code >= 0x20) || code === LESS_THAN || code === AMPERSAND) return false;
    }
  }

  #readEndTag(): boolean {
    const source = this.#source;
    const name = this.#open.pop();
    if (name === undefined || !source.startsWith(name, this.#at + 2)) return false;
    this.#at += 2 + name.length;
    this.#skipSpace();
    if (source.charCodeAt(this.#at++) !== GREATER_THAN) return false;
    this.#handler.close(this.#at);
    return true;
  }

  /** The text up to the next tag, of the element that is open. */
  #readText(): boolean {
    if (this.#open.length === 0) return true;
    const start = this.#at;
    const end = this.#source.indexOf('<', start);
    if (end < 0) return false;
    this.#at = end;
    if (end === start) return true;
    const text = this.#source.slice(start, end);
    if (!text.includes('&')) {
      this.#handler.text(text);
      return true;
    }
    const resolved = resolveEntities(text);
    if (resolved === undefined) return false;
    this.#handler.text(resolved);
    return true;
  }
}
