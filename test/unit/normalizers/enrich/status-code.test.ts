import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import table from '../../../../normalizers/enrich/status-codes.json' with { type: 'json' };
import {
  addErrorFacts,
  describeStatusCode,
  findRasError,
  findRasStatusCode,
  findStatusCode,
  parseStatusCode,
} from '../../../../normalizers/enrich/status-code.ts';
import { knowFacts } from '../../../support/know-facts.ts';

/** Fixed, so that a failure is the same for everybody. */
fc.configureGlobal({ seed: 20260304 });

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
  ['0xffffffff80090325', '0x80090325'],
  ['0xFFFFFFFF80090325', '0x80090325'],
  ['ffffffff80090325', '0x80090325'],
  ['0x0000000080090325', '0x80090325'],
  ['0000000080090325', '0x80090325'],
  ['18446744071562658597', '0x80090325'],
  ['(0x80090325)', '0x80090325'],
  ['( -2146893019 )', '0x80090325'],
  ['\u00a080090325\t', '0x80090325'],
  ['00090312', '0x00090312'],
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
  '()',
  '(5',
  '((5))',
  // Neither 32 bits nor the extension of 32 bits.
  '0xffffffff00000005',
  '0x1234567880090325',
  '1234567880090325',
  '18446744069414584320',
  '18446744073709551616',
  '99999999999999999999',
  '80090325h',
  '0x80090325L',
  '\uff15',
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
  expect(findRasError('812')?.subsystem).toBe('ras');
  expect(findRasError('0')).toBeUndefined();
});

test('the facts of a code that the table lacks are the code alone', () => {
  const facts = knowFacts();
  addErrorFacts(facts, '0xdeadbeef', undefined);
  expect(Object.fromEntries(facts.entries())).toEqual({ 'error.code': '0xdeadbeef' });
});

test('the facts of a known code are its symbol and meaning', () => {
  const facts = knowFacts();
  addErrorFacts(facts, '0x1', { symbol: 'S', subsystem: 'sspi', source: [], meaning: 'm', fix: 'f' });
  expect(Object.fromEntries(facts.entries())).toEqual({
    'error.code': '0x1',
    'error.symbol': 'S',
    'error.meaning': 'm',
  });
});

test.each([
  ['00000000002148074277', '0x80090325'],
  ['0000002148074277', '0x80090325'],
  ['02148074277', '0x80090325'],
  ['-00002146893019', '0x80090325'],
  ['%%2148074277', '0x80090325'],
  ['%%-2146893019', '0x80090325'],
  ['0000000000005', '0x00000005'],
  // As 64 bits in hexadecimal, which the events print.
  ['0000000080090325', '0x80090325'],
])('%s is %s', (text, code) => {
  expect(parseStatusCode(text)).toBe(code);
});

test.each(['%2148074277', '%%', '%%0x5', '00000000099999999999'])('%s is none', (text) => {
  expect(parseStatusCode(text)).toBeUndefined();
});

const notations: readonly ((value: number) => string)[] = [
  (value) => `0x${value.toString(16)}`,
  (value) => `0X${value.toString(16).toUpperCase().padStart(8, '0')}`,
  (value) => `0x${value.toString(16).padStart(16, '0')}`,
  (value) => value.toString(16).padStart(16, '0'),
  (value) => String(value),
  (value) => String(value | 0),
  (value) => ` (0x${value.toString(16)})\r\n`,
];

test('all notations of a number are the same code', () => {
  // Eight decimal digits are the one notation with two readings; the events print hexadecimal ones.
  const number = fc.integer({ min: 0, max: 0xffffffff }).filter((value) => !/^-?\d{7,8}$/.test(String(value | 0)));
  fc.assert(
    fc.property(number, fc.constantFrom(...notations), (value, write) => {
      fc.pre(!/^\d{8}$/.test(write(value)));
      expect(parseStatusCode(write(value))).toBe(`0x${value.toString(16).padStart(8, '0')}`);
    }),
  );
  fc.assert(
    fc.property(fc.integer({ min: 0x80000000, max: 0xffffffff }), (value) => {
      const code = `0x${value.toString(16)}`;
      expect(parseStatusCode(`0xffffffff${value.toString(16)}`)).toBe(code);
      expect(parseStatusCode(String(BigInt(value) + 0xffffffff00000000n))).toBe(code);
    }),
  );
});

test('any other text is no code, and never a fault', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
      const code = parseStatusCode(text);
      if (code !== undefined) expect(code).toMatch(/^0x[0-9a-f]{8}$/);
    }),
  );
  fc.assert(
    fc.property(fc.stringMatching(/^[g-z][a-z ]{0,20}$/), (text) => {
      expect(parseStatusCode(text)).toBeUndefined();
    }),
  );
});

test('every code of the table is found by each notation, a Win32 error by its number too', () => {
  for (const [code, { symbol }] of Object.entries(table.codes)) {
    for (const write of notations) {
      const parsed = parseStatusCode(write(Number(code)));
      expect([code, parsed === undefined ? undefined : findStatusCode(parsed)?.symbol]).toEqual([code, symbol]);
    }
    if (!code.startsWith('0x8007')) continue;
    const plain = parseStatusCode(String(Number(code) & 0xffff));
    expect([code, plain === undefined ? undefined : findStatusCode(plain)?.symbol]).toEqual([code, symbol]);
  }
});

test('every RAS error is found by its number and by its HRESULT, for components of RAS only', () => {
  for (const [number, { symbol }] of Object.entries(table.ras)) {
    const plain = parseStatusCode(number) ?? '';
    const hresult = `0x8007${plain.slice(6)}`;
    expect([number, findRasStatusCode(plain)?.symbol, findRasStatusCode(hresult)?.symbol]).toEqual([
      number,
      symbol,
      symbol,
    ]);
    expect([number, findStatusCode(plain), findStatusCode(hresult)]).toEqual([number, undefined, undefined]);
  }
  expect(findRasStatusCode('0x80090325')?.symbol).toBe('SEC_E_UNTRUSTED_ROOT');
  expect(findRasStatusCode('0x8009032c')).toBeUndefined();
});

test('a code is described with how sure meaning and fix are', () => {
  expect(describeStatusCode(findStatusCode('0x80090003'))).toEqual({
    symbol: 'NTE_BAD_KEY',
    meaning: expect.stringContaining('key'),
    fix: expect.stringContaining('restore'),
    confidence: 'documented',
    advice_confidence: 'inferred',
  });
  expect(describeStatusCode(findStatusCode('0x00090312'))).toMatchObject({
    fix: undefined,
    advice_confidence: undefined,
  });
  expect(describeStatusCode(undefined)).toBeUndefined();
});
