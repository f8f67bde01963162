/** Hashes by the bytes of their object identifiers: SHA-1 (RFC 3279), SHA-2 (RFC 5754) and MD5, which nobody should use. */
const HASHES: Readonly<Record<string, string>> = {
  '2b0e03021a': 'sha1',
  '2a864886f70d0205': 'md5',
  '608648016503040204': 'sha224',
  '608648016503040201': 'sha256',
  '608648016503040202': 'sha384',
  '608648016503040203': 'sha512',
};

/** Where the content of an element of DER begins and ends. */
interface Element {
  readonly start: number;
  readonly end: number;
}

const SEQUENCE = 0x30;
const OBJECT_IDENTIFIER = 0x06;
/** `[0]`, the first of the parameters, explicit. */
const HASH_PARAMETER = 0xa0;

/**
 * The hash of a certificate's RSA-PSS signature, which Node does not tell: the parameters of `signatureAlgorithm` (RFC 4055,
 * section 3.1), where SHA-1 is what holds when nothing is said.
 * @param der the certificate, which OpenSSL has accepted
 * @returns such as `sha256`; undefined where it cannot be read
 */
export function readPssHash(der: Buffer): string | undefined {
  const certificate = readElement(der, 0, SEQUENCE);
  const signed = certificate && readElement(der, certificate.start, SEQUENCE);
  const algorithm = signed && readElement(der, signed.end, SEQUENCE);
  const name = algorithm && readElement(der, algorithm.start, OBJECT_IDENTIFIER);
  const parameters = name && readElement(der, name.end, SEQUENCE);
  if (parameters === undefined) return undefined;
  if (der[parameters.start] !== HASH_PARAMETER) return 'sha1';
  const parameter = readElement(der, parameters.start, HASH_PARAMETER);
  const hash = parameter && readElement(der, parameter.start, SEQUENCE);
  const identifier = hash && readElement(der, hash.start, OBJECT_IDENTIFIER);
  return identifier && HASHES[der.toString('hex', identifier.start, identifier.end)];
}

/** The element of this tag that begins at a place; undefined for another one, and for one that goes beyond the end. */
function readElement(der: Buffer, at: number, tag: number): Element | undefined {
  const first = der[at + 1];
  if (der[at] !== tag || first === undefined) return undefined;
  // Long form: the number of the bytes of the length. 0 would be a length that BER leaves open.
  const bytes = first < 0x80 ? 0 : first - 0x80;
  if (bytes > 4 || first === 0x80 || at + 2 + bytes > der.length) return undefined;
  const start = at + 2 + bytes;
  const end = start + (bytes === 0 ? first : der.readUIntBE(at + 2, bytes));
  return end > der.length ? undefined : { start, end };
}
