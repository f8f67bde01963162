import type { CatalogData, CatalogEventData } from '../../normalizers/catalog.ts';
import type { CodeTable } from '../../normalizers/code-table.ts';
import { CODE_TABLES, PROVIDERS } from '../../normalizers/registry.ts';

/** The page of the verdicts on certificates, which are code and no table. */
export const CERTIFICATES_PAGE = 'certificates.md';

/** An entry of a code table. What the pages do not know by name is shown under its own name. */
export type Entry = Readonly<Record<string, unknown>>;

/** A code table as its file holds it, and the page that shows it. */
export interface TableData extends Pick<CodeTable, 'kind' | 'file' | 'sources'> {
  readonly key: string;
  readonly title: string;
  /** File name below `docs/events/`. */
  readonly page: string;
  readonly entries: readonly (readonly [code: string, entry: Entry])[];
}

/** A catalogue, with the notes on fields that only a reader needs. */
export type Catalogue = CatalogData & {
  readonly fields: Readonly<Record<string, { readonly type: string; readonly decode: string; readonly note?: string }>>;
};

/** One event of a provider. */
export interface CatalogueEvent {
  readonly id: string;
  readonly event: CatalogEventData;
}

/** The catalogues in the order of the registry. */
export const CATALOGUES: readonly Catalogue[] = PROVIDERS.map(({ catalog }) => catalog.data);

/** The file of a catalogue, from the root of the checkout. */
export function fileOf(catalogue: Catalogue): string {
  return `normalizers/${catalogue.provider.key}/catalog.json`;
}

/** The page of a provider. */
export function pageOf(catalogue: Catalogue): string {
  return `${catalogue.provider.key}.md`;
}

export function listEvents(catalogue: Catalogue): CatalogueEvent[] {
  return Object.entries(catalogue.events).map(([id, event]) => ({ id, event }));
}

/** Every code table, in the order of the registry. */
export const TABLES: readonly TableData[] = CODE_TABLES.map(({ kind, reference, file, sources, entries }) => ({
  kind,
  ...reference,
  file,
  sources,
  entries: [...entries] as [string, Entry][],
}));

const BY_KIND = new Map(TABLES.map((table) => [table.kind, table]));

/**
 * A table by its kind: `alert`.
 * @throws Error when the registry has none of this kind
 */
export function tableOf(kind: string): TableData {
  const table = BY_KIND.get(kind);
  if (table === undefined)
    throw new Error(`no code table is called ${kind}; known are ${[...BY_KIND.keys()].join(', ')}`);
  return table;
}

/** A text of an entry; undefined where it has none under this name. */
export function textOf(entry: Entry | undefined, name: string): string | undefined {
  const value = entry?.[name];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

/** An entry of a table by its code. */
export function findEntry(table: TableData, wanted: string): Entry | undefined {
  return INDEXES.get(table.key)?.get(wanted);
}

/** The first status code with this symbol. */
export function findSymbol(symbol: string): string | undefined {
  return CODE_BY_SYMBOL.get(symbol);
}

const INDEXES = new Map(TABLES.map(({ key, entries }) => [key, new Map(entries)]));
const CODE_BY_SYMBOL = new Map(
  tableOf('status')
    .entries.toReversed()
    .map(([code, entry]) => [textOf(entry, 'symbol') ?? '', code]),
);
