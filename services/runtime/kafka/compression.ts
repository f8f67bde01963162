import { promisify } from 'node:util';
import { constants, gunzip, gzip, zstdCompress, zstdDecompress } from 'node:zlib';
import kafkajs from 'kafkajs';
import { messageOf } from '../message-of.ts';
import { currentAllowance } from './fetch-budget.ts';

/** Level 1: events compress to about a tenth already, and higher levels cost more than they save. */
const LEVEL = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };

/**
 * A record batch that unpacks to more than this is taken for an attack on the memory of this process. The largest record
 * that can be configured (64 MiB) fits. Consumers with a budget leave what goes beyond it for a later fetch (fetch-budget.ts).
 */
const MAX_UNPACKED_BYTES = 80 * 1024 * 1024;

interface Codec {
  compress(encoder: { readonly buffer: Buffer }): Promise<Buffer>;
  decompress(buffer: Buffer): Promise<Buffer>;
}

const zstd = limitUnpacking('zstd', promisify(zstdDecompress), (bytes) => promisify(zstdCompress)(bytes, LEVEL));
const gzipLimited = limitUnpacking('gzip', promisify(gunzip), promisify(gzip));

/**
 * Teaches the client zstd, gives it a gzip in place of its own, which unpacks without a limit, and makes it say clearly
 * what it cannot read.
 */
export function registerCodecs(): void {
  const { CompressionCodecs, CompressionTypes } = kafkajs;
  CompressionCodecs[CompressionTypes.ZSTD] = () => zstd;
  CompressionCodecs[CompressionTypes.GZIP] = () => gzipLimited;
  CompressionCodecs[CompressionTypes.Snappy] = () => refuse('snappy');
  CompressionCodecs[CompressionTypes.LZ4] = () => refuse('lz4');
}

function limitUnpacking(
  name: string,
  unpack: (bytes: Buffer, limits: { readonly maxOutputLength: number }) => Promise<Buffer>,
  pack: (bytes: Buffer) => Promise<Buffer>,
): Codec {
  return {
    compress: ({ buffer }) => pack(buffer),
    async decompress(buffer) {
      const allowance = currentAllowance();
      const room = allowance?.room ?? Number.POSITIVE_INFINITY;
      if (room === 0) leaveForLater();
      try {
        const records = await unpack(buffer, { maxOutputLength: Math.min(room, MAX_UNPACKED_BYTES) });
        allowance?.take(buffer.length, records);
        return records;
      } catch (error) {
        const isTooLarge = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
        if (isTooLarge && room < MAX_UNPACKED_BYTES) leaveForLater();
        if (!isTooLarge) {
          throw new Error(`A record batch of ${buffer.length} bytes is not valid ${name}: ${messageOf(error)}`, {
            cause: error,
          });
        }
        return refuseBatch(
          `A record batch of ${buffer.length} bytes in ${name} unpacks to more than ${MAX_UNPACKED_BYTES} bytes, which ` +
            'wincanal does not read: have its producer send smaller batches (batch.size), or set the offset of the ' +
            'consumer group behind it',
        );
      }
    },
  };
}

/** The client takes this error for a batch that the fetch had no more room for, and fetches it again. */
function leaveForLater(): never {
  throw Object.assign(new Error('the fetch has unpacked as much as it may'), { name: 'KafkaJSPartialMessageError' });
}

function refuse(codec: string): never {
  return refuseBatch(
    `A record batch is compressed with ${codec}, which wincanal cannot read: ` +
      'set compression.type of its producer to zstd, gzip or none, or compression.type=zstd on the topic',
  );
}

function refuseBatch(message: string): never {
  // The client ends the consumer on this class of error instead of trying the same batch for ever.
  // (Its declared constructor lacks the message that the real one requires.)
  const NotImplemented = kafkajs.KafkaJSNotImplemented as unknown as new (message: string) => Error;
  throw new NotImplemented(message);
}
