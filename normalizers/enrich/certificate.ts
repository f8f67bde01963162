import { X509Certificate, type KeyObject } from 'node:crypto';
import { LONGEST_KEYWORD } from '../ecs/keyword.ts';
import { wholeText } from '../whole-text.ts';
import type { X509Fields } from '../ecs/document.ts';
import { alternativeNames, carries, hostNames, keyword, nameFields } from './certificate-names.ts';
import { readPssHash } from './pss-hash.ts';

/** An X.509 certificate, as far as documents and verdicts need it. */
export interface Certificate {
  /** Fields for ECS `x509.*`. */
  readonly x509: X509Fields;
  /** Upper-case hexadecimal digits of the DER form's hash. */
  readonly sha1: string;
  readonly sha256: string;
  /** Names of hosts that it is valid for, in lower case, wildcards as they are. */
  readonly hostNames: readonly string[];
  /** IP addresses that it is valid for; IPv6 in the short form. */
  readonly addresses: readonly string[];
  /** Milliseconds since 1970; undefined for a date that cannot be read. */
  readonly notBeforeMs: number | undefined;
  readonly notAfterMs: number | undefined;
  /** `rsa`, `ec`, `ed25519`, ...: names of OpenSSL; undefined for a key that OpenSSL does not know. */
  readonly keyType: string | undefined;
  /** Bits of the modulus or of the curve. */
  readonly keyBits: number | undefined;
  /** Name of OpenSSL, such as `sha256WithRSAEncryption`; that of RSA-PSS with its hash, `rsassaPss-sha256`. */
  readonly signature: string | undefined;
  /** OIDs of the purposes (extended key usage); undefined where it may serve any. */
  readonly purposes: readonly string[] | undefined;
  readonly isAuthority: boolean;
  /** Names itself as its issuer and is signed with its own key. */
  readonly isSelfSigned: boolean;
  /** Whether it carries the name or address, by the rules of RFC 6125; undefined for text that is neither. */
  readonly carries: (name: string) => boolean | undefined;
}

/** More than a record of the event log holds. */
const MOST_DIGITS = 2 * 65_536;

/** A fleet shows the same few certificates over and over; what is kept stays below some megabytes. */
const CACHE_ENTRIES = 512;
const CACHED_DIGITS = 8192;
const cache = new Map<string, Certificate | undefined>();

/**
 * Reads a certificate from the hexadecimal digits of its DER form, with OpenSSL as Node has it. No chain
 * is checked, and its signature only where it may be its own: the rest is what Windows did when it logged the event.
 * @returns undefined for anything that is no certificate; never throws
 */
export function readCertificate(digits: string): Certificate | undefined {
  if (cache.has(digits)) return cache.get(digits);
  const certificate = parseCertificate(digits);
  if (digits.length <= CACHED_DIGITS) {
    if (cache.size >= CACHE_ENTRIES) cache.delete(cache.keys().next().value as string);
    // V8 makes a text of its own of a key, so the record that it was cut out of is not kept, which a test holds.
    cache.set(digits, certificate);
  }
  return certificate;
}

/** A SEQUENCE of some length, which also keeps Node from trying the PEM form. */
const DER = /^30(?:[0-9a-f]{2})+$/i;

function parseCertificate(digits: string): Certificate | undefined {
  if (digits.length > MOST_DIGITS || !DER.test(digits)) return undefined;
  try {
    return describe(new X509Certificate(Buffer.from(digits, 'hex')));
  } catch {
    return undefined;
  }
}

function describe(parsed: X509Certificate): Certificate {
  const key = publicKeyOf(parsed);
  const details = key?.asymmetricKeyDetails ?? {};
  const curve = details.namedCurve;
  const keyBits = details.modulusLength ?? (curve === undefined ? undefined : curveBits(curve));
  const type = key?.asymmetricKeyType;
  const names = alternativeNames(parsed.subjectAltName);
  const subject = nameFields(parsed.subject);
  const hosts = hostNames(names, subject);
  const notBefore = time(parsed.validFrom, parsed.validFromDate);
  const notAfter = time(parsed.validTo, parsed.validToDate);
  const signature = signatureOf(parsed);
  const exponent = Number(details.publicExponent ?? 0);
  return {
    x509: {
      subject,
      issuer: nameFields(parsed.issuer),
      serial_number: serialNumber(parsed.serialNumber),
      not_before: notBefore?.text,
      not_after: notAfter?.text,
      alternative_names: nonEmpty(names.values),
      public_key_algorithm: type === undefined ? undefined : (KEY_NAMES[type] ?? keyword(type.toUpperCase())),
      public_key_curve: curve === undefined ? undefined : (CURVE_NAMES[curve] ?? keyword(curve)),
      // A modulus of 0 has no bits.
      public_key_size: keyBits === 0 ? undefined : keyBits,
      public_key_exponent: exponent > 0 && Number.isSafeInteger(exponent) ? exponent : undefined,
      signature_algorithm: signature === undefined ? undefined : keyword(nameSignature(signature)),
    },
    sha1: digest(parsed.fingerprint),
    sha256: digest(parsed.fingerprint256),
    hostNames: hosts,
    addresses: names.addresses,
    notBeforeMs: notBefore?.ms,
    notAfterMs: notAfter?.ms,
    keyType: type,
    keyBits,
    signature,
    purposes: parsed.keyUsage,
    isAuthority: parsed.ca,
    isSelfSigned: parsed.subject === parsed.issuer && isSignedBy(parsed, key),
    carries: rememberLast((name) => carries(parsed, hosts, name)),
  };
}

