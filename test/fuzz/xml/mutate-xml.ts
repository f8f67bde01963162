import type { Random } from '../../../services/simulate/index.ts';

/** What markup is made of, and what is forbidden or read otherwise. */
const PARTS = [
  ...['<', '>', '/', '=', '"', "'", '&', ';', ' ', '\n', '\t', '\r', '!', '?', '-', ':', ']', '[', '#', '.', 'x', '1'],
  ...[
    '</',
    '/>',
    ']]>',
    '<![CDATA[',
    '<!--',
    '-->',
    '<?',
    '?>',
    '&amp;',
    '&lt;',
    '&#65;',
    '&x;',
    '<a>',
    '</a>',
    '<a/>',
  ],
  ...['\0', '\u0001', '\u000b', '\u007f', '\u0085', '\u2028', '\ud800', '\udc00', '\u{1f600}', '\ufffe', '\ufeff', 'é'],
] as const;

type Mutation = (text: string, random: Random, other: string) => string;

const MUTATIONS: readonly Mutation[] = [
  (text, random) => splice(text, random, 1, ''),
  (text, random) => splice(text, random, 12, ''),
  (text, random) => splice(text, random, 1, random.pick(PARTS)),
  (text, random) => splice(text, random, 0, random.pick(PARTS)),
  (text, random) => splice(text, random, 0, takePart(text, random)),
  (text, random) => splice(text, random, 0, String.fromCharCode(random.integer(0, random.pick([0x7f, 0xffff])))),
  (text, random, other) => splice(text, random, 0, takePart(other, random)),
  (text, random) => text.slice(0, random.integer(0, text.length)),
  (text, random, other) => text.slice(0, random.integer(0, text.length)) + other.slice(random.integer(0, other.length)),
  flipBit,
  swapMarks,
];

/**
 * Another document of one: a few characters put in, left out, changed or moved, or a part of another one put in. Most changes
 * make it malformed; some only make it another.
 * @param other a second document, for parts of it
 */
export function mutateXml(text: string, random: Random, other: string): string {
  let mutated = text;
  for (let left = random.pick([1, 1, 1, 2, 4]); left > 0; left--)
    mutated = random.pick(MUTATIONS)(mutated, random, other);
  return mutated;
}

/** Puts something in the place of so many characters somewhere. */
function splice(text: string, random: Random, length: number, part: string): string {
  const at = random.integer(0, text.length);
  return text.slice(0, at) + part + text.slice(at + length);
}

function takePart(text: string, random: Random): string {
  const at = random.integer(0, text.length);
  return text.slice(at, at + random.integer(0, 29));
}

/** Changes one bit of its bytes in UTF-8; what is none after that is U+FFFD. */
function flipBit(text: string, random: Random): string {
  const bytes = Buffer.from(text);
  if (bytes.length === 0) return text;
  const at = random.integer(0, bytes.length - 1);
  bytes[at] = (bytes[at] as number) ^ (1 << random.integer(0, 7));
  return bytes.toString();
}

/** Exchanges one character of markup for another. */
function swapMarks(text: string, random: Random): string {
  const marks = [...text.matchAll(/[<>/="'&; \n]/g)];
  if (marks.length === 0) return text;
  const { index } = random.pick(marks);
  return text.slice(0, index) + random.pick(PARTS) + text.slice(index + 1);
}
