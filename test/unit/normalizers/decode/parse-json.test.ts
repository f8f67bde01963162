import { expect, test } from '@jest/globals';
import { parseJson } from '../../../../normalizers/decode/parse-json.ts';

test.each([
  ['[\n9007199254740993\r\n]', ['9007199254740993']],
  ['{"a":9007199254740993}', { a: '9007199254740993' }],
  ['{"a":-9223372036854775808,"b":1}', { a: '-9223372036854775808', b: 1 }],
  ['[18446744073709551615, 18446744073709551614]', ['18446744073709551615', '18446744073709551614']],
  // What a double holds stays a number, as do fractions and powers; digits in a text are no number.
  ['{"a":9007199254740991}', { a: 9007199254740991 }],
  ['{"a":1234567890123456.5}', { a: 1234567890123456.5 }],
  ['{"a":1.1234567890123456789}', { a: 1.1234567890123457 }],
  ['{"a":12345678901234567890e1}', { a: Number('12345678901234567890e1') }],
  ['{"a":1e12345678901234567890}', { a: Number.POSITIVE_INFINITY }],
  [
    '{"12345678901234567890":"at 12345678901234567890, \\":12345678901234567890,"}',
    { '12345678901234567890': 'at 12345678901234567890, ":12345678901234567890,' },
  ],
  // Digits of which no number can begin do not hide those behind them.
  [
    '{"a":"0x12345678901234567","b":"12345678901234567","c":12345678901234567890}',
    { a: '0x12345678901234567', b: '12345678901234567', c: '12345678901234567890' },
  ],
  // Backslashes in front of a quote are pairs, or one of them escapes it.
  ['{"a":"\\\\","b":12345678901234567890}', { a: '\\', b: '12345678901234567890' }],
  [
    '{"a":"\\\\\\" 12345678901234567890","b":-12345678901234567890,"c":" 12345678901234567890","d":[12345678901234567891]}',
    {
      a: '\\" 12345678901234567890',
      b: '-12345678901234567890',
      c: ' 12345678901234567890',
      d: ['12345678901234567891'],
    },
  ],
])('integers beyond 2^53 keep their digits: %s', (text, value) => {
  expect(parseJson(text)).toEqual({ value, tags: [] });
});

test.each([
  '{"a":12345678901234567890',
  '12345678901234567890a',
  '{12345678901234567890:1}',
  '{ 12345678901234567890:1}',
  '{"a":1,12345678901234567890 : 1}',
  '[01234567890123456789]',
  '{"a":-01234567890123456789}',
  '{"a":"12345678901234567890',
  '["\\u0041\\U0001"]',
  '["\\u0041\\B"]',
])('what is no JSON does not become any: %s', (text) => {
  expect(() => JSON.parse(text) as unknown).toThrow(SyntaxError);
  expect(() => parseJson(text)).toThrow(SyntaxError);
});

test.each([
  ...[0, 8, 0xb, 0xc, 0xe, 0x1f].map((code) => [code, true] as const),
  ...[0x9, 0xa, 0xd, 0x20, 0x7f, 0x80, 0xd7ff, 0xe000, 0xfffd].map((code) => [code, false] as const),
  ...[0xd800, 0xdbff, 0xdc00, 0xdfff, 0xfffe, 0xffff].map((code) => [code, true] as const),
])('an escape of the character %d, which no later stage takes: %p', (code, replaced) => {
  const digits = code.toString(16).padStart(4, '0');
  for (const escape of [`\\u${digits}`, `\\u${digits.toUpperCase()}`]) {
    const character = replaced ? '\ufffd' : String.fromCharCode(code);
    expect(parseJson(`{"a":"b${escape}c"}`)).toEqual({
      value: { a: `b${character}c` },
      tags: replaced ? ['control_characters_replaced'] : [],
    });
    // Behind an escaped backslash it is no escape.
    expect(parseJson(`["\\\\u${digits}"]`)).toEqual({ value: [`\\u${digits}`], tags: [] });
  }
});

test.each(['b', 'f'])('the short escape \\%s of a control character is replaced as its long one', (letter) => {
  const tags = ['control_characters_replaced'];
  expect(parseJson(`{"a":"b\\${letter}c"}`)).toEqual({ value: { a: 'b\ufffdc' }, tags });
  expect(parseJson(`["\\\\${letter}"]`)).toEqual({ value: [`\\${letter}`], tags: [] });
  expect(parseJson(`["\\\\\\${letter}\\n\\r\\t\\/"]`)).toEqual({ value: ['\\\ufffd\n\r\t/'], tags });
});

test('long digits take time in proportion to their number', () => {
  // Where it grew with the square, this would take hours.
  const digits = '1'.repeat(4_000_000);
  for (const text of [
    `[${digits}e1]`,
    `[1.${digits}]`,
    `["${digits}`,
    `[${`${digits.slice(0, 17)},`.repeat(100_000)}1]`,
  ]) {
    try {
      parseJson(text);
    } catch (error) {
      expect(error).toBeInstanceOf(SyntaxError);
    }
  }
});

test('malformed text that is deeply nested is refused, again and again', () => {
  // With a reviver, this has ended the process.
  const text = `${'{"Message":"La connexion a \u00e9t\u00e9 interrompue.","o":'.repeat(250)}{"a" 12345678901234567890`;
  for (let i = 0; i < 500; i++) expect(() => parseJson(text)).toThrow(SyntaxError);
});
