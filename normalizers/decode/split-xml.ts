/** Beginnings and ends of events and of their lists, with any prefix, and declarations. */
const TAG = /<(?:\?xml[\s?]|(\/?)(?:[\w.-]{1,64}:)?(Events?)[\s/>])/g;

/**
 * Where the XML that begins at `from` ends: with its event or list of events, or before what can only be the next one. It
 * only has to be right for texts that are not well-formed as a whole.
 */
export function findXmlEnd(text: string, from: number): number {
  let declared = false;
  /** The element that is open: everything in a list belongs to it. */
  let open: string | undefined;
  TAG.lastIndex = from;
  for (let match = TAG.exec(text); match !== null; match = TAG.exec(text)) {
    const [, slash, name] = match;
    if (name === undefined) {
      if (declared || open !== undefined) return match.index;
      declared = true;
      continue;
    }
    const end = findTagEnd(text, TAG.lastIndex - 1);
    if (end === 0) break;
    TAG.lastIndex = end;
    if (slash === '/') {
      if (open === undefined || open === name) return end;
    } else if (open === undefined) {
      if (text[end - 2] === '/') return end;
      open = name;
    } else if (open === 'Event') return match.index;
  }
  return text.length;
}

/** So far it is looked for quotes: Windows writes 70 characters. A bound, because each of many tags could look to the end of the text. */
const LONGEST_TAG = 512;

/** The index behind the tag; 0 where it has no end. A bracket in the value of an attribute ends no tag, if the value ends at all. */
function findTagEnd(text: string, from: number): number {
  const limit = Math.min(text.length, from + LONGEST_TAG);
  let quote: string | undefined;
  for (let at = from; at < limit; at++) {
    const sign = text[at];
    if (quote !== undefined) {
      if (sign === quote) quote = undefined;
    } else if (sign === '>') return at + 1;
    else if (sign === '"' || sign === "'") quote = sign;
  }
  return text.indexOf('>', from) + 1;
}

/** The tags of the list itself. */
const LIST = /<\/?(?:[\w.-]{1,64}:)?Events(?:\s[^<>]{0,1000})?>/g;

/** The text without the list around its events, so that each of them stands alone. */
export function dropListTags(text: string): string {
  return text.replace(LIST, '\n');
}
