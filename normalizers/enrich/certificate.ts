import { X509Certificate, type KeyObject } from 'node:crypto';
import { SocketAddress, isIP } from 'node:net';
import { LONGEST_KEYWORD } from '../decode/values.ts';
import type { X509Fields, X509NameFields } from '../ecs/document.ts';

/** An X.509 certificate, as far as documents and verdicts need it. */
export interface Certificate {
  /** Fields for ECS `x509.*`. */
  readonly x509: X509Fields;
  /** Upper-case hexadecimal digits of the DER form's hash. */
  readonly sha1: string;
  readonly sha256: string;
  /** Names of hosts that it is valid for, in lower case, wildcards as they are. */
  readonly hostNames: readonly string[];
  /** Milliseconds since 1970; undefined for a date that cannot be read. */
  readonly notBeforeMs: number | undefined;
  readonly notAfterMs: number | undefined;
  /** `rsa`, `ec`, `ed25519`, ...: names of OpenSSL; undefined for a key that OpenSSL does not know. */
  readonly keyType: string | undefined;
  /** Bits of the modulus or of the curve. */
  readonly keyBits: number | undefined;
  /** Name of OpenSSL, such as `sha256WithRSAEncryption`. */
  readonly signature: string | undefined;
  /** OIDs of the purposes (extended key usage); undefined where it may serve any. */
  readonly purposes: readonly string[] | undefined;
  readonly isAuthority: boolean;
  /** Names itself as its issuer. */
  readonly isSelfIssued: boolean;
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
 * Reads a certificate from the hexadecimal digits of its DER form, with OpenSSL as Node has it. Its signature is not
 * checked, nor any chain: that is what Windows did when it logged the event.
 * @returns undefined for anything that is no certificate; never throws
 */
export function readCertificate(digits: string): Certificate | undefined {
  if (cache.has(digits)) return cache.get(digits);
  const certificate = parseCertificate(digits);
  if (digits.length <= CACHED_DIGITS) {
    if (cache.size >= CACHE_ENTRIES) cache.delete(cache.keys().next().value as string);
    cache.set(copyText(digits), certificate);
  }
  return certificate;
}

/** A text of its own: one that was cut out of a record would keep the whole record in memory. */
function copyText(text: string): string {
  return Buffer.from(text, 'latin1').toString('latin1');
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
  const names = alternativeNames(parsed.subjectAltName);
  const subject = nameFields(parsed.subject);
  const notBefore = time(parsed.validFromDate);
  const notAfter = time(parsed.validToDate);
  const signature = parsed.signatureAlgorithm;
  const exponent = Number(details.publicExponent ?? 0);
  return {
    x509: {
      subject,
      issuer: nameFields(parsed.issuer),
      serial_number: keyword(parsed.serialNumber.toUpperCase()),
      not_before: notBefore?.text,
      not_after: notAfter?.text,
      alternative_names: nonEmpty(names.map(({ value }) => value)),
      public_key_algorithm: key === undefined ? undefined : (KEY_NAMES[key.type] ?? keyword(key.type.toUpperCase())),
      public_key_curve: curve === undefined ? undefined : (CURVE_NAMES[curve] ?? keyword(curve)),
      public_key_size: keyBits,
      public_key_exponent: exponent > 0 && Number.isSafeInteger(exponent) ? exponent : undefined,
      signature_algorithm: signature === undefined ? undefined : keyword(nameSignature(signature)),
    },
    sha1: digest(parsed.fingerprint),
    sha256: digest(parsed.fingerprint256),
    hostNames: hostNames(names, subject),
    notBeforeMs: notBefore?.ms,
    notAfterMs: notAfter?.ms,
    keyType: key?.type,
    keyBits,
    signature,
    purposes: parsed.keyUsage,
    isAuthority: parsed.ca,
    isSelfIssued: parsed.subject === parsed.issuer && parsed.checkIssued(parsed),
    carries: (name) => carries(parsed, name),
  };
}

interface Key {
  readonly type: string;
  readonly asymmetricKeyDetails: KeyObject['asymmetricKeyDetails'];
}

/** A key of an algorithm that OpenSSL does not know is no reason to know nothing. */
function publicKeyOf(parsed: X509Certificate): Key | undefined {
  try {
    const { asymmetricKeyType, asymmetricKeyDetails } = parsed.publicKey;
    return asymmetricKeyType === undefined ? undefined : { type: asymmetricKeyType, asymmetricKeyDetails };
  } catch {
    return undefined;
  }
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

/** `sha256WithRSAEncryption` is `SHA256-RSA`, `ecdsa-with-SHA256` is `ECDSA-SHA256` to Go; other names stay. */
function nameSignature(signature: string): string {
  const rsa = /^(md[245]|sha\d{1,3}|ripemd160)WithRSA(?:Encryption)?$/i.exec(signature);
  if (rsa !== null) return `${(rsa[1] as string).toUpperCase()}-RSA`;
  const other = /^(ecdsa|dsa)[-_]?with[-_]?(sha[\d_-]{1,8})$/i.exec(signature);
  return other === null ? signature : `${(other[1] as string).toUpperCase()}-${(other[2] as string).toUpperCase()}`;
}

/** Size of the field of a curve: the names of all curves that OpenSSL knows have it, except two of WAP. */
function curveBits(curve: string): number | undefined {
  const digits = /\d{3}/.exec(curve)?.[0];
  return digits === undefined ? undefined : Number(digits);
}

function time(date: Date): { readonly text: string; readonly ms: number } | undefined {
  const ms = date.getTime();
  if (Number.isNaN(ms)) return undefined;
  const text = date.toISOString();
  // Years beyond 9999 get a sign and two more digits.
  return text.length === 24 ? { text: `${text.slice(0, 19)}Z`, ms } : undefined;
}

function digest(fingerprint: string): string {
  return fingerprint.replaceAll(':', '').toUpperCase();
}

const ATTRIBUTES: Readonly<Record<string, Exclude<keyof X509NameFields, 'distinguished_name'>>> = {
  CN: 'common_name',
  O: 'organization',
  OU: 'organizational_unit',
  C: 'country',
  L: 'locality',
  ST: 'state_or_province',
};

/** Attributes of one kind that a document carries; nobody has more for good reasons. */
const MOST_ATTRIBUTES = 20;

/**
 * A distinguished name for ECS. Node writes the relative names in the order of the certificate, one a line, those of one
 * set joined by ` + `, with special characters escaped; Windows and RFC 4514 begin with the last.
 */
function nameFields(lines: string | undefined): X509NameFields | undefined {
  if (lines === undefined || lines === '') return undefined;
  const sets = lines.split('\n').reverse();
  const name: { -readonly [K in keyof X509NameFields]: X509NameFields[K] } = {};
  for (const attribute of sets.flatMap((set) => set.split(' + '))) {
    const equals = attribute.indexOf('=');
    const field = ATTRIBUTES[attribute.slice(0, equals)];
    const value = keyword(unescape(attribute.slice(equals + 1)));
    const values = field === undefined ? [] : (name[field] ?? []);
    if (field !== undefined && value !== undefined && values.length < MOST_ATTRIBUTES) name[field] = [...values, value];
  }
  const whole = keyword(sets.join(', '));
  if (whole !== undefined) name.distinguished_name = whole;
  return Object.keys(name).length === 0 ? undefined : name;
}

/** Takes the escapes of RFC 2253 back. */
function unescape(value: string): string {
  return value.replace(/\\([0-9A-F]{2}|.)/g, (_, escaped: string) =>
    escaped.length === 2 ? String.fromCharCode(Number.parseInt(escaped, 16)) : escaped,
  );
}

interface AlternativeName {
  readonly type: string;
  readonly value: string;
}

/** A certificate of a content delivery network can carry hundreds. */
const MOST_NAMES = 100;

/** One name of Node's list: a value with a comma, a quote or a control character is a JSON string. */
const ALTERNATIVE_NAME = /(?:^|, )(DNS|IP Address|email|URI|othername):(?:("(?:[^"\\]|\\.)*")|([^",]*))(?=, |$)/g;

