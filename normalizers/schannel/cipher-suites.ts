import data from './cipher-suites.json' with { type: 'json' };
import { rateSuite, type SuiteVerdict } from './rate-suite.ts';

/** A cipher suite and the verdict on it. */
export interface CipherSuite extends SuiteVerdict {
  /** IANA name. */
  readonly name: string;
  /** Schannel has a name for it, in some build. */
  readonly schannel?: true;
}

/** In which unit the strength of a key exchange is: bits of an RSA or Diffie-Hellman modulus, or of a curve. */
export type ExchangeKind = 'finite' | 'curve';

type SuiteData = Pick<CipherSuite, 'name' | 'schannel' | 'source'>;

const SUITES: ReadonlyMap<string, CipherSuite> = new Map(
  Object.entries(data.cipher_suites as Record<string, SuiteData>).map(([id, entry]) => [id, judge(entry)]),
);
const EXCHANGES: ReadonlyMap<CipherSuite, ExchangeKind> = classifyExchanges();

/** Addresses of the sources of the table, by the keys that its entries name. */
export const SUITE_SOURCES: Readonly<Record<string, string>> = data.sources;

/** Looks a cipher suite up by its canonical number: `0x` and four lower-case digits, six for SSL 2.0 kinds. */
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

/** An entry with what its name says; its sources are those of the number, then those of the verdict. */
function judge({ name, schannel, source }: SuiteData): CipherSuite {
  const verdict = rateSuite(name);
  return {
    name,
    ...verdict,
    ...(schannel === true && { schannel }),
    source: [...new Set([...source, ...verdict.source])],
  };
}

function classifyExchanges(): ReadonlyMap<CipherSuite, ExchangeKind> {
  const kinds = new Map<CipherSuite, ExchangeKind>();
  for (const suite of SUITES.values()) {
    if (/^ECDHE?_/.test(suite.key_exchange)) kinds.set(suite, 'curve');
    else if (/^(?:PSK_)?(?:RSA|DHE?)(?:_|$)/.test(suite.key_exchange)) kinds.set(suite, 'finite');
  }
  return kinds;
}
