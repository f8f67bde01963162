import { indexNames, listAddresses, listDetails, type CodeEntry, type CodeTable, type Reading } from '../code-table.ts';
import words from './code-words.json' with { type: 'json' };
import { explainWord } from './code-tables.ts';
import {
  canonicalSuite,
  CURVE_SUFFIXES,
  findCipherSuite,
  listCipherSuites,
  SUITE_SOURCES,
  type CipherSuite,
} from './cipher-suites.ts';

/** Cipher suites, which 36880 carries. */
export const CIPHER_SUITES: CodeTable = {
  kind: 'cipher',
  aliases: ['ciphers', 'suite', 'suites', 'cipher-suite', 'cipher-suites'],
  title: 'Cipher suite',
  form: 'four hexadecimal digits such as 0xC030 or C030, the bytes 0xC0,0x30, or its name',
  rank: 5,
  factPrefix: 'cipher.',
  codes: [...listCipherSuites().keys()],
  names: indexNames(
    [...listCipherSuites()].flatMap(([id, suite]) => nameSuite(suite).map((name) => [name, id] as const)),
  ),
  read: readSuite,
  find: describeSuite,
};

/** Its name, and those of Windows' settings with a curve at their end. */
function nameSuite({ name, key_exchange }: CipherSuite): string[] {
  return [name, ...(key_exchange.startsWith('ECDHE_') ? CURVE_SUFFIXES.map((suffix) => name + suffix) : [])];
}

/** Some tools sign-extend the suites of elliptic curves. */
const PREFIXED = /^0x(?:[0-9a-f]{1,6}|ffff[0-9a-f]{4})$/i;
const BARE = /^[0-9a-f]{4}$/i;
const BYTES = /^\{?0x([0-9a-f]{2}), ?0x([0-9a-f]{2})\}?$/i;
const DIGITS = /^[0-9]{1,6}$/;

/** Suites are written in hexadecimal everywhere, so digits without a prefix are, too; decimal is the unusual notation. */
function readSuite(text: string): Reading {
  const bytes = BYTES.exec(text);
  const hex = bytes === null ? (PREFIXED.test(text) ? text.slice(2) : BARE.test(text) ? text : undefined) : bytes[1];
  const usual = hex === undefined ? [] : [canonicalSuite(Number.parseInt(hex + (bytes?.[2] ?? ''), 16))];
  const unusual = DIGITS.test(text) ? [canonicalSuite(Number(text))].filter((id) => !usual.includes(id)) : [];
  return { usual, unusual };
}

function describeSuite(id: string): CodeEntry | undefined {
  const suite = findCipherSuite(id);
  if (suite === undefined) return undefined;
  const number = Number(id);
  const digits = id.slice(2).toUpperCase();
  return {
    code: `0x${digits}`,
    symbol: suite.name,
    notations: {
      hexadecimal: `0x${digits}`,
      ...(digits.length === 4 && { bytes: `0x${digits.slice(0, 2)},0x${digits.slice(2)}` }),
      decimal: String(number),
    },
    details: listDetails({
      grade: [suite.grade, explainWord(words.grades, suite.grade)].filter(Boolean).join(': '),
      weaknesses: (suite.weaknesses ?? []).map((word) => explainWord(words.weaknesses, word) ?? word),
      'key exchange': describeExchange(suite),
      'used by': listProtocols(suite.name),
    }),
    links: [],
    values: { cipher_suite: `0x${digits}` },
    sources: listAddresses(suite.source, SUITE_SOURCES),
  };
}

const KEY_EXCHANGE = /^(?:TLS|SSL)_(.+?)_WITH_/;

/** What the name says: `TLS_ECDHE_RSA_WITH_...` exchanges by ECDHE and signs with RSA. */
function describeExchange({ name, grade }: CipherSuite): string | undefined {
  const exchange = KEY_EXCHANGE.exec(name)?.[1];
  if (exchange === undefined) {
    const isTls13 = grade !== 'signalling' && isVersion13(name);
    return isTls13 ? 'agreed apart from the suite, by (EC)DHE or a pre-shared key, as always in TLS 1.3' : undefined;
  }
  if (exchange === 'NULL' || exchange.startsWith('CK_')) return undefined;
  const [first = '', second = ''] = exchange.split('_');
  const how = explainWord(words.exchanges, first);
  if (how === undefined) return exchange;
  const who = explainWord(words.authentications, second);
  // What is fixed in a certificate is not signed: the second name is who issued it, in suites that nobody uses any more.
  const isFixed = (first === 'DH' || first === 'ECDH') && second !== 'anon';
  return who === undefined || isFixed ? how : `${how}; ${who}`;
}

/** Names of TLS 1.3 name a cipher and a hash only. Those of SM4 follow them. */
function isVersion13(name: string): boolean {
  return /^TLS_(?:AES|CHACHA20|SM4)_/.test(name);
}

/** AEAD suites and these with an SHA-2 MAC came with TLS 1.2 (RFC 5246, 5288, 5289) and may not be used before. */
const VERSION_12_ONLY =
  /_(?:GCM|CCM|POLY1305)(?:_|$)|^TLS_(?:RSA|DHE?|ECDHE?)_(?:[A-Za-z]+_)?WITH_AES_.*_CBC_SHA(?:256|384)$/;
/** PSK and national suites with an SHA-2 MAC: their documents differ, so nothing is said. */
const UNDECIDED = /_SHA(?:256|384)$|GOST|_SM3$|^TLS_SHA/;

/** Protocol versions that can use a suite, as far as its name tells. */
function listProtocols(name: string): string | undefined {
  if (isVersion13(name)) return 'TLS 1.3 only';
  if (name.startsWith('SSL_CK_')) return 'SSL 2.0 only';
  if (VERSION_12_ONLY.test(name)) return 'TLS 1.2 only';
  return UNDECIDED.test(name) || name.endsWith('_SCSV') || name === 'TLS_NULL_WITH_NULL_NULL'
    ? undefined
    : 'TLS 1.2 and older';
}