function alternativeNames(list: string | undefined): AlternativeName[] {
  const names: AlternativeName[] = [];
  const seen = new Set<string>();
  for (const [, type = '', quoted, plain = ''] of (list ?? '').matchAll(ALTERNATIVE_NAME)) {
    const text = quoted === undefined ? plain : (JSON.parse(quoted) as string);
    const value = keyword(type === 'othername' ? /^UPN:(.+)$/s.exec(text)?.[1] : nameAddress(type, text));
    if (value === undefined || seen.has(value)) continue;
    seen.add(value);
    names.push({ type, value });
    if (names.length === MOST_NAMES) break;
  }
  return names;
}

/** Host names in lower case; IPv6 addresses in their short form, which is what people search for. */
function nameAddress(type: string, text: string): string {
  if (type === 'DNS') return text.toLowerCase();
  if (type !== 'IP Address' || isIP(text) !== 6) return text;
  return new SocketAddress({ address: text, family: 'ipv6' }).address;
}

const HOST_NAME = /^(?:\*\.)?[a-z0-9_]([a-z0-9._-]{0,251}[a-z0-9])?$/;

/** Names of hosts; the common name counts only where there are no alternative names (RFC 6125, section 6.4.4). */
function hostNames(names: readonly AlternativeName[], subject: X509NameFields | undefined): string[] {
  const dns = names.flatMap(({ type, value }) => (type === 'DNS' && HOST_NAME.test(value) ? [value] : []));
  const common = subject?.common_name?.[0]?.toLowerCase();
  return names.length > 0 || common === undefined || !HOST_NAME.test(common) ? dns : [common];
}

function carries(parsed: X509Certificate, name: string): boolean | undefined {
  if (isIP(name) !== 0) return parsed.checkIP(name) !== undefined;
  if (!HOST_NAME.test(name.toLowerCase())) return undefined;
  return parsed.checkHost(name, { partialWildcards: false }) !== undefined;
}

/** Text as a keyword of the document: undefined for what is empty or too long, odd characters replaced. */
function keyword(text: string | undefined): string | undefined {
  if (text === undefined || text === '' || text.length > LONGEST_KEYWORD) return undefined;
  return text.replace(/\p{Cc}/gu, '\ufffd').toWellFormed();
}

function nonEmpty<T>(list: readonly T[]): readonly T[] | undefined {
  return list.length === 0 ? undefined : list;
}
