import { CERTIFICATE_VERDICTS } from '../../normalizers/enrich/certificate-verdicts.ts';
import type { Explanation } from '../../normalizers/index.ts';
import type { TlsPeerFields, X509Fields } from '../../normalizers/ecs/document.ts';
import type { Tag } from '../../normalizers/tags.ts';

/** More names than these are counted only; the document has up to a hundred. */
const NAMES_SHOWN = 10;

const UNREADABLE: Tag = 'certificate_unreadable';

/**
 * Lays the certificate of an event out as name and text, a row each; none where it carries none. One that cannot be read is
 * said to be so: the reader would take it for one that was not there, or that was looked at and is fine.
 */
export function describeCertificate({
  document: { tls, tags, wincanal },
  certificate: carried,
}: Pick<Explanation, 'document'> & Partial<Pick<Explanation, 'certificate'>>): (readonly [
  name: string,
  text: string,
])[] {
  const certificate = wincanal.tls?.certificate;
  if (certificate === undefined) return tags?.includes(UNREADABLE) === true ? [['Unreadable', WHY_UNREADABLE]] : [];
  const peer = carried ?? [tls?.client, tls?.server].find((side) => side?.x509 !== undefined);
  const isOnSide = tls?.client?.x509 !== undefined || tls?.server?.x509 !== undefined;
  const rows: [string, string | undefined][] = [
    ['Owner', certificate.owner === 'local' ? 'this host' : 'the other side'],
    ['Used as', isOnSide ? undefined : 'not known: the event does not say who is client and who is server'],
    ['Subject', peer?.subject],
    ['Issuer', peer?.issuer],
    ['Valid', describeDates(peer, certificate.days_left)],
    ['Names', describeNames(peer?.x509?.alternative_names ?? [])],
    ['Key', describeKey(peer?.x509)],
    ['SHA-1', peer?.hash?.sha1],
    ['SHA-256', peer?.hash?.sha256],
    ...(certificate.verdicts ?? []).map((verdict): [string, string] => [
      'Finding',
      `${verdict.replaceAll('_', ' ')}: ${CERTIFICATE_VERDICTS[verdict]}`,
    ]),
  ];
  return rows.flatMap(([name, text]) => (text === undefined ? [] : [[name, text] as const]));
}

const WHY_UNREADABLE =
  'what the event has in the place of a certificate is no X.509 certificate in DER form, so nothing here was judged by ' +
  'it; the value is kept as it came (tag certificate_unreadable)';

function describeDates(peer: TlsPeerFields | undefined, daysLeft: number | undefined): string | undefined {
  const { not_before: from, not_after: to } = peer ?? {};
  const dates = from === undefined || to === undefined ? undefined : `${from.slice(0, 10)} to ${to.slice(0, 10)}`;
  if (daysLeft === undefined) return dates;
  const distance =
    daysLeft < 0 ? `ended ${countDays(-daysLeft - 1)} before the event` : `ends ${countDays(daysLeft)} after the event`;
  return dates === undefined ? distance : `${dates} (${distance})`;
}

/** Whole days, of which the begun one is not counted. */
function countDays(days: number): string {
  if (days === 0) return 'less than a day';
  return `${days} ${days === 1 ? 'day' : 'days'}`;
}

function describeNames(names: readonly string[]): string | undefined {
  if (names.length === 0) return undefined;
  const more = names.length - NAMES_SHOWN;
  return names.slice(0, NAMES_SHOWN).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

function describeKey(x509: X509Fields | undefined): string | undefined {
  if (x509 === undefined) return undefined;
  const { public_key_algorithm: algorithm, public_key_size: size, public_key_curve: curve } = x509;
  const key = [algorithm, curve, size === undefined ? undefined : `${size} bits`].filter((part) => part !== undefined);
  const signed = x509.signature_algorithm === undefined ? [] : [`signed with ${x509.signature_algorithm}`];
  return [...(key.length === 0 ? [] : [key.join(' ')]), ...signed].join(', ') || undefined;
}
