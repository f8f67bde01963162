import type { Catalog, CatalogData } from './catalog.ts';
import type { CodeTable } from './code-table.ts';
import type { EnrichedDocument, Role, TlsPeerFields } from './ecs/document.ts';
import type { DecodedValue } from './enrich/decoded-value.ts';
import type { FactNames, Facts } from './enrich/facts.ts';
import type { Tag } from './tags.ts';
import type { EventData, WindowsEvent } from './windows-event.ts';

/** The parts of a document that a provider's own fields decide. */
export type ProviderFields = Pick<
  EnrichedDocument,
  'process' | 'tls' | 'http' | 'url' | 'server' | 'destination' | 'error' | 'related'
> & {
  role: Role;
  wincanal: Pick<EnrichedDocument['wincanal'], 'tls' | 'sstp' | 'error'>;
  /** The certificate that the event carries, for a person; documents have it only where its side is known. */
  certificate: TlsPeerFields | undefined;
  /** What was inferred rather than read, for `tags`. */
  tags: Tag[];
};

/**
 * One provider: its knowledge as data, and what data cannot say. A new provider is a folder with these two and one line
 * in `registry.ts`.
 */
export interface Provider {
  readonly catalog: Catalog;
  /** What `interpret` can put into the facts, and what every event has. */
  readonly facts: FactNames;
  /**
   * Reads the values of an event of this provider: sets what they mean in `fields` and names what the catalogue may ask
   * for in `facts`. Called once an event; never throws for odd values, which stay in `winlog.event_data`.
   */
  readonly interpret: (event: WindowsEvent, fields: ProviderFields, facts: Facts) => void;
  /**
   * What one value of an event stands for, for a person who has it explained; not called for documents.
   * @param decoder the value's `fields.*.decode` of the catalogue
   */
  readonly describeValue: (decoder: string, value: string, event: WindowsEvent) => DecodedValue | undefined;
  /** The code tables by which this provider decodes values, for those who ask for a bare code. */
  readonly codeTables: readonly ProviderCodeTable[];
  /**
   * The sentence of an event id's message that states values beyond doubt, for an event that came without any; undefined
   * where there is none.
   */
  readonly findSentence: (eventId: number) => Sentence | undefined;
}

/** A sentence of a rendered message, and the data names of what its groups hold. */
export interface Sentence {
  /** Looks at the first characters of the message only; linear on any text. */
  readonly pattern: RegExp;
  readonly names: readonly string[];
}

/** A code table as one provider uses it. */
export interface ProviderCodeTable {
  readonly table: CodeTable;
  /** Decoders (`fields.*.decode` of the catalogue) that read codes of it. */
  readonly decoders: readonly string[];
}

/** Reads one value of an event into what `Reading` holds. */
export type ValueReader<Reading> = (value: string, reading: Reading) => void;

/** Decode names that need no reader: the value stays as it is, or is read before all others. */
const READERLESS: ReadonlySet<string> = new Set(['keep', 'role']);

/**
 * Binds the data names of a catalogue to the readers of its provider, once at start.
 * @param readers by the names that `fields.*.decode` of the catalogue uses
 * @returns reader by data name
 * @throws Error when the catalogue names a reader that the provider does not have
 */
export function bindReaders<Reading>(
  { provider, fields }: CatalogData,
  readers: Readonly<Record<string, ValueReader<Reading>>>,
): ReadonlyMap<string, ValueReader<Reading>> {
  const bound = new Map<string, ValueReader<Reading>>();
  for (const [name, { decode }] of Object.entries(fields)) {
    const reader = readers[decode];
    if (reader !== undefined) bound.set(name, reader);
    else if (!READERLESS.has(decode)) {
      throw new Error(
        `catalogue of ${provider.name}: field ${name} is to be decoded as "${decode}", which does not exist`,
      );
    }
  }
  return bound;
}

/** Reads every value that is there, without the spaces around it; the lone dash is how Windows prints "none". */
export function readValues<Reading>(
  data: EventData,
  readers: ReadonlyMap<string, ValueReader<Reading>>,
  reading: Reading,
): void {
  for (const name in data) {
    const value = data[name]?.trim();
    if (value !== undefined && value !== '' && value !== '-') readers.get(name)?.(value, reading);
  }
}
