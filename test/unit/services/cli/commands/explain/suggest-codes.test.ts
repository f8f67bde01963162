import { expect, test } from '@jest/globals';
import { CODE_TABLES } from '../../../../../../normalizers/registry.ts';
import { adviseCodes, suggestCodes } from '../../../../../../services/cli/commands/explain/suggest-codes.ts';

function suggest(text: string, kind?: string): string[] {
  const tables = CODE_TABLES.filter((table) => kind === undefined || table.kind === kind);
  return suggestCodes(text, tables).map((one) => `${one.kind} ${one.code}`);
}

test.each([
  // A sign lost or too much.
  ['2146893019', 'status 0x80090325'],
  ['-2148074277', 'status 0x80090325'],
  // Neighbours exchanged, a digit too many, too few, wrong.
  ['0x80090235', 'status 0x80090325'],
  ['0x800903255', 'status 0x80090325'],
  ['0x8009325', 'status 0x80090325'],
  ['0x90090325', 'status 0x80090325'],
])('for %s the first suggestions have %s', (text, wanted) => {
  expect(suggest(text)).toContain(wanted);
});

test.each([
  // Exchanged digits are a slip; a number that is only next to others is none, what they mean has nothing to do with it.
  ['84', 'alert', ['alert 48']],
  ['55', 'alert', []],
  ['799', 'ras', []],
  ['1299', 'state', []],
  ['C0FF', 'cipher', []],
  // Codes of one kind count up in the last digits.
  ['0x80090399', 'status', []],
  // The likelier slip alone.
  ['0x80090235', 'status', ['status 0x80090325']],
])('near %s in the table of %s are %j', (text, kind, wanted) => {
  expect(suggest(text, kind)).toEqual(wanted);
});

test.each(['SEC_E_FOO', 'TRUST_E_FOO', 'ERROR_FOO', 'TLS_FOO_X'])(
  'the beginning that all names of a kind have suggests nothing for %s',
  (text) => {
    expect(suggest(text)).toEqual([]);
  },
);

test.each([
  ['SEC_E_UNTRUSTED', 'status 0x80090325'],
  ['SEC_E_UNTRUSTD_ROOT', 'status 0x80090325'],
  ['sec_e_untrustd', 'status 0x80090325'],
  ['unknow_ca', 'alert 48'],
  ['unknown', 'alert 48'],
  ['TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA385', 'cipher 0xC030'],
  ['TLS 1.4', 'protocol TLS 1.0'],
])('for the name %s the suggestions have %s', (text, wanted) => {
  expect(suggest(text)).toContain(wanted);
});

test('a prefix gives the codes that begin with it', () => {
  expect(suggestCodes('TRUST_E_', CODE_TABLES).map(({ symbol }) => symbol)).toEqual([
    expect.stringMatching(/^TRUST_E_/),
    expect.stringMatching(/^TRUST_E_/),
    expect.stringMatching(/^TRUST_E_/),
  ]);
});

test('nothing is suggested for what is near nothing', () => {
  for (const text of ['', 'x', 'foo', 'xyzzy-plugh', '7777777777777777777', '-']) expect(suggest(text)).toEqual([]);
});

test('an absurd length costs little', () => {
  expect(suggest('9'.repeat(200))).toEqual([]);
});

test('the sentence names kind, code and symbol', () => {
  expect(adviseCodes([])).toBe('');
  expect(adviseCodes(suggestCodes('unknow_ca', CODE_TABLES))).toMatch(/^ Did you mean alert 48 \(unknown_ca\)/);
});
