import { expect, test } from '@jest/globals';
import { listCipherSuites } from '../../../../normalizers/schannel/cipher-suites.ts';
import wordsFile from '../../../../normalizers/schannel/code-words.json' with { type: 'json' };
import data from '../../../../normalizers/schannel/cipher-suites.json' with { type: 'json' };
import { rateSuite, worstGrade } from '../../../../normalizers/schannel/rate-suite.ts';

/** Typed in from the documents that are named, not from the table: key exchange, grade, weaknesses, versions. */
test.each([
  // RFC 8446: TLS 1.3 always agrees on new keys.
  ['TLS_AES_256_GCM_SHA384', 'TLS1.3', 'good', '', 'TLS 1.3 only'],
  ['TLS_CHACHA20_POLY1305_SHA256', 'TLS1.3', 'good', '', 'TLS 1.3 only'],
  // RFC 8446 appendix B.4 and RFC 6655: the tag has 8 bytes.
  ['TLS_AES_128_CCM_8_SHA256', 'TLS1.3', 'legacy', 'short-tag', 'TLS 1.3 only'],
  ['TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8', 'ECDHE_ECDSA', 'legacy', 'short-tag', 'TLS 1.2 only'],
  ['TLS_ECDHE_PSK_WITH_AES_128_CCM_8_SHA256', 'ECDHE_PSK', 'legacy', 'short-tag', 'TLS 1.2 only'],
  ['TLS_PSK_DHE_WITH_AES_128_CCM_8', 'PSK_DHE', 'legacy', 'dhe short-tag', 'TLS 1.2 only'],
  ['TLS_AES_128_CCM_SHA256', 'TLS1.3', 'good', '', 'TLS 1.3 only'],
  // RFC 8998: the ShangMi suites are suites of TLS 1.3.
  ['TLS_SM4_GCM_SM3', 'TLS1.3', 'national-or-uncommon', '', 'TLS 1.3 only'],
  ['TLS_SM4_CCM_SM3', 'TLS1.3', 'national-or-uncommon', '', 'TLS 1.3 only'],
  // RFC 9367: so are those of GOST with MGM; Magma is a cipher with blocks, and so tags, of 64 bits.
  ['TLS_GOSTR341112_256_WITH_KUZNYECHIK_MGM_L', 'TLS1.3', 'national-or-uncommon', '', 'TLS 1.3 only'],
  ['TLS_GOSTR341112_256_WITH_KUZNYECHIK_MGM_S', 'TLS1.3', 'national-or-uncommon', '', 'TLS 1.3 only'],
  ['TLS_GOSTR341112_256_WITH_MAGMA_MGM_L', 'TLS1.3', 'legacy', 'short-tag', 'TLS 1.3 only'],
  ['TLS_GOSTR341112_256_WITH_MAGMA_MGM_S', 'TLS1.3', 'legacy', 'short-tag', 'TLS 1.3 only'],
  // RFC 9189: those of TLS 1.2 encrypt to the key of the server's certificate.
  ['TLS_GOSTR341112_256_WITH_KUZNYECHIK_CTR_OMAC', 'GOSTR341112_256', 'legacy', 'no-forward-secrecy', 'TLS 1.2 only'],
  // RFC 9150: integrity without encryption, in TLS 1.3.
  ['TLS_SHA256_SHA256', 'TLS1.3', 'insecure', 'null-encryption', 'TLS 1.3 only'],
  // RFC 9325 section 4.2, RFC 10015: not by Diffie-Hellman over a finite field, whatever the cipher.
  ['TLS_DHE_RSA_WITH_AES_256_GCM_SHA384', 'DHE_RSA', 'legacy', 'dhe', 'TLS 1.2 only'],
  ['TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256', 'DHE_RSA', 'legacy', 'dhe', 'TLS 1.2 only'],
  ['TLS_DHE_PSK_WITH_AES_128_GCM_SHA256', 'DHE_PSK', 'legacy', 'dhe', 'TLS 1.2 only'],
  ['TLS_DHE_RSA_WITH_AES_128_CBC_SHA', 'DHE_RSA', 'legacy', 'dhe cbc sha1-mac', 'TLS 1.2 and older'],
  // RFC 8422 section 2: the keys of anonymous suites are new each time, although their names say DH and ECDH.
  ['TLS_ECDH_anon_WITH_AES_128_CBC_SHA', 'ECDH_anon', 'insecure', 'anonymous cbc sha1-mac', 'TLS 1.2 and older'],
  ['TLS_DH_anon_WITH_AES_128_GCM_SHA256', 'DH_anon', 'insecure', 'anonymous', 'TLS 1.2 only'],
  ['TLS_ECDH_ECDSA_WITH_AES_128_GCM_SHA256', 'ECDH_ECDSA', 'legacy', 'no-forward-secrecy', 'TLS 1.2 only'],
  // RFC 2945, RFC 5054: who learns the password later cannot read what was recorded.
  ['TLS_SRP_SHA_RSA_WITH_AES_256_CBC_SHA', 'SRP_SHA_RSA', 'legacy', 'cbc sha1-mac', 'TLS 1.2 and older'],
  ['TLS_ECCPWD_WITH_AES_256_GCM_SHA384', 'ECCPWD', 'national-or-uncommon', '', 'TLS 1.2 only'],
  // RFC 5246, RFC 5288, RFC 5289.
  ['TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384', 'ECDHE_RSA', 'good', '', 'TLS 1.2 only'],
  ['TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384', 'ECDHE_RSA', 'legacy', 'cbc', 'TLS 1.2 only'],
  ['TLS_RSA_WITH_AES_128_CBC_SHA', 'RSA', 'legacy', 'no-forward-secrecy cbc sha1-mac', 'TLS 1.2 and older'],
  ['TLS_RSA_WITH_3DES_EDE_CBC_SHA', 'RSA', 'weak', '3des no-forward-secrecy cbc sha1-mac', 'TLS 1.2 and older'],
  ['TLS_PSK_WITH_AES_256_CBC_SHA384', 'PSK', 'legacy', 'no-forward-secrecy cbc', undefined],
  // The draft of SSL 2.0: three keys of DES, 192 bits with parity.
  ['SSL_CK_DES_192_EDE3_CBC_WITH_MD5', 'RSA', 'insecure', '3des md5-mac ssl2 no-forward-secrecy cbc', 'SSL 2.0 only'],
  ['SSL_CK_DES_64_CBC_WITH_MD5', 'RSA', 'insecure', 'des md5-mac ssl2 no-forward-secrecy cbc', 'SSL 2.0 only'],
  ['TLS_FALLBACK_SCSV', 'signal', 'signalling', '', undefined],
])('%s: %s, %s, %j, %s', (name, exchange, grade, weaknesses, versions) => {
  const verdict = rateSuite(name);
  expect([verdict.key_exchange, verdict.grade, (verdict.weaknesses ?? []).join(' '), verdict.versions]).toEqual([
    exchange,
    grade,
    weaknesses,
    versions,
  ]);
  expect([...listCipherSuites().values()].map((suite) => suite.name)).toContain(name);
});

