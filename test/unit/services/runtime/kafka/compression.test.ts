import { gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import kafkajs from 'kafkajs';
import { registerCodecs } from '../../../../../services/runtime/kafka/compression.ts';

interface Codec {
  compress(encoder: { buffer: Buffer }): Promise<Buffer>;
  decompress(buffer: Buffer): Promise<Buffer>;
}

registerCodecs();

const { ZSTD, GZIP } = kafkajs.CompressionTypes;

describe.each([
  ['zstd', kafkajs.CompressionCodecs[ZSTD], zstdCompressSync],
  ['gzip', kafkajs.CompressionCodecs[GZIP], gzipSync],
] as const)('%s', (name, makeCodec, pack) => {
  const codec = (makeCodec as () => Codec)();

  test('gives back what it was given, smaller in between', async () => {
    const bytes = Buffer.from('an event like the one before; '.repeat(200));
    const packed = await codec.compress({ buffer: bytes });
    expect(packed.length).toBeLessThan(bytes.length / 10);
    expect((await codec.decompress(packed)).equals(bytes)).toBe(true);
  });

  test('unpacks the largest record that can be configured, and no more', async () => {
    const mebibyte = 1024 * 1024;
    await expect(codec.decompress(pack(Buffer.alloc(64 * mebibyte + 1000)))).resolves.toHaveLength(
      64 * mebibyte + 1000,
    );
    const bomb = codec.decompress(pack(Buffer.alloc(81 * mebibyte)));
    await expect(bomb).rejects.toThrow(`in ${name} unpacks to more than ${80 * mebibyte} bytes`);
    await expect(bomb).rejects.toMatchObject({ name: 'KafkaJSNotImplemented' });
  });

  test('says of bytes that are something else that they are', async () => {
    await expect(codec.decompress(Buffer.from('neither of them'))).rejects.toThrow(`15 bytes is not valid ${name}`);
  });
});

const { Snappy, LZ4 } = kafkajs.CompressionTypes;

test.each([
  ['snappy', kafkajs.CompressionCodecs[Snappy]],
  ['lz4', kafkajs.CompressionCodecs[LZ4]],
])('%s is refused with what to do, in the class of error that ends the consumer', (name, makeCodec) => {
  expect(makeCodec).toThrow(name);
  expect(makeCodec).toThrow(expect.objectContaining({ name: 'KafkaJSNotImplemented' }));
  expect(makeCodec).toThrow('compression.type');
});
