import { expect, test } from '@jest/globals';
import kafkajs from 'kafkajs';
import { registerCodecs } from '../../../../../services/runtime/kafka/compression.ts';

interface Codec {
  compress(encoder: { buffer: Buffer }): Promise<Buffer>;
  decompress(buffer: Buffer): Promise<Buffer>;
}

registerCodecs();

test('zstd gives back what it was given, smaller in between', async () => {
  const codec = (kafkajs.CompressionCodecs[kafkajs.CompressionTypes.ZSTD] as () => Codec)();
  const bytes = Buffer.from('an event like the one before; '.repeat(200));
  const packed = await codec.compress({ buffer: bytes });
  expect(packed.length).toBeLessThan(bytes.length / 10);
  expect((await codec.decompress(packed)).equals(bytes)).toBe(true);
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
