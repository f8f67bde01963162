/**
 * Cuts a text into the JSON objects and arrays that stand in it one after the other: on lines of their own (NDJSON), with
 * a separator or none between them. What stands between them is left out, if it is nothing but white space, commas, record
 * separators and zeros (GELF over TCP); anything else is a piece of its own, so that nothing is lost.
 * @param most how many pieces are cut at most; one more means that there are too many
 */
export function splitJson(text: string, most: number): string[] {
  const pieces: string[] = [];
  const way: Way = { byLines: false };
  let from = 0;
  while (from < text.length && pieces.length <= most) {
    while (from < text.length && isBetween(text.charCodeAt(from))) from++;
    if (from === text.length) break;
    const end = findEnd(text, from, way);
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

/** Zero is no character of JSON, and a line break none of a string: a record can end there. */
const MARK = /["{}[\]\0]|\n(?=\{)/g;
const STRING_END = /["\\\0]|\n(?=\{)/g;

/** What a cut value has shown: from then on each line that begins with an object is one of its own. */
interface Way {
  byLines: boolean;
}

/**
 * Where the value that begins at `from` ends; what is no object or array ends with its line. A value that was cut ends
 * where it cannot go on: at a zero, or at a line that begins with an object where none can stand.
 */
function findEnd(text: string, from: number, way: Way): number {
  const first = text[from];
  if (first !== '{' && first !== '[') {
    const line = text.indexOf('\n', from);
    return line < 0 ? text.length : line;
  }
  /** Whether what is open is an object, innermost last. */
  const open: boolean[] = [];
  let firstLine = text.length;
  MARK.lastIndex = from;
  for (let match = MARK.exec(text); match !== null; match = MARK.exec(text)) {
    switch (match[0]) {
      case '"': {
        const end = endString(text, MARK.lastIndex);
        if (end.cut) return cut(end.at, firstLine, way);
        MARK.lastIndex = end.at;
        break;
      }
      case '{':
      case '[':
        open.push(match[0] === '{');
        break;
      case '\0':
        return cut(match.index, firstLine, way);
      case '\n':
        if (way.byLines || !takesValue(text, match.index, open.at(-1) === true))
          return cut(match.index, firstLine, way);
        firstLine = Math.min(firstLine, match.index);
        break;
      default:
        open.pop();
        if (open.length === 0) return MARK.lastIndex;
    }
  }
  return cut(text.length, firstLine, way);
}

/** The end of a value that is cut: the first line that could have been part of it is none. Nothing is read a third time. */
function cut(at: number, firstLine: number, way: Way): number {
  if (firstLine >= at) return at;
  way.byLines = true;
  return firstLine;
}

/** Whether a value can stand behind what precedes the line break. */
function takesValue(text: string, lineBreak: number, inObject: boolean): boolean {
  let at = lineBreak - 1;
  while (isSpace(text.charCodeAt(at))) at--;
  return inObject ? text[at] === ':' : text[at] === ',' || text[at] === '[';
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}

/** The index behind the quote that ends a string, or where the text is cut. */
function endString(text: string, from: number): { readonly at: number; readonly cut: boolean } {
  STRING_END.lastIndex = from;
  for (let match = STRING_END.exec(text); match !== null; match = STRING_END.exec(text)) {
    if (match[0] === '"') return { at: STRING_END.lastIndex, cut: false };
    if (match[0] !== '\\') return { at: match.index, cut: true };
    STRING_END.lastIndex++;
  }
  return { at: text.length, cut: true };
}

const QUOTE = /["\\]/g;

/** The index behind the quote that ends a string whose content begins at `from`. */
export function skipString(text: string, from: number): number {
  QUOTE.lastIndex = from;
  for (let match = QUOTE.exec(text); match !== null; match = QUOTE.exec(text)) {
    if (match[0] === '"') return QUOTE.lastIndex;
    QUOTE.lastIndex++;
  }
  return text.length;
}
