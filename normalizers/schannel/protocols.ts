import data from './protocols.json' with { type: 'json' };

/** A protocol version as Schannel names it. */
export interface ProtocolVersion {
  readonly version: string;
  readonly protocol: 'ssl' | 'tls' | 'dtls';
  readonly grade: string;
  /** Number of the version in the protocol, `0x0303`. */
  readonly wire: string;
  /** Keys of `PROTOCOL_SOURCES`. */
  readonly source: readonly string[];
}

const PROTOCOLS: ReadonlyMap<string, ProtocolVersion> = new Map(
  Object.entries(data.protocols as Record<string, ProtocolVersion>),
);
const SPELLINGS = spellVersions(PROTOCOLS.values());

/** Addresses of the sources of the table, by the keys that its entries name. */
export const PROTOCOL_SOURCES: Readonly<Record<string, string>> = data.sources;

/** No spelling is as long. */
const LONGEST = 32;

/**
 * Looks a protocol version up by any of its spellings: as Schannel writes it (`TLS 1.2`), as other tools do (`TLSv1.2`,
 * `TLS1.2`, `tls_1_2`, `TLS12`, `SSLv3`), or its number in the protocol (`0x0303`, 771). Undefined for anything else, such
 * as the `unknown` that Schannel writes for a hello that it could not classify.
 */
export function findProtocol(words: string): ProtocolVersion | undefined {
  return SPELLINGS.get(words) ?? (words.length > LONGEST ? undefined : SPELLINGS.get(compact(words)));
}

/** All protocol versions by their words in lower case. */
export function listProtocols(): ReadonlyMap<string, ProtocolVersion> {
  return PROTOCOLS;
}

/** All spellings of versions, in one case only, with what they stand for; numbers among them. */
export function listProtocolSpellings(): ReadonlyMap<string, ProtocolVersion> {
  return SPELLINGS;
}

/** One form for spellings that differ in case, spaces, underscores and hyphens only. */
function compact(words: string): string {
  return words.toLowerCase().replace(/[\s_-]/g, '');
}

function spellVersions(versions: Iterable<ProtocolVersion>): ReadonlyMap<string, ProtocolVersion> {
  const spellings = new Map<string, ProtocolVersion>();
  for (const entry of versions) {
    const { protocol, version, wire } = entry;
    const digits = [version, version.replace('.', '')];
    if (version.endsWith('.0')) digits.push(version.slice(0, -2));
    const number = Number(wire);
    // What Windows writes, so that it is found at once.
    spellings.set(`${protocol.toUpperCase()} ${version}`, entry);
    for (const text of digits) spellings.set(`${protocol}${text}`, entry).set(`${protocol}v${text}`, entry);
    spellings.set(wire, entry).set(`0x${number.toString(16)}`, entry);
    // The number of SSL 2.0 is 2, which alone says nothing.
    if (number > 0xff) spellings.set(String(number), entry);
    else spellings.delete(`0x${number.toString(16)}`);
  }
  return spellings;
}
