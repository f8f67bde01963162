import { createRequire } from 'node:module';

// The client's own encoder, as its producers use it.
const require = createRequire(import.meta.url);
const { RecordBatch } = require('kafkajs/src/protocol/recordBatch/v0/index.js') as {
  RecordBatch: (batch: object) => Promise<{ buffer: Buffer }>;
};
const encodeRecord = require('kafkajs/src/protocol/recordBatch/record/v0/index.js') as (record: object) => unknown;

export interface StoredRecord {
  readonly key: string | null;
  readonly value: string | Buffer | null;
  readonly headers?: Readonly<Record<string, string>>;
  /** Counted from the first offset of the batch; default: how many are before it. */
  readonly offsetDelta?: number;
}

/**
 * A record batch as a broker stores it.
 * @param compression a number of the protocol; the codec must be registered
 */
export async function storeBatch(
  firstOffset: number,
  records: readonly StoredRecord[],
  compression: number,
): Promise<Buffer> {
  const encoded = records.map(({ key, value, headers = {}, offsetDelta }, at) =>
    encodeRecord({ offsetDelta: offsetDelta ?? at, timestampDelta: at, key, value, headers }),
  );
  const times = { firstTimestamp: 1_700_000_000_000, maxTimestamp: 1_700_000_000_000 + records.length };
  const context = { partitionLeaderEpoch: 3, lastOffsetDelta: records.length - 1 };
  const producer = { producerId: -1, producerEpoch: -1, firstSequence: -1, transactional: false };
  const { buffer } = await RecordBatch({
    compression,
    records: encoded,
    firstOffset,
    ...times,
    ...context,
    ...producer,
  });
  return buffer;
}