/** Parts of names with the word that they prove and the grade that they bound: nothing else may have the word. */
const PARTS: readonly (readonly [word: string, part: (name: string) => boolean])[] = [
  ['null-encryption', (name) => /NULL|TLS_SHA/.test(name)],
  ['export', (name) => name.includes('EXPORT')],
  ['anonymous', (name) => name.includes('anon')],
  ['3des', (name) => /3DES|EDE3/.test(name)],
  ['des', (name) => name.includes('DES') && !/3DES|EDE3|ECDES/.test(name)],
  ['rc4', (name) => name.includes('RC4')],
  ['rc2', (name) => name.includes('RC2')],
  ['idea', (name) => name.includes('IDEA')],
  ['fortezza', (name) => name.includes('FORTEZZA')],
  ['md5-mac', (name) => name.includes('MD5')],
  ['ssl2', (name) => name.includes('_CK_')],
  ['cbc', (name) => name.includes('CBC')],
  ['short-tag', (name) => /CCM_8|MAGMA|IMIT/.test(name)],
  ['sha1-mac', (name) => name.endsWith('SHA')],
  ['dhe', (name) => name.includes('DHE') && !name.includes('ECDHE')],
];

test.each(PARTS)('%s is said of exactly the suites whose names say it', (word, isSaid) => {
  const suites = [...listCipherSuites().values()];
  const wrong = suites.filter(({ name, weaknesses = [] }) => weaknesses.includes(word) !== isSaid(name));
  expect(wrong.map(({ name }) => name)).toEqual([]);
  expect(suites.filter(({ weaknesses = [] }) => weaknesses.includes(word)).length).toBeGreaterThan(0);
});

test('every suite has a grade, a key exchange and the sources of both; every word has its text', () => {
  for (const [id, { key_exchange: exchange, grade, weaknesses = [], source }] of listCipherSuites()) {
    expect([id, exchange]).toEqual([id, expect.stringMatching(/\w/)]);
    expect([id, Object.keys(wordsFile.grades)]).toEqual([id, expect.arrayContaining([grade])]);
    expect([id, worstGrade(weaknesses) ?? grade]).toEqual([id, grade]);
    expect([id, source.filter((key) => !(key in data.sources))]).toEqual([id, []]);
  }
  expect(Object.keys(data.weaknesses).sort()).toEqual(Object.keys(wordsFile.weaknesses).sort());
});

test('the worst weakness gives the grade, and none gives none', () => {
  expect([worstGrade([]), worstGrade(['cbc', '3des']), worstGrade(['rc4', 'cbc'])]).toEqual([
    undefined,
    'weak',
    'insecure',
  ]);
});
