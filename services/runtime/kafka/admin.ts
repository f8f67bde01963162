import kafkajs, { type Admin, type Kafka } from 'kafkajs';
import { outlast } from './outlast.ts';

/** A topic as it is or as it is wanted. */
export interface TopicDescription {
  readonly name: string;
  readonly partitions: number;
  readonly replication: number;
  /** Settings of this topic, for example `retention.ms`. In a description: all of them, defaults included. */
  readonly config: Readonly<Record<string, string>>;
}

/** First and next offset of a partition. */
export interface PartitionEnd {
  readonly partition: number;
  readonly low: number;
  readonly high: number;
}

/** Where a group stands in a partition. */
export interface GroupOffset {
  readonly topic: string;
  readonly partition: number;
  /** Undefined where the group has committed nothing. */
  readonly offset: number | undefined;
  /** Text committed beside the offset; empty where there is none. */
  readonly metadata: string;
}

/** What a group has still to read of a partition. Control records count, so a read topic may keep a lag of 1. */
export interface GroupLag extends GroupOffset {
  readonly end: number;
  readonly lag: number;
}

/** Members and state (`Stable`, `Empty`, `Dead`, ...) of a consumer group. */
export interface GroupDescription {
  readonly state: string;
  readonly members: number;
}

/** What is asked of and done to the cluster besides reading and writing. */
export interface KafkaAdmin {
  listTopics(): Promise<readonly string[]>;
  /** Descriptions of those of the topics that exist. */
  describeTopics(names: readonly string[]): Promise<readonly TopicDescription[]>;
  createTopics(topics: readonly TopicDescription[]): Promise<void>;
  /** Sets these settings of a topic and keeps its others. */
  alterTopicConfig(name: string, config: Readonly<Record<string, string>>): Promise<void>;
  addPartitions(name: string, total: number): Promise<void>;
  deleteTopics(names: readonly string[]): Promise<void>;
  topicEnds(topic: string): Promise<readonly PartitionEnd[]>;
  groupOffsets(group: string, topics: readonly string[]): Promise<readonly GroupOffset[]>;
  groupLag(group: string, topics: readonly string[]): Promise<readonly GroupLag[]>;
  describeGroup(group: string): Promise<GroupDescription>;
  disconnect(): Promise<void>;
}

/** Connects an admin. */
export async function connectAdmin(client: Kafka): Promise<KafkaAdmin> {
  const admin = client.admin();
  await admin.connect();
  const groupOffsets: KafkaAdmin['groupOffsets'] = async (group, topics) => {
    // The client asks once, also a coordinator that is just being loaded.
    const answer = await outlast(() => admin.fetchOffsets({ groupId: group, topics: [...topics] }));
    return answer.flatMap(({ topic, partitions }) =>
      partitions.map(({ partition, offset, metadata }) => ({
        topic,
        partition,
        offset: Number(offset) < 0 ? undefined : Number(offset),
        metadata: metadata ?? '',
      })),
    );
  };
  const topicEnds: KafkaAdmin['topicEnds'] = async (topic) =>
    (await admin.fetchTopicOffsets(topic)).map(({ partition, low, high }) => ({
      partition,
      low: Number(low),
      high: Number(high),
    }));
  return {
    listTopics: () => admin.listTopics(),
    describeTopics: (names) => describeTopics(admin, names),
    async createTopics(topics) {
      await admin.createTopics({ waitForLeaders: true, topics: topics.map(toClientTopic) });
    },
    alterTopicConfig: (name, config) => alterTopicConfig(admin, name, config),
    async addPartitions(name, total) {
      await admin.createPartitions({ topicPartitions: [{ topic: name, count: total }] });
    },
    deleteTopics: (names) => admin.deleteTopics({ topics: [...names] }),
    topicEnds,
    groupOffsets,
    async groupLag(group, topics) {
      const offsets = await groupOffsets(group, topics);
      const ends = new Map<string, PartitionEnd>();
      for (const topic of topics) {
        for (const end of await topicEnds(topic)) ends.set(`${topic}/${end.partition}`, end);
      }
      return offsets.map((entry) => {
        const end = ends.get(`${entry.topic}/${entry.partition}`);
        const from = Math.max(entry.offset ?? 0, end?.low ?? 0);
        return { ...entry, end: end?.high ?? 0, lag: Math.max(0, (end?.high ?? 0) - from) };
      });
    },
    async describeGroup(group) {
      const { groups } = await outlast(() => admin.describeGroups([group]));
      const found = groups.find(({ groupId }) => groupId === group);
      return { state: found?.state ?? 'Dead', members: found?.members.length ?? 0 };
    },
    disconnect: () => admin.disconnect(),
  };
}

async function describeTopics(admin: Admin, names: readonly string[]): Promise<TopicDescription[]> {
  const present = new Set(await admin.listTopics());
  const wanted = names.filter((name) => present.has(name));
  if (wanted.length === 0) return [];
  const { topics } = await admin.fetchTopicMetadata({ topics: wanted });
  const configs = await readConfigs(admin, wanted);
  return topics.map(({ name, partitions }) => ({
    name,
    partitions: partitions.length,
    replication: Math.min(...partitions.map(({ replicas }) => replicas.length)),
    config: Object.fromEntries((configs.get(name) ?? []).map((entry) => [entry.name, entry.value])),
  }));
}

interface ConfigEntry {
  readonly name: string;
  readonly value: string;
  readonly setOnTopic: boolean;
}

async function readConfigs(admin: Admin, names: readonly string[]): Promise<Map<string, ConfigEntry[]>> {
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: names.map((name) => ({ type: kafkajs.ConfigResourceTypes.TOPIC, name })),
  });
  return new Map(
    resources.map(({ resourceName, configEntries }) => [
      resourceName,
      configEntries.map(({ configName, configValue, configSource }) => ({
        name: configName,
        value: configValue,
        setOnTopic: configSource === kafkajs.ConfigSource.TOPIC_CONFIG,
      })),
    ]),
  );
}

/** The request replaces all settings of a topic, so those that it has are sent along. */
async function alterTopicConfig(admin: Admin, name: string, config: Readonly<Record<string, string>>): Promise<void> {
  const present = (await readConfigs(admin, [name])).get(name) ?? [];
  const kept = present.filter((entry) => entry.setOnTopic).map((entry) => [entry.name, entry.value] as const);
  const merged = { ...Object.fromEntries(kept), ...config };
  await admin.alterConfigs({
    validateOnly: false,
    resources: [{ type: kafkajs.ConfigResourceTypes.TOPIC, name, configEntries: toEntries(merged) }],
  });
}

function toClientTopic(topic: TopicDescription): {
  topic: string;
  numPartitions: number;
  replicationFactor: number;
  configEntries: { name: string; value: string }[];
} {
  return {
    topic: topic.name,
    numPartitions: topic.partitions,
    replicationFactor: topic.replication,
    configEntries: toEntries(topic.config),
  };
}

function toEntries(config: Readonly<Record<string, string>>): { name: string; value: string }[] {
  return Object.entries(config).map(([name, value]) => ({ name, value }));
}
