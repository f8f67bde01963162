import { deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { encodeOtlp, type Random } from '../../services/simulate/index.ts';
import { composeBatch, composeRecord } from '../support/compose-otlp.ts';
import { TEXT_WRAPPINGS } from '../support/wrap-text.ts';
import { FORMAT_WORDS, ODD_WORDS } from './words.ts';

/** Larger inputs only make the search slower: what grows faster than the input shows well below. */
const LONGEST = 64 * 1024;

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
  for (let left = random.integer(1, 4); left > 0; left--) mutated = random.pick(MUTATIONS)(mutated, random, other);
  return mutated.length > LONGEST ? mutated.subarray(0, LONGEST) : mutated;
}

function flipBytes(bytes: Buffer, random: Random): Buffer {
  const copy = Buffer.from(bytes);
  for (let left = random.integer(1, 4); left > 0 && copy.length > 0; left--)
    copy[random.integer(0, copy.length - 1)] = random.integer(0, 255);
  return copy;
}

function deletePart(bytes: Buffer, random: Random): Buffer {
  const from = random.integer(0, bytes.length);
  const end = from + random.integer(0, Math.min(199, bytes.length - from));
  return Buffer.concat([bytes.subarray(0, from), bytes.subarray(end)]);
}

function repeatPart(bytes: Buffer, random: Random): Buffer {
  const from = random.integer(0, bytes.length);
  const part = bytes.subarray(from, from + random.integer(0, Math.min(99, bytes.length - from)));
  const times = random.pick([2, 3, 17, 300]);
  return Buffer.concat([bytes.subarray(0, from), ...Array<Buffer>(times).fill(part), bytes.subarray(from)]);
}

function insertWord(bytes: Buffer, random: Random): Buffer {
  const at = random.integer(0, bytes.length);
  return Buffer.concat([bytes.subarray(0, at), Buffer.from(pickWord(random)), bytes.subarray(at)]);
}

/** Puts a word in the place of a run of letters or digits. */
function replaceWord(bytes: Buffer, random: Random): Buffer {
  const text = bytes.toString('latin1');
  const words = [...text.matchAll(/[A-Za-z0-9]+/g)];
  if (words.length === 0) return bytes;
  const word = random.pick(words);
  const end = word.index + word[0].length;
  return Buffer.concat([bytes.subarray(0, word.index), Buffer.from(pickWord(random)), bytes.subarray(end)]);
}

function splice(bytes: Buffer, random: Random, other: () => Buffer): Buffer {
  const second = other();
  return Buffer.concat([
    bytes.subarray(0, random.integer(0, bytes.length)),
    second.subarray(random.integer(0, second.length)),
  ]);
}

function truncate(bytes: Buffer, random: Random): Buffer {
  return bytes.subarray(0, random.integer(0, bytes.length));
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
  if (typeof value !== 'object' || value === null || depth === 0 || random.integer(0, 3) === 0)
    return makeValue(value, random, other);
  if (Array.isArray(value)) {
    if (value.length === 0) return [makeValue(null, random, other)];
    const at = random.integer(0, value.length - 1);
    return value.map((element: unknown, index) =>
      index === at ? changeSomewhere(element, random, other, depth - 1) : element,
    );
  }
  const entries = Object.entries(value);
  if (entries.length === 0) return { [pickWord(random)]: makeValue(null, random, other) };
  const at = random.integer(0, entries.length - 1);
  const [key, inner] = entries[at] as [string, unknown];
  switch (random.integer(0, 3)) {
    case 0:
      return Object.fromEntries(entries.filter((_, index) => index !== at));
    case 1:
      return Object.fromEntries([...entries, [pickWord(random), inner]]);
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
  switch (random.integer(0, 8)) {
    case 0:
      return null;
    case 1:
      return random.pick([0, -1, 1.5, 2 ** 53, 1e300, 4_294_967_296]);
    case 2:
      return [value];
    case 3:
      return { [pickWord(random)]: value };
    case 4:
      return JSON.stringify(value);
    case 5:
      return other().toString();
    case 6:
      return random.pick([true, false, '', ' ', []]);
    case 7:
      return typeof value === 'string' ? value.repeat(random.pick([2, 50])) : JSON.stringify(value);
    default:
      return pickWord(random);
  }
}

/** Puts the whole into something that relays put around events. */
function wrap(bytes: Buffer, random: Random, other: () => Buffer): Buffer {
  return random.chance(0.5) ? random.pick(ENCODINGS)(bytes, other) : Buffer.from(wrapText(bytes.toString(), random));
}

function wrapText(text: string, random: Random): string {
  return random.pick(TEXT_WRAPPINGS).wrap(text);
}

type Encoding = (bytes: Buffer, other: () => Buffer) => Buffer;

/** What is around bytes and not only around a text. */
const ENCODINGS: readonly Encoding[] = [
  (bytes) => gzipSync(bytes),
  (bytes) => zstdCompressSync(bytes),
  (bytes) => deflateSync(bytes),
  (bytes) => Buffer.from(`\ufeff${bytes.toString()}`, 'utf16le'),
  (bytes) => encodeOtlp(composeBatch([composeRecord(bytes.toString())])),
  (bytes, other) => Buffer.from(`[${bytes.toString()},${other().toString()}]`),
  (bytes, other) => Buffer.from(`${bytes.toString().replaceAll('\n', ' ')}\n${other().toString()}`),
  (bytes, other) => Buffer.from(`<Events>${bytes.toString()}${other().toString()}</Events>`),
];

function pickWord(random: Random): string {
  return random.pick(random.chance(0.5) ? ODD_WORDS : FORMAT_WORDS);
}
