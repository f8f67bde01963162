/**
 * Writes GitHub-flavoured Markdown so that a value is always shown as it is: whatever a catalogue holds, it is text here
 * and never markup.
 */

/** Addresses inside a sentence are to be typed; GitHub would make a link of a part of them. */
const ADDRESS = /((?:https?:\/\/|www\.)\S*[^\s.,;:)])/i;

/**
 * Plain text; signs that Markdown would take for markup are escaped. An underscore inside a word never is markup. Addresses
 * are in fixed width.
 */
export function text(value: string): string {
  return oneLine(value)
    .split(ADDRESS)
    .map((part, at) => (at % 2 === 0 ? escape(part) : code(part)))
    .join('')
    .replace(/^(\d+)(?=[.)](?:\s|$))/, '$1\\')
    .replace(/^[-+#=]/, '\\$&');
}

function escape(words: string): string {
  return words.replace(/[\\`*[\]<>~]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g, '\\$&').replace(/&(?=#?\w+;)/g, '&amp;');
}

/** A value in fixed width. The fence is longer than any run of backticks in the value. */
export function code(value: string): string {
  const inner = oneLine(value);
  if (inner === '') return '';
  // A backslash before a bar cannot be written between backticks in a cell: it would escape the bar, or be escaped.
  if (inner.includes('\\|'))
    return `<code>${inner.replace(/[^A-Za-z0-9 ,/-]/gu, (sign) => `&#${sign.codePointAt(0) ?? 0};`)}</code>`;
  const fence = '`'.repeat(longestRun(inner) + 1);
  const pad = inner.startsWith('`') || inner.endsWith('`') || /^ .*[^ ].* $/.test(inner) ? ' ' : '';
  return `${fence}${pad}${inner}${pad}${fence}`;
}

/** A block of lines to copy. */
export function block(language: string, lines: readonly string[]): string {
  const body = lines.join('\n');
  const fence = '`'.repeat(Math.max(3, longestRun(body) + 1));
  return `${fence}${language}\n${body}\n${fence}`;
}

/** A link whose label is Markdown already. */
export function link(label: string, target: string): string {
  return `[${label}](${/[()\s<>]/.test(target) ? `<${target.replace(/[<>\s]/g, encodeURIComponent)}>` : target})`;
}

/** An address that shows itself. */
export function address(url: string): string {
  return `<${url.replace(/[<>\s]/g, encodeURIComponent)}>`;
}

/** A place that links can name. It does not depend on the words of a heading, so it stays when they change. */
export function anchor(id: string): string {
  return `<a id="${id.replace(/[^\w.:-]/g, '-')}"></a>`;
}

/** A table; cells are Markdown, and a bar in them is a sign like any other. No rows, no table. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', '<br>')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

export function bullets(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join('\n');
}

export function numbered(items: readonly string[]): string {
  return items.map((item, at) => `${at + 1}. ${item}`).join('\n');
}

/** Parts of a page with an empty line between them; empty parts are left out. */
export function join(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== '').join('\n\n');
}

/** `a, b or c`. */
export function either(items: readonly string[], word = 'or'): string {
  const last = items.at(-1) ?? '';
  return items.length < 2 ? last : `${items.slice(0, -1).join(', ')} ${word} ${last}`;
}

/** Part of an anchor or file name that a title gives: `Key not usable` is `key-not-usable`. */
export function slug(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}

function longestRun(value: string): number {
  return Math.max(0, ...[...value.matchAll(/`+/g)].map(([run]) => run.length));
}

function oneLine(value: string): string {
  return value.replace(/\s*\n\s*/g, ' ');
}
