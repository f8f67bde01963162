import type { OutgoingMessage } from '../runtime/kafka/index.ts';
import type { Telemetry } from '../runtime/telemetry.ts';
import type { Topics } from '../runtime/topics.ts';
import type { PlaceList } from './place-list.ts';
import type { NoPlace } from './read-place.ts';
import { WatchedLog, type HostLog, type Observation } from './watched-log.ts';

export interface LogWatchOptions {
  readonly topics: Topics;
  readonly telemetry: Telemetry;
  /** How many logs are watched at most; the ones that were seen least recently make room. */
  readonly limit: number;
  /** Milliseconds between two publications of a partition. */
  readonly intervalMs: number;
  /** Called once it is published that more ids are missing than before. */
  readonly onMissing?: (found: Missing) => void;
}

/** Ids that have turned out to be missing since the last publication of a partition. */
export interface Missing {
  readonly ids: number;
  /** Of how many logs. */
  readonly logs: number;
  readonly first: Pick<HostLog, 'host' | 'channel' | 'missing_ranges'>;
}

/** Why an event is not watched: nothing is known of its place, or its host has more channels than any has. */
type Unwatched = NoPlace | 'too_many_channels';

/** What one input partition showed of the logs of its hosts. */
interface PartitionWatch {
  readonly partition: number;
  /** Everything before it is counted. */
  offset: number;
  publishedAt: number;
  readonly hosts: Map<string, WatchedLog[]>;
}

/** Entries to be sent. */
export interface Publication {
  readonly messages: readonly OutgoingMessage[];
  /** To be called once they are committed. */
  confirm(): void;
  /** For entries that their topic refuses: they are sent again when the next publication is due. */
  postpone(): void;
}

/** Channels of one host; a sender that invents them must not make looking for one slow. */
const MOST_CHANNELS = 16;

/** Entries in one transaction: the rest goes with the next. */
const MOST_ENTRIES = 2000;

/** What part of the logs makes room at once: to look for the oldest takes time. */
const SHARE_DROPPED = 0.1;

/**
 * Watches the record ids of what is published. Counts only what is committed: a batch is observed after its commit, and
 * an owner that begins elsewhere than at the offset up to which all is counted begins anew.
 */
export class LogWatch {
  readonly #options: LogWatchOptions;
  readonly #partitions = new Map<number, PartitionWatch>();
  #logs = 0;
  #batches = 0;

  constructor(options: LogWatchOptions) {
    this.#options = options;
  }

  /** Goes on with a partition, or begins anew where anything before this offset was not counted here. */
  resume(partition: number, offset: number, now: number): void {
    const known = this.#partitions.get(partition);
    if (known?.offset === offset) return;
    if (known !== undefined) {
      const forgotten = countLogs(known);
      this.#logs -= forgotten;
      this.#options.telemetry.count('wincanal_forgotten_logs_total', forgotten, { reason: 'takeover' });
    }
    const hosts = new Map<string, WatchedLog[]>();
    const begun = { partition, offset, publishedAt: now, hosts };
    this.#partitions.set(partition, begun);
  }

