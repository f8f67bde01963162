import { gunzipSync, inflateSync, zstdDecompressSync } from 'node:zlib';
import { dead, type DeadOutcome } from '../outcome.ts';
import type { DecodeLimits } from './limits.ts';

interface Compression {
  readonly name: string;
  readonly matches: (bytes: Buffer) => boolean;
  readonly inflate: (bytes: Buffer, options: { maxOutputLength: number }) => Buffer;
}

/** Told by their magic bytes (RFC 1952, RFC 1950, RFC 8878), none of which begins a text. */
const COMPRESSIONS: readonly Compression[] = [
  { name: 'gzip', matches: (bytes) => bytes[0] === 0x1f && bytes[1] === 0x8b, inflate: gunzipSync },
  {
    name: 'zlib',
    matches: (bytes) => bytes[0] === 0x78 && (bytes[1] === 0x01 || bytes[1] === 0x9c || bytes[1] === 0xda),
    inflate: inflateSync,
  },
  {
    name: 'zstd',
    matches: (bytes) => bytes.length > 4 && bytes.readUInt32LE(0) === 0xfd2fb528,
    inflate: zstdDecompressSync,
  },
];

/** A relay may compress what an agent has compressed; more than that only an attacker does. */
const LAYERS = 2;

/**
 * The content of a payload that the application compressed (what Kafka itself compresses, its client has inflated before);
 * other bytes as they are. Never more than the limit is inflated.
 */
export function inflate(bytes: Buffer, limits: DecodeLimits): Buffer | DeadOutcome {
  let content = bytes;
  for (let layer = 0; layer <= LAYERS; layer++) {
    const compression = COMPRESSIONS.find(({ matches }) => matches(content));
    if (compression === undefined) return content;
    try {
      content = compression.inflate(content, { maxOutputLength: limits.inflatedBytes });
    } catch (error) {
      return describeFailure(error, compression.name, content.length, limits);
    }
  }
  return dead('DECODE_TOO_DEEP', `the record is compressed more than ${LAYERS} times`);
}

function describeFailure(error: unknown, name: string, bytes: number, { inflatedBytes }: DecodeLimits): DeadOutcome {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ERR_BUFFER_TOO_LARGE') {
    return dead(
      'DECODE_TOO_LARGE',
      `the ${name} payload of ${bytes} bytes holds more than ${inflatedBytes} (WINCANAL_MAX_INFLATED_BYTES)`,
    );
  }
  return dead('DECODE_NOT_INFLATED', `the bytes begin like ${name} but cannot be inflated: ${message}`);
}
