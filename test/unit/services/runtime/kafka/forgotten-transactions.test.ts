import { beforeEach, expect, test } from '@jest/globals';
import kafkajs, { type Kafka } from 'kafkajs';
import { createCluster } from '../../../../../services/runtime/kafka/cluster.ts';
import type { ActiveProducer } from '../../../../../services/runtime/kafka/describe-producers.ts';
import {
  endForgotten,
  type ForgottenOptions,
  type TransactionEnd,
} from '../../../../../services/runtime/kafka/forgotten-transactions.ts';

/** A cluster of two brokers: of each topic the first leads partition 0, the second partition 1. */
const NODES = ['1', '2'] as const;
const ME = { producerId: '77', producerEpoch: 4 };

/** What was asked of it. */
let requests: string[];
/** Open transactions by leader, or what it answers instead. */
let producers: Record<string, readonly ActiveProducer[] | Error>;
/** Errors that the next requests of this name are answered with, one after the other. */
let faults: Record<string, Error[]>;
/** Whether a broker knows DescribeProducers. */
let knows: boolean;

beforeEach(() => {
  requests = [];
  producers = { 1: [], 2: [] };
  faults = {};
  knows = true;
});

function fail(type: string, more: object = {}): Error {
  return Object.assign(new Error(type), { type, ...more });
}

function openOn(
  topic: string,
  partition: number,
  start: string | undefined,
  producerId = ME.producerId,
): ActiveProducer {
  return { topic, partition, producerId, transactionStart: start };
}

function answer<T>(name: string, text: string, value: T): Promise<T> {
  requests.push(text === '' ? name : `${name} ${text}`);
  const fault = faults[name]?.shift();
  return fault === undefined ? Promise.resolve(value) : Promise.reject(fault);
}

interface Request {
  readonly topics: readonly { readonly topic: string; readonly partitions: readonly number[] }[];
  readonly transactionResult: boolean;
  readonly groupId: string;
}

function broker(nodeId: string): object {
  return {
    versions: knows ? { 61: {} } : {},
    connectionPool: {
      send: () => {
        const found = producers[nodeId] ?? [];
        requests.push(`describe producers of ${nodeId}`);
        return found instanceof Error ? Promise.reject(found) : Promise.resolve(found);
      },
    },
    initProducerId: () => answer('fence', '', ME),
    addPartitionsToTxn: ({ topics }: Request) =>
      answer('add', topics.map(({ topic, partitions }) => `${topic}/${partitions.join('+')}`).join(' '), undefined),
    addOffsetsToTxn: ({ groupId }: Request) => answer('add offsets of', groupId, undefined),
    endTxn: ({ transactionResult }: Request) => answer(transactionResult ? 'commit' : 'abort', '', undefined),
    fetch: ({ topics }: { topics: [{ topic: string; partitions: [{ partition: number; fetchOffset: string }] }] }) => {
      const [{ topic, partitions }] = topics;
      const [{ partition, fetchOffset: offset }] = partitions;
      const message = { offset, key: null, value: Buffer.from(`${topic}/${partition}`), headers: {}, timestamp: '0' };
      return answer<object>('fetch', `${topic}/${partition}/${offset}`, {
        responses: [{ partitions: [{ messages: [message] }] }],
      });
    },
  };
}

const cluster = {
  connect: () => Promise.resolve(),
  disconnect: () => answer('disconnect', '', undefined),
  addMultipleTargetTopics: () => Promise.resolve(),
  findTopicPartitionMetadata: () => [{ partitionId: 0 }, { partitionId: 1 }],
  findLeaderForPartitions: (_: string, partitions: readonly number[]) =>
    Object.fromEntries(partitions.map((partition): [string, number[]] => [NODES[partition] ?? '', [partition]])),
  findBroker: ({ nodeId }: { nodeId: string }) => Promise.resolve(broker(nodeId)),
  findGroupCoordinator: () => Promise.resolve(broker('1')),
};

/** A client of which only the method is there that makes a cluster. */
const client = { [Symbol('private:Kafka:createCluster')]: () => cluster } as unknown as Kafka;

function options(decide: (first: string | undefined) => TransactionEnd = () => 'abort'): ForgottenOptions {
  return {
    transactionalId: 'c-raw-0',
    group: 'c',
    topics: ['out', 'dead'],
    decide: (first) => Promise.resolve(decide(first?.value?.toString())),
  };
}

