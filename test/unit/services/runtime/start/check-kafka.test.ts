import { expect, test } from '@jest/globals';
import { loadConfig } from '../../../../../services/runtime/config.ts';
import type { ClusterView, Right, TopicView } from '../../../../../services/runtime/kafka/index.ts';
import { describeUnreachable, judgeCluster } from '../../../../../services/runtime/start/check-kafka.ts';

const config = loadConfig({ WINCANAL_TOPIC_PARTITIONS: '2', WINCANAL_TOPIC_REPLICATION: '2' });
const NEEDS = { reads: ['in'], writes: ['out'], group: 'g' };

function topic(name: string, rest: Partial<TopicView> = {}): TopicView {
  const partitions = [0, 1].map((partition) => ({ partition, leader: 1, replicas: [1, 2], inSync: [1, 2] }));
  return { name, error: undefined, partitions, rights: new Set<Right>(['READ', 'WRITE']), ...rest };
}

function view(topics: readonly TopicView[], rest: Partial<ClusterView> = {}): ClusterView {
  return { brokers: [], topics, mayUseGroup: true, mayUseTransactions: true, describesProducers: true, ...rest };
}

const judge = (...args: Parameters<typeof view>): string[] => judgeCluster(view(...args), config, NEEDS);

test('a cluster that has what is needed, or more, is fine', () => {
  const many = [0, 1, 2].map((partition) => ({ partition, leader: 1, replicas: [1, 2, 3], inSync: [1] }));
  expect(judge([topic('in', { rights: new Set(['READ']) }), topic('out', { partitions: many })])).toEqual([]);
});

test('a topic that may not even be described counts as one without rights, not as one that is missing', () => {
  const denied = topic('out', { error: 'TOPIC_AUTHORIZATION_FAILED', partitions: [], rights: new Set() });
  expect(judge([topic('in'), denied])).toEqual([
    expect.stringMatching(/^User:NAME has no right to READ and WRITE topic out: run kafka-acls\.sh .* --topic out$/),
  ]);
});

test('of what is read only the right to read is asked for', () => {
  expect(judge([topic('in', { rights: new Set(['WRITE']) }), topic('out')])).toEqual([
    expect.stringContaining('has no right to READ topic in: '),
  ]);
});

test('partitions without a leader, and a topic that the broker cannot describe, are named', () => {
  const headless = [0, 1].map((partition) => ({ partition, leader: undefined, replicas: [1, 2], inSync: [] }));
  expect(judge([topic('in', { partitions: headless }), topic('out', { error: 'LEADER_NOT_AVAILABLE' })])).toEqual([
    'topic in has no leader for partition 0, 1: start the brokers that have copies of it',
    'Kafka says nothing of topic out but LEADER_NOT_AVAILABLE: look into the log of its brokers',
  ]);
});

test('the partition with the fewest copies counts', () => {
  const partitions = [
    { partition: 0, leader: 1, replicas: [1, 2], inSync: [1, 2] },
    { partition: 1, leader: 1, replicas: [1], inSync: [1] },
  ];
  expect(judge([topic('in', { partitions }), topic('out')])).toEqual([
    expect.stringContaining('topic in has replication: 1, wanted 2: '),
  ]);
});

test('a refused login names the user and never the password', async () => {
  const error = Object.assign(new Error('no such user'), { name: 'KafkaJSSASLAuthenticationError' });
  const sasl = { mechanism: 'plain', username: 'alice', password: 'hidden' } as const;
  const [problem] = await describeUnreachable(error, { brokers: ['a:1'], sasl });
  expect(problem).toContain('Kafka at a:1 refuses the login as user "alice" by plain (no such user)');
  expect(problem).not.toContain('hidden');
});
