import { widthOf } from './terminal.ts';

/** Breaks a text at spaces so that no line is wider than `width`; a single longer word stays whole. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/u).filter((part) => part !== '')) {
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

/** Fills a text with spaces up to a width; a longer text is cut and ends with an ellipsis. */
export function fit(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const missing = width - widthOf(text);
  if (missing < 0) return `${text.slice(0, Math.max(0, width - 1))}…`;
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
export function count(number: number, noun: string): string {
  return `${number.toLocaleString('en-US')} ${noun}${number === 1 ? '' : 's'}`;
}
