import type { Catalog } from './catalog.ts';
import type { EnrichedDocument, Role } from './ecs/document.ts';
import type { Facts } from './enrich/facts.ts';
import type { WindowsEvent } from './windows-event.ts';

/** The parts of a document that a provider's own fields decide. */
export type ProviderFields = Pick<
  EnrichedDocument,
  'process' | 'tls' | 'http' | 'url' | 'server' | 'destination' | 'error' | 'related'
> & {
  role: Role;
  wincanal: Pick<EnrichedDocument['wincanal'], 'tls' | 'sstp' | 'error'>;
  /** What was inferred rather than read, for `tags`. */
  tags: string[];
};

/**
 * One provider: its knowledge as data, and what data cannot say. A new provider is a folder with these two and one line
 * in `registry.ts`.
 */
export interface Provider {
  readonly catalog: Catalog;
  /**
   * Reads the values of an event of this provider: sets what they mean in `fields` and names what the catalogue may ask
   * for in `facts`. Called once an event; never throws for odd values, which stay in `winlog.event_data`.
   */
  readonly interpret: (event: WindowsEvent, fields: ProviderFields, facts: Facts) => void;
}
