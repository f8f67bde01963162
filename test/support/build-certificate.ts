import { constants, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';

/** What a certificate is to hold; anything may be odd, because nothing is checked. */
export interface CertificateParts {
  /** Bytes of the INTEGER, in hexadecimal digits. */
  readonly serial?: string;
  /** Relative names in their order, such as `['CN', 'a.example']`. */
  readonly subject?: readonly Attribute[];
  /** The subject's, unless it is given. */
  readonly issuer?: readonly Attribute[];
  /** GeneralizedTime. */
  readonly notBefore?: string;
  readonly notAfter?: string;
  /** The key, or the bytes of its SubjectPublicKeyInfo. */
  readonly key?: KeyObject | Buffer;
  /** Who signs, by which algorithm; otherwise the signature is of nobody. */
  readonly signer?: Signer;
  /** DER forms of subject alternative names: `dnsName`, `ipAddress`, `mailAddress`. */
  readonly names?: readonly Buffer[];
  /** Bits of the key usage, in hexadecimal digits: `30` is encipherment of keys and data, `06` signing of certificates and CRLs. */
  readonly keyUsage?: string;
}

type Attribute = readonly ['CN' | 'OU', string | Buffer];

interface Signer {
  readonly key: KeyObject;
  readonly hash: string;
  /** DER form of the AlgorithmIdentifier. */
  readonly algorithm: Buffer;
  readonly pss?: boolean;
}

/** An element of DER. */
export function der(tag: number, ...content: readonly Buffer[]): Buffer {
  const bytes = Buffer.concat(content);
  const { length } = bytes;
  const head = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...head]), bytes]);
}

const hex = (digits: string): Buffer => Buffer.from(digits, 'hex');
const sequence = (...content: readonly Buffer[]): Buffer => der(0x30, ...content);
const oid = (digits: string): Buffer => der(0x06, hex(digits));

/** A general name for `names`. */
export const dnsName = (name: string): Buffer => der(0x82, Buffer.from(name, 'latin1'));
export const mailAddress = (name: string): Buffer => der(0x81, Buffer.from(name));
export const ipAddress = (...bytes: readonly number[]): Buffer => der(0x87, Buffer.from(bytes));

const ATTRIBUTES = { CN: '550403', OU: '55040b' } as const;

/** Text as UTF8String; a buffer is an element already. */
function nameOf(attributes: readonly Attribute[]): Buffer {
  return sequence(
    ...attributes.map(([kind, value]) =>
      der(0x31, sequence(oid(ATTRIBUTES[kind]), typeof value === 'string' ? der(0x0c, Buffer.from(value)) : value)),
    ),
  );
}

/** An RSA key of these numbers, in hexadecimal digits. */
export function rsaKey(modulus: string, exponent: string): Buffer {
  const numbers = sequence(der(0x02, hex(modulus)), der(0x02, hex(exponent)));
  return sequence(sequence(oid('2a864886f70d010101'), der(0x05)), der(0x03, Buffer.from([0]), numbers));
}

const SHA256_RSA = sequence(oid('2a864886f70d01010b'), der(0x05));
const HASHES = { sha1: '2b0e03021a', sha256: '608648016503040201' } as const;

/** Signs with RSA as most do. */
export function signRsa(key: KeyObject): Signer {
  return { key, hash: 'sha256', algorithm: SHA256_RSA };
}

/** Signs with RSA-PSS; without a hash in the parameters, which means SHA-1, where `silent`. */
export function signPss(key: KeyObject, hash: keyof typeof HASHES, silent = false): Signer {
  const name = sequence(oid(HASHES[hash]), der(0x05));
  const mask = der(0xa1, sequence(oid('2a864886f70d010108'), name));
  const salt = der(0xa2, der(0x02, Buffer.from([20])));
  const parameters = silent ? sequence() : sequence(der(0xa0, name), mask, salt);
  return { key, hash, pss: true, algorithm: sequence(oid('2a864886f70d01010a'), parameters) };
}

/** A key pair that is made once: it takes some 100 ms. */
export const RSA_PAIR = generateKeyPairSync('rsa', { modulusLength: 2048 });

/** Builds a certificate, odd as it may be. @returns the hexadecimal digits of its DER form */
export function buildCertificate(parts: CertificateParts = {}): string {
  const { subject = [['CN', 'host.corp.example']], key = RSA_PAIR.publicKey } = parts;
  const extensions = [
    ...(parts.names === undefined ? [] : [extension('551d11', sequence(...parts.names))]),
    ...(parts.keyUsage === undefined ? [] : [extension('551d0f', der(0x03, hex(`00${parts.keyUsage}`)))]),
  ];
  const algorithm = parts.signer?.algorithm ?? SHA256_RSA;
  const signed = sequence(
    der(0xa0, der(0x02, hex('02'))),
    der(0x02, hex(parts.serial ?? '1001')),
    algorithm,
    nameOf(parts.issuer ?? subject),
    sequence(time(parts.notBefore ?? '20260101000000Z'), time(parts.notAfter ?? '20261231235959Z')),
    nameOf(subject),
    Buffer.isBuffer(key) ? key : key.export({ format: 'der', type: 'spki' }),
    ...(extensions.length === 0 ? [] : [der(0xa3, sequence(...extensions))]),
  );
  const signature = parts.signer === undefined ? Buffer.alloc(256, 1) : signBytes(signed, parts.signer);
  return sequence(signed, algorithm, der(0x03, Buffer.from([0]), signature))
    .toString('hex')
    .toUpperCase();
}

function time(text: string): Buffer {
  return der(0x18, Buffer.from(text));
}

function extension(id: string, value: Buffer): Buffer {
  return sequence(oid(id), der(0x04, value));
}

function signBytes(bytes: Buffer, { key, hash, pss = false }: Signer): Buffer {
  const { RSA_PKCS1_PADDING, RSA_PKCS1_PSS_PADDING } = constants;
  return sign(hash, bytes, { key, saltLength: 20, padding: pss ? RSA_PKCS1_PSS_PADDING : RSA_PKCS1_PADDING });
}
