/** Shorter texts are always kept as one piece by the engine. */
const SHORTEST_IN_PIECES = 13;

/**
 * The same text in memory of its own. The engine keeps a part of a longer text as a reference to it, and a sum of texts as
 * references to both: for values that stay, the first holds on to the whole record, and `JSON.stringify` takes twice as
 * long for a document with any of them. Joined from two, the text is written anew; a list with one text in it would give that.
 */
export function wholeText(text: string): string {
  if (text.length < SHORTEST_IN_PIECES) return text;
  return [text.slice(0, SHORTEST_IN_PIECES - 1), text.slice(SHORTEST_IN_PIECES - 1)].join('');
}

/** The same for a text that may be missing, such as a group of an expression or an attribute. */
export function wholeTextIfAny(text: string | undefined): string | undefined {
  return text === undefined ? undefined : wholeText(text);
}
