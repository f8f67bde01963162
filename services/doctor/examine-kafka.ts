import type { Config } from '../runtime/config.ts';
import type { ClusterView, KafkaAdmin, KafkaPort, TopicDescription } from '../runtime/kafka/index.ts';
import { messageOf } from '../runtime/message-of.ts';
import { describeUnreachable, findMissingRights } from '../runtime/start/check-kafka.ts';
import { listIndexerNeeds, listNormalizerNeeds } from '../runtime/start/list-needs.ts';
import { adviseUnreachable, probeAddress } from '../runtime/start/probe-address.ts';
import { examineGroup, type WorkerNeeds } from './examine-group.ts';
import type { Note } from './finding.ts';
import { judgeRoom, judgeTopic } from './judge-topic.ts';

/** What the doctor asks of Kafka. */
export type ExaminedKafka = Pick<KafkaPort, 'inspect' | 'connectAdmin'>;

/** What another service knows: handed in, because services do not import each other. */
export interface TopicKnowledge {
  /** Compares topics with the configuration, as `wincanal setup --check` does. */
  checkTopics(admin: KafkaAdmin): Promise<readonly Drift[]>;
  /** What is wrong with how long marks of replayed letters are kept. */
  findRetentionFault(letters: TopicDescription, marks: TopicDescription): string | undefined;
}

/** One thing that setup looked at. */
export interface Drift {
  readonly kind: string;
  readonly name: string;
  readonly state: string;
  readonly details: readonly string[];
}

const SETUP = 'run "npx wincanal setup"';

/** What setup cannot change says itself what to do. */
const SAYS_HOW = /: (?:setup does not|Kafka cannot) /u;

type Examined = Pick<Config, 'kafka' | 'topics' | 'groups' | 'topicSettings' | 'watch' | 'limits'>;

/** Examines brokers, topics, rights and groups. Nothing is changed. */
export async function examineKafka(
  kafka: ExaminedKafka,
  config: Examined,
  knowledge: TopicKnowledge,
  note: Note,
): Promise<void> {
  const needs: readonly WorkerNeeds[] = [
    { worker: 'normalizer', ...listNormalizerNeeds(config) },
    { worker: 'indexer', ...listIndexerNeeds(config) },
  ];
  const { topics } = config;
  const names = [...new Set([...needs.flatMap(({ reads, writes }) => [...reads, ...writes]), topics.replayed])];
  const views: ClusterView[] = [];
  try {
    for (const { group } of needs) {
      views.push(await kafka.inspect({ topics: names, group, transactionalId: `${group}-start` }));
    }
  } catch (error) {
    for (const detail of await describeUnreachable(error, config.kafka)) {
      note({ area: 'kafka', subject: 'brokers', verdict: 'wrong', detail });
    }
    return;
  }
  const [view] = views;
  if (view === undefined) return;
  await examineBrokers(view, config, note);
  needs.forEach((need, index) => {
    examineRights(views[index] ?? view, config, need, note);
  });
  const admin = await kafka.connectAdmin();
  try {
    const refused = (subject: string) => (error: unknown) => {
      const advice = 'give the user the right that is named';
      note({ area: 'kafka', subject, verdict: 'warning', detail: `cannot be looked at: ${messageOf(error)}`, advice });
    };
    await examineTopics(admin, view, config, knowledge, note).catch(refused('settings of topics'));
    for (const need of needs) await examineGroup(admin, need, view, note).catch(refused(`group ${need.group}`));
  } finally {
    await admin.disconnect();
  }
}

async function examineBrokers(view: ClusterView, { kafka }: Examined, note: Note): Promise<void> {
  for (const address of kafka.brokers) {
    const why = await probeAddress(address);
    const subject = `address ${address}`;
    if (why === undefined) {
      note({ area: 'kafka', subject, verdict: 'ok', detail: 'reachable' });
    } else {
      const advice = adviseUnreachable([why], 'WINCANAL_KAFKA_BROKERS');
      note({ area: 'kafka', subject, verdict: 'warning', detail: why, advice });
    }
  }
  for (const { nodeId, host, port } of view.brokers) {
    const why = await probeAddress(`${host}:${port}`);
    const subject = `broker ${nodeId}`;
    const advice = 'start it, or correct its advertised.listeners: clients connect to that address';
    if (why === undefined) note({ area: 'kafka', subject, verdict: 'ok', detail: `reachable at ${host}:${port}` });
    else note({ area: 'kafka', subject, verdict: 'wrong', detail: `${host}:${port}: ${why}`, advice });
  }
  note(
    view.describesProducers
      ? { area: 'kafka', subject: 'version', verdict: 'ok', detail: '2.8 or later (a broker does not tell it exactly)' }
      : {
          area: 'kafka',
          subject: 'version',
          verdict: 'warning',
          detail: 'before 2.8: transactions that a broker forgot to end cannot be seen',
          advice: 'update the brokers; tested is 4.3',
        },
  );
}

function examineRights(view: ClusterView, config: Examined, need: WorkerNeeds, note: Note): void {
  const subject = need.worker;
  const missing = findMissingRights(view, config, need);
  for (const { problem, advice } of missing)
    note({ area: 'rights', subject, verdict: 'wrong', detail: problem, advice });
  if (missing.length > 0) return;
  note({
    area: 'rights',
    subject,
    verdict: 'ok',
    detail: 'has those that it needs to topics, group and transactional ids',
  });
}

async function examineTopics(
  admin: KafkaAdmin,
  view: ClusterView,
  { kafka, topics, limits }: Examined,
  knowledge: TopicKnowledge,
  note: Note,
): Promise<void> {
  const area = 'topics';
  const drifted = new Set<string>();
  for (const { name, state, details } of await knowledge.checkTopics(admin)) {
    if (state === 'missing') {
      note({ area, subject: name, verdict: 'wrong', detail: 'does not exist', advice: SETUP });
    } else if (state === 'differs') {
      drifted.add(name);
      for (const detail of details) {
        const advice = SAYS_HOW.test(detail) ? {} : { advice: SETUP };
        note({ area, subject: name, verdict: 'wrong', detail, ...advice });
      }
    }
  }
  const described = await admin.describeTopics(view.topics.map(({ name }) => name));
  for (const seen of view.topics) {
    const topic = described.find(({ name }) => name === seen.name);
    if (topic === undefined) continue;
    const judgements = judgeTopic(topic, seen, kafka.brokers);
    // What is wrong with a topic says enough of it; that it is there and how is for those that are well.
    const isWrong = drifted.has(topic.name) || judgements.some(({ verdict }) => verdict === 'wrong');
    for (const judgement of judgements) {
      if (!isWrong || judgement.verdict !== 'ok') note({ area, subject: topic.name, ...judgement });
    }
  }
  const find = (name: string): TopicDescription | undefined => described.find((topic) => topic.name === name);
  const [raw, letters, marks] = [find(topics.raw), find(topics.deadletter), find(topics.replayed)];
  const room = raw === undefined || letters === undefined ? undefined : judgeRoom(raw, letters, limits.recordBytes);
  if (room !== undefined) note({ area, subject: topics.deadletter, ...room });
  const fault = letters === undefined || marks === undefined ? undefined : knowledge.findRetentionFault(letters, marks);
  if (fault !== undefined) {
    const detail = `${fault}: "wincanal replay" refuses to work, or a letter could be sent twice`;
    note({ area, subject: topics.replayed, verdict: 'wrong', detail, advice: SETUP });
  }
}
