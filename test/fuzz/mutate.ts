import { deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import type { Random } from './random.ts';

/** Larger inputs only make the search slower: what grows faster than the input shows well below. */
const LONGEST = 64 * 1024;

/** Texts that decoders look for, and values at the edges of what they take. */
const WORDS: readonly string[] = [
  ...[
    'Schannel',
    'RasSstp',
    'Microsoft-Windows-RasSstp',
    '{1f678132-5938-4686-9fdc-c8ff68f15c85}',
    '36887',
    '36880',
    '1',
  ],
  ...['<Event>', '</Event>', '<Events>', '</Events>', '<?xml version="1.0"?>', '<![CDATA[', ']]>', '<!--', '-->'],
  ...[
    '<!DOCTYPE a [<!ENTITY b "c">]>',
    '&b;',
    '&#0;',
    '&#x53;',
    '&#xD800;',
    '<Data Name="a">',
    '<Binary>',
    '<UserData>',
  ],
  ...[
    '{',
    '}',
    '[',
    ']',
    '"',
    '\\"',
    '\\u0000',
    '\\ud800',
    '\\u0053',
    ':',
    ',',
    'null',
    'true',
    '[]',
    '{}',
    '""',
    '\n',
    '\r\n',
    '\t',
  ],
  ...[
    '__proto__',
    'constructor',
    'prototype',
    'toString',
    'hasOwnProperty',
    'param1',
    'param999',
    'Binary',
    'Data',
    '#text',
  ],
  ...[
    '0',
    '-1',
    '1e309',
    '9007199254740993',
    '18446744073709551615',
    '-9223372036854775808',
    '0x8000000000000000',
    'NaN',
  ],
  ...[
    '2026-03-04T05:06:07Z',
    '2026-02-30T00:00:00Z',
    '9999-12-31T23:59:59-23:59',
    '/Date(1)/',
    '0001-01-01 00:00:00',
    '1772600769.5',
  ],
  ...[
    'http://a/',
    'https://[::1]:443/x',
    '0x80090325',
    '%%1',
    '%1',
    'CoId={',
    '\u0000',
    '\ud83d',
    '\ufeff',
    '\u0130',
    'ſ',
    'K',
  ],
  ...[
    'winlog',
    'System',
    'EventData',
    'event_data',
    'StringInserts',
    'Properties',
    'resourceLogs',
    'message',
    '_raw',
    'event',
    'records',
  ],
  ...['<34>1 ', '<13>Mar  4 05:06:07 ', '\tMSWinEventLog\t', 'LogName=', 'SourceName=', '\n\n'],
];

type Mutation = (bytes: Buffer, random: Random, other: () => Buffer) => Buffer;

const MUTATIONS: readonly Mutation[] = [
  flipBytes,
  deletePart,
  repeatPart,
  insertWord,
  insertWord,
  replaceWord,
  splice,
  truncate,
  mutateJson,
  mutateJson,
  mutateJson,
  wrap,
];

/**
 * Makes another input of one: one to four changes, of bytes, of words, or of the JSON value that it is.
 * @param other another input of the corpus, for what is spliced in
 */
export function mutate(bytes: Buffer, random: Random, other: () => Buffer): Buffer {
  let mutated = bytes;
  for (let left = 1 + random.below(4); left > 0; left--) mutated = random.pick(MUTATIONS)(mutated, random, other);
  return mutated.length > LONGEST ? mutated.subarray(0, LONGEST) : mutated;
}

function flipBytes(bytes: Buffer, random: Random): Buffer {
  const copy = Buffer.from(bytes);
  for (let left = 1 + random.below(4); left > 0 && copy.length > 0; left--)
    copy[random.below(copy.length)] = random.below(256);
  return copy;
}

function deletePart(bytes: Buffer, random: Random): Buffer {
  const from = random.below(bytes.length + 1);
  const end = from + random.below(Math.min(200, bytes.length - from + 1));
  return Buffer.concat([bytes.subarray(0, from), bytes.subarray(end)]);
}

function repeatPart(bytes: Buffer, random: Random): Buffer {
  const from = random.below(bytes.length + 1);
  const part = bytes.subarray(from, from + random.below(Math.min(100, bytes.length - from + 1)));
  const times = random.pick([2, 3, 17, 300]);
  return Buffer.concat([bytes.subarray(0, from), ...Array<Buffer>(times).fill(part), bytes.subarray(from)]);
}

function insertWord(bytes: Buffer, random: Random): Buffer {
  const at = random.below(bytes.length + 1);
  return Buffer.concat([bytes.subarray(0, at), Buffer.from(random.pick(WORDS)), bytes.subarray(at)]);
}

/** Puts a word in the place of a run of letters or digits. */
function replaceWord(bytes: Buffer, random: Random): Buffer {
  const text = bytes.toString('latin1');
  const words = [...text.matchAll(/[A-Za-z0-9]+/g)];
  if (words.length === 0) return bytes;
  const word = random.pick(words);
  const end = word.index + word[0].length;
  return Buffer.concat([bytes.subarray(0, word.index), Buffer.from(random.pick(WORDS)), bytes.subarray(end)]);
}

function splice(bytes: Buffer, random: Random, other: () => Buffer): Buffer {
  const second = other();
  return Buffer.concat([
    bytes.subarray(0, random.below(bytes.length + 1)),
    second.subarray(random.below(second.length + 1)),
  ]);
}

function truncate(bytes: Buffer, random: Random): Buffer {
  return bytes.subarray(0, random.below(bytes.length + 1));
}

/** Changes one place of a JSON value; what is no JSON stays as it is. */
function mutateJson(bytes: Buffer, random: Random, other: () => Buffer): Buffer {
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString());
  } catch {
    return bytes;
  }
  const changed = JSON.stringify(changeSomewhere(value, random, other, 6)) as string | undefined;
  return Buffer.from(changed ?? 'null');
}

