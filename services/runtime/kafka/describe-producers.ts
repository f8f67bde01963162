import Decoder from 'kafkajs/src/protocol/decoder.js';
import Encoder from 'kafkajs/src/protocol/encoder.js';
import { createErrorFromCode, failure } from 'kafkajs/src/protocol/error.js';

/** A producer that wrote to a partition lately. */
export interface ActiveProducer {
  readonly topic: string;
  readonly partition: number;
  readonly producerId: string;
  /** First offset of its transaction on this partition; undefined where none is open. */
  readonly transactionStart: string | undefined;
}

/** A request in the form in which the client's connections send it (kafkajs 2.2.4). */
export interface ClientRequest<T> {
  readonly request: {
    readonly apiKey: number;
    readonly apiVersion: number;
    readonly apiName: string;
    encode(): Promise<Encoder>;
  };
  readonly response: {
    decode(data: Buffer): Promise<T>;
    parse(data: T): Promise<T>;
  };
}

/** Key of the request DescribeProducers, which brokers know since 2.8 (KIP-664) and kafkajs 2.2.4 does not. */
export const DESCRIBE_PRODUCERS = 61;

/**
 * Asks the leader of partitions for the producers that wrote to them: DescribeProducers version 0, after the message
 * definitions of Kafka. The client throws its own error for the first partition that the broker answers with one; its
 * `topic` says whose.
 */
export function describeProducers(
  topics: Readonly<Record<string, readonly number[]>>,
): ClientRequest<readonly ActiveProducer[]> {
  return {
    request: {
      apiKey: DESCRIBE_PRODUCERS,
      apiVersion: 0,
      apiName: 'DescribeProducers',
      // Empty lists of tagged fields end the header, each topic and the request.
      encode: () =>
        Promise.resolve(
          new Encoder()
            .writeUVarIntBytes()
            .writeUVarIntArray(Object.entries(topics).map(([name, partitions]) => encodeTopic(name, partitions)))
            .writeUVarIntBytes(),
        ),
    },
    response: {
      decode: (data) => Promise.resolve(decodeResponse(new Decoder(data))),
      parse: (producers) => Promise.resolve(producers),
    },
  };
}

function encodeTopic(name: string, partitions: readonly number[]): Encoder {
  return new Encoder()
    .writeUVarIntString(name)
    .writeUVarIntArray(partitions.map((partition) => new Encoder().writeInt32(partition)))
    .writeUVarIntBytes();
}

function decodeResponse(decoder: Decoder): ActiveProducer[] {
  decoder.readTaggedFields();
  decoder.readInt32(); // throttle time
  return decoder.readUVarIntArray(decodeTopic).flat();
}

function decodeTopic(decoder: Decoder): ActiveProducer[] {
  const topic = decoder.readUVarIntString();
  const producers = decoder.readUVarIntArray(() => decodePartition(decoder, topic)).flat();
  decoder.readTaggedFields();
  return producers;
}

function decodePartition(decoder: Decoder, topic: string): ActiveProducer[] {
  const partition = decoder.readInt32();
  const errorCode = decoder.readInt16();
  decoder.readUVarIntString(); // error message
  const producers = decoder.readUVarIntArray(() => {
    const producerId = decoder.readInt64().toString();
    decoder.readInt32(); // producer epoch
    decoder.readInt32(); // last sequence
    decoder.readInt64(); // last timestamp
    decoder.readInt32(); // coordinator epoch
    const start = decoder.readInt64().toString();
    decoder.readTaggedFields();
    return { topic, partition, producerId, transactionStart: start === '-1' ? undefined : start };
  });
  decoder.readTaggedFields();
  if (failure(errorCode)) throw Object.assign(createErrorFromCode(errorCode), { topic });
  return producers;
}
