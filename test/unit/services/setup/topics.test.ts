import { expect, test } from '@jest/globals';
import { loadConfig } from '../../../../services/runtime/config.ts';
import type { TopicDescription } from '../../../../services/runtime/kafka/index.ts';
import type { SetupItem, TopicAdmin } from '../../../../services/setup/index.ts';
import { ensureTopics, planTopics } from '../../../../services/setup/topics.ts';

/** Kafka as setup sees it: topics in memory, and the names of the changes that were asked for. */
function openKafka(present: readonly TopicDescription[]): { admin: TopicAdmin; changes: string[] } {
  const topics = new Map(present.map((topic) => [topic.name, topic]));
  const changes: string[] = [];
  const update = (name: string, change: Partial<TopicDescription>): Promise<void> => {
    const topic = topics.get(name);
    if (topic === undefined) throw new Error(`no topic ${name}`);
    topics.set(name, { ...topic, ...change });
    return Promise.resolve();
  };
  const admin: TopicAdmin = {
    describeTopics: (names) => Promise.resolve(names.flatMap((name) => topics.get(name) ?? [])),
    createTopics(created) {
      changes.push(`create ${created.map(({ name }) => name).join(' ')}`);
      for (const topic of created) topics.set(topic.name, topic);
      return Promise.resolve();
    },
    alterTopicConfig(name, config) {
      changes.push(`config ${name} ${JSON.stringify(config)}`);
      return update(name, { config: { ...topics.get(name)?.config, ...config } });
    },
    addPartitions(name, total) {
      changes.push(`partitions ${name} ${total}`);
      return update(name, { partitions: total });
    },
  };
  return { admin, changes };
}

async function ensure(admin: TopicAdmin, wanted: readonly TopicDescription[], check: boolean): Promise<SetupItem[]> {
  const items: SetupItem[] = [];
  await ensureTopics(admin, wanted, check, (item) => items.push(item));
  return items;
}

const plan = planTopics(loadConfig({}), ['schannel', 'rassstp']);
const [raw] = plan as [TopicDescription];
const states = (items: readonly SetupItem[]): string[] => items.map(({ state }) => state);

test('the plan has one enriched topic a provider and the retention of each kind', () => {
  expect(plan.map(({ name, config }) => [name, Number(config['retention.ms']) / 3_600_000])).toEqual([
    ['wincanal.raw', 72],
    ['wincanal.enriched.schannel', 168],
    ['wincanal.enriched.rassstp', 168],
    ['wincanal.alerts', 168],
    ['wincanal.deadletter', 720],
    ['wincanal.replayed', 720 + 192],
    ['wincanal.hosts', 720],
  ]);
});

test('what is written about a record may be larger than the largest record', () => {
  const config = loadConfig({ WINCANAL_MAX_RECORD_BYTES: '5000000' });
  const limits = planTopics(config, ['schannel']).map((topic) => topic.config['max.message.bytes']);
  expect(limits).toEqual([undefined, '10000000', '10000000', '10000000', undefined, undefined]);
});

test('marks of replayed letters outlive the letters, and are on one partition', () => {
  const marks = plan.find(({ name }) => name === 'wincanal.replayed');
  expect(marks).toMatchObject({ partitions: 1, config: { 'cleanup.policy': 'delete', 'retention.bytes': '-1' } });
});

test('of the hosts the newest entries are kept, and those of silent logs go at some time', () => {
  const policies = plan.map(({ config }) => config['cleanup.policy']);
  expect(policies).toEqual([...Array<string>(6).fill('delete'), 'compact,delete']);
});

test('with three copies two must have a record before it is acknowledged', () => {
  const replicas = (copies: string): (string | undefined)[] =>
    planTopics(loadConfig({ WINCANAL_TOPIC_REPLICATION: copies }), []).map(
      (topic) => topic.config['min.insync.replicas'],
    );
  expect(replicas('3')).toEqual(['2', '2', '2', '2', '2']);
  expect(replicas('2')).toEqual(Array(5).fill(undefined));
});

