import type { ClusterView, GroupDescription, GroupLag, KafkaAdmin, PartitionEnd } from '../runtime/kafka/index.ts';
import { readMissed, readRejected } from '../runtime/accounting.ts';
import type { KafkaNeeds } from '../runtime/start/list-needs.ts';
import type { Note } from './finding.ts';

/** Which worker needs it. */
export interface WorkerNeeds extends KafkaNeeds {
  readonly worker: string;
}

type ExaminedAdmin = Pick<KafkaAdmin, 'describeGroup' | 'groupLag' | 'groupOffsets' | 'topicEnds'>;

const KEEP_LONGER =
  'keep them for longer than the longest outage (WINCANAL_RETENTION_*_HOURS, then "npx wincanal setup")';

/** Examines who works in the group of a worker, what they have still to read, and what was deleted before they could. */
export async function examineGroup(
  admin: ExaminedAdmin,
  { worker, group, reads, writes }: WorkerNeeds,
  view: ClusterView,
  note: Note,
): Promise<void> {
  const subject = `${worker} (${group})`;
  const { members, state } = await admin.describeGroup(group);
  const present = reads.filter((name) => view.topics.some((topic) => topic.name === name && topic.error === undefined));
  const lags = await admin.groupLag(group, present);
  const lag = lags.reduce((sum, entry) => sum + entry.lag, 0);
  note(judgeMembers({ members, state }, lag, worker, subject));
  for (const topic of present) {
    const lost = countLost(
      lags.filter((entry) => entry.topic === topic),
      await admin.topicEnds(topic),
    );
    if (lost > 0) {
      const detail = `${lost.toLocaleString('en-US')} records of ${topic} were deleted before the group read them`;
      note({ area: 'groups', subject, verdict: 'wrong', detail, advice: KEEP_LONGER });
    }
    const offsets = await admin.groupOffsets(group, [topic]);
    const rejected = readRejected(offsets);
    if (rejected > 0)
      note({ area: 'groups', subject, verdict: 'warning', ...describeRejected(rejected, topic, writes) });
    const missed = readMissed(offsets);
    if (missed > 0) {
      const detail = `by its account ${missed.toLocaleString('en-US')} records of ${topic} were deleted before it could read them`;
      note({ area: 'groups', subject, verdict: 'warning', detail, advice: KEEP_LONGER });
    }
  }
}

/** What is refused of the topic that it writes letters to makes no letter: it would go round for ever. */
function describeRejected(
  rejected: number,
  topic: string,
  writes: readonly string[],
): { readonly detail: string; readonly advice: string } {
  const detail = `by its account Elasticsearch has refused ${rejected.toLocaleString('en-US')} documents of ${topic}`;
  if (writes.includes(topic)) return { detail, advice: "see the indexer's log for the reason" };
  const advice = 'run "npx wincanal replay --dry-run --stage index": it says why, and which have not been sent again';
  return { detail, advice };
}

function judgeMembers(
  { members, state }: GroupDescription,
  lag: number,
  worker: string,
  subject: string,
): Parameters<Note>[0] {
  // Kafka calls a group dead that nobody has ever been in.
  const kind = state === 'Dead' ? 'no such group yet' : state;
  const detail = `members ${members}, ${kind}, to read ${lag.toLocaleString('en-US')}`;
  if (members > 0) return { area: 'groups', subject, verdict: 'ok', detail };
  return { area: 'groups', subject, verdict: 'warning', detail, advice: `start one: bin/wincanal ${worker}` };
}

/** How many offsets between what a group has committed and what is still there. */
export function countLost(
  offsets: readonly Pick<GroupLag, 'partition' | 'offset'>[],
  ends: readonly PartitionEnd[],
): number {
  const lows = new Map(ends.map(({ partition, low }) => [partition, low]));
  return offsets.reduce(
    (sum, { partition, offset }) => sum + (offset === undefined ? 0 : Math.max(0, (lows.get(partition) ?? 0) - offset)),
    0,
  );
}
