import type { TopicDescription, TopicView } from '../runtime/kafka/index.ts';
import type { Verdict } from './finding.ts';

/** A verdict on one property of a topic. */
export interface Judgement {
  readonly verdict: Verdict;
  readonly detail: string;
  readonly advice?: string;
}

/**
 * Judges what of a topic's settings and copies the guarantees of delivery assume; see "What it assumes" in
 * docs/delivery.md.
 * @param brokers addresses for the commands in the advice
 * @returns one judgement a property; the first is what the topic is
 */
export function judgeTopic(topic: TopicDescription, view: TopicView, brokers: readonly string[]): Judgement[] {
  const { partitions, replication, config } = topic;
  const minimum = Number(config['min.insync.replicas'] ?? '1');
  const kept = config['retention.ms'] === '-1' ? 'for ever' : `for ${Number(config['retention.ms']) / 3_600_000} h`;
  const layout =
    `partitions ${partitions}, replication ${replication}, min.insync.replicas ${minimum}, ` +
    `${config['message.timestamp.type'] ?? 'CreateTime'}, max.message.bytes ${config['max.message.bytes'] ?? 'unknown'}, kept ${kept}`;
  return [
    { verdict: 'ok', detail: layout },
    ...judgeCopies(topic, minimum, brokers),
    ...judgeElections(topic, brokers),
    // More than there are is said already.
    ...judgeReplicas(view, Math.min(minimum, replication)),
  ];
}

/** The command that changes a setting of a topic. */
function describeChange(topic: string, setting: string, brokers: readonly string[]): string {
  const where = `--bootstrap-server ${brokers.join(',')}`;
  return `run kafka-configs.sh ${where} --alter --entity-type topics --entity-name ${topic} --add-config ${setting}`;
}

function judgeCopies(
  { name, replication }: TopicDescription,
  minimum: number,
  brokers: readonly string[],
): Judgement[] {
  const alter = (value: number): string => describeChange(name, `min.insync.replicas=${value}`, brokers);
  if (minimum > replication) {
    const detail = `min.insync.replicas ${minimum} is more than the ${replication} copies that there are: nothing can be written`;
    return [{ verdict: 'wrong', detail, advice: alter(Math.max(1, replication - 1)) }];
  }
  if (replication === 1) {
    const advice =
      'on a cluster make copies with kafka-reassign-partitions.sh, then set WINCANAL_TOPIC_REPLICATION=3 and run ' +
      '"npx wincanal setup", which has two of them acknowledge each record';
    return [{ verdict: 'warning', detail: 'one copy: what its broker loses is lost', advice }];
  }
  if (minimum >= 2) return [];
  const detail = `min.insync.replicas ${minimum} with ${replication} copies: a record can be acknowledged that only one broker has`;
  // Of two copies both would have to be there always.
  return [{ verdict: replication >= 3 ? 'wrong' : 'warning', detail, advice: alter(2) }];
}

function judgeElections({ name, config }: TopicDescription, brokers: readonly string[]): Judgement[] {
  const value = config['unclean.leader.election.enable'];
  if (value === 'false') return [];
  if (value === undefined) {
    return [{ verdict: 'warning', detail: 'the broker does not say whether unclean.leader.election.enable is off' }];
  }
  const detail = `unclean.leader.election.enable is ${value}: a broker that lacks acknowledged records may become leader`;
  const advice = describeChange(name, 'unclean.leader.election.enable=false', brokers);
  return [{ verdict: 'wrong', detail, advice }];
}

function judgeReplicas({ partitions }: TopicView, minimum: number): Judgement[] {
  const list = (numbers: readonly { readonly partition: number }[]): string =>
    numbers.map(({ partition }) => partition).join(', ');
  const headless = partitions.filter(({ leader }) => leader === undefined);
  const led = partitions.filter(({ leader }) => leader !== undefined);
  const blocked = led.filter(({ inSync }) => inSync.length < minimum);
  const behind = led.filter(({ inSync, replicas }) => inSync.length >= minimum && inSync.length < replicas.length);
  const advice = 'look for brokers that are away or behind';
  const judgements: Judgement[] = [];
  if (headless.length > 0) {
    judgements.push({ verdict: 'wrong', detail: `no leader for partition ${list(headless)}`, advice });
  }
  if (blocked.length > 0) {
    const detail = `fewer copies in sync than min.insync.replicas in partition ${list(blocked)}: nothing can be written there`;
    judgements.push({ verdict: 'wrong', detail, advice });
  }
  if (behind.length > 0) {
    judgements.push({ verdict: 'warning', detail: `copies not in sync in partition ${list(behind)}`, advice });
  }
  return judgements;
}

/**
 * Whether every record that fits on the raw topic fits into a dead letter, whole; undefined where it does.
 * @param letters the dead-letter topic
 * @param recordBytes WINCANAL_MAX_RECORD_BYTES, by which setup makes room
 */
export function judgeRoom(
  raw: TopicDescription,
  letters: TopicDescription,
  recordBytes: number,
): Judgement | undefined {
  const room = (topic: TopicDescription): number => Number(topic.config['max.message.bytes'] ?? '0');
  if (room(letters) >= room(raw)) return undefined;
  const detail =
    `max.message.bytes is ${room(letters)}, less than the ${room(raw)} of ${raw.name}: ` +
    'of a dead record that is longer only the beginning is kept';
  const setting = recordBytes >= room(raw) ? '' : `set WINCANAL_MAX_RECORD_BYTES to at least ${room(raw)} and `;
  const advice = `${setting}run "npx wincanal setup"`;
  return { verdict: 'warning', detail, advice };
}
