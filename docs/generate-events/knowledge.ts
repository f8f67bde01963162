import statusCodes from '../../normalizers/enrich/status-codes.json' with { type: 'json' };
import type { CatalogData, CatalogEventData } from '../../normalizers/catalog.ts';
import { PROVIDERS } from '../../normalizers/registry.ts';
import alerts from '../../normalizers/schannel/alerts.json' with { type: 'json' };
import { listCipherSuites, SUITE_SOURCES } from '../../normalizers/schannel/cipher-suites.ts';
import errorStates from '../../normalizers/schannel/error-states.json' with { type: 'json' };
import protocols from '../../normalizers/schannel/protocols.json' with { type: 'json' };

/** The page of the verdicts on certificates, which are code and no table. */
export const CERTIFICATES_PAGE = 'certificates.md';

/** An entry of a code table. What the pages do not know by name is shown under its own name. */
export type Entry = Readonly<Record<string, unknown>>;

/** A code table as its file holds it, and the page that shows it. */
export interface CodeTable {
  readonly key: string;
  readonly title: string;
  /** File name below `docs/events/`. */
  readonly page: string;
  /** The file that an analyst corrects, from the root of the checkout. */
  readonly file: string;
  /** Addresses by the keys that the entries name in `source`. */
  readonly sources: Readonly<Record<string, string>>;
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

function list(entries: object): [string, Entry][] {
  return Object.entries(entries) as [string, Entry][];
}

const STATUS_FILE = 'normalizers/enrich/status-codes.json';

/** Every code table. */
export const TABLES = {
  alerts: {
    key: 'alerts',
    title: 'TLS alerts',
    page: 'tls-alerts.md',
    file: 'normalizers/schannel/alerts.json',
    sources: alerts.sources,
    entries: list(alerts.alerts),
  },
  errorStates: {
    key: 'error_states',
    title: 'Schannel error states',
    page: 'schannel-error-states.md',
    file: 'normalizers/schannel/error-states.json',
    sources: errorStates.sources,
    entries: list(errorStates.error_states),
  },
  statusCodes: {
    key: 'status_codes',
    title: 'Windows status codes',
    page: 'status-codes.md',
    file: STATUS_FILE,
    sources: statusCodes.sources,
    entries: list(statusCodes.codes),
  },
  rasErrors: {
    key: 'ras_errors',
    title: 'RAS errors',
    page: 'ras-errors.md',
    file: STATUS_FILE,
    sources: statusCodes.sources,
    entries: list(statusCodes.ras),
  },
  protocols: {
    key: 'protocols',
    title: 'Protocol versions',
    page: 'protocols.md',
    file: 'normalizers/schannel/protocols.json',
    sources: protocols.sources,
    entries: list(protocols.protocols),
  },
  cipherSuites: {
    key: 'cipher_suites',
    title: 'Cipher suites',
    page: 'cipher-suites.md',
    file: 'normalizers/schannel/cipher-suites.json',
    sources: SUITE_SOURCES,
    entries: list(Object.fromEntries(listCipherSuites())),
  },
} satisfies Record<string, CodeTable>;

/** A text of an entry; undefined where it has none under this name. */
export function textOf(entry: Entry | undefined, name: string): string | undefined {
  const value = entry?.[name];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

/** An entry of a table by its code. */
export function findEntry(table: CodeTable, wanted: string): Entry | undefined {
  return INDEXES.get(table.key)?.get(wanted);
}

/** The first status code with this symbol. */
export function findSymbol(symbol: string): string | undefined {
  return CODE_BY_SYMBOL.get(symbol);
}

const INDEXES = new Map(Object.values(TABLES).map(({ key, entries }) => [key, new Map(entries)]));
const CODE_BY_SYMBOL = new Map(
  TABLES.statusCodes.entries.toReversed().map(([code, entry]) => [textOf(entry, 'symbol') ?? '', code]),
);
