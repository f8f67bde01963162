import { expect, test } from '@jest/globals';
import { judgeRoom, judgeTopic } from '../../../../services/doctor/judge-topic.ts';
import type { PartitionView, TopicDescription } from '../../../../services/runtime/kafka/index.ts';

const GOOD = { 'min.insync.replicas': '2', 'unclean.leader.election.enable': 'false', 'retention.ms': '3600000' };
const BROKERS = [1, 2, 3];

function judge(
  replication: number,
  config: Readonly<Record<string, string>> = {},
  partition: Partial<PartitionView> = {},
): string[] {
  const replicas = BROKERS.slice(0, replication);
  const topic: TopicDescription = { name: 't', partitions: 1, replication, config: { ...GOOD, ...config } };
  const partitions = [{ partition: 0, leader: 1, replicas, inSync: replicas, ...partition }];
  const judgements = judgeTopic(topic, { name: 't', error: undefined, partitions, rights: new Set() }, ['a:1', 'b:2']);
  expect(judgements[0]?.verdict).toBe('ok');
  return judgements.slice(1).map(({ verdict, detail }) => `${verdict}: ${detail}`);
}

test('three copies, two acknowledged, clean elections: nothing to say', () => {
  expect(judge(3)).toEqual([]);
});

test('one copy is a warning', () => {
  expect(judge(1, { 'min.insync.replicas': '1' })).toEqual([expect.stringMatching(/^warning: one copy/)]);
});

test('a record that only one of several brokers may have is wrong with three copies, a warning with two', () => {
  const one = { 'min.insync.replicas': '1' };
  expect(judge(3, one)).toEqual([expect.stringMatching(/^wrong: min\.insync\.replicas 1 with 3 copies/)]);
  expect(judge(2, one)).toEqual([expect.stringMatching(/^warning: min\.insync\.replicas 1 with 2 copies/)]);
});

test('more acknowledgements than copies are wrong: nothing can be written', () => {
  expect(judge(1)).toEqual([expect.stringMatching(/^wrong: .* nothing can be written$/)]);
});

test('elections that lose records are wrong', () => {
  expect(judge(3, { 'unclean.leader.election.enable': 'true' })).toEqual([
    expect.stringMatching(/^wrong: unclean\.leader\.election\.enable is true/),
  ]);
});

test('copies that are behind are a warning, and wrong where nothing can be written', () => {
  expect(judge(3, {}, { inSync: [1, 2] })).toEqual(['warning: copies not in sync in partition 0']);
  expect(judge(3, {}, { inSync: [1] })).toEqual([expect.stringMatching(/^wrong: fewer copies in sync .* partition 0/)]);
  expect(judge(3, {}, { leader: undefined, inSync: [] })).toEqual(['wrong: no leader for partition 0']);
});

test('a dead letter has room for every raw record', () => {
  const topic = (name: string, bytes: string): TopicDescription => ({
    name,
    partitions: 1,
    replication: 1,
    config: { 'max.message.bytes': bytes },
  });
  expect(judgeRoom(topic('raw', '1048588'), topic('dead', '2097152'), 1)).toBeUndefined();
  expect(judgeRoom(topic('raw', '9000000'), topic('dead', '2097152'), 1)).toMatchObject({
    ...{ verdict: 'warning', advice: 'set WINCANAL_MAX_RECORD_BYTES to at least 9000000 and run "npx wincanal setup"' },
  });
  expect(judgeRoom(topic('raw', '9000000'), topic('dead', '2097152'), 9_000_000)?.advice).toBe(
    'run "npx wincanal setup"',
  );
});

test('a command in the advice says where the brokers are', () => {
  const config = { ...GOOD, 'unclean.leader.election.enable': 'true' };
  const view = { name: 't', error: undefined, partitions: [], rights: new Set<never>() };
  const [, wrong] = judgeTopic({ name: 't', partitions: 0, replication: 3, config }, view, ['a:1', 'b:2']);
  expect(wrong?.advice).toBe(
    'run kafka-configs.sh --bootstrap-server a:1,b:2 --alter --entity-type topics --entity-name t --add-config unclean.leader.election.enable=false',
  );
});
