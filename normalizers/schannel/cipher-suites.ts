import data from './cipher-suites.json' with { type: 'json' };

/** A cipher suite and the verdict on it. */
export interface CipherSuite {
  /** IANA name. */
  readonly name: string;
  readonly key_exchange: string;
  readonly grade: string;
  readonly weaknesses?: readonly string[];
  /** Schannel has a name for it, in some build. */
  readonly schannel?: true;
  /** Keys of `SUITE_SOURCES`. */
  readonly source: readonly string[];
}

/** In which unit the strength of a key exchange is: bits of an RSA or Diffie-Hellman modulus, or of a curve. */
export type ExchangeKind = 'finite' | 'curve';

const SUITES: ReadonlyMap<string, CipherSuite> = new Map(
  Object.entries(data.cipher_suites as Record<string, CipherSuite>),
);
const IDS_BY_NAME: ReadonlyMap<string, string> = nameSuites();
const EXCHANGES: ReadonlyMap<CipherSuite, ExchangeKind> = classifyExchanges();

/** Addresses of the sources of the table, by the keys that its entries name. */
export const SUITE_SOURCES: Readonly<Record<string, string>> = data.sources;

/**
 * Number of a cipher suite as `0x` and four lower-case digits (six for SSL 2.0 kinds). Some tools sign-extend the ECDHE
 * ones to 32 bits (`0xFFFFC030`): the upper half is cut.
 */
export function canonicalSuite(value: number): string {
  const suite = value >= 0xffff0000 && value <= 0xffffffff ? value & 0xffff : value;
  return `0x${suite.toString(16).padStart(4, '0')}`;
}

/** Looks a cipher suite up by its canonical number. */
export function findCipherSuite(id: string): CipherSuite | undefined {
  return SUITES.get(id);
}

/** All cipher suites by their canonical number. */
export function listCipherSuites(): ReadonlyMap<string, CipherSuite> {
  return SUITES;
}

/** The unit of a suite's key exchange; undefined where it has none of the two, or, like those of TLS 1.3, does not name it. */
export function exchangeKind(suite: CipherSuite): ExchangeKind | undefined {
  return EXCHANGES.get(suite);
}

const PREFIXED_HEX = /^0x([0-9a-f]{1,16})$/i;
const BARE_HEX = /^[0-9a-f]{4,16}$/i;
const DECIMAL = /^[0-9]{1,20}$/;
const NEGATIVE = /^-[0-9]{1,5}$/;

/** No name is as long. */
const LONGEST = 64;

/**
 * Canonical number of a cipher suite, from any notation that occurs: hexadecimal with `0x`, also sign-extended to 32 or 64
 * bits; decimal, also sign-extended; hexadecimal digits alone where that is a known suite (`C030`); the IANA name in any
 * case, and the names of Windows' settings, in which ECDHE suites end in a curve (`..._P384`). Undefined for anything else.
 */
export function parseCipherSuite(text: string): string | undefined {
  const trimmed = text.trim();
  const prefixed = PREFIXED_HEX.exec(trimmed);
  if (prefixed !== null) return fromHex(prefixed[1] as string);
  if (trimmed.length > LONGEST) return undefined;
  if (DECIMAL.test(trimmed)) return fromDigits(trimmed);
  if (NEGATIVE.test(trimmed)) {
    const value = Number(trimmed);
    return value >= -0x8000 ? canonicalSuite(value & 0xffff) : undefined;
  }
  return (BARE_HEX.test(trimmed) ? knownHex(trimmed) : undefined) ?? findIdByName(trimmed);
}

/** Numbers of at most 32 bits, and 16 bits sign-extended to 64. */
function fromHex(digits: string): string | undefined {
  const extended = /^f{12}([0-9a-f]{4})$/i.exec(digits);
  const value = Number.parseInt(extended?.[1] ?? digits, 16);
  return value <= 0xffffffff ? canonicalSuite(value) : undefined;
}

/**
 * Digits alone are a decimal number (`HexInt32` without its notation), unless they begin with a zero, as no number does, or
 * only their hexadecimal reading is a suite (1301). No suite of the table has both readings, which a test holds.
 */
function fromDigits(digits: string): string | undefined {
  if (digits.length >= 4 && digits.startsWith('0')) return fromHex(digits);
  const value = BigInt(digits);
  if (value >> 16n === 0xffffffffffffn) return canonicalSuite(Number(value & 0xffffn));
  const id = value <= 0xffffffffn ? canonicalSuite(Number(value)) : undefined;
  return id !== undefined && SUITES.has(id) ? id : (knownHex(digits) ?? id);
}

function knownHex(digits: string): string | undefined {
  const id = digits.length < 4 ? undefined : fromHex(digits);
  return id !== undefined && SUITES.has(id) ? id : undefined;
}

/** With which the settings of Windows 8.1 and older name the curve of an ECDHE suite. */
export const CURVE_SUFFIXES = ['_P256', '_P384', '_P521'] as const;
const CURVE = /_p(?:256|384|521)$/;

function findIdByName(name: string): string | undefined {
  const lower = name.toLowerCase();
  const id = IDS_BY_NAME.get(lower);
  if (id !== undefined || !CURVE.test(lower)) return id;
  const plain = IDS_BY_NAME.get(lower.replace(CURVE, ''));
  return plain !== undefined && SUITES.get(plain)?.key_exchange.startsWith('ECDHE_') === true ? plain : undefined;
}

function nameSuites(): ReadonlyMap<string, string> {
  return new Map([...SUITES].map(([id, { name }]) => [name.toLowerCase(), id]));
}

function classifyExchanges(): ReadonlyMap<CipherSuite, ExchangeKind> {
  const kinds = new Map<CipherSuite, ExchangeKind>();
  for (const suite of SUITES.values()) {
    if (/^ECDHE?_/.test(suite.key_exchange)) kinds.set(suite, 'curve');
    else if (/^(?:RSA|DHE?)(?:_|$)/.test(suite.key_exchange)) kinds.set(suite, 'finite');
  }
  return kinds;
}
