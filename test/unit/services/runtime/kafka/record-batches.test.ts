import { expect, test } from '@jest/globals';
import kafkajs from 'kafkajs';
import Broker from 'kafkajs/src/broker/index.js';
import response from 'kafkajs/src/protocol/requests/fetch/v11/response.js';
import { registerCodecs } from '../../../../../services/runtime/kafka/compression.ts';
import { Allowance, PIECE_RECORDS, unpackWithin } from '../../../../../services/runtime/kafka/fetch-budget.ts';
import { decodeInPieces } from '../../../../../services/runtime/kafka/record-batches.ts';
import { storeBatch, type StoredRecord } from './store-batch.ts';

const { None, GZIP, Snappy, ZSTD } = kafkajs.CompressionTypes;
const PRODUCER_ID_AT = 43;
const ATTRIBUTES_AT = 21;

interface Fetched {
  readonly responses: readonly {
    readonly topicName: string;
    readonly partitions: readonly {
      readonly partition: number;
      readonly messages: readonly { readonly offset: string; readonly value: Buffer | null }[];
    }[];
  }[];
}

const decodeAsClient = response.decode as (raw: Buffer) => Promise<Fetched>;
const prototype = Broker.prototype as { fetch: unknown };
/** What the broker answers next. */
let answer: Buffer = Buffer.alloc(0);
prototype.fetch = () => response.decode?.(answer);
registerCodecs();
decodeInPieces();

/** Fetches from partition 1 of topic `t`, and of `u`. */
async function fetchFrom(offset: number, stored: Buffer, other?: Buffer): Promise<Fetched> {
  answer = answerWith(stored, other);
  const topics = ['t', 'u'].map((topic) => ({ topic, partitions: [{ partition: 1, fetchOffset: String(offset) }] }));
  return (prototype.fetch as (request: object) => Promise<Fetched>).call({ nodeId: 1 }, { topics });
}

/** Fetch response 11 (Kafka protocol) with one partition of each of two topics, and of each an aborted transaction. */
function answerWith(stored: Buffer, other: Buffer = Buffer.alloc(0)): Buffer {
  const topic = (name: string, bytes: Buffer): Buffer[] => [
    ...[int16(name.length), Buffer.from(name)],
    // One partition: its number, no error, three offsets, one transaction, no other replica to read from.
    ...[int32(1), int32(1), int16(0), int64(900n), int64(890n), int64(5n)],
    ...[int32(1), int64(17n), int64(6n), int32(-1), int32(bytes.length), bytes],
  ];
  return Buffer.concat([int32(30), int16(0), int32(0), int32(2), ...topic('t', stored), ...topic('u', other)]);
}

function int16(number: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(number);
  return bytes;
}

function int32(number: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(number);
  return bytes;
}

function int64(number: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(number);
  return bytes;
}

function compose(count: number): StoredRecord[] {
  return Array.from({ length: count }, (_, i) => ({ key: null, value: `v${i}` }));
}

function messagesOf({ responses }: Fetched): Fetched['responses'][0]['partitions'][0]['messages'] {
  return responses[0]?.partitions[0]?.messages ?? [];
}

function offsetsOf(fetched: Fetched): number[] {
  return messagesOf(fetched).map(({ offset }) => Number(offset));
}

test('an answer is decoded as the client decodes it', async () => {
  const record = { key: 'web1', value: 'x', headers: { a: '1', b: '' } };
  const control = await storeBatch(12, compose(1), None);
  control.writeInt16BE(0x30, ATTRIBUTES_AT);
  control.writeBigInt64BE(17n, PRODUCER_ID_AT);
  const batches = [
    await storeBatch(0, [record, { key: null, value: null }], None),
    await storeBatch(5, [record, { ...record, offsetDelta: 4 }], GZIP),
    await storeBatch(10, compose(2), ZSTD),
    control,
  ];
  const cutOff = (await storeBatch(13, [record], None)).subarray(0, -1);
  for (const stored of [...batches, Buffer.concat([...batches, cutOff]), cutOff, Buffer.alloc(0)]) {
    expect(await fetchFrom(7, stored)).toEqual(await decodeAsClient(answerWith(stored)));
  }
});

