import Decoder from 'kafkajs/src/protocol/decoder.js';
import Encoder from 'kafkajs/src/protocol/encoder.js';
import { createErrorFromCode, failure } from 'kafkajs/src/protocol/error.js';
import type { ClientRequest } from './describe-producers.ts';

/** What a client may do with a topic or a group, in Kafka's own words. */
export type Right = 'READ' | 'WRITE' | 'DESCRIBE' | 'DESCRIBE_CONFIGS';

/** A broker at the address that it gives to clients. */
export interface BrokerAddress {
  readonly nodeId: number;
  readonly host: string;
  readonly port: number;
}

/** What a broker says of a topic, and of what the asking client may do with it. */
export interface TopicView {
  readonly name: string;
  /** Why the broker says no more, for example `UNKNOWN_TOPIC_OR_PARTITION`, `TOPIC_AUTHORIZATION_FAILED`. */
  readonly error: string | undefined;
  readonly partitions: readonly PartitionView[];
  readonly rights: ReadonlySet<Right>;
}

/** One partition; the lists are ids of brokers. */
export interface PartitionView {
  readonly partition: number;
  /** Undefined while it has none: nothing can be written or read then. */
  readonly leader: number | undefined;
  readonly replicas: readonly number[];
  readonly inSync: readonly number[];
}

/** Brokers and topics, as one broker knows them. */
export interface Metadata {
  readonly brokers: readonly BrokerAddress[];
  readonly topics: readonly TopicView[];
}

/** Numbers of operations in a bit field of authorised operations (Kafka's AclOperation, KIP-430). */
const OPERATIONS: readonly (readonly [Right, number])[] = [
  ['READ', 3],
  ['WRITE', 4],
  ['DESCRIBE', 8],
  ['DESCRIBE_CONFIGS', 10],
];

/**
 * Asks for topics and the client's rights to them: Metadata version 8, after the message definitions of Kafka; kafkajs
 * 2.2.4 knows up to 6, without rights. An error of a topic is part of the answer.
 */
export function describeRightsToTopics(topics: readonly string[]): ClientRequest<Metadata> {
  return {
    request: {
      apiKey: 3,
      apiVersion: 8,
      apiName: 'Metadata',
      // No topic is made by asking; rights to the cluster are not asked for, those to topics are.
      encode: () =>
        Promise.resolve(
          new Encoder()
            .writeArray([...topics], 'string')
            .writeBoolean(false)
            .writeBoolean(false)
            .writeBoolean(true),
        ),
    },
    response: {
      decode: (data) => Promise.resolve(decodeMetadata(new Decoder(data))),
      parse: (metadata) => Promise.resolve(metadata),
    },
  };
}

function decodeMetadata(decoder: Decoder): Metadata {
  decoder.readInt32(); // throttle time
  const brokers = decoder.readArray(() => {
    const broker = { nodeId: decoder.readInt32(), host: decoder.readString() ?? '', port: decoder.readInt32() };
    decoder.readString(); // rack
    return broker;
  });
  decoder.readString(); // cluster
  decoder.readInt32(); // controller
  return { brokers, topics: decoder.readArray(() => decodeTopic(decoder)) };
}

function decodeTopic(decoder: Decoder): TopicView {
  const code = decoder.readInt16();
  const name = decoder.readString() ?? '';
  decoder.readBoolean(); // internal
  const partitions = decoder.readArray(() => decodePartition(decoder));
  return { name, error: nameError(code), partitions, rights: readRights(decoder.readInt32()) };
}

function decodePartition(decoder: Decoder): PartitionView {
  decoder.readInt16(); // error: a missing leader, which the leader's id says too
  const partition = decoder.readInt32();
  const leader = decoder.readInt32();
  decoder.readInt32(); // leader epoch
  const readIds = (): number[] => decoder.readArray(() => decoder.readInt32());
  const view = { partition, leader: leader < 0 ? undefined : leader, replicas: readIds(), inSync: readIds() };
  readIds(); // replicas that are offline
  return view;
}

/**
 * Asks the coordinator of a group for the client's rights to it: DescribeGroups version 3. A group that does not exist
 * yet is described too. The client throws its own error where the group must not even be described.
 */
export function describeRightsToGroup(group: string): ClientRequest<ReadonlySet<Right>> {
  return {
    request: {
      apiKey: 15,
      apiVersion: 3,
      apiName: 'DescribeGroups',
      encode: () => Promise.resolve(new Encoder().writeArray([group], 'string').writeBoolean(true)),
    },
    response: {
      decode: (data) => Promise.resolve(decodeGroups(new Decoder(data))),
      parse: (rights) => Promise.resolve(rights),
    },
  };
}

function decodeGroups(decoder: Decoder): ReadonlySet<Right> {
  decoder.readInt32(); // throttle time
  const [rights] = decoder.readArray(() => {
    const code = decoder.readInt16();
    for (let text = 0; text < 4; text++) decoder.readString(); // id, state, type, protocol
    decoder.readArray(() => {
      for (let text = 0; text < 3; text++) decoder.readString(); // id, client, host
      decoder.readBytes(); // metadata
      decoder.readBytes(); // assignment
    });
    if (failure(code)) throw createErrorFromCode(code);
    return readRights(decoder.readInt32());
  });
  return rights ?? new Set();
}

function readRights(bits: number): ReadonlySet<Right> {
  return new Set(OPERATIONS.filter(([, operation]) => (bits & (1 << operation)) !== 0).map(([right]) => right));
}

function nameError(code: number): string | undefined {
  if (!failure(code)) return undefined;
  const { type } = createErrorFromCode(code) as Error & { readonly type?: string };
  return type ?? `error ${code}`;
}
