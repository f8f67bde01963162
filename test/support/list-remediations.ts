import type { CatalogData } from '../../normalizers/catalog.ts';
import { placeCommands, type Command, type RemediationData } from '../../normalizers/enrich/remediation.ts';

/** A remediation with its commands as they are used. */
export type WholeRemediation = Omit<RemediationData, 'commands'> & { readonly commands: readonly Command[] };

/** The remediations of a catalogue by name, each with its commands instead of their names. */
export function listRemediations({ remediations, commands }: CatalogData): Readonly<Record<string, WholeRemediation>> {
  return Object.fromEntries(
    Object.entries(remediations).map(([id, data]) => [id, { ...data, commands: placeCommands(id, data, commands) }]),
  );
}
