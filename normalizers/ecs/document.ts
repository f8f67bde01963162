import type { CertificateVerdict } from '../enrich/certificate-verdicts.ts';
import type { Tag } from '../tags.ts';

/**
 * The published document: ECS 9.x plus `winlog.*` (Winlogbeat's names) plus one object of our own, `wincanal.*`.
 * The contract for readers is `mappings/schemas/enriched-event.schema.json`; this type is what the code builds.
 * Times are RFC 3339 in UTC. A property that is `undefined` is absent from the JSON.
 */
export interface EnrichedDocument {
  '@timestamp': string;
  ecs: { version: string };
  data_stream: { type: 'logs'; dataset: string; namespace: string };
  event: EventFields;
  log?: { level: string } | undefined;
  message?: string | undefined;
  tags?: Tag[] | undefined;
  host?: HostFields | undefined;
  agent?: { type?: string | undefined; version?: string | undefined; id?: string | undefined } | undefined;
  observer?: { name: string; type: string } | undefined;
  user?: { id: string } | undefined;
  process?: { pid?: number | undefined; name?: string | undefined; executable?: string | undefined } | undefined;
  network?: { protocol: string; transport?: string | undefined; direction?: string | undefined } | undefined;
  tls?: TlsFields | undefined;
  http?: { response: { status_code: number } } | undefined;
  url?: UrlFields | undefined;
  server?: AddressFields | undefined;
  destination?: AddressFields | undefined;
  error?: { code?: string | undefined; type?: string | undefined; message?: string | undefined } | undefined;
  related?: { hosts?: string[] | undefined; hash?: string[] | undefined; ip?: string[] | undefined } | undefined;
  winlog: WinlogFields;
  wincanal: WincanalFields;
}

/** ECS `event.*`. */
export interface EventFields {
  id: string;
  code: string;
  kind: string;
  category: readonly string[];
  type: readonly string[];
  outcome?: string | undefined;
  action: string;
  provider: string;
  module: string;
  dataset: string;
  severity: number;
  reason?: string | undefined;
  /** The runbook that the operator named for this event id. */
  reference?: string | undefined;
  sequence?: number | undefined;
  created?: string | undefined;
  ingested: string;
  original?: string | undefined;
}

/** ECS categorisation of an event. */
export interface EcsTriple {
  readonly category: readonly string[];
  readonly type: readonly string[];
  readonly outcome?: string;
  readonly action: string;
}

/** ECS `host.*`: where the event happened. */
export interface HostFields {
  name: string;
  hostname: string;
  domain?: string | undefined;
  os: { type: 'windows'; family: 'windows'; platform: 'windows' };
}

/** ECS `tls.*`. */
export interface TlsFields {
  version?: string | undefined;
  version_protocol?: string | undefined;
  cipher?: string | undefined;
  established?: boolean | undefined;
  client?: (TlsPeerFields & { server_name?: string | undefined }) | undefined;
  server?: TlsPeerFields | undefined;
}

/** The certificate of one side, ECS `tls.client.*` and `tls.server.*`. */
export interface TlsPeerFields {
  subject?: string | undefined;
  issuer?: string | undefined;
  not_before?: string | undefined;
  not_after?: string | undefined;
  /** Upper-case hexadecimal digits. */
  hash?: { sha1?: string | undefined; sha256?: string | undefined } | undefined;
  x509?: X509Fields | undefined;
}

/** ECS `x509.*`. Algorithms have the names of Go, as ECS recommends; the serial number is upper-case hexadecimal. */
export interface X509Fields {
  readonly subject?: X509NameFields | undefined;
  readonly issuer?: X509NameFields | undefined;
  readonly serial_number?: string | undefined;
  readonly not_before?: string | undefined;
  readonly not_after?: string | undefined;
  readonly alternative_names?: readonly string[] | undefined;
  readonly public_key_algorithm?: string | undefined;
  readonly public_key_curve?: string | undefined;
  /** Bits of the modulus or of the curve. */
  readonly public_key_size?: number | undefined;
  readonly public_key_exponent?: number | undefined;
  readonly signature_algorithm?: string | undefined;
}

/** A distinguished name and its parts, ECS `x509.subject.*` and `x509.issuer.*`. */
export interface X509NameFields {
  readonly common_name?: readonly string[] | undefined;
  readonly organization?: readonly string[] | undefined;
  readonly organizational_unit?: readonly string[] | undefined;
  readonly country?: readonly string[] | undefined;
  readonly locality?: readonly string[] | undefined;
  readonly state_or_province?: readonly string[] | undefined;
  /** Last relative name first, as Windows and RFC 4514 write it. */
  readonly distinguished_name?: string | undefined;
}

