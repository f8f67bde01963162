import type { Config } from '../runtime/config.ts';
import type { KafkaAdmin, TopicDescription } from '../runtime/kafka/index.ts';
import { describeDifference, type Difference, type Report, type SetupItem } from './report.ts';

/** What setup asks of Kafka. */
export type TopicAdmin = Pick<KafkaAdmin, 'describeTopics' | 'createTopics' | 'alterTopicConfig' | 'addPartitions'>;

const MS_AN_HOUR = 3_600_000;

/**
 * By how much longer marks of replayed letters are kept than letters. A broker deletes whole segments of a topic, so that a
 * letter lives on for as long as the newest one in its segment, which by default are seven days; one more for clocks.
 */
const MARKS_LONGER_HOURS = 8 * 24;

/** Settings of which more is fine too: an operator may have raised them for other reasons. */
const AT_LEAST: ReadonlySet<string> = new Set(['max.message.bytes', 'min.insync.replicas']);

/** The topics as configured, one enriched topic a provider. */
export function planTopics(
  config: Pick<Config, 'topics' | 'topicSettings' | 'limits'>,
  providers: readonly string[],
): TopicDescription[] {
  const { topics, topicSettings } = config;
  const { partitions, replication, retentionHours } = topicSettings;
  // With three copies a record is acknowledged only when two have it: one broker may be lost without losing a record.
  const durability = replication >= 3 ? { 'min.insync.replicas': '2' } : {};
  // What is written about a record can be larger than the record: its dead letter has more headers, its document more
  // fields. Of the raw topic only its writers know what it must take.
  const room = { 'max.message.bytes': String(2 * Math.max(config.limits.recordBytes, 1_048_576)) };
  const plan = (name: string, hours: number, more: Readonly<Record<string, string>>): TopicDescription => ({
    name,
    partitions,
    replication,
    config: { 'cleanup.policy': 'delete', 'retention.ms': String(hours * MS_AN_HOUR), ...durability, ...more },
  });
  return [
    plan(topics.raw, retentionHours.raw, {}),
    ...providers.map((provider) => plan(topics.enriched(provider), retentionHours.enriched, room)),
    plan(topics.alerts, retentionHours.enriched, room),
    plan(topics.deadletter, retentionHours.deadletter, room),
    // A mark has to outlive its letter, or the letter would be sent again. One partition: it is little, and read as a whole.
    {
      ...plan(topics.replayed, retentionHours.deadletter + MARKS_LONGER_HOURS, { 'retention.bytes': '-1' }),
      partitions: 1,
    },
    // The newest entry of each log, until the log has been silent for so long.
    plan(topics.hosts, retentionHours.hosts, { 'cleanup.policy': 'compact,delete' }),
  ];
}

/**
 * Makes the topics as wanted, or with `check` only says what is not. Never lowers partitions nor moves copies: Kafka
 * cannot do the one, and the other is a task for its own tools.
 */
export async function ensureTopics(
  admin: TopicAdmin,
  wanted: readonly TopicDescription[],
  check: boolean,
  report: Report,
): Promise<void> {
  const found = new Map(
    (await admin.describeTopics(wanted.map(({ name }) => name))).map((topic) => [topic.name, topic]),
  );
  const missing = wanted.filter(({ name }) => !found.has(name));
  if (!check && missing.length > 0) await admin.createTopics(missing);
  for (const topic of wanted) {
    const actual = found.get(topic.name);
    if (actual !== undefined) for (const item of await ensureTopic(admin, topic, actual, check)) report(item);
    else report(makeItem(topic.name, check ? 'missing' : 'created', [describeTopic(topic)]));
  }
}

async function ensureTopic(
  admin: TopicAdmin,
  wanted: TopicDescription,
  actual: TopicDescription,
  check: boolean,
): Promise<SetupItem[]> {
  const { name } = wanted;
  const settings = Object.entries(wanted.config).filter(
    ([key, value]) => !satisfies(key, actual.config[key], value) && isPossible(key, value, actual),
  );
  const changeable: Difference[] = settings.map(([what, value]) => ({
    what,
    actual: actual.config[what] ?? 'not set',
    wanted: value,
  }));
  const partitions = { what: 'partitions', actual: String(actual.partitions), wanted: String(wanted.partitions) };
  if (actual.partitions < wanted.partitions) {
    const note = 'a host may move to another partition, where its new events can overtake its old ones';
    changeable.push({ ...partitions, note });
  }
  const fixed: Difference[] = [];
  if (actual.partitions > wanted.partitions) {
    const note = 'Kafka cannot lower it; set WINCANAL_TOPIC_PARTITIONS to what is there, or make the topic anew';
    fixed.push({ ...partitions, note });
  }
  if (actual.replication !== wanted.replication) {
    const note = 'setup does not move copies; use kafka-reassign-partitions, or set WINCANAL_TOPIC_REPLICATION';
    fixed.push({ what: 'replication', actual: String(actual.replication), wanted: String(wanted.replication), note });
  }

  const describe = (differences: readonly Difference[], changed: boolean): string[] =>
    differences.map((difference) => describeDifference(difference, changed));
  const open = check ? [...changeable, ...fixed] : fixed;
  const items: SetupItem[] = [];
  if (!check && changeable.length > 0) {
    if (settings.length > 0) await admin.alterTopicConfig(name, Object.fromEntries(settings));
    if (actual.partitions < wanted.partitions) await admin.addPartitions(name, wanted.partitions);
    items.push(makeItem(name, 'changed', describe(changeable, true)));
  }
  if (open.length > 0) items.push(makeItem(name, 'differs', describe(open, false)));
  return items.length > 0 ? items : [makeItem(name, 'unchanged', [])];
}

function satisfies(key: string, actual: string | undefined, wanted: string): boolean {
  return actual === wanted || (AT_LEAST.has(key) && Number(actual) >= Number(wanted));
}

/** Where there are fewer copies than have to acknowledge a record nothing can be written any more; copies come first. */
function isPossible(key: string, value: string, { replication }: TopicDescription): boolean {
  return key !== 'min.insync.replicas' || Number(value) <= replication;
}

function describeTopic({ partitions, replication, config }: TopicDescription): string {
  const hours = Number(config['retention.ms']) / MS_AN_HOUR;
  return `${partitions} ${partitions === 1 ? 'partition' : 'partitions'}, replication ${replication}, kept for ${hours} h`;
}

function makeItem(name: string, state: SetupItem['state'], details: readonly string[]): SetupItem {
  return { kind: 'topic', name, state, details };
}
