import { tooDeep, tooMany } from '../decoded.ts';
import { replaceControlCharacters } from '../control-characters.ts';
import type { DecodeLimits } from '../limits.ts';
import { createStrictParser, XmlRefusal } from '../strict-xml.ts';

/** One exported object: what it holds, and its text. */
export interface ClixmlObject {
  /** A text, or an object of properties; nested objects likewise, lists as arrays. */
  readonly value: unknown;
  readonly text: string;
}

/** An `Obj` that is being read. */
interface OpenObject {
  /** Its name within the object around it. */
  readonly name: string | undefined;
  readonly properties: Record<string, unknown>;
  list: unknown[] | undefined;
}

/** Elements that only group what is in them; `Props` are the properties, `MS` those that PowerShell has added. */
const GROUPS: ReadonlySet<string> = new Set(['Objs', 'Props', 'MS', 'DCT', 'En', 'IE', 'STK', 'QUE']);
/** Names of types and texts of objects, of no interest. */
const SKIPPED: ReadonlySet<string> = new Set(['TN', 'TNRef', 'T', 'ToString', 'Ref']);

/**
 * Reads the objects of `Export-Clixml` (MS-PSRP, section 2.2.5): elements named by the type of their value, with the name
 * of the property in `N`. References to earlier objects are not followed: no value of an event is one, and followed they
 * would let a small text stand for a large one. The parser is strict; a DTD is refused.
 * @throws XmlRefusal when the text as a whole is refused, and the parser's error when it is not well-formed
 */
export function readClixml(source: string, limits: DecodeLimits): ClixmlObject[] {
  const parser = createStrictParser(true, 'PowerShell writes none');
  const found: ClixmlObject[] = [];
  const open: OpenObject[] = [];
  let depth = 0;
  /** Depth of an element of which nothing is read; 0 while none is open. */
  let skipped = 0;
  let start = 0;
  let leaf: { readonly type: string; readonly name: string | undefined } | undefined;
  let text = '';

  const put = (name: string | undefined, value: unknown): void => {
    const parent = open.at(-1);
    if (parent === undefined) {
      if (found.length >= limits.events) {
        throw new XmlRefusal(tooMany(limits));
      }
      found.push({ value, text: source.slice(start, parser.position) });
    } else if (name === undefined) parent.list?.push(value);
    else parent.properties[name] ??= value;
  };

  parser.on('opentag', ({ name: type, attributes }) => {
    depth++;
    if (depth > limits.depth) throw new XmlRefusal(tooDeep(limits));
    if (skipped > 0) return;
    if (depth === 2) start = source.lastIndexOf('<', parser.position - 1);
    if (SKIPPED.has(type)) skipped = depth;
    else if (type === 'LST') {
      const parent = open.at(-1);
      if (parent !== undefined) parent.list ??= [];
    } else if (type === 'Obj') {
      open.push({ name: attributes['N'], properties: Object.create(null) as Record<string, unknown>, list: undefined });
    } else if (!GROUPS.has(type)) {
      leaf = { type, name: attributes['N'] };
      text = '';
    }
  });
  const addText = (part: string): void => {
    if (leaf !== undefined) text += part;
  };
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('closetag', ({ name: type }) => {
    if (skipped > 0) {
      if (skipped === depth) skipped = 0;
    } else if (type === 'Obj') {
      const closed = open.pop();
      if (closed !== undefined) put(closed.name, closed.list ?? closed.properties);
    } else if (leaf?.type === type) {
      put(leaf.name, readLeaf(type, text));
      leaf = undefined;
    }
    depth--;
  });
  parser.write(source).close();
  return found;
}

/** `_x000D_` and the like: characters that XML would not keep, an underscore that would look so itself (`_x005F_`). */
const ESCAPE = /_x([0-9A-F]{4})_/gi;

/** The value as text; binary as the hexadecimal digits that event XML has in its place. */
function readLeaf(type: string, text: string): unknown {
  if (type === 'Nil') return null;
  if (type === 'BA') return Buffer.from(text, 'base64').toString('hex').toUpperCase();
  if (!text.includes('_')) return text;
  const plain = text.replace(ESCAPE, (_, digits: string) => String.fromCharCode(parseInt(digits, 16)));
  return replaceControlCharacters(plain).toWellFormed();
}
