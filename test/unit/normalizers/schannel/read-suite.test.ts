import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { findCipherSuite, listCipherSuites } from '../../../../normalizers/schannel/cipher-suites.ts';
import { listSuiteNames, parseCipherSuite, readSuiteNumber } from '../../../../normalizers/schannel/read-suite.ts';

/** Fixed, so that a failure is the same for everybody. */
fc.configureGlobal({ seed: 20260304 });

const suites = [...listCipherSuites()];

test.each([
  ['0xC030', '0xc030'],
  ['0xc030', '0xc030'],
  [' 0XC030 ', '0xc030'],
  ['C030', '0xc030'],
  ['0xC0,0x30', '0xc030'],
  ['{0xC0, 0x30}', '0xc030'],
  ['0x13,0x01', '0x1301'],
  ['0x0000C030', '0xc030'],
  ['0xFFFFC030', '0xc030'],
  ['0xFFFFFFFFFFFFC030', '0xc030'],
  ['FFFFC030', '0xc030'],
  ['49200', '0xc030'],
  ['4294950960', '0xc030'],
  ['18446744073709535280', '0xc030'],
  ['-16336', '0xc030'],
  // Digits alone are decimal, unless that is no suite and the hexadecimal reading is one, or they begin with a zero.
  ['47', '0x002f'],
  ['10', '0x000a'],
  ['4865', '0x1301'],
  ['1301', '0x1301'],
  ['002F', '0x002f'],
  ['0035', '0x0035'],
  ['0', '0x0000'],
  ['0x010080', '0x10080'],
  ['010080', '0x10080'],
  ['0700C0', '0x700c0'],
  // Numbers that no table has are numbers all the same.
  ['0xDEAD', '0xdead'],
  ['57005', '0xdead'],
  ['0xDE,0xAD', '0xdead'],
  ['TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384', '0xc030'],
  ['tls_aes_128_gcm_sha256', '0x1301'],
  ['TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384_P384', '0xc028'],
  ['TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256_P256', '0xc02b'],
  ['tls_ecdhe_rsa_with_aes_128_cbc_sha_p521', '0xc013'],
  ['SSL_CK_RC4_128_WITH_MD5', '0x10080'],
])('%j is the suite %s', (text, id) => {
  expect(parseCipherSuite(text)).toBe(id);
});

test.each([
  '',
  '-',
  '0x',
  'unknown',
  'DEAD',
  '-40000',
  '0x1000000',
  '0x1FFFFFFFF',
  '0xC0,0x3',
  '0xC0,0x30,0x31',
  '80090325',
  '0x80090325',
  '99999999999',
  '0xC030 0xC02F',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'TLS_RSA_WITH_AES_128_CBC_SHA_P256',
  'TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384_P192',
  'TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384_P384_P384',
  `TLS_${'A'.repeat(2000)}`,
])('%j is no suite', (text) => {
  expect(parseCipherSuite(text)).toBeUndefined();
});

test('every suite is found by its number in each notation, and by its name in any case', () => {
  for (const [id, { name }] of suites) {
    const number = Number(id);
    const digits = number.toString(16).padStart(4, '0');
    const notations = [id, `0X${digits.toUpperCase()}`, String(number), digits.toUpperCase(), name, name.toLowerCase()];
    if (number <= 0xffff) notations.push(`0xffff${digits}`, `0xffffffffffff${digits}`);
    if (number <= 0xffff && number >= 0x8000) notations.push(String(number - 0x10000));
    for (const notation of notations) expect([notation, parseCipherSuite(notation)]).toEqual([notation, id]);
    if (name.startsWith('TLS_ECDHE_')) expect(parseCipherSuite(`${name}_P256`)).toBe(id);
    expect(findCipherSuite(id)?.name).toBe(name);
  }
});

test('no digits are one suite in decimal and another in hexadecimal', () => {
  const ids = new Set(suites.map(([id]) => Number(id)));
  const both = [...ids].filter((number) => number >= 1000 && ids.has(Number.parseInt(String(number), 16)));
  expect(both).toEqual([]);
});

test('a number is canonical, and any other text is none', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 0xffffff }), (number) => {
      expect(parseCipherSuite(`0x${number.toString(16)}`)).toBe(`0x${number.toString(16).padStart(4, '0')}`);
    }),
  );
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (text) => {
      const id = parseCipherSuite(text);
      if (id !== undefined) expect(id).toMatch(/^0x[0-9a-f]{4,6}$/);
    }),
  );
});

test.each([
  ['0xC030', ['0xc030'], []],
  ['0xC0,0x30', ['0xc030'], []],
  ['C030', ['0xc030'], []],
  ['0x0000C030', [], ['0xc030']],
  ['49200', [], ['0xc030']],
  ['4865', ['0x4865'], ['0x1301']],
  ['0035', ['0x0035'], []],
  ['DEAD', ['0xdead'], []],
  ['-16336', [], ['0xc030']],
  ['0x80090325', [], []],
  ['80090325', [], []],
  ['-2146893019', [], []],
  ['unknown', [], []],
])('%j is usually %j, and else %j', (text, usual, unusual) => {
  expect(readSuiteNumber(text)).toEqual({ usual, unusual });
});

test('events and bare codes read the same suite from each text that either of them reads', () => {
  const texts = suites.flatMap(([id, { name }]) => [id, id.slice(2), String(Number(id)), name]);
  for (const text of texts) {
    const { usual, unusual } = readSuiteNumber(text);
    const bare =
      listSuiteNames().get(text.toLowerCase()) ??
      [...usual, ...unusual].find((id) => findCipherSuite(id) !== undefined);
    expect([text, parseCipherSuite(text)]).toEqual([text, bare]);
  }
});
