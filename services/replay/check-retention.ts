import type { TopicDescription } from '../runtime/kafka/index.ts';

const DAY_MS = 86_400_000;

/** Hours, which people set, of the milliseconds that Kafka has. */
function hours(ms: number): string {
  return `${Math.ceil(ms / 36_000) / 100} h`;
}

/**
 * What is wrong with how long marks are kept; undefined where each mark outlives its letter. A broker deletes whole
 * segments, so that a letter can be kept for as long as a segment takes longer than the topic says.
 */
export function findRetentionFault(letters: TopicDescription, marks: TopicDescription): string | undefined {
  const setting = ({ config }: TopicDescription, name: string): number => Number(config[name]);
  const policy = marks.config['cleanup.policy'];
  if (policy !== 'delete') return `${marks.name} has the cleanup.policy ${policy ?? '(none)'}, not delete`;
  const bytes = setting(marks, 'retention.bytes');
  if (bytes !== -1) return `${marks.name} keeps only retention.bytes=${bytes} a partition`;
  const kept = setting(marks, 'retention.ms');
  if (kept === -1) return undefined;
  const lettersKept = setting(letters, 'retention.ms');
  const needed = lettersKept + setting(letters, 'segment.ms') + DAY_MS;
  if (lettersKept !== -1 && kept >= needed) return undefined;
  const wanted = lettersKept === -1 ? 'for ever (retention.ms=-1)' : `for at least ${needed} ms (${hours(needed)})`;
  return `${marks.name} keeps marks for ${kept} ms (${hours(kept)}), but ${letters.name} keeps letters so long that it must be ${wanted}`;
}
