import type { CodeDetail, CodeEntry, CodeTable } from './code-table.ts';
import { findCarriers, type Carrier } from './find-carriers.ts';
import { CODE_TABLES } from './registry.ts';

/** An entry that belongs to a code, with its name. */
export interface RelatedCode {
  readonly kind: string;
  readonly code: string;
  readonly symbol: string;
  /** What it is to the code that was asked for: `usual alert`. */
  readonly as: string;
}

/** A code that was found, and all that is known of it. */
export interface CodeHit {
  readonly kind: string;
  /** What one code of the table is called: `TLS alert`. */
  readonly title: string;
  readonly code: string;
  readonly symbol: string;
  readonly notations: CodeEntry['notations'];
  readonly details: readonly CodeDetail[];
  readonly related: readonly RelatedCode[];
  /** Events that carry such codes; those for which the catalogue says something about this very code first. */
  readonly events: readonly Carrier[];
  readonly note: string | undefined;
  readonly sources: readonly string[];
}

/** Finds the table that a word names: its kind or an alias; case, spaces, hyphens and underscores do not count. */
export function findCodeTable(word: string): CodeTable | undefined {
  const wanted = squeeze(word);
  return CODE_TABLES.find(({ kind, aliases }) => [kind, ...aliases].some((name) => squeeze(name) === wanted));
}

function squeeze(word: string): string {
  return word.toLowerCase().replace(/[\s_-]/g, '');
}

/**
 * Looks a number, in any notation, or a name up. Where several tables have it the likeliest comes first. A number is read
 * as events and documentation write it, and in other notations only where no table has it so.
 *
 * @param tables where to look
 */
export function lookUpCode(text: string, tables: readonly CodeTable[] = CODE_TABLES): CodeHit[] {
  const asked = text.trim();
  const name = asked.toLowerCase();
  const named = tables.flatMap((table) =>
    hitsOf(table, [table.names.get(name) ?? table.names.get(name.replace(/\s+/g, '_'))]),
  );
  if (named.length > 0) return named;
  const usual = tables.flatMap((table) => hitsOf(table, table.read(asked).usual));
  return usual.length > 0 ? usual : tables.flatMap((table) => hitsOf(table, table.read(asked).unusual));
}

/** True for text that could be a code of one of these tables, were it in it: a number that one of them can read. */
export function isCodeNumber(text: string, tables: readonly CodeTable[] = CODE_TABLES): boolean {
  return tables.some((table) => {
    const { usual, unusual } = table.read(text.trim());
    return usual.length + unusual.length > 0;
  });
}

function hitsOf(table: CodeTable, codes: readonly (string | undefined)[]): CodeHit[] {
  return codes.flatMap((code) => {
    const entry = code === undefined ? undefined : table.find(code);
    return entry === undefined ? [] : [describeHit(table, entry)];
  });
}

function describeHit(table: CodeTable, entry: CodeEntry): CodeHit {
  const { kind, title, note } = table;
  const { code, symbol, notations, details, sources } = entry;
  return {
    kind,
    title,
    code,
    symbol,
    notations,
    details,
    related: [...nameLinks(entry), ...(linksTo().get(`${kind} ${code}`) ?? [])],
    events: findCarriers(table, entry),
    note,
    sources,
  };
}

function nameLinks({ links }: CodeEntry): RelatedCode[] {
  return links.flatMap(({ kind, code, as }) => {
    const symbol = CODE_TABLES.find((table) => table.kind === kind)?.find(code)?.symbol;
    return symbol === undefined ? [] : [{ kind, code, symbol, as }];
  });
}

let backLinks: ReadonlyMap<string, readonly RelatedCode[]> | undefined;

/** Links in the other direction, made at the first look-up: normalising never needs them. */
function linksTo(): ReadonlyMap<string, readonly RelatedCode[]> {
  if (backLinks !== undefined) return backLinks;
  const found = new Map<string, RelatedCode[]>();
  for (const { kind, codes, find } of CODE_TABLES) {
    for (const own of codes) {
      const entry = find(own);
      for (const link of entry?.links ?? []) {
        const target = `${link.kind} ${link.code}`;
        const list = found.get(target) ?? [];
        if (entry !== undefined) list.push({ kind, code: entry.code, symbol: entry.symbol, as: link.inReturn });
        found.set(target, list);
      }
    }
  }
  return (backLinks = found);
}