/** An event asks twice for the name that it asked for, and the next one often for the same; OpenSSL takes 1 us to answer. */
function rememberLast(ask: Certificate['carries']): Certificate['carries'] {
  let last: string | undefined;
  let answer: boolean | undefined;
  return (name) => {
    if (name === last) return answer;
    answer = ask(name);
    last = wholeText(name);
    return answer;
  };
}

/** A key of an algorithm that OpenSSL does not know is no reason to know nothing. */
function publicKeyOf(parsed: X509Certificate): KeyObject | undefined {
  try {
    return parsed.publicKey;
  } catch {
    return undefined;
  }
}

/** Larger keys take milliseconds and more to check a signature, as somebody who makes them for it knows. */
const LARGEST_MODULUS = 4096;
const LARGEST_EXPONENT = 0xffffffffn;

/**
 * Whether the signature is of this key. OpenSSL's own question, `checkIssued`, refuses a key usage without the signing of
 * certificates, which those of `New-SelfSignedCertificate` and of Remote Desktop have. Where the signature is not checked
 * (an unknown or very large key), the names have to do.
 */
function isSignedBy(parsed: X509Certificate, key: KeyObject | undefined): boolean {
  const { modulusLength = 0, publicExponent = 0n } = key?.asymmetricKeyDetails ?? {};
  if (key === undefined || modulusLength > LARGEST_MODULUS || publicExponent > LARGEST_EXPONENT) return true;
  return parsed.verify(key);
}

/** RSA-PSS has one name for all its hashes. */
function signatureOf({ signatureAlgorithm, raw }: X509Certificate): string | undefined {
  const hash = signatureAlgorithm === 'rsassaPss' ? readPssHash(raw) : undefined;
  return hash === undefined ? signatureAlgorithm : `${signatureAlgorithm as string}-${hash}`;
}

/** A negative number, which no authority should give, is written as Windows shows it: the bytes of its complement. */
function serialNumber(text: string): string | undefined {
  if (text.length > LONGEST_KEYWORD) return undefined;
  if (!text.startsWith('-')) return /^[0-9A-F]+$/.test(text) ? text : undefined;
  const digits = text.slice(1);
  if (!/^[0-9A-F]+$/.test(digits)) return undefined;
  const value = BigInt(`0x${digits}`);
  // As many bytes as hold its sign too.
  const bytes = Math.floor((value - 1n).toString(2).length / 8) + 1;
  return BigInt.asUintN(8 * bytes, -value)
    .toString(16)
    .toUpperCase();
}

/** ECS recommends the names that Go uses. */
const KEY_NAMES: Readonly<Record<string, string>> = {
  rsa: 'RSA',
  'rsa-pss': 'RSA',
  dsa: 'DSA',
  ec: 'ECDSA',
  ed25519: 'Ed25519',
  ed448: 'Ed448',
};

/** The NIST curves under the names that ECS gives as its example. */
const CURVE_NAMES: Readonly<Record<string, string>> = {
  prime192v1: 'nistp192',
  secp224r1: 'nistp224',
  prime256v1: 'nistp256',
  secp384r1: 'nistp384',
  secp521r1: 'nistp521',
};

/**
 * `sha256WithRSAEncryption` is `SHA256-RSA`, `ecdsa-with-SHA256` is `ECDSA-SHA256`, RSA-PSS with SHA-256 is `SHA256-RSAPSS` to
 * Go; other names stay.
 */
function nameSignature(signature: string): string {
  const rsa = /^(md[245]|sha\d{1,3}|ripemd160)WithRSA(?:Encryption)?$/i.exec(signature);
  if (rsa !== null) return `${(rsa[1] as string).toUpperCase()}-RSA`;
  const pss = /^rsassaPss-(.+)$/.exec(signature);
  if (pss !== null) return `${(pss[1] as string).toUpperCase()}-RSAPSS`;
  const other = /^(ecdsa|dsa)[-_]?with[-_]?(sha[\d_-]{1,8})$/i.exec(signature);
  return other === null ? signature : `${(other[1] as string).toUpperCase()}-${(other[2] as string).toUpperCase()}`;
}

/** Size of the field of a curve: the names of all curves that OpenSSL knows have it, except two of WAP. */
function curveBits(curve: string): number | undefined {
  const digits = /\d{3}/.exec(curve)?.[0];
  return digits === undefined ? undefined : Number(digits);
}

/**
 * A date that exists; X.509 writes the year in four digits. For one that does not (13 months), Node makes a date of whatever is
 * in memory: only its text says so ("Bad time value").
 */
function time(text: string, date: Date): { readonly text: string; readonly ms: number } | undefined {
  return text.endsWith(' GMT')
    ? { text: wholeText(`${date.toISOString().slice(0, 19)}Z`), ms: date.getTime() }
    : undefined;
}

function digest(fingerprint: string): string {
  return fingerprint.replaceAll(':', '').toUpperCase();
}

function nonEmpty<T>(list: readonly T[]): readonly T[] | undefined {
  return list.length === 0 ? undefined : list;
}
