/**
 * Cuts a text into the JSON objects and arrays that stand in it one after the other: on lines of their own (NDJSON), with
 * a separator or none between them. What stands between them is left out, if it is nothing but white space, commas, record
 * separators and zeros (GELF over TCP); anything else is a piece of its own, so that nothing is lost.
 * @param most how many pieces are cut at most; one more means that there are too many
 */
export function splitJson(text: string, most: number): string[] {
  const pieces: string[] = [];
  let from = 0;
  while (from < text.length && pieces.length <= most) {
    while (from < text.length && isBetween(text.charCodeAt(from))) from++;
    if (from === text.length) break;
    const end = findEnd(text, from);
    pieces.push(text.slice(from, end));
    from = end;
  }
  return pieces;
}

function isBetween(code: number): boolean {
  switch (code) {
    case 0x00:
    case 0x09:
    case 0x0a:
    case 0x0d:
    case 0x1e:
    case 0x20:
    case 0x2c:
      return true;
    default:
      return false;
  }
}

// Zero is no character of JSON: wherever it stands, a value is at its end.
const MARK = /["{}[\]\0]/g;
const STRING_END = /["\\\0]/g;

/** Where the value that begins at `from` ends; what is no object or array ends with its line. */
function findEnd(text: string, from: number): number {
  const first = text[from];
  if (first !== '{' && first !== '[') {
    const line = text.indexOf('\n', from);
    return line < 0 ? text.length : line;
  }
  let depth = 0;
  MARK.lastIndex = from;
  for (let match = MARK.exec(text); match !== null; match = MARK.exec(text)) {
    switch (match[0]) {
      case '"':
        MARK.lastIndex = skipString(text, MARK.lastIndex);
        break;
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

/** The index behind the quote that ends a string whose content begins at `from`, or of a zero before it. */
export function skipString(text: string, from: number): number {
  STRING_END.lastIndex = from;
  for (let match = STRING_END.exec(text); match !== null; match = STRING_END.exec(text)) {
    if (match[0] === '"') return STRING_END.lastIndex;
    if (match[0] === '\0') return match.index;
    STRING_END.lastIndex++;
  }
  return text.length;
}
