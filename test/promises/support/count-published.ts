import type { ReceivedMessage } from '../../../services/runtime/kafka/index.ts';
import { until, type Canal } from '../../support/canal.ts';

/** What a subscriber with `read_committed` finds, against what is on the raw topic. */
export interface PublishedCount {
  readonly raw: number;
  readonly documents: number;
  readonly letters: number;
  /** Raw records that are published more than once, and those that should be and are not, by partition and offset. */
  readonly doubled: readonly string[];
  readonly missing: readonly string[];
  /** What is published as the other kind than it should be, or though it should not be, or of nothing that was sent. */
  readonly unexpected: readonly string[];
  /** Raw records that are published behind a later one of the same host. */
  readonly disordered: readonly string[];
}

/** What `sendSteadily` sent, without a fault. */
export function expectedOf(raw: readonly ReceivedMessage[]): PublishedCount {
  const ours = raw.filter(isPublished);
  const letters = ours.filter(({ value }) => isBroken(value)).length;
  return {
    raw: raw.length,
    documents: ours.length - letters,
    letters,
    doubled: [],
    missing: [],
    unexpected: [],
    disordered: [],
  };
}

/** Reads the topics and compares them with these raw records; nobody may be writing to them. */
export async function countPublished(canal: Canal, raw: readonly ReceivedMessage[]): Promise<PublishedCount> {
  const { topics } = canal.config;
  return comparePublished(
    raw,
    await canal.readAll(topics.enriched('schannel')),
    await canal.readAll(topics.deadletter),
  );
}

/** The same with what was read of the two topics; dead letters of stage `index` are no raw records. */
export function comparePublished(
  raw: readonly ReceivedMessage[],
  enriched: readonly ReceivedMessage[],
  deadletter: readonly ReceivedMessage[],
): PublishedCount {
  const documents = enriched.map((message) => {
    const { wincanal } = JSON.parse(String(message.value)) as { wincanal: { input: Record<string, number> } };
    return { key: String(message.key), partition: wincanal.input['partition'], offset: wincanal.input['offset'] };
  });
  const letters = deadletter.flatMap(({ key, headers }) => {
    if (headers['stage'] !== 'normalize') return [];
    return [{ key: String(key), partition: headers['source-partition'], offset: headers['source-offset'] }];
  });
  const ours = raw.filter(isPublished);
  const kinds = new Map(ours.map((record) => [nameSource(record), isBroken(record.value) ? letters : documents]));
  const seen = new Set<string>();
  const unexpected: string[] = [];
  const doubled: string[] = [];
  const disordered: string[] = [];
  for (const list of [documents, letters]) {
    const last = new Map<string, number>();
    for (const { key, partition, offset } of list) {
      const source = `${String(partition)}/${String(offset)}`;
      if (kinds.get(source) !== list) unexpected.push(source);
      if (seen.has(source)) doubled.push(source);
      else if (Number(offset) < (last.get(key) ?? -1)) disordered.push(source);
      seen.add(source);
      last.set(key, Math.max(Number(offset), last.get(key) ?? -1));
    }
  }
  const missing = ours.map(nameSource).filter((source) => !seen.has(source));
  const counts = { raw: raw.length, documents: documents.length, letters: letters.length };
  return { ...counts, doubled, missing, unexpected, disordered };
}

function nameSource({ partition, offset }: ReceivedMessage): string {
  return `${partition}/${offset}`;
}

function isPublished({ value }: ReceivedMessage): boolean {
  return value !== null && !value.includes('Contoso-Agent');
}

function isBroken(value: Buffer | null): boolean {
  return value?.toString().startsWith('{') === true;
}

/**
 * Waits until everything on the raw topic is settled. Nobody may be sending to it any more.
 * @returns the raw records; the account holds them and a tombstone a partition, the mark of `readAll`
 */
export async function settleAll(canal: Canal): Promise<ReceivedMessage[]> {
  const raw = await canal.readAll(canal.config.topics.raw);
  const all = raw.length + (await countMarks(canal));
  await until(canal.normalized, ({ records }) => records >= all);
  return raw;
}

/** The account that the normalizers should have of these raw records, apart from copies. */
export async function expectedAccount(canal: Canal, raw: readonly ReceivedMessage[]): Promise<object> {
  const marks = await countMarks(canal);
  const { documents, letters: dead } = expectedOf(raw);
  const records = raw.length + marks;
  const skips = { tombstone: marks, other_provider_unparsed: raw.length - documents - dead };
  return { records, events: records, documents, dead, skips };
}

async function countMarks(canal: Canal): Promise<number> {
  return (await canal.admin.topicEnds(canal.config.topics.raw)).length;
}
