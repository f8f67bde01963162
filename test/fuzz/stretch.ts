import { gzipSync } from 'node:zlib';
import type { Random } from '../../services/simulate/index.ts';

/** Makes of one input another that is about so many bytes long, and grows with them in one place alone. */
export type Stretch = (length: number) => Buffer;

/** What is put in the place of a value of JSON: long, deep, wide, or hard to read. */
const JSON_VALUES: readonly ((n: number) => string)[] = [
  (n) => JSON.stringify('x'.repeat(n)),
  (n) => JSON.stringify(`${' '.repeat(n)}x`),
  (n) => JSON.stringify('\n'.repeat(n / 2)),
  (n) => JSON.stringify('\\"'.repeat(n / 4)),
  (n) => `"${'\\u0001'.repeat(n / 6)}"`,
  (n) => `"${'\\ud800'.repeat(n / 6)}"`,
  (n) => JSON.stringify('<'.repeat(n)),
  (n) => JSON.stringify(`<Event>${'<a>'.repeat(n / 3)}`),
  (n) => JSON.stringify('{"a":'.repeat(n / 6)),
  (n) => JSON.stringify('<13>1 - - - - - - '.repeat(n / 18)),
  (n) => JSON.stringify('a=b, c: d\n'.repeat(n / 11)),
  (n) => JSON.stringify('1'.repeat(n)),
  (n) => '1'.repeat(n),
  (n) => `"CoId={${'A-'.repeat(n / 2)}"`,
  (n) => `${'{"0":'.repeat(n / 6)}1${'}'.repeat(n / 6)}`,
  (n) => '['.repeat(n / 2) + ']'.repeat(n / 2),
  (n) => `[${'1,'.repeat(n / 2)}1]`,
  (n) => `[${'[],'.repeat(n / 3)}[]]`,
  (n) => `[${'{},'.repeat(n / 3)}{}]`,
  (n) => `[${listOf(n)},${listOf(n)}]`,
  (n) => `{${Array.from({ length: n / 12 }, (_, i) => `"k${i}":${i % 7}`).join()}}`,
  (n) => `{${Array.from({ length: n / 14 }, (_, i) => `"param${i}":""`).join()}}`,
  (n) => `{"${'k'.repeat(n / 2)}":{${Array.from({ length: n / 24 }, (_, i) => `"k${i}":1`).join()}}}`,
  (n) => `{${Array.from({ length: n / 40 }, (_, i) => `"k${i}":{"k${i}":{"message":"{}"}}`).join()}}`,
];

/** About the root of what `n` is, of texts that are a record each. */
function listOf(n: number): string {
  return `[${'"<Event/>",'.repeat(n / 24)}"<Event/>"]`;
}

/** What is put in the place of a text of XML, or of an attribute. */
const XML_TEXTS: readonly ((n: number) => string)[] = [
  (n) => 'x'.repeat(n),
  (n) => `${' '.repeat(n)}x`,
  (n) => '\n'.repeat(n),
  (n) => '&amp;'.repeat(n / 5),
  (n) => '&#1;'.repeat(n / 4),
  (n) => ']]'.repeat(n / 2),
  (n) => '\u0001'.repeat(n),
  (n) => '1'.repeat(n),
  (n) => 'x'.repeat(n / 2),
];
const XML_ELEMENTS: readonly ((n: number) => string)[] = [
  (n) => `<Data>${'<a/>'.repeat(n / 4)}</Data>`,
  (n) => `<Data Name="${'L'.repeat(n / 2)}">${'<a/>'.repeat(n / 8)}</Data>`,
  (n) => `<${'L'.repeat(n / 4)}>${'<a/>'.repeat(n / 8)}</${'L'.repeat(n / 4)}>`,
  (n) => '<Data Name="A">1</Data>'.repeat(n / 23),
  (n) => Array.from({ length: n / 26 }, (_, i) => `<Data Name="A${i}">1</Data>`).join(''),
  (n) => '<a>'.repeat(n / 7) + '</a>'.repeat(n / 7),
  (n) => `<a ${Array.from({ length: n / 10 }, (_, i) => `a${i}="1"`).join(' ')}/>`,
  (n) => `<!--${'-x'.repeat(n / 2)}-->`,
  (n) => `<![CDATA[${']'.repeat(n)}]]>`,
  (n) => '<Event/>'.repeat(n / 8),
  (n) => '</Event><Event>'.repeat(n / 15),
];

