import { findNextRecord } from './next-record.ts';

// Zero is no character of JSON: wherever it stands, a value is at its end.
const MARK = /["{}[\]\0]/g;
const STRING_END = /["\\\0\n]/g;

/**
 * Where the object or array that begins at `from` ends. No string holds a line break as it is: one that does is of a broken
 * value, which goes on to the next line that can be a record.
 */
export function findJsonEnd(text: string, from: number): number {
  let depth = 0;
  MARK.lastIndex = from;
  for (let match = MARK.exec(text); match !== null; match = MARK.exec(text)) {
    switch (match[0]) {
      case '"': {
        const end = findStringEnd(text, MARK.lastIndex);
        if (text[end] === '\n') return findNextRecord(text, end);
        MARK.lastIndex = text[end] === '"' ? end + 1 : end;
        break;
      }
      case '{':
      case '[':
        depth++;
        break;
      case '\0':
        return match.index;
      default:
        depth--;
        if (depth === 0) return MARK.lastIndex;
    }
  }
  return text.length;
}

const NO_STRING: ReadonlySet<string | undefined> = new Set(['\n', '\0']);

/** The index of the quote that ends a string whose content begins at `from`, or of what no string can hold before it. */
function findStringEnd(text: string, from: number): number {
  STRING_END.lastIndex = from;
  for (let match = STRING_END.exec(text); match !== null; match = STRING_END.exec(text)) {
    if (match[0] !== '\\') return match.index;
    // A line break or a zero ends it all the same.
    if (!NO_STRING.has(text[match.index + 1])) STRING_END.lastIndex++;
  }
  return text.length;
}
