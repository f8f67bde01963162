import type { ProviderFields } from '../provider.ts';

/** Lists a hash of a certificate among the related values of a document, once. */
export function relateHash(hash: string, fields: Pick<ProviderFields, 'related'>): void {
  const related = (fields.related ??= {});
  if (related.hash?.includes(hash) !== true) related.hash = [...(related.hash ?? []), hash];
}
