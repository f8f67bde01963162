import type { Certificate } from './certificate.ts';

/** What can be wrong with a certificate, told by itself and the time of the event. A closed list, part of the contract. */
export const CERTIFICATE_VERDICTS = {
  expired: 'its validity had ended when the event happened',
  not_yet_valid: 'its validity had not begun when the event happened',
  name_mismatch: 'it does not carry the name that was asked for',
  wrong_purpose: 'it has purposes, and none of them fits the side that shows it',
  self_signed: 'it names itself as its issuer and is signed with its own key, so nobody vouches for it',
  weak_key: 'its RSA or DSA key is below 2048 bits, or its curve below 224 bits',
  weak_signature: 'it is signed with SHA-1 or an older hash',
  long_lived: 'it is a server certificate for more than 398 days, which browsers do not accept of public authorities',
} as const;

export type CertificateVerdict = keyof typeof CERTIFICATE_VERDICTS;

/** Where each verdict holds and where it does not, for the reference; the functions below are what it describes. */
export const VERDICT_LIMITS: Readonly<Record<CertificateVerdict, string>> = {
  expired:
    'by the time of the event, and the last second of the validity counts as a whole; not where the date cannot be read',
  not_yet_valid: 'by the time of the event; not where the date cannot be read',
  name_mismatch:
    'only where the event has the name or address that was asked for; not where this is neither a host name nor an address',
  wrong_purpose:
    'only where it is known which side shows it, and where it lists purposes (extended key usage); "any purpose" fits both ' +
    'sides',
  self_signed:
    'by its names and its signature, by the names alone where the key is too large or unknown; said of the certificate of a root authority and of one of ' +
    'this host too, where it need not be a fault',
  weak_key: 'not where the size of the key is not known, as with Ed25519, which has only one',
  weak_signature:
    'not of what is self-signed, roots included: nobody relies on the signature that it has of itself; not where the ' +
    'hash is not known, as with Ed25519, which has its own',
  long_lived:
    'only of what a server shows, so not where the side is unknown; not of authorities; not of what began before September ' +
    '2020, when longer ones were in order. Authorities of companies may issue longer ones, so it moves no severity',
};

/** What a certificate is judged against. */
export interface CertificateUse {
  /** The side that shows it; undefined where that is not known. */
  readonly side: 'client' | 'server' | undefined;
  /** When the event happened, in milliseconds since 1970. */
  readonly timeMs: number;
  /** The name or address that the client asked for, where it is known. */
  readonly target: string | undefined;
}

const DAY_MS = 86_400_000;

/**
 * The longest validity that browsers accept of certificates issued by public authorities from September 2020 on
 * (CA/Browser Forum Baseline Requirements 6.3.2; the limit falls to 200 days for those issued from March 2026 on).
 * Certificates of a company's own authority are often longer, and may be.
 */
const LONGEST_DAYS = 398;
const LONGEST_SINCE_MS = Date.UTC(2020, 8, 1);

/** Least bits that NIST SP 800-57 allows today: 112 bits of security. */
const LEAST_MODULUS = 2048;
const LEAST_CURVE = 224;

/** Hashes for which collisions are known, as they occur in OpenSSL's names of signature algorithms. */
const WEAK_HASH = /md[245]|sha-?1(?!\d)|dsaWithSHA$|shaWithRSA/i;

/** Extended key usages (RFC 5280, section 4.2.1.12), and "any purpose". */
const PURPOSES = { server: '1.3.6.1.5.5.7.3.1', client: '1.3.6.1.5.5.7.3.2' } as const;
const ANY_PURPOSE = '2.5.29.37.0';

/** Judges a certificate; verdicts in the order of `CERTIFICATE_VERDICTS`. */
export function judgeCertificate(certificate: Certificate, use: CertificateUse): CertificateVerdict[] {
  const verdicts: CertificateVerdict[] = [];
  const { notBeforeMs, notAfterMs, purposes } = certificate;
  // The last second counts as a whole.
  if (notAfterMs !== undefined && notAfterMs + 1000 <= use.timeMs) verdicts.push('expired');
  if (notBeforeMs !== undefined && notBeforeMs > use.timeMs) verdicts.push('not_yet_valid');
  if (use.target !== undefined && certificate.carries(use.target) === false) verdicts.push('name_mismatch');
  if (use.side !== undefined && purposes !== undefined && !serves(purposes, use.side)) verdicts.push('wrong_purpose');
  if (certificate.isSelfSigned) verdicts.push('self_signed');
  if (hasWeakKey(certificate)) verdicts.push('weak_key');
  // Nobody relies on the signature that a self-signed certificate has of itself.
  if (!certificate.isSelfSigned && WEAK_HASH.test(certificate.signature ?? '')) verdicts.push('weak_signature');
  if (use.side === 'server' && isLongLived(certificate)) verdicts.push('long_lived');
  return verdicts;
}

/** Whole days from the event to the end of validity; negative when it had passed. */
export function daysLeft({ notAfterMs }: Certificate, timeMs: number): number | undefined {
  return notAfterMs === undefined ? undefined : Math.floor((notAfterMs - timeMs) / DAY_MS);
}

function serves(purposes: readonly string[], side: 'client' | 'server'): boolean {
  return purposes.includes(PURPOSES[side]) || purposes.includes(ANY_PURPOSE);
}

function hasWeakKey({ keyType, keyBits }: Certificate): boolean {
  if (keyBits === undefined) return false;
  return keyBits < (keyType === 'ec' ? LEAST_CURVE : LEAST_MODULUS);
}

function isLongLived({ notBeforeMs, notAfterMs, isAuthority }: Certificate): boolean {
  if (notBeforeMs === undefined || notAfterMs === undefined || isAuthority) return false;
  // Both ends count (RFC 5280, section 4.1.2.5), so 398 days are one second more than their difference.
  return notBeforeMs >= LONGEST_SINCE_MS && notAfterMs - notBeforeMs + 1000 > LONGEST_DAYS * DAY_MS;
}