/** ECS `url.*`. */
export interface UrlFields {
  original: string;
  scheme?: string | undefined;
  domain?: string | undefined;
  port?: number | undefined;
  path?: string | undefined;
}

/** ECS `server.*` and `destination.*`. */
export interface AddressFields {
  address?: string | undefined;
  domain?: string | undefined;
  ip?: string | undefined;
}

/** Winlogbeat's `winlog.*`, the parts that its searches and dashboards use. */
export interface WinlogFields {
  provider_name: string;
  provider_guid?: string | undefined;
  event_id: string;
  version?: number | undefined;
  channel?: string | undefined;
  computer_name?: string | undefined;
  record_id?: string | undefined;
  activity_id?: string | undefined;
  related_activity_id?: string | undefined;
  process?: { pid?: number | undefined; thread?: { id: number } | undefined } | undefined;
  user?: { identifier: string } | undefined;
  /** Flattened in Elasticsearch: every value a string. */
  event_data?: Record<string, string> | undefined;
}

/** What ECS has no field for. */
export interface WincanalFields {
  schema_version: string;
  severity: { label: SeverityLabel; reasons: readonly string[] };
  title: string;
  summary: string;
  role: Role;
  site?: SiteFields | undefined;
  lag_seconds: number;
  input: WincanalInput;
  level_value?: number | undefined;
  keywords?: string | undefined;
  task?: number | undefined;
  opcode?: number | undefined;
  remediation?: RemediationFields | undefined;
  tls?: WincanalTls | undefined;
  sstp?:
    | { correlation_id?: string | undefined; http_version?: string | undefined; http_status_text?: string | undefined }
    | undefined;
  error?: { symbol?: string | undefined; meaning?: string | undefined; source?: string | undefined } | undefined;
}

export type SeverityLabel = 'informational' | 'low' | 'medium' | 'high' | 'critical';

/** Who the host is in the conversation that the event is about. */
export type Role = 'vpn_client' | 'vpn_server' | 'tls_client' | 'tls_server' | 'host';

/** What a host is for its site, as the operator says. */
export type HostRole = 'domain_controller' | 'vpn_server' | 'internet_server';

/** What the operator knows of the host and the event; absent where that is nothing. */
export interface SiteFields {
  roles?: readonly HostRole[] | undefined;
  owner?: string | undefined;
}

/** Where the raw record came from. */
export interface WincanalInput {
  format: string;
  wrappers?: readonly string[] | undefined;
  topic?: string | undefined;
  partition?: number | undefined;
  offset?: number | undefined;
}

/** What to do about it; texts come from the catalogue. */
export interface RemediationFields {
  id: string;
  action: 'none' | 'monitor' | 'fix' | 'investigate';
  /**
   * Who acts first, one of the few words of `catalog.schema.json`: `Nobody`, `Host administrator` (of the host that logged
   * the event), `Program owner`, `Administrator of the other side` (the other side), `PKI administrator`, `Directory administrator`,
   * `VPN administrator`, `Network administrator`, `Help desk`, `Security analyst`. Readers expect more words.
   */
  actor: string;
  summary: string;
  steps?: readonly string[] | undefined;
  commands?: readonly string[] | undefined;
  registry?: readonly string[] | undefined;
  references?: readonly string[] | undefined;
}

/** Decoded TLS facts that ECS has no field for. */
export interface WincanalTls {
  alert?:
    { code: number; name?: string | undefined; level?: string | undefined; direction: 'sent' | 'received' } | undefined;
  error_state?:
    | { code: number; name?: string | undefined; meaning?: string | undefined; confidence?: string | undefined }
    | undefined;
  cipher_suite?: { id: string; grade?: string | undefined; weaknesses?: readonly string[] | undefined } | undefined;
  exchange_strength?: number | undefined;
  /** Verdict on the certificate in the event: whose it is, seen from the host, and what is wrong with it. */
  certificate?:
    | {
        owner: 'local' | 'remote';
        verdicts?: readonly CertificateVerdict[] | undefined;
        /** Whole days from the event to the end of validity; negative after it. */
        days_left?: number | undefined;
      }
    | undefined;
}
