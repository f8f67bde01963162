import { expect, test } from '@jest/globals';
import { isFiniteExchange, readClassicSuite } from '../../../../normalizers/schannel/classic-suite.ts';

const WORDS = { Cipher: 'RC4', CipherStrength: '128', Mac: 'MD5', Exchange: 'RSA' };

test('the words of Windows 2000 are a verdict', () => {
  expect(readClassicSuite(WORDS)).toEqual({
    words: 'RC4-128/MD5/RSA',
    grade: 'insecure',
    weaknesses: ['rc4', 'md5-mac', 'no-forward-secrecy'],
  });
  expect(readClassicSuite({ ...WORDS, Cipher: '3des', CipherStrength: '168', Mac: 'SHA' })).toEqual({
    words: '3des-168/SHA/RSA',
    grade: 'weak',
    weaknesses: ['3des', 'sha1-mac', 'no-forward-secrecy'],
  });
});

test('what a word does not prove is left out', () => {
  expect(readClassicSuite({ Cipher: 'DES', Exchange: 'Fortezza' })).toEqual({
    words: 'DES/Fortezza',
    grade: 'insecure',
    weaknesses: ['des'],
  });
});

test.each([
  [{}],
  [{ ...WORDS, Cipher: 'Chiffre' }],
  [{ ...WORDS, Cipher: 'MD5' }],
  [{ ...WORDS, Cipher: 'RC4'.repeat(100) }],
  [{ ...WORDS, Cipher: 'constructor' }],
])('no cipher, no verdict: %j', (data) => {
  expect(readClassicSuite(data as Record<string, string>)).toBeUndefined();
});

test('only RSA is known to be counted in bits of a modulus', () => {
  expect(['RSA', ' rsa ', 'RC4', 'DH', ''].map(isFiniteExchange)).toEqual([true, true, false, false, false]);
});
