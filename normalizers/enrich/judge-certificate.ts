import type { CertificateVerdict } from './certificate-verdicts.ts';
import type { Certificate } from './certificate.ts';

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
