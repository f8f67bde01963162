import type { Config } from '../config.ts';
import { isLoginRefused, type ClusterView, type KafkaPort, type TopicView } from '../kafka/index.ts';
import { messageOf } from '../message-of.ts';
import type { KafkaNeeds } from './list-needs.ts';
import { adviseUnreachable, probeAddress } from './probe-address.ts';

/** A check gives up soon: it is repeated anyway. */
export const QUICK_RETRIES = 2;

type CheckedConfig = Pick<Config, 'kafka' | 'topicSettings'>;

/**
 * Finds everything at once that keeps a worker from working with Kafka.
 * @returns a sentence a problem: what is wrong, with which value, and what to do; none where it can work
 */
export async function findKafkaProblems(
  kafka: Pick<KafkaPort, 'inspect'>,
  config: CheckedConfig,
  needs: KafkaNeeds,
): Promise<string[]> {
  const topics = [...new Set([...needs.reads, ...needs.writes])];
  const { group } = needs;
  let view: ClusterView;
  try {
    view = await kafka.inspect({ topics, group, transactionalId: `${group}-start` });
  } catch (error) {
    return describeUnreachable(error, config.kafka);
  }
  return judgeCluster(view, config, needs);
}

/** Why no broker could be asked: each address by itself where none answers, else what they say. */
export async function describeUnreachable(
  error: unknown,
  config: Pick<Config['kafka'], 'brokers' | 'sasl'>,
): Promise<string[]> {
  const { brokers, sasl } = config;
  const where = `Kafka at ${brokers.join(', ')}`;
  if (isLoginRefused(error)) {
    const who = sasl === undefined ? 'without a login' : `as user "${sasl.username}" by ${sasl.mechanism}`;
    return [
      `${where} refuses the login ${who} (${messageOf(error)}): check WINCANAL_KAFKA_SASL_USERNAME, _PASSWORD and _MECHANISM`,
    ];
  }
  const failures = await Promise.all(brokers.map(async (broker) => ({ broker, why: await probeAddress(broker) })));
  const away = failures.flatMap(({ broker, why }) => (why === undefined ? [] : [{ broker, why }]));
  if (away.length === brokers.length) {
    const list = away.map(({ broker, why }) => `${broker}: ${why}`).join('; ');
    const whys = away.map(({ why }) => why);
    return [`Kafka cannot be reached at ${list}: ${adviseUnreachable(whys, 'WINCANAL_KAFKA_BROKERS')}`];
  }
  return [
    `${where} accepts connections but cannot be asked (${messageOf(error)}): is it Kafka, are its advertised.listeners ` +
      'addresses that this machine reaches, and do WINCANAL_KAFKA_TLS and WINCANAL_KAFKA_SASL_MECHANISM say what it expects?',
  ];
}

/** What of a cluster that answers keeps a worker from working. */
export function judgeCluster(view: ClusterView, config: CheckedConfig, needs: KafkaNeeds): string[] {
  const { brokers } = config.kafka;
  const problems: string[] = [];
  const missing = view.topics.filter(({ error }) => error === 'UNKNOWN_TOPIC_OR_PARTITION').map(({ name }) => name);
  if (missing.length > 0) {
    const problem = `Kafka at ${brokers.join(', ')} has no topic ${missing.join(', ')}`;
    problems.push(`${problem}: run "npx wincanal setup", which makes what is missing`);
  }
  for (const topic of view.topics) {
    const { name, error } = topic;
    if (error === undefined) problems.push(...judgeLayout(topic, config.topicSettings));
    else if (error !== 'UNKNOWN_TOPIC_OR_PARTITION' && error !== 'TOPIC_AUTHORIZATION_FAILED') {
      problems.push(`Kafka says nothing of topic ${name} but ${error}: look into the log of its brokers`);
    }
  }
  return [...problems, ...findMissingRights(view, config, needs).map(({ problem, advice }) => `${problem}: ${advice}`)];
}

/** A right that a worker has not, and the command that grants it. */
export interface MissingRight {
  readonly problem: string;
  readonly advice: string;
}

/** What a worker is not allowed to do of what it needs. */
export function findMissingRights(
  view: ClusterView,
  { kafka }: Pick<CheckedConfig, 'kafka'>,
  needs: KafkaNeeds,
): MissingRight[] {
  const principal = `User:${kafka.sasl?.username ?? 'NAME'}`;
  const missing: MissingRight[] = [];
  const lacks = (what: string, flags: string): void => {
    const command = `kafka-acls.sh --bootstrap-server ${kafka.brokers.join(',')} --add --allow-principal ${principal} ${flags}`;
    missing.push({ problem: `${principal} has no right to ${what}`, advice: `run ${command}` });
  };
  for (const { name, error, rights } of view.topics) {
    if (error !== undefined && error !== 'TOPIC_AUTHORIZATION_FAILED') continue;
    const operations = listNeeded(name, needs).filter((operation) => !rights.has(operation.toUpperCase() as 'READ'));
    if (operations.length === 0) continue;
    const flags = operations.map((operation) => `--operation ${operation}`).join(' ');
    const words = operations.map((operation) => operation.toUpperCase()).join(' and ');
    lacks(`${words} topic ${name}`, `${flags} --topic ${name}`);
  }
  const { group } = needs;
  if (!view.mayUseGroup) lacks(`READ group ${group}`, `--operation Read --group ${group}`);
  if (!view.mayUseTransactions) {
    const flags = `--operation Write --transactional-id ${group}- --resource-pattern-type prefixed`;
    lacks(`WRITE transactional ids ${group}-*`, flags);
  }
  return missing;
}

/** A worker reads what it writes to, too: to see transactions that the broker forgot to end. */
function listNeeded(topic: string, { reads, writes }: KafkaNeeds): ('Read' | 'Write')[] {
  const isWritten = writes.includes(topic);
  return [
    ...(reads.includes(topic) || isWritten ? (['Read'] as const) : []),
    ...(isWritten ? (['Write'] as const) : []),
  ];
}

/** More than configured is as good. */
function judgeLayout({ name, partitions }: TopicView, wanted: CheckedConfig['topicSettings']): string[] {
  const problems: string[] = [];
  const replication = Math.min(...partitions.map(({ replicas }) => replicas.length));
  const headless = partitions.filter(({ leader }) => leader === undefined).map(({ partition }) => partition);
  if (partitions.length < wanted.partitions) {
    const advice = `run "npx wincanal setup", which adds partitions, or set WINCANAL_TOPIC_PARTITIONS=${partitions.length}`;
    problems.push(`topic ${name} has partitions: ${partitions.length}, wanted ${wanted.partitions}: ${advice}`);
  }
  if (replication < wanted.replication) {
    const advice = `run kafka-reassign-partitions.sh, which makes copies, or set WINCANAL_TOPIC_REPLICATION=${replication}`;
    problems.push(`topic ${name} has replication: ${replication}, wanted ${wanted.replication}: ${advice}`);
  }
  if (headless.length > 0) {
    const advice = 'start the brokers that have copies of it';
    problems.push(`topic ${name} has no leader for partition ${headless.join(', ')}: ${advice}`);
  }
  return problems;
}