test('message sets, as they were before record batches, are left to the client', async () => {
  // Offset, length, checksum, version 1, no codec, time, no key, the value "x".
  const message = [int32(0), Buffer.from([1, 0]), int64(5n), int32(-1), int32(1), Buffer.from('x')];
  const bytes = Buffer.concat(message);
  const stored = Buffer.concat([int64(3n), int32(bytes.length), bytes]);
  const fetched = await fetchFrom(0, stored);
  expect(offsetsOf(fetched)).toEqual([3]);
  expect(fetched).toEqual(await decodeAsClient(answerWith(stored)));
});

/** Fetches until all is read. @returns how many records each fetch brought; it throws where they are not those of `compose`. */
async function readBatch(stored: Buffer, from: number, first: number, count: number): Promise<number[]> {
  const pieces: number[] = [];
  for (let next = from; next < first + count;) {
    const messages = messagesOf(await fetchFrom(next, stored));
    pieces.push(messages.length);
    next = Math.max(next, first);
    for (const { offset, value } of messages) {
      if (Number(offset) !== next || value?.toString() !== `v${next - first}`) {
        throw new Error(`expected ${next}, got ${offset}: ${String(value)}`);
      }
      next++;
    }
  }
  return pieces;
}

test('of a batch of 150,000 records, on which the client fails, each fetch brings a piece', async () => {
  const stored = await storeBatch(1000, compose(150_000), ZSTD);
  await expect(decodeAsClient(answerWith(stored))).rejects.toThrow(RangeError);
  expect(await readBatch(stored, 990, 1000, 150_000)).toEqual([...Array<number>(7).fill(PIECE_RECORDS), 10_000]);
});

test('one that is not compressed comes in pieces too, and the last one with what is behind the batch', async () => {
  const records = compose(PIECE_RECORDS + 12);
  const stored = [
    await storeBatch(5, records.slice(0, -2), None),
    await storeBatch(PIECE_RECORDS + 15, records.slice(-2), None),
  ];
  expect(await readBatch(Buffer.concat(stored), 5, 5, PIECE_RECORDS + 12)).toEqual([PIECE_RECORDS, 12]);
});

test('a batch of which the end was removed by compaction gives its last record, whose offset the client goes by', async () => {
  const records = compose(PIECE_RECORDS + 1).map((record, at) => ({ ...record, offsetDelta: 3 * at }));
  const stored = await storeBatch(100, records, ZSTD);
  const last = 100 + 3 * PIECE_RECORDS;
  expect(offsetsOf(await fetchFrom(last - 4, stored))).toEqual([last - 3, last]);
  expect(offsetsOf(await fetchFrom(last + 1, stored))).toEqual([last]);
});

test('a piece takes no more of what a fetch may unpack than its records', async () => {
  const stored = await storeBatch(0, compose(2.5 * PIECE_RECORDS), ZSTD);
  // The first one of a fetch is read whatever its size; two pieces fit in, two such batches would not.
  const allowance = new Allowance(45 * 1024 * 1024);
  const { responses } = await unpackWithin(allowance, () => fetchFrom(0, stored, stored));
  expect(responses.map(({ partitions }) => partitions[0]?.messages.length)).toEqual([PIECE_RECORDS, PIECE_RECORDS]);
});

test('a batch for which a fetch has no more room is left for a later one', async () => {
  const stored = Buffer.concat([await storeBatch(0, compose(3), ZSTD), await storeBatch(3, compose(2), ZSTD)]);
  expect(offsetsOf(await unpackWithin(new Allowance(1024), () => fetchFrom(0, stored)))).toEqual([0, 1, 2]);
  expect(offsetsOf(await fetchFrom(0, stored))).toEqual([0, 1, 2, 3, 4]);
});

test('what cannot be read is named, in the class of error that it has', async () => {
  const batch = await storeBatch(40, compose(3), ZSTD);
  batch.writeInt16BE(Snappy, ATTRIBUTES_AT);
  const refused = fetchFrom(0, batch);
  await expect(refused).rejects.toMatchObject({ name: 'KafkaJSNotImplemented' });
  await expect(refused).rejects.toThrow(/^t\/1, batch of 3 records at offset 40: .* snappy/);
  batch.writeInt32BE(-60, 8);
  await expect(fetchFrom(0, batch)).rejects.toThrow('t/1: a record batch of -60 bytes is none');
});