/** What is put in the place of a word of a text. */
const WORDS: readonly ((n: number) => string)[] = [
  (n) => 'x'.repeat(n),
  (n) => ' '.repeat(n),
  (n) => '\t'.repeat(n),
  (n) => '\n'.repeat(n),
  (n) => '1'.repeat(n),
  (n) => 'a=b '.repeat(n / 4),
  (n) => 'a: b\n'.repeat(n / 5),
  (n) => '\\ '.repeat(n / 2),
  (n) => '\\"'.repeat(n / 2),
  (n) => '['.repeat(n),
  (n) => '<13>'.repeat(n / 4),
  (n) => '#011'.repeat(n / 4),
  (n) => '2026-03-04T05:06:07Z '.repeat(n / 21),
  (n) => '\nMSWinEventLog\t'.repeat(n / 15),
];

/** Whole records that no format has for itself. */
const RECORDS: readonly Stretch[] = [
  ...JSON_VALUES.map((value) => (n: number) => Buffer.from(value(n))),
  ...XML_ELEMENTS.map((element) => (n: number) => Buffer.from(element(n))),
  ...WORDS.map((word) => (n: number) => Buffer.from(word(n))),
  ...[
    '{"a":"b\n',
    '{"a":{\n',
    '{}\n',
    '[\n',
    '<Event>\n',
    '<?xml version="1.0"?><Event/>',
    'Record 1\n',
    '{,',
    '}',
  ].map((part) => (n: number) => Buffer.from(part.repeat(n / part.length))),
  // A list of lists, each within the limit of events.
  (n) =>
    Buffer.from(
      `[${Array(Math.ceil(n / 20_000))
        .fill(LIST)
        .join(',')}]`,
    ),
  (n) =>
    Buffer.from(
      Array(Math.ceil(n / 20_000))
        .fill(LIST)
        .join('\n'),
    ),
  (n) =>
    gzipSync(
      Buffer.from(
        `[${Array(Math.ceil(n / 20_000))
          .fill(LIST)
          .join(',')}]`,
      ),
    ),
  (n) => Buffer.alloc(n),
  (n) => gzipSync(Buffer.alloc(n, 0x20)),
];
const LIST = `[${Array(10_000).fill('1').join(',')}]`;

const JSON_VALUE = /(?<=[[:,]\s{0,8})(?:"(?:[^"\\]|\\.)*"|-?\d[\d.]*|true|false|null|\[\]|\{\})/g;
const JSON_KEY = /"(?:[^"\\]|\\.)*"(?=\s{0,8}:)/g;
const XML_TEXT = /(?<=>)[^<>]+(?=<\/)|(?<==")[^"<>]*(?=")|(?<==')[^'<>]*(?=')/g;
const XML_ELEMENT = /<(Data|Binary|Message|Level)(?:\s[^<>]*)?>[^<>]*<\/\1>/g;
const WORD = /[^\s,;=]+|[ \t\n]+/g;

/**
 * All the places of an input that can be stretched, and with what.
 * @param bytes a record of any format; what is no text has none
 */
export function listStretches(bytes: Buffer): Stretch[] {
  const text = bytes.toString();
  if (!Buffer.from(text).equals(bytes) || text.length > 20_000) return [];
  const json = /^\s*[[{]/.test(text);
  if (json) {
    return [
      ...replaceAll(text, JSON_VALUE, JSON_VALUES),
      ...replaceAll(text, JSON_KEY, [(n) => JSON.stringify('k'.repeat(n))]),
    ];
  }
  if (/^\s*</.test(text) && !/^\s*<\d/.test(text))
    return [...replaceAll(text, XML_TEXT, XML_TEXTS), ...replaceAll(text, XML_ELEMENT, XML_ELEMENTS)];
  return replaceAll(text, WORD, WORDS);
}

/** Those that need no input. */
export function listWholeStretches(): readonly Stretch[] {
  return RECORDS;
}

function replaceAll(text: string, place: RegExp, values: readonly ((n: number) => string)[]): Stretch[] {
  return [...text.matchAll(place)].flatMap(({ 0: found, index }) => {
    const [front, end] = [text.slice(0, index), text.slice(index + found.length)];
    return values.map((value) => (n: number) => Buffer.from(front + value(Math.max(1, n)) + end));
  });
}

/** Some of the stretches of an input, drawn by lot. */
export function pickStretches(bytes: Buffer, count: number, random: Random): Stretch[] {
  const all = listStretches(bytes);
  return all.length === 0 ? [] : Array.from({ length: count }, () => random.pick(all));
}
