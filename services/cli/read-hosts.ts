import type { KafkaAdmin, PartitionReader, ReceivedMessage } from '../runtime/kafka/index.ts';

/** What is said of a channel of a host by one input partition; the other properties of an entry are in docs/gaps.md. */
export interface HostEntry {
  readonly host: string;
  readonly channel: string;
  readonly partition: number;
  readonly watched: { readonly since: string; readonly from_offset: number };
  readonly at: string;
  readonly highest_time: string;
  readonly whole: boolean;
  readonly missing: number;
  readonly missing_ranges: readonly (readonly [from: number, to: number])[];
  readonly restarts: number;
  readonly lag_seconds: number;
}

/** The newest entry of a log, and what watches of it that have ended had found missing. */
export interface HostStatus extends HostEntry {
  readonly earlier: readonly HostEntry[];
}

/** What the topic of hosts holds. */
export interface Hosts {
  /** Ordered by host, channel and partition. */
  readonly logs: readonly HostStatus[];
  /** Messages that are no entries. */
  readonly strangers: number;
}

/** All entries of one log: the newest, and those that were kept of each watch that had found something missing. */
interface Known {
  newest?: HostEntry;
  readonly kept: Map<string, HostEntry>;
}

/** Reads what all normalizers have published, the newest of each key as compaction would leave it; nothing is changed. */
export async function readHosts(
  reader: PartitionReader,
  admin: Pick<KafkaAdmin, 'topicEnds'>,
  topic: string,
): Promise<Hosts> {
  const logs = new Map<string, Known>();
  let strangers = 0;
  for (const { partition, low } of await admin.topicEnds(topic)) {
    for await (const messages of reader.read(topic, partition, low, undefined, { compacted: true })) {
      for (const message of messages) if (!addEntry(logs, message)) strangers++;
    }
  }
  return { logs: [...logs.values()].flatMap(describe).sort(compare), strangers };
}

/** @returns false for what is no entry */
function addEntry(logs: Map<string, Known>, { key, value }: ReceivedMessage): boolean {
  const [host, channel, partition, watch] = readList(key);
  if (typeof host !== 'string' || typeof channel !== 'string' || typeof partition !== 'number') return false;
  const name = JSON.stringify([host, channel, partition]);
  const entry = value === null ? undefined : readEntry(value);
  if (value !== null && entry === undefined) return false;
  let known = logs.get(name);
  if (known === undefined) logs.set(name, (known = { kept: new Map() }));
  if (watch !== undefined) {
    const since = JSON.stringify(watch);
    if (entry === undefined) known.kept.delete(since);
    else known.kept.set(since, entry);
  } else if (entry === undefined) delete known.newest;
  else known.newest = entry;
  return true;
}

function readList(key: ReceivedMessage['key']): readonly unknown[] {
  try {
    const list: unknown = JSON.parse(String(key));
    return Array.isArray(list) ? (list as unknown[]) : [];
  } catch {
    return [];
  }
}

/** Names and types of what is shown; whoever may write to the topic may have put something else there. */
function readEntry(value: Buffer): HostEntry | undefined {
  try {
    const entry = JSON.parse(String(value)) as Partial<HostEntry> | null;
    const isEntry =
      [entry?.host, entry?.channel, entry?.at, entry?.highest_time, entry?.watched?.since].every(isText) &&
      [entry?.partition, entry?.missing, entry?.restarts, entry?.lag_seconds, entry?.watched?.from_offset].every(
        Number.isSafeInteger,
      ) &&
      Array.isArray(entry?.missing_ranges) &&
      entry.missing_ranges.every((range: unknown) => Array.isArray(range) && range.every(Number.isSafeInteger));
    return isEntry ? (entry as HostEntry) : undefined;
  } catch {
    return undefined;
  }
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}

function describe({ newest, kept }: Known): HostStatus[] {
  const watches = [...kept.values()].sort((a, b) => (a.at < b.at ? -1 : 1));
  const shown = newest ?? watches.at(-1);
  if (shown === undefined) return [];
  const isEnded = ({ watched }: HostEntry): boolean =>
    watched.since !== shown.watched.since || watched.from_offset !== shown.watched.from_offset;
  return [{ ...shown, earlier: watches.filter(isEnded) }];
}

function compare(a: HostEntry, b: HostEntry): number {
  if (a.host !== b.host) return a.host < b.host ? -1 : 1;
  if (a.channel !== b.channel) return a.channel < b.channel ? -1 : 1;
  return a.partition - b.partition;
}

/** How many ids are missing of a log: now, and in watches that have ended. */
export function countMissing({ missing, earlier }: HostStatus): number {
  return earlier.reduce((sum, entry) => sum + entry.missing, missing);
}
