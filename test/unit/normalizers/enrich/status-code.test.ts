import { expect, test } from '@jest/globals';
import {
  addErrorFacts,
  findCodeInText,
  findRasError,
  findStatusCode,
  parseStatusCode,
} from '../../../../normalizers/enrich/status-code.ts';

test.each([
  ['0x8009030D', '0x8009030d'],
  ['0X8009030d', '0x8009030d'],
  ['8009030D', '0x8009030d'],
  ['80090325', '0x80090325'],
  [' 0x8009030D\r\n', '0x8009030d'],
  ['-2146893043', '0x8009030d'],
  ['2148074253', '0x8009030d'],
  ['5', '0x00000005'],
  ['0x5', '0x00000005'],
  ['0', '0x00000000'],
  ['-1', '0xffffffff'],
  ['4294967295', '0xffffffff'],
  ['-2147483648', '0x80000000'],
])('%j is the code %s', (text, code) => {
  expect(parseStatusCode(text)).toBe(code);
});

test.each([
  '',
  ' ',
  '-',
  '0x',
  '0x123456789',
  '4294967296',
  '-2147483649',
  '12345678901',
  'abc',
  '0xg',
  '5.0',
  '1e3',
  'C0DE',
  '0x5 0x6',
])('%j is no code', (text) => {
  expect(parseStatusCode(text)).toBeUndefined();
});

test('a Win32 error is found by its number and by its HRESULT', () => {
  expect(findStatusCode('0x00000005')?.symbol).toBe('ERROR_ACCESS_DENIED');
  expect(findStatusCode('0x80070005')?.symbol).toBe('ERROR_ACCESS_DENIED');
  expect(findStatusCode('0x8009030d')?.symbol).toBe('SEC_E_UNKNOWN_CREDENTIALS');
  expect(findStatusCode('0x00010005')).toBeUndefined();
  expect(findStatusCode('0xdeadbeef')).toBeUndefined();
});

test('a RAS error is found by its decimal number', () => {
  expect(findRasError('812')?.source).toBe('ras');
  expect(findRasError('0')).toBeUndefined();
});

test.each([
  ['Etwas ging schief (0x800B0109).', '0x800b0109', false],
  ['Fehler -2146762487', '0x800b0109', false],
  ['The server name or address could not be resolved', '0x80072ee7', true],
  ['THE OPERATION TIMED OUT', '0x80072ee2', true],
  // A number wins over words.
  ['The operation timed out (0x80072EE7)', '0x80072ee7', false],
])('%j stands for %s', (text, code, byWords) => {
  expect(findCodeInText(text)).toEqual({ code, byWords });
});

test.each(['', 'Der Servername konnte nicht verarbeitet werden.', 'Error 0x5', 'Ticket 0x800B01090', '-21'])(
  '%j stands for no code',
  (text) => {
    expect(findCodeInText(text)).toBeUndefined();
  },
);

test('the facts of a code that the table lacks are the code alone', () => {
  const facts = new Map<string, string>();
  addErrorFacts(facts, '0xdeadbeef', undefined);
  expect([...facts]).toEqual([['error.code', '0xdeadbeef']]);
});

test('the facts of a known code are its symbol, meaning and fix', () => {
  const facts = new Map<string, string>();
  addErrorFacts(facts, '0x1', { symbol: 'S', source: 'sspi', meaning: 'm', fix: 'f' });
  expect([...facts]).toEqual([
    ['error.code', '0x1'],
    ['error.symbol', 'S'],
    ['error.meaning', 'm'],
    ['error.fix', 'f'],
  ]);
});
