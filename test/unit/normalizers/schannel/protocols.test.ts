import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { findProtocol } from '../../../../normalizers/schannel/protocols.ts';
import file from '../../../../normalizers/schannel/protocols.json' with { type: 'json' };

/** Fixed, so that a failure is the same for everybody. */
fc.configureGlobal({ seed: 20260304 });

test.each([
  ['TLS 1.2', 'tls', '1.2'],
  ['tls 1.2', 'tls', '1.2'],
  ['TLS1.2', 'tls', '1.2'],
  ['TLSv1.2', 'tls', '1.2'],
  ['TLS v1.2', 'tls', '1.2'],
  [' TLS_1_2 ', 'tls', '1.2'],
  ['TLS-1.2', 'tls', '1.2'],
  ['tls12', 'tls', '1.2'],
  ['0x0303', 'tls', '1.2'],
  ['0X0303', 'tls', '1.2'],
  ['0x303', 'tls', '1.2'],
  ['771', 'tls', '1.2'],
  ['0x0304', 'tls', '1.3'],
  ['TLS 1.0', 'tls', '1.0'],
  ['TLSv1', 'tls', '1.0'],
  ['TLS 1', 'tls', '1.0'],
  ['SSL 3.0', 'ssl', '3.0'],
  ['SSLv3', 'ssl', '3.0'],
  ['SSL3', 'ssl', '3.0'],
  ['768', 'ssl', '3.0'],
  ['SSL 2.0', 'ssl', '2.0'],
  ['SSLv2', 'ssl', '2.0'],
  ['0x0002', 'ssl', '2.0'],
  ['DTLS 1.2', 'dtls', '1.2'],
  ['DTLSv1.0', 'dtls', '1.0'],
  ['0xFEFD', 'dtls', '1.2'],
  ['65279', 'dtls', '1.0'],
])('%j is %s %s', (words, protocol, version) => {
  expect(findProtocol(words)).toMatchObject({ protocol, version });
});

test.each([
  '',
  'unknown',
  'Unknown',
  'unbekannt',
  'TLS',
  'SSL',
  '1.2',
  '2',
  '0x2',
  '3',
  'TLS 1.4',
  'TLS 12.',
  'PCT 1.0',
])('%j is no version', (words) => {
  expect(findProtocol(words)).toBeUndefined();
});

test('every version is found by its name and its number', () => {
  for (const [words, entry] of Object.entries(file.protocols)) {
    expect(findProtocol(words)).toBe(entry);
    expect(findProtocol(words.toUpperCase())).toBe(entry);
    expect(findProtocol(entry.wire)).toBe(entry);
  }
});

test('no other text is a version', () => {
  const version = /^(?:ssl|tls|dtls)v?(?:\d\.?\d?)$|^0x[0-9a-f]{3,4}$|^\d{3,5}$/;
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
      if (findProtocol(text) !== undefined) expect(text.toLowerCase().replace(/[\s_-]/g, '')).toMatch(version);
    }),
  );
});
