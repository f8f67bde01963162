import { printable, WIDEST, widthOf } from './terminal.ts';

/** What stands below a heading is moved in by this. */
export const INDENT = '  ';

/** More of one value than this nobody reads on a terminal; the document has it. */
export const LONGEST_VALUE = 400;

/** How wide text is laid out where so many columns are available. */
export function textWidth(available: number): number {
  return Math.min(available, WIDEST);
}

/** A word, or a command to paste in quotes or brackets: broken over two lines it could not be pasted. */
const WORDS = /["(](?:npx wincanal|POST) [^"()\n]{1,60}[")]\S*|\S+/gu;

/** Breaks a text at spaces so that no line is wider than `width`; a single longer word stays whole, and so does a command. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const [word] of text.matchAll(WORDS)) {
    if (line === '') line = word;
    else if (widthOf(line) + 1 + widthOf(word) <= width) line += ` ${word}`;
    else {
      lines.push(line);
      line = word;
    }
  }
  if (line !== '') lines.push(line);
  return lines;
}

/**
 * A paragraph behind a lead: the first line starts with `lead`, the others are indented below its text.
 *
 * @param width of the whole paragraph, the lead included
 */
export function hang(lead: string, text: string, width: number): string[] {
  const indent = widthOf(lead);
  return wrap(text, Math.max(20, width - indent)).map(
    (line, index) => (index === 0 ? lead : ' '.repeat(indent)) + line,
  );
}

/** Breaks the lines of a message that are too long; items of a list (`  - `) go on below their text. */
export function wrapMessage(message: string, width: number): string {
  return message
    .split('\n')
    .flatMap((line) => {
      const lead = /^\s*(?:- )?/u.exec(line)?.[0] ?? '';
      return widthOf(line) <= width ? [line] : hang(lead, line.slice(lead.length), width);
    })
    .join('\n');
}

// eslint-disable-next-line no-control-regex -- colours are escape sequences, and must survive the cut
const STYLED = /\u001b\[[\d;]*m|[^\u001b]/gu;

/** Cuts a text that is wider than a width, which then ends with an ellipsis; colours count nothing and are ended. */
export function cut(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  let taken = 0;
  let kept = '';
  for (const [piece] of text.matchAll(STYLED)) {
    if (piece.startsWith('\u001b')) kept += piece;
    else {
      taken += piece.length;
      if (taken < width) kept += piece;
    }
  }
  return `${kept}…`;
}

/** Fills a text with spaces up to a width, or cuts it to that width. */
export function fit(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const missing = width - widthOf(text);
  if (missing < 0) return cut(text, width);
  return align === 'left' ? text + ' '.repeat(missing) : ' '.repeat(missing) + text;
}

/** Lines of a table without borders: columns as wide as their widest cell, numbers to the right. */
export function columns(rows: readonly (readonly (string | number)[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, index) => {
      widths[index] = Math.max(widths[index] ?? 0, widthOf(String(cell)));
    });
  }
  return rows.map((row) =>
    row
      .map((cell, index) => fit(String(cell), widths[index] ?? 0, typeof cell === 'number' ? 'right' : 'left'))
      .join('  ')
      .trimEnd(),
  );
}

/** A count with its noun: `1 record`, `2 records`. */
export function count(number: number, noun: string, nouns = `${noun}s`): string {
  return `${number.toLocaleString('en-US')} ${number === 1 ? noun : nouns}`;
}

/** A time of a document or message to the second, in UTC: `2026-03-04 05:06:07`. */
export function shortTime(iso: string): string {
  return iso.slice(0, 19).replace('T', ' ');
}

/** A bar of a share between 0 and 1. */
export function drawBar(share: number, width: number): string {
  const full = Math.round(Math.min(1, Math.max(0, share)) * width);
  return '█'.repeat(full) + '░'.repeat(width - full);
}

/** Names and texts as a table: the names below each other, each text wrapped beside its name. */
export function layRows(rows: readonly (readonly [name: string, text: string])[], width: number): string[] {
  const longest = Math.max(0, ...rows.map(([name]) => widthOf(printable(name))));
  return rows.flatMap(([name, text]) => hang(`${INDENT}${fit(printable(name), longest)}  `, printable(text), width));
}
