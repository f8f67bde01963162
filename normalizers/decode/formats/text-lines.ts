/** `key` and `value` lines of an event as text, up to the last key, whose value is the rest. */
export interface TextLines {
  readonly values: ReadonlyMap<string, string>;
  /** What follows the last key, without white space around it; undefined where that key is missing. */
  readonly rest: string | undefined;
}

/**
 * Reads lines such as `EventCode=36887` or `Event ID:   36887`. Values of one line only; what has no separator is passed
 * over. The first line of a name counts, so that nothing in a message can replace what stands before it.
 * @param separator between key and value
 * @param last the key whose value goes on to the end of the text
 */
export function readLines(text: string, separator: '=' | ':', last: string): TextLines {
  const values = new Map<string, string>();
  let from = 0;
  while (from < text.length) {
    const end = text.indexOf('\n', from);
    const stop = end < 0 ? text.length : end;
    const line = text.slice(from, stop);
    const at = line.indexOf(separator);
    if (at > 0) {
      const key = line.slice(0, at).trim();
      if (key === last) return { values, rest: text.slice(from + at + 1).trim() };
      if (!values.has(key)) values.set(key, line.slice(at + 1).trim());
    }
    from = stop + 1;
  }
  return { values, rest: undefined };
}