function changeSomewhere(value: unknown, random: Random, other: () => Buffer, depth: number): unknown {
  if (typeof value !== 'object' || value === null || depth === 0 || random.below(4) === 0)
    return makeValue(value, random, other);
  if (Array.isArray(value)) {
    if (value.length === 0) return [makeValue(null, random, other)];
    const at = random.below(value.length);
    return value.map((element: unknown, index) =>
      index === at ? changeSomewhere(element, random, other, depth - 1) : element,
    );
  }
  const entries = Object.entries(value);
  if (entries.length === 0) return { [random.pick(WORDS)]: makeValue(null, random, other) };
  const at = random.below(entries.length);
  const [key, inner] = entries[at] as [string, unknown];
  switch (random.below(4)) {
    case 0:
      return Object.fromEntries(entries.filter((_, index) => index !== at));
    case 1:
      return Object.fromEntries([...entries, [random.pick(WORDS), inner]]);
    default:
      return Object.fromEntries(
        entries.map(([name, one], index) => [
          name,
          index === at && name === key ? changeSomewhere(one, random, other, depth - 1) : one,
        ]),
      );
  }
}

function makeValue(value: unknown, random: Random, other: () => Buffer): unknown {
  switch (random.below(9)) {
    case 0:
      return null;
    case 1:
      return random.pick([0, -1, 1.5, 2 ** 53, 1e300, 4_294_967_296]);
    case 2:
      return [value];
    case 3:
      return { [random.pick(WORDS)]: value };
    case 4:
      return JSON.stringify(value);
    case 5:
      return other().toString();
    case 6:
      return random.pick([true, false, '', ' ', []]);
    case 7:
      return typeof value === 'string' ? value.repeat(random.pick([2, 50])) : JSON.stringify(value);
    default:
      return random.pick(WORDS);
  }
}

/** Puts the whole into something that relays put around events. */
function wrap(bytes: Buffer, random: Random, other: () => Buffer): Buffer {
  const text = bytes.toString();
  switch (random.below(10)) {
    case 0:
      return gzipSync(bytes);
    case 1:
      return zstdCompressSync(bytes);
    case 2:
      return deflateSync(bytes);
    case 3:
      return Buffer.from(`\ufeff${text}`, 'utf16le');
    case 4:
      return Buffer.from(JSON.stringify(text));
    case 5:
      return Buffer.from(`[${text},${other().toString()}]`);
    case 6:
      return Buffer.from(`${text.replaceAll('\n', ' ')}\n${other().toString()}`);
    case 7:
      return Buffer.from(
        JSON.stringify({ [random.pick(['message', '_raw', 'event', 'log', 'xml', 'data'])]: text, sourcetype: 'x' }),
      );
    case 8:
      return Buffer.from(`<Events>${text}${other().toString()}</Events>`);
    default:
      return Buffer.from(`<34>1 2026-03-04T05:06:07Z vpn01 app 1 - - ${text}`);
  }
}