test('where nothing is open each leader is asked once, and nothing is ended', async () => {
  producers['1'] = [openOn('out', 0, undefined), openOn('out', 0, '12', '99')];
  expect(await endForgotten(client, options())).toEqual([]);
  expect(requests).toEqual(['fence', 'describe producers of 1', 'describe producers of 2', 'disconnect']);
});

test('what is open on several leaders is decided by its first record; the group takes part in the abort only', async () => {
  producers = { 1: [openOn('out', 0, '12')], 2: [openOn('out', 1, '7'), openOn('dead', 1, '3')] };
  const ended = await endForgotten(
    client,
    options((first) => (first === 'out/1' ? 'abort' : 'commit')),
  );
  expect(ended).toEqual([
    { transactionalId: 'c-raw-0', topic: 'out', partition: 0, firstOffset: 12, end: 'commit' },
    { transactionalId: 'c-raw-0', topic: 'out', partition: 1, firstOffset: 7, end: 'abort' },
    { transactionalId: 'c-raw-0', topic: 'dead', partition: 1, firstOffset: 3, end: 'commit' },
  ]);
  expect(requests.slice(3, -1)).toEqual([
    'fetch out/0/12',
    'fetch out/1/7',
    'fetch dead/1/3',
    'add out/1',
    'add offsets of c',
    'abort',
    'add out/0 dead/1',
    'commit',
  ]);
});

test('a coordinator that still ends the last transaction, or has just come back, is asked again', async () => {
  producers['1'] = [openOn('out', 0, '12')];
  faults = {
    fence: [fail('CONCURRENT_TRANSACTIONS'), fail('NOT_COORDINATOR_FOR_GROUP')],
    add: [fail('CONCURRENT_TRANSACTIONS')],
  };
  await endForgotten(client, options());
  const asked = requests.filter((request) => /^(?:fence|add|abort)/.test(request));
  expect(asked).toEqual(['fence', 'fence', 'fence', 'add out/0', 'add out/0', 'add offsets of c', 'abort']);
});

test('a coordinator that refuses is not asked again', async () => {
  faults = { fence: [fail('TRANSACTIONAL_ID_AUTHORIZATION_FAILED')] };
  await expect(endForgotten(client, options())).rejects.toThrow('TRANSACTIONAL_ID_AUTHORIZATION_FAILED');
  expect(requests).toEqual(['fence', 'disconnect']);
});

test('a first record that was deleted decides nothing; any other failure to read it is an error', async () => {
  producers['1'] = [openOn('out', 0, '12')];
  faults = { fetch: [fail('OFFSET_OUT_OF_RANGE')] };
  const ended = await endForgotten(
    client,
    options((first) => (first === undefined ? 'abort' : 'commit')),
  );
  expect(ended).toMatchObject([{ end: 'abort' }]);
  faults = { fetch: [fail('NOT_LEADER_FOR_PARTITION')] };
  await expect(endForgotten(client, options())).rejects.toThrow('NOT_LEADER_FOR_PARTITION');
});

test('a missing right names the topic and what is needed; another refusal is passed on', async () => {
  producers['2'] = fail('TOPIC_AUTHORIZATION_FAILED', { topic: 'dead' });
  await expect(endForgotten(client, options())).rejects.toThrow(
    'no right to see the transactions on dead: the user needs READ on every topic that it writes to',
  );
  producers['2'] = fail('NOT_LEADER_OR_FOLLOWER');
  await expect(endForgotten(client, options())).rejects.toThrow('NOT_LEADER_OR_FOLLOWER');
  expect(requests.at(-1)).toBe('disconnect');
});

test('of brokers that do not know the request nothing is asked', async () => {
  knows = false;
  producers['1'] = [openOn('out', 0, '12')];
  expect(await endForgotten(client, options())).toEqual([]);
  expect(requests).toEqual(['fence', 'disconnect']);
});

test('the client in use has the method that makes a cluster; one without it is refused', () => {
  const real = new kafkajs.Kafka({ brokers: ['127.0.0.1:1'], logLevel: kafkajs.logLevel.NOTHING });
  const made = createCluster(real) as unknown as Record<string, unknown>;
  const methods = Object.keys(cluster);
  expect(methods.filter((name) => typeof made[name] !== 'function')).toEqual([]);
  const unknown = {} as unknown as Kafka;
  expect(() => createCluster(unknown)).toThrow('no method to make a cluster');
});
