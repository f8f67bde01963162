import fc from 'fast-check';
import { expect, test } from '@jest/globals';
import { findCodeInText } from '../../../../normalizers/enrich/find-code.ts';
import table from '../../../../normalizers/enrich/status-codes.json' with { type: 'json' };

/** Fixed, so that a failure is the same for everybody. */
fc.configureGlobal({ seed: 20260304 });

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

test.each([
  ['Code 0xFFFFFFFF80072EE7', '0x80072ee7'],
  ['Code 0x0000000080072EE7', '0x80072ee7'],
  ['Fehler 2147954407', '0x80072ee7'],
  ['Fehler 80072EE7.', '0x80072ee7'],
  ['Fehlercode: 80090325', '0x80090325'],
  // No table has it, but it is a failure in a notation of its own.
  ['Fehler 0x8abcdef0', '0x8abcdef0'],
  ['Fehler 0x00000005', '0x00000005'],
])('%j holds the number %s', (text, code) => {
  expect(findCodeInText(text)).toEqual({ code, byWords: false });
});

test.each([
  'Speicher bei 0x00401000',
  'Auftrag 2147999999',
  'Auftrag 80099999',
  'Datei 80072EE7-3F0E',
  'Version 80072EE7.2',
  'Telefon +2147954407',
  'Konto -80072EE7',
])('%j holds no number of a table', (text) => {
  expect(findCodeInText(text)).toBeUndefined();
});

test('of many numbers the first sixteen are looked up', () => {
  const text = (others: number): string => `${'8abcdef0 '.repeat(others)}80072EE7`;
  expect(findCodeInText(text(15))?.code).toBe('0x80072ee7');
  expect(findCodeInText(text(16))).toBeUndefined();
});

test('of two system texts in one the longer counts, wherever it stands', () => {
  const fragments = Object.values(table.codes).flatMap((entry) => ('text' in entry ? [entry.text] : []));
  expect(fragments.length).toBeGreaterThan(2);
  for (const short of fragments) {
    for (const long of fragments.filter(({ length }) => length > short.length)) {
      for (const text of [`${short}; ${long}`, `${long}; ${short}`])
        expect([text, findCodeInText(text)]).toEqual([text, findCodeInText(long)]);
    }
  }
});

test('every code is found in a text of any language, by each of its notations', () => {
  for (const code of Object.keys(table.codes)) {
    const digits = code.slice(2);
    const value = Number(code);
    const notations = [code, code.toUpperCase().replace('X', 'x'), `(${code})`, `${code}.`];
    if (value >= 0x80000000) notations.push(digits, String(value), `0xffffffff${digits}`);
    // Signed failures of the facilities that Windows has, in the form of -214...
    if (value >= 0x80000000) notations.push(String(value - 2 ** 32));
    for (const notation of notations) {
      expect([
        notation,
        findCodeInText(`\u0417\u0431\u043e\u0439 ${notation} \u0441\u0435\u0440\u0432\u0435\u0440\u0430`),
      ]).toEqual([notation, { code, byWords: false }]);
    }
  }
});

test('a code comes out in canonical form, whatever the text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
      const found = findCodeInText(text);
      if (found !== undefined) expect(found.code).toMatch(/^0x[0-9a-f]{8}$/);
    }),
  );
});

test('what comes after the length of any message is not looked at', () => {
  expect(findCodeInText(`${' '.repeat(5000)}0x80072ee7`)).toBeUndefined();
});

test('the same is found again, also after more texts than are remembered', () => {
  const texts = Array.from(
    { length: 1200 },
    (_, i) => `attempt ${i} failed with 0x8009030${i % 10}${i % 3 === 0 ? 'X' : ''}`,
  );
  const first = texts.map(findCodeInText);
  expect(texts.map(findCodeInText)).toEqual(first);
  expect(texts.toReversed().map(findCodeInText)).toEqual(first.toReversed());
  expect(new Set(first.map((found) => found?.code)).size).toBeGreaterThan(5);
});
