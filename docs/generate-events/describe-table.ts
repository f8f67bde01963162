import { countEntries, describeRest, describeSources, describeTableSources, lines, mark } from './describe-entry.ts';
import type { TableData } from './knowledge.ts';
import { anchor, bullets, join, link, table, text } from './markdown.ts';
import { finishPage, UP } from './page.ts';

/** A code with its entry. */
export type Row = TableData['entries'][number];

/** A part of a long table: its place, its heading, its rows. */
export interface Group {
  readonly id: string;
  readonly title: string;
  /** Markdown. */
  readonly note?: string;
  readonly rows: readonly Row[];
}

/** The page of a code table: contents, the entries in their groups, what belongs behind them, sources. */
export function describeTable(
  codes: TableData,
  introduction: string,
  groups: readonly Group[],
  head: readonly string[],
  describeRow: (row: Row) => readonly string[],
  ...after: readonly string[]
): string {
  return finishPage(
    codes.file,
    `# ${text(codes.title)}`,
    UP,
    `${countEntries(codes)} ${introduction}`,
    groups.length < 2
      ? ''
      : bullets(groups.map(({ id, title, rows }) => `${link(text(title), `#${id}`)}: ${rows.length}`)),
    ...groups.map(({ id, title, note, rows }) =>
      join(anchor(id), `## ${text(title)}`, note, table(head, rows.map(describeRow))),
    ),
    ...after,
    describeTableSources(codes),
  );
}

/** The page of a table that no page of its own is written for: each entry with all that it holds, under its own names. */
export function describePlainTable(codes: TableData): string {
  return describeTable(
    codes,
    '',
    [{ id: 'all', title: 'Entries', rows: codes.entries }],
    ['Code', 'Entry'],
    ([value, entry]) => [mark(value), lines(...describeRest(entry, ['source']), describeSources(entry))],
  );
}

/** Rows by what `key` says of them, in the order in which it first occurs. */
export function groupBy(rows: readonly Row[], key: (row: Row) => string): [string, Row[]][] {
  const groups = new Map<string, Row[]>();
  for (const row of rows) groups.set(key(row), [...(groups.get(key(row)) ?? []), row]);
  return [...groups];
}
