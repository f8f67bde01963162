import type { Remediation } from '../enrich/remediation.ts';
import { SEVERITY_NUMBERS } from '../enrich/severity.ts';
import type { EcsTriple, EnrichedDocument, Role, SeverityLabel } from './document.ts';

type NetworkFields = NonNullable<EnrichedDocument['network']>;

/** What is the same in all documents of one meaning of an event id: parts of the JSON text of a document, in its order. */
export interface PreparedMeaning {
  /** From the end of `event.id` to what follows `event.severity`, by the severity. */
  readonly event: Readonly<Record<SeverityLabel, Uint8Array>>;
  /** `network`, by the role of the host; undefined for events that are not of a network. */
  readonly network: Readonly<Record<Role, NetworkFields>> | undefined;
  /** `wincanal.remediation`, if there is one, and the end of the document. */
  readonly remediation: Uint8Array;
}

/** Writes the constant parts of documents once, at start. */
export function prepareMeaning(
  { name, key, protocol }: { readonly name: string; readonly key: string; readonly protocol: string },
  eventId: number,
  { ecs, remediation }: { ecs: EcsTriple; remediation: Remediation | undefined },
): PreparedMeaning {
  const network = (direction: string | undefined): NetworkFields => ({
    protocol,
    transport: protocol === 'tls' ? undefined : 'tcp',
    direction,
  });
  const event = (label: SeverityLabel): Uint8Array => {
    const fields = {
      code: String(eventId),
      kind: 'event',
      category: ecs.category,
      type: ecs.type,
      outcome: ecs.outcome,
      action: ecs.action,
      provider: name,
      module: 'wincanal',
      dataset: `wincanal.${key}`,
      severity: SEVERITY_NUMBERS[label],
    };
    return Buffer.from(`",${JSON.stringify(fields).slice(1, -1)},`);
  };
  return {
    event: {
      informational: event('informational'),
      low: event('low'),
      medium: event('medium'),
      high: event('high'),
      critical: event('critical'),
    },
    network: ecs.category.includes('network')
      ? {
          tls_client: network('egress'),
          vpn_client: network('egress'),
          tls_server: network('ingress'),
          vpn_server: network('ingress'),
          host: network(undefined),
        }
      : undefined,
    remediation: Buffer.from(
      remediation === undefined ? '}}' : `,"remediation":${JSON.stringify(remediation.fields)}}}`,
    ),
  };
}
