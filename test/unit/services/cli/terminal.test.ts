import { expect, test } from '@jest/globals';
import { printable, printableJson, printableLines } from '../../../../services/cli/terminal.ts';

/** ESC, CSI of one character, both ends of C0 and C1, line separators, and all that changes the direction of text. */
const HOSTILE = [
  0x00, 0x07, 0x08, 0x09, 0x0a, 0x0d, 0x1b, 0x1f, 0x7f, 0x80, 0x85, 0x90, 0x9b, 0x9d, 0x9f, 0x061c, 0x200e, 0x200f,
  0x2028, 0x2029, 0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2066, 0x2067, 0x2068, 0x2069,
].map((code) => [code.toString(16), String.fromCharCode(code)] as const);

test.each(HOSTILE)('U+%s does not reach the terminal', (_, sign) => {
  expect(printable(`a${sign}${sign}b`)).toBe('a b');
});

test.each(HOSTILE)('U+%s is escaped in JSON, which means the same', (_, sign) => {
  const value = { [`a${sign}`]: `${sign}[2J` };
  const json = printableJson(JSON.stringify(value));
  expect(json).not.toContain(sign);
  expect(JSON.parse(json)).toEqual(value);
});

test('other text stays as it is', () => {
  const text = 'München, Köln, 東京, עברית, 🙂, a\u00a0b, a\u200bb';
  expect(printable(text)).toBe(text);
  expect(printableJson(JSON.stringify({ text }))).toBe(JSON.stringify({ text }));
});

test('of several lines each one is made safe', () => {
  expect(printableLines('one \u001b[2J\ntwo\r\nthree\u009b')).toBe('one  [2J\ntwo \nthree ');
});
