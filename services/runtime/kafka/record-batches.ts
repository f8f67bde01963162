import { AsyncLocalStorage } from 'node:async_hooks';
import kafkajs from 'kafkajs';
import Decoder from 'kafkajs/src/protocol/decoder.js';
import decodeRecordBatch from 'kafkajs/src/protocol/recordBatch/v0/decoder.js';
import decodeMessages from 'kafkajs/src/protocol/requests/fetch/v4/decodeMessages.js';
import response from 'kafkajs/src/protocol/requests/fetch/v11/response.js';
import { PIECE_RECORDS } from './fetch-budget.ts';
import { findRecords } from './record-frames.ts';
import { wrapFetch } from './wrap-fetch.ts';

/** Where things are in a record batch, in bytes (Kafka, format of record batches, version 2). */
const LENGTH_AT = 8;
const LENGTH_COUNTS_FROM = 12;
const MAGIC_AT = 16;
const ATTRIBUTES_AT = 21;
const COUNT_AT = 57;
const RECORDS_AT = 61;

const MAGIC = 2;
const CODEC_MASK = 0x07;

interface FetchRequest {
  readonly topics: readonly {
    readonly topic: string;
    readonly partitions: readonly { readonly partition: number; readonly fetchOffset: string }[];
  }[];
}

/** What a codec does with the records of a batch; see compression.ts. */
interface Codec {
  decompress(packed: Buffer): Promise<Buffer>;
}

/** What the fetch whose answer is being read has asked for, by `<topic>/<partition>`. */
const asked = new AsyncLocalStorage<ReadonlyMap<string, bigint>>();

/**
 * Makes the client read batches of any number of records, piece by piece. Its own way passes all records of a batch as
 * arguments of one call: some 125,000 exhaust the stack, whereupon the fetch fails, again and again, and with it all
 * partitions of that broker. A batch of 2 MB can hold millions of records.
 *
 * Of an answer's format only the one that brokers from Kafka 2.3 on give is read so.
 * @throws Error for a version of the client that has nothing to put it in
 */
export function decodeInPieces(): void {
  if (typeof response.decode !== 'function') {
    throw new Error('this version of kafkajs has no fetch response 11: batches of many records would stall it');
  }
  wrapFetch<FetchRequest, unknown>('batches of many records would stall it', (request, fetch) =>
    asked.run(listOffsets(request), () => fetch(request)),
  );
  response.decode = decodeResponse;
}

function listOffsets({ topics }: FetchRequest): Map<string, bigint> {
  const offsets = new Map<string, bigint>();
  for (const { topic, partitions } of topics) {
    for (const { partition, fetchOffset } of partitions) offsets.set(`${topic}/${partition}`, BigInt(fetchOffset));
  }
  return offsets;
}

/** Fetch response 11 (Kafka protocol), with the names that the client gives to its parts. */
async function decodeResponse(raw: Buffer): Promise<object> {
  const decoder = new Decoder(raw);
  return {
    // As the client has it: the broker has not held the answer back, it asks us to wait.
    throttleTime: 0,
    clientSideThrottleTime: decoder.readInt32(),
    errorCode: decoder.readInt16(),
    sessionId: decoder.readInt32(),
    responses: await decoder.readArrayAsync(async () => {
      const topicName = decoder.readString() ?? '';
      return { topicName, partitions: await decoder.readArrayAsync(() => decodePartition(decoder, topicName)) };
    }),
  };
}

async function decodePartition(decoder: Decoder, topic: string): Promise<object> {
  const partition = decoder.readInt32();
  return {
    partition,
    errorCode: decoder.readInt16(),
    highWatermark: decoder.readInt64().toString(),
    lastStableOffset: decoder.readInt64().toString(),
    lastStartOffset: decoder.readInt64().toString(),
    abortedTransactions: decoder.readArray(() => {
      return { producerId: decoder.readInt64().toString(), firstOffset: decoder.readInt64().toString() };
    }),
    preferredReadReplica: decoder.readInt32(),
    messages: await decodeRecords(decoder.readBytes() ?? Buffer.alloc(0), `${topic}/${partition}`),
  };
}

/** @param place topic and partition, for errors and for where to begin in a batch */
async function decodeRecords(stored: Buffer, place: string): Promise<readonly object[]> {
  if (stored.length <= MAGIC_AT) return [];
  // Message sets, which were written before Kafka 0.11.
  if (stored.readInt8(MAGIC_AT) !== MAGIC) return decodeMessages(new Decoder(frame(stored)));
  const wanted = asked.getStore()?.get(place) ?? 0n;
  const records: object[] = [];
  for (let at = 0; at + RECORDS_AT <= stored.length;) {
    const length = stored.readInt32BE(at + LENGTH_AT);
    if (length < RECORDS_AT - LENGTH_COUNTS_FROM)
      throw new Error(`${place}: a record batch of ${length} bytes is none`);
    const end = at + LENGTH_COUNTS_FROM + length;
    // The broker cuts an answer off at its size.
    if (end > stored.length) break;
    const batch = stored.subarray(at, end);
    at = end;
    try {
      const { piece, isCut } = await cutPiece(batch, wanted);
      // Not as arguments of one call: see above.
      for (const record of (await decodeRecordBatch(new Decoder(piece))).records) records.push(record);
      if (isCut) break;
    } catch (error) {
      // Left for a later fetch.
      if (error instanceof Error && error.name === 'KafkaJSPartialMessageError') break;
      throw nameBatch(error, batch, place);
    }
  }
  return records;
}

/** A batch itself where it has few records; of others, those that this fetch is to decode, as a batch that is not compressed. */
async function cutPiece(batch: Buffer, wanted: bigint): Promise<{ readonly piece: Buffer; readonly isCut: boolean }> {
  if (batch.readInt32BE(COUNT_AT) <= PIECE_RECORDS) return { piece: batch, isCut: false };
  const attributes = batch.readInt16BE(ATTRIBUTES_AT);
  const codecs: Readonly<Record<number, (() => Codec) | undefined>> = kafkajs.CompressionCodecs;
  const codec = codecs[attributes & CODEC_MASK];
  const packed = batch.subarray(RECORDS_AT);
  const unpacked = codec === undefined ? packed : await codec().decompress(packed);
  const { from, to, count, isCut } = findRecords(unpacked, Number(wanted - batch.readBigInt64BE()), PIECE_RECORDS);
  const piece = Buffer.concat([batch.subarray(0, RECORDS_AT), unpacked.subarray(from, to)]);
  piece.writeInt32BE(piece.length - LENGTH_COUNTS_FROM, LENGTH_AT);
  piece.writeInt16BE(attributes & ~CODEC_MASK, ATTRIBUTES_AT);
  piece.writeInt32BE(count, COUNT_AT);
  return { piece, isCut };
}

/** Bytes with their length in front. */
function frame(bytes: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

/** The same error, whose class the client goes by, with the batch in its message. */
function nameBatch(error: unknown, batch: Buffer, place: string): unknown {
  if (error instanceof Error) {
    const count = batch.readInt32BE(COUNT_AT);
    error.message = `${place}, batch of ${count} records at offset ${batch.readBigInt64BE()}: ${error.message}`;
  }
  return error;
}
