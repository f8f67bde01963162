/** The elements between the header and the content of a message of RFC 5424. */
export interface StructuredData {
  /** The values of the parameters by the id of their element and their name; the first of a name counts. */
  readonly parameters: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** The index behind the last element. */
  readonly end: number;
}

const NONE: StructuredData['parameters'] = new Map();

/** Id of an element, also one that is not as short as the RFC wants it, or name of a parameter with its sign. */
const ID = /[^\s="\]]{1,128}/y;
const NAME = /\s{0,8}([^\s="\]]{1,256})="/y;
/** What is escaped in a value (section 6.3.3); a backslash before anything else is one. */
const ESCAPED = /\\(["\\\]])/g;

/**
 * Reads elements such as `[id name="value" ...][...]`, or the hyphen that stands for none. After something that is no
 * parameter the rest of its element is passed over. Elements without an end say nothing: the message is cut.
 * @param start where the elements begin
 */
export function readStructuredData(text: string, start: number): StructuredData {
  if (text[start] !== '[') return { parameters: NONE, end: text[start] === '-' ? start + 1 : start };
  const parameters = new Map<string, Map<string, string>>();
  let at = start;
  while (text[at] === '[') {
    ID.lastIndex = at + 1;
    const id = ID.exec(text)?.[0] ?? '';
    const values = parameters.get(id) ?? new Map<string, string>();
    parameters.set(id, values);
    const end = readParameters(text, at + 1 + id.length, values);
    if (end === undefined) return { parameters: NONE, end: text.length };
    at = end;
  }
  return { parameters, end: at };
}

/** Returns the index behind the bracket that ends the element; undefined where none does. */
function readParameters(text: string, start: number, values: Map<string, string>): number | undefined {
  let at = start;
  for (;;) {
    NAME.lastIndex = at;
    const match = NAME.exec(text);
    if (match === null) return skipElement(text, at);
    const from = NAME.lastIndex;
    at = findQuote(text, from);
    const [, name = ''] = match;
    if (!values.has(name)) values.set(name, unescape(text.slice(from, at)));
    at++;
  }
}

/** The index behind the next bracket outside of quotes. */
function skipElement(text: string, start: number): number | undefined {
  for (let at = start; at < text.length; at++) {
    if (text[at] === '"') at = findQuote(text, at + 1);
    else if (text[at] === ']') return at + 1;
  }
  return undefined;
}

/** Where the value that begins at `from` ends. */
function findQuote(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    if (text[at] === '"') return at;
    if (text[at] === '\\') at++;
  }
  return text.length;
}

function unescape(value: string): string {
  return value.includes('\\') ? value.replace(ESCAPED, '$1') : value;
}
