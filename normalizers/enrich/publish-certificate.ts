import type { Role, TlsPeerFields, X509NameFields } from '../ecs/document.ts';
import type { ProviderFields } from '../provider.ts';
import { CERTIFICATE_VERDICTS, type CertificateVerdict } from './certificate-verdicts.ts';
import type { Certificate } from './certificate.ts';
import { placeFact, placeFacts, type FactNames, type Facts } from './facts.ts';
import { daysLeft, judgeCertificate } from './judge-certificate.ts';
import { relateHash } from './relate-hash.ts';

/** What an event says of the certificate that it carries. */
export interface CertificateContext {
  /** Whose it is, seen from the host. */
  readonly owner: 'local' | 'remote';
  /** When the event happened, in milliseconds since 1970. */
  readonly timeMs: number;
}

/** Names of hosts that a document lists as related; more are only in `alternative_names`. */
const MOST_RELATED = 20;

/** Longest name in a sentence; the whole one is in the document. */
const LONGEST_IN_TEXT = 120;

/** Verdicts as a sentence about the certificate ("it ...") says them; what is no fault in itself, or a sentence of its own, is left out. */
const VERDICT_WORDS: Readonly<Partial<Record<CertificateVerdict, string>>> = {
  expired: 'had expired',
  not_yet_valid: 'was not valid yet',
  wrong_purpose: 'is not meant for this use',
  self_signed: 'is self-signed',
  weak_key: 'has a weak key',
  weak_signature: 'is signed with a weak hash',
};

/** Where this file puts facts. */
const AT = placeFacts(
  'certificate',
  'certificate.days_left',
  'certificate.faults',
  'certificate.name_match',
  'certificate.names',
  'target.host',
);

/** Facts of a certificate; `yes` for each verdict, so that conditions can ask for any. */
export const CERTIFICATE_FACTS: FactNames = {
  certificate: 'certificate',
  'certificate.names': 'names in the certificate',
  'certificate.name_match': 'match of the certificate with the name that was asked for',
  'certificate.faults': 'faults of the certificate',
  'certificate.days_left': 'number of days left to the certificate',
  ...Object.fromEntries(
    Object.keys(CERTIFICATE_VERDICTS).map((verdict) => [
      `certificate.${verdict}`,
      `verdict ${verdict.replaceAll('_', ' ')} on the certificate`,
    ]),
  ),
};

/**
 * Puts a certificate into the document and the facts: `certificate` (in words), `certificate.names`, `.faults`,
 * `.days_left`, `.name_match` = `yes` where the name asked for was compared and found, and for each verdict `certificate.<verdict>` = `yes`. Whose role is unknown gets no side of ECS `tls.*`,
 * only verdicts and related values.
 */
export function publishCertificate(
  certificate: Certificate,
  { owner, timeMs }: CertificateContext,
  fields: ProviderFields,
  facts: Facts,
): void {
  const side = sideOf(fields.role, owner);
  const target = facts.at(AT['target.host']);
  const verdicts = judgeCertificate(certificate, { side, timeMs, target });
  const found = target !== undefined && certificate.carries(target) === true ? target : undefined;
  const left = daysLeft(certificate, timeMs);
  (fields.wincanal.tls ??= {}).certificate = {
    owner,
    verdicts: verdicts.length === 0 ? undefined : verdicts,
    days_left: left,
  };
  const peer = (fields.certificate = describePeer(certificate));
  if (side !== undefined) placeOnSide(peer, side, fields);
  for (const hash of [certificate.sha1, certificate.sha256]) relateHash(hash, fields);
  const related = (fields.related ??= {});
  const hosts = certificate.hostNames.filter((name) => !name.startsWith('*')).slice(0, MOST_RELATED);
  if (hosts.length > 0) related.hosts = [...new Set([...(related.hosts ?? []), ...hosts])];
  addFacts(certificate, verdicts, left, facts);
  addNames(certificate, found, facts);
}

function sideOf(role: Role, owner: CertificateContext['owner']): 'client' | 'server' | undefined {
  if (role !== 'tls_client' && role !== 'tls_server') return undefined;
  return (role === 'tls_client') === (owner === 'local') ? 'client' : 'server';
}

function describePeer({ x509, sha1, sha256 }: Certificate): TlsPeerFields {
  return {
    subject: x509.subject?.distinguished_name,
    issuer: x509.issuer?.distinguished_name,
    not_before: x509.not_before,
    not_after: x509.not_after,
    hash: { sha1, sha256 },
    x509,
  };
}

function placeOnSide(peer: TlsPeerFields, side: 'client' | 'server', fields: ProviderFields): void {
  const tls = (fields.tls ??= {});
  if (side === 'client') tls.client = { ...tls.client, ...peer };
  else tls.server = { ...tls.server, ...peer };
}

function addFacts(
  { x509, hostNames }: Certificate,
  verdicts: readonly CertificateVerdict[],
  left: number | undefined,
  facts: Facts,
): void {
  for (const verdict of verdicts) facts.set(placeFact(`certificate.${verdict}`), 'yes');
  if (left !== undefined) facts.set(AT['certificate.days_left'], String(left));
  const faults = verdicts.flatMap((verdict) => VERDICT_WORDS[verdict] ?? []);
  if (faults.length > 0) facts.set(AT['certificate.faults'], listWords(faults));
  const name = shortName(x509.subject) ?? hostNames[0] ?? x509.serial_number;
  if (name === undefined) return;
  const issuer = shortName(x509.issuer);
  const dates = [x509.not_before, x509.not_after].flatMap((time) => time?.slice(0, 10) ?? []);
  const details = [
    issuer === undefined ? undefined : `issued by ${issuer}`,
    dates.length === 2 ? `valid from ${dates.join(' to ')}` : undefined,
  ].filter((detail) => detail !== undefined);
  facts.set(AT['certificate'], details.length === 0 ? name : `${name} (${details.join(', ')})`);
}

/** @param found the name or address that was asked for, where the certificate carries it: told first, if it stands there as it is */
function addNames({ hostNames, addresses }: Certificate, found: string | undefined, facts: Facts): void {
  if (found !== undefined) facts.set(AT['certificate.name_match'], 'yes');
  const names = [...hostNames, ...addresses];
  if (names.length === 0) return;
  const first = names.filter((name) => name === found);
  facts.set(AT['certificate.names'], listNames([...first, ...names.filter((name) => name !== found)]));
}

function shortName(name: X509NameFields | undefined): string | undefined {
  const text = name?.common_name?.[0] ?? name?.distinguished_name;
  return text === undefined || text.length <= LONGEST_IN_TEXT ? text : `${text.slice(0, LONGEST_IN_TEXT)}...`;
}

/** More names than these make no sentence. */
const NAMES_IN_TEXT = 3;

function listNames(names: readonly string[]): string {
  const more = names.length - NAMES_IN_TEXT;
  return listWords(more > 0 ? [...names.slice(0, NAMES_IN_TEXT), `${more} more`] : names);
}

function listWords(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1) as string}`;
}
