import { promisify } from 'node:util';
import { constants, zstdCompress, zstdDecompress } from 'node:zlib';
import kafkajs from 'kafkajs';

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);

/** Level 1: events compress to about a tenth already, and higher levels cost more than they save. */
const LEVEL = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };

/** A record batch that unpacks to more than this is taken for an attack on the memory of this process. */
const MAX_UNPACKED_BYTES = 512 * 1024 * 1024;

/** Teaches the client zstd (it brings gzip itself), and to say clearly what it cannot read. */
export function registerCodecs(): void {
  const { CompressionCodecs, CompressionTypes } = kafkajs;
  CompressionCodecs[CompressionTypes.ZSTD] = () => ({
    compress: (encoder: { buffer: Buffer }) => compress(encoder.buffer, LEVEL),
    decompress: (buffer: Buffer) => decompress(buffer, { maxOutputLength: MAX_UNPACKED_BYTES }),
  });
  CompressionCodecs[CompressionTypes.Snappy] = () => refuse('snappy');
  CompressionCodecs[CompressionTypes.LZ4] = () => refuse('lz4');
}

function refuse(codec: string): never {
  // The client ends the consumer on this class of error instead of trying the same batch for ever.
  // (Its declared constructor lacks the message that the real one requires.)
  const NotImplemented = kafkajs.KafkaJSNotImplemented as unknown as new (message: string) => Error;
  throw new NotImplemented(
    `A record batch is compressed with ${codec}, which wincanal cannot read: ` +
      'set compression.type of its producer to zstd, gzip or none, or compression.type=zstd on the topic',
  );
}