test('missing topics are made once, and a second run changes nothing', async () => {
  const { admin, changes } = openKafka([]);
  expect(states(await ensure(admin, plan, false))).toEqual(plan.map(() => 'created'));
  expect(states(await ensure(admin, plan, false))).toEqual(plan.map(() => 'unchanged'));
  expect(changes).toHaveLength(1);
});

test('check makes nothing and says what is missing', async () => {
  const { admin, changes } = openKafka([]);
  expect(states(await ensure(admin, plan, true))).toEqual(plan.map(() => 'missing'));
  expect(changes).toEqual([]);
});

test('fewer partitions and another retention are changed, with the effect on order said', async () => {
  const present = { ...raw, partitions: 2, config: { ...raw.config, 'retention.ms': '1000' } };
  const { admin, changes } = openKafka([present]);
  const [checked] = await ensure(admin, [raw], true);
  expect(checked?.state).toBe('differs');
  expect(checked?.details[0]).toBe('retention.ms is 1000, wanted 259200000');
  expect(changes).toEqual([]);

  const [changed] = await ensure(admin, [raw], false);
  expect(changed?.state).toBe('changed');
  expect(changed?.details[0]).toBe('retention.ms was 1000, now 259200000');
  expect(changed?.details[1]).toMatch(/^partitions was 2, now 6: a host may move/);
  expect(changes).toEqual([`config ${raw.name} {"retention.ms":"259200000"}`, `partitions ${raw.name} 6`]);
  expect(states(await ensure(admin, [raw], true))).toEqual(['unchanged']);
});

test('more partitions and another replication stay, are said, and are a difference each time', async () => {
  const { admin, changes } = openKafka([{ ...raw, partitions: 12, replication: 3 }]);
  for (const check of [false, true]) {
    const [item] = await ensure(admin, [raw], check);
    expect(item?.state).toBe('differs');
    expect(item?.details[0]).toMatch(/^partitions is 12, wanted 6: Kafka cannot lower it/);
    expect(item?.details[1]).toMatch(/^replication is 3, wanted 1: setup does not move copies/);
  }
  expect(changes).toEqual([]);
});

test('a topic with both is changed as far as possible and still reported as different', async () => {
  const { admin } = openKafka([{ ...raw, partitions: 12, config: { ...raw.config, 'retention.ms': '1000' } }]);
  expect(states(await ensure(admin, [raw], false))).toEqual(['changed', 'differs']);
});

test('a limit that an operator raised stays, a lower one is raised', async () => {
  const wanted = { ...raw, config: { 'max.message.bytes': '2000000' } };
  const { admin, changes } = openKafka([{ ...raw, config: { 'max.message.bytes': '9000000' } }]);
  expect(states(await ensure(admin, [wanted], false))).toEqual(['unchanged']);
  const low = openKafka([{ ...raw, config: { 'max.message.bytes': '1048588' } }]);
  expect(states(await ensure(low.admin, [wanted], false))).toEqual(['changed']);
  expect(changes).toEqual([]);
});

test('as long as there are fewer copies, no more of them have to acknowledge a record: nothing could be written', async () => {
  const [wanted] = planTopics(loadConfig({ WINCANAL_TOPIC_REPLICATION: '3' }), []) as [TopicDescription];
  const one = openKafka([{ ...raw, replication: 1 }]);
  expect((await ensure(one.admin, [wanted], false)).flatMap(({ details }) => details)).toEqual([
    expect.stringMatching(/^replication is 1, wanted 3/),
  ]);
  expect(one.changes).toEqual([]);
  const three = openKafka([{ ...raw, replication: 3 }]);
  await ensure(three.admin, [wanted], false);
  expect(three.changes).toEqual(['config wincanal.raw {"min.insync.replicas":"2"}']);
});
