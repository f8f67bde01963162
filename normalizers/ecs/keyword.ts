/** Longest value that is searched and grouped as a whole; no name or identifier of Windows comes near. */
export const LONGEST_KEYWORD = 1024;

/** Text that goes before a value of the event and may be too long with it: the start of it, as a keyword. */
export function cutKeyword(text: string): string {
  return text.length <= LONGEST_KEYWORD ? text : text.slice(0, LONGEST_KEYWORD).toWellFormed();
}
