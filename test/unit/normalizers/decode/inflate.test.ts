import { deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { inflate } from '../../../../normalizers/decode/inflate.ts';
import { DEFAULT_LIMITS } from '../../../../normalizers/decode/limits.ts';

const LIMITS = { ...DEFAULT_LIMITS, inflatedBytes: 1000 };
const CONTENT = Buffer.from('<Event/>'.repeat(100));

const COMPRESSIONS: readonly (readonly [string, (bytes: Uint8Array) => Buffer])[] = [
  ['gzip', (bytes) => gzipSync(bytes)],
  ['zlib', (bytes) => deflateSync(bytes)],
  ['zlib', (bytes) => deflateSync(bytes, { level: 0 })],
  ['zlib', (bytes) => deflateSync(bytes, { level: 9 })],
  ['zstd', (bytes) => zstdCompressSync(bytes)],
];

test.each(COMPRESSIONS)('%s is inflated, twice where it is there twice', (_, compress) => {
  expect(inflate(compress(CONTENT), LIMITS)).toEqual(CONTENT);
  expect(inflate(compress(compress(CONTENT)), LIMITS)).toEqual(CONTENT);
});

test.each(COMPRESSIONS)('%s three times is refused', (_, compress) => {
  expect(inflate(compress(compress(compress(CONTENT))), LIMITS)).toMatchObject({
    code: 'DECODE_TOO_DEEP',
    detail: 'the record is compressed more than 2 times',
  });
});

test.each(COMPRESSIONS)('%s is inflated up to the limit and not further', (name, compress) => {
  const outcome = inflate(compress(Buffer.alloc(1001)), LIMITS);
  expect(outcome).toMatchObject({ code: 'DECODE_TOO_LARGE' });
  expect(outcome).toHaveProperty(
    'detail',
    expect.stringMatching(`the ${name} payload of \\d+ bytes holds more than 1000`),
  );
});

test.each(COMPRESSIONS)('%s that is cut is refused', (name, compress) => {
  const compressed = compress(CONTENT);
  expect(inflate(compressed.subarray(0, compressed.length - 5), LIMITS)).toMatchObject({
    code: 'DECODE_NOT_INFLATED',
    detail: expect.stringContaining(`begin like ${name}`) as unknown,
  });
});

test.each(['', 'x', 'xyz', '{"a":1}', '<Event/>', '\u001f'])('%j is left as it is', (text) => {
  const bytes = Buffer.from(text);
  expect(inflate(bytes, LIMITS)).toBe(bytes);
});