  /**
   * Counts the events of a committed batch.
   * @param offset everything before it is settled now
   */
  observe(partition: number, places: PlaceList, offset: number, now: number): void {
    const watch = this.#partitions.get(partition);
    if (watch === undefined) return;
    const { telemetry } = this.#options;
    const counts = new Map<Observation | Unwatched, number>(places.problems);
    const { hosts, channels, ids, times } = places;
    this.#batches++;
    for (let i = 0; i < hosts.length; i++) {
      const log = this.#find(watch, hosts[i] ?? '', channels[i] ?? '', now);
      const found = log === undefined ? 'too_many_channels' : log.observe(ids[i] ?? 0, times[i] ?? 0, now);
      counts.set(found, (counts.get(found) ?? 0) + 1);
    }
    watch.offset = offset;
    for (const [found, number] of counts) {
      if (isUnwatched(found)) telemetry.count('wincanal_unwatched_events_total', number, { reason: found });
      else telemetry.count('wincanal_watched_events_total', number, { arrival: found });
    }
    if (this.#logs > this.#options.limit) this.#makeRoom();
  }

  /** What has changed in a partition since it was last published; undefined where that is nothing or not due. */
  publish(partition: number, now: number, atOnce = false): Publication | undefined {
    const watch = this.#partitions.get(partition);
    if (watch === undefined || (!atOnce && now - watch.publishedAt < this.#options.intervalMs)) return undefined;
    const logs: WatchedLog[] = [];
    for (const channels of watch.hosts.values()) {
      for (const log of channels) if (log.changed && logs.length < MOST_ENTRIES) logs.push(log);
    }
    if (logs.length === 0) return undefined;
    const { topics, onMissing } = this.#options;
    const entries = logs.map((log) => ({ log, entry: log.describe(partition, watch.offset, now) }));
    return {
      messages: entries.flatMap(({ log, entry }) => [
        composeMessage(topics.hosts, entry),
        ...(entry.missing === log.keptMissing ? [] : [composeKept(topics.hosts, entry)]),
      ]),
      confirm() {
        const found = entries.filter(({ log, entry }) => entry.missing > log.keptMissing);
        const ids = found.reduce((sum, { log, entry }) => sum + entry.missing - log.keptMissing, 0);
        for (const { log, entry } of entries) {
          log.changed = false;
          log.keptMissing = entry.missing;
        }
        if (logs.length < MOST_ENTRIES) watch.publishedAt = now;
        if (found[0] !== undefined) onMissing?.({ ids, logs: found.length, first: found[0].entry });
      },
      postpone() {
        watch.publishedAt = now;
      },
    };
  }

  /** Sets the metrics of these partitions; others may be another process's meanwhile. */
  measure(partitions: ReadonlySet<number>): void {
    let count = 0;
    let lag = 0;
    let missing = 0;
    for (const { partition, hosts } of this.#partitions.values()) {
      if (!partitions.has(partition)) continue;
      for (const channels of hosts.values()) {
        for (const log of channels) {
          count++;
          lag = Math.max(lag, log.lagSeconds);
          missing += log.missing;
        }
      }
    }
    const { telemetry } = this.#options;
    telemetry.set('wincanal_watched_logs', count);
    telemetry.set('wincanal_missing_ids', missing);
    telemetry.set('wincanal_log_lag_seconds_max', lag);
  }

  /** @returns undefined for one channel too many of a host */
  #find(watch: PartitionWatch, host: string, channel: string, now: number): WatchedLog | undefined {
    let channels = watch.hosts.get(host);
    if (channels === undefined) watch.hosts.set(host, (channels = []));
    for (const log of channels) {
      if (log.channel !== channel) continue;
      log.lastBatch = this.#batches;
      return log;
    }
    if (channels.length === MOST_CHANNELS) return undefined;
    const log = new WatchedLog(host, channel, now, watch.offset);
    log.lastBatch = this.#batches;
    channels.push(log);
    this.#logs++;
    return log;
  }

  #makeRoom(): void {
    const { limit, telemetry } = this.#options;
    const batches: number[] = [];
    for (const { hosts } of this.#partitions.values()) {
      for (const channels of hosts.values()) for (const log of channels) batches.push(log.lastBatch);
    }
    batches.sort((a, b) => a - b);
    let left = Math.min(batches.length, Math.ceil(batches.length - limit * (1 - SHARE_DROPPED)));
    const dropped = left;
    // All of one batch are equally old: of the youngest that go, as many as there have to.
    const youngest = batches[left - 1] ?? 0;
    left -= batches.findLastIndex((batch) => batch < youngest) + 1;
    for (const { hosts } of this.#partitions.values()) {
      for (const [host, channels] of hosts) {
        const kept = channels.filter(
          ({ lastBatch }) => lastBatch > youngest || (lastBatch === youngest && left-- <= 0),
        );
        if (kept.length === 0) hosts.delete(host);
        else if (kept.length < channels.length) hosts.set(host, kept);
      }
    }
    this.#logs -= dropped;
    telemetry.count('wincanal_forgotten_logs_total', dropped, { reason: 'limit' });
  }
}

const UNWATCHED: Readonly<Record<Unwatched, true>> = {
  no_host: true,
  no_channel: true,
  no_record_id: true,
  implausible_record_id: true,
  unusual_name: true,
  too_many_channels: true,
};

function isUnwatched(found: Observation | Unwatched): found is Unwatched {
  return Object.hasOwn(UNWATCHED, found);
}

function countLogs({ hosts }: PartitionWatch): number {
  let count = 0;
  for (const channels of hosts.values()) count += channels.length;
  return count;
}

/** The key names what the entry is of, so that compaction keeps the newest of each partition's view of a log. */
function composeMessage(topic: string, entry: HostLog): OutgoingMessage {
  const { host, channel, partition } = entry;
  return compose(topic, entry, [host, channel, partition], false);
}

/**
 * The same under a key of this watch alone: the next watch of the log, which knows nothing of what is missing now, does not
 * replace it. Taken away where all has come late.
 */
function composeKept(topic: string, entry: HostLog): OutgoingMessage {
  const { host, channel, partition, watched } = entry;
  return compose(topic, entry, [host, channel, partition, watched.from_offset], entry.missing === 0);
}

function compose(topic: string, entry: HostLog, key: readonly (string | number)[], isGone: boolean): OutgoingMessage {
  return {
    topic,
    key: JSON.stringify(key),
    value: isGone ? null : Buffer.from(JSON.stringify(entry)),
    // The last record that is counted: by it a takeover tells whether the transaction was committed.
    headers: { 'source-offset': String(entry.offset - 1), 'content-type': 'application/json' },
  };
}
