import { listAddresses, listDetails, type CodeEntry, type CodeTable } from '../code-table.ts';
import { findCipherSuite, listCipherSuites, SUITE_SOURCES, type CipherSuite } from './cipher-suites.ts';
import words from './code-words.json' with { type: 'json' };
import { explainWord } from './code-tables.ts';
import { listSuiteNames, readSuiteNumber } from './read-suite.ts';

/** Cipher suites, which 36880 carries. */
export const CIPHER_SUITES: CodeTable = {
  kind: 'cipher',
  aliases: ['ciphers', 'suite', 'suites', 'cipher-suite', 'cipher-suites'],
  title: 'Cipher suite',
  reference: { title: 'Cipher suites', page: 'cipher-suites.md', key: 'cipher_suites' },
  file: 'normalizers/schannel/cipher-suites.json',
  sources: SUITE_SOURCES,
  entries: listCipherSuites(),
  form: 'four hexadecimal digits such as 0xC030 or C030, the bytes 0xC0,0x30, or its name',
  rank: 5,
  factPrefix: 'cipher.',
  codes: [...listCipherSuites().keys()],
  names: listSuiteNames(),
  read: readSuiteNumber,
  find: describeSuite,
};

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
      'used by': suite.versions,
    }),
    links: [],
    value: `0x${digits}`,
    sources: listAddresses(suite.source, SUITE_SOURCES),
  };
}

/** What the name says: `TLS_ECDHE_RSA_WITH_...` exchanges by ECDHE and signs with RSA. */
function describeExchange({ key_exchange: exchange }: CipherSuite): string | undefined {
  if (exchange === 'TLS1.3') return 'agreed apart from the suite, by (EC)DHE or a pre-shared key, as always in TLS 1.3';
  if (exchange === 'NULL' || exchange === 'signal') return undefined;
  const [first = '', second = ''] = exchange.split('_');
  // The names of anonymous suites do not say that their keys are new each time (RFC 8422, section 2.5).
  const how = explainWord(words.exchanges, second === 'anon' ? `${first}E` : first);
  if (how === undefined) return exchange;
  const who = explainWord(words.authentications, second);
  // What is fixed in a certificate is not signed: the second name is who issued it, in suites that nobody uses any more.
  const isFixed = (first === 'DH' || first === 'ECDH') && second !== 'anon';
  return who === undefined || isFixed ? how : `${how}; ${who}`;
}
