import { SeenIds, type Arrival, type IdRange } from './seen-ids.ts';

/** What an event is to its log: by its id, or one of an id that began anew. */
export type Observation = Arrival | 'restarted' | 'pending';

/** What is said of one log (a channel of a host), by one input partition: see mappings/schemas/host-log.schema.json. */
export interface HostLog {
  readonly schema_version: string;
  /** The computer in lower case. */
  readonly host: string;
  readonly channel: string;
  /** Of the raw topic: only what arrived there is counted here. */
  readonly partition: number;
  /** From which offset of that partition on this log has been watched without interruption, and since when. */
  readonly watched: { readonly from_offset: number; readonly since: string };
  /** Everything before this offset is counted. */
  readonly offset: number;
  /** When this was written. */
  readonly at: string;
  readonly first_id: number;
  readonly highest_id: number;
  /** When the event with the highest id happened. */
  readonly highest_time: string;
  /** Different ids since they last began anew; and how many of those between first and highest were not, at most. */
  readonly seen: number;
  readonly not_seen_at_most: number;
  /** Does the channel arrive whole, so that what is missing can be told? */
  readonly whole: boolean;
  readonly missing: number;
  readonly missing_ranges: readonly IdRange[];
  readonly events: number;
  readonly late: number;
  readonly repeated: number;
  readonly unjudged: number;
  readonly restarts: number;
  readonly last_restart: { readonly time: string; readonly highest_id_before: number } | null;
  readonly lag_seconds: number;
  readonly max_lag_seconds: number;
}

/** Version of the shape; a minor version adds. */
const SCHEMA_VERSION = '1.0';

/** An id that lies so far below the highest, or below half of it, can be one of a log that began anew. */
const FAR_BACK = 10_000;

/** One channel of one host as one input partition shows it. */
export class WatchedLog {
  readonly host: string;
  readonly channel: string;
  /** Something was counted since the last publication. */
  changed = true;
  /** How many missing ids the entry has that outlives this watch; 0 where there is none. */
  keptMissing = 0;
  /** When an event was last counted, in batches of the process. */
  lastBatch = 0;

  readonly #since: number;
  readonly #fromOffset: number;
  readonly #ids = new SeenIds();
  #firstId = -1;
  #highestTime = 0;
  /** Of all events, but not later than now: the clock of a host may be ahead. */
  #latestTime = Number.NEGATIVE_INFINITY;
  #seen = 0;
  #events = 0;
  #late = 0;
  #repeated = 0;
  #unjudged = 0;
  #missingBefore = 0;
  #restarts = 0;
  #restartTime = Number.NEGATIVE_INFINITY;
  #highestBefore = 0;
  /** An event far back but newer than all others: with a second one, the log has begun anew. */
  #pendingId = -1;
  #pendingTime = 0;
  #lag = 0;
  #maxLag = Number.NEGATIVE_INFINITY;

  /**
   * @param since when watching began, in milliseconds since 1970
   * @param fromOffset and at which offset of the input partition
   */
  constructor(host: string, channel: string, since: number, fromOffset: number) {
    this.host = host;
    this.channel = channel;
    this.#since = since;
    this.#fromOffset = fromOffset;
  }

  get missing(): number {
    return this.#missingBefore + this.#ids.missing;
  }

  get lagSeconds(): number {
    return this.#lag;
  }

  /** @param time when it happened; now: when it was normalised; both in milliseconds since 1970 */
  observe(id: number, time: number, now: number): Observation {
    this.changed = true;
    this.#events++;
    const { highest } = this.#ids;
    // Of the log as it was before it began anew, from a collector that is behind.
    if (time < this.#restartTime) return this.#leave();
    const begunAnew = time > this.#latestTime && (highest - id > FAR_BACK || id <= highest / 2);
    return begunAnew && highest >= 0 ? this.#suspect(id, time, now) : this.#count(id, time, now);
  }

  #count(id: number, time: number, now: number): Arrival {
    const isHighest = id > this.#ids.highest;
    const arrival = this.#ids.add(id, time);
    if (arrival === 'unjudged') return this.#leave();
    if (arrival === 'repeated') {
      this.#repeated++;
      return arrival;
    }
    this.#seen++;
    if (this.#firstId < 0 || id < this.#firstId) this.#firstId = id;
    if (arrival === 'late') this.#late++;
    if (isHighest) {
      this.#highestTime = time;
      this.#lag = Math.round((now - time) / 1000);
      if (this.#lag > this.#maxLag) this.#maxLag = this.#lag;
    }
    const known = Math.min(time, now);
    if (known > this.#latestTime) this.#latestTime = known;
    return arrival;
  }

  #leave(): 'unjudged' {
    this.#unjudged++;
    return 'unjudged';
  }

  /** One odd event must not make a host's count begin anew: anybody may send it. Two with different ids do. */
  #suspect(id: number, time: number, now: number): Observation {
    if (id === this.#pendingId) {
      this.#repeated++;
      return 'repeated';
    }
    if (this.#pendingId < 0 || this.#pendingTime <= this.#latestTime) {
      if (this.#pendingId >= 0) this.#unjudged++;
      this.#pendingId = id;
      this.#pendingTime = time;
      return 'pending';
    }
    this.#missingBefore += this.#ids.missing;
    this.#highestBefore = this.#ids.highest;
    this.#restarts++;
    this.#restartTime = Math.min(this.#pendingTime, time, now);
    this.#ids.clear();
    this.#seen = 0;
    this.#firstId = -1;
    this.#count(this.#pendingId, this.#pendingTime, now);
    this.#count(id, time, now);
    this.#pendingId = -1;
    return 'restarted';
  }

  /** @param offset everything before it is counted; now: milliseconds since 1970 */
  describe(partition: number, offset: number, now: number): HostLog {
    return {
      schema_version: SCHEMA_VERSION,
      host: this.host,
      channel: this.channel,
      partition,
      watched: { from_offset: this.#fromOffset, since: toTime(this.#since) },
      offset,
      at: toTime(now),
      first_id: this.#firstId,
      highest_id: this.#ids.highest,
      highest_time: toTime(this.#highestTime),
      seen: this.#seen,
      not_seen_at_most: this.#ids.highest - this.#firstId + 1 - this.#seen,
      whole: this.#ids.whole,
      missing: this.missing,
      missing_ranges: this.#ids.missingRanges(),
      events: this.#events,
      late: this.#late,
      repeated: this.#repeated,
      unjudged: this.#unjudged,
      restarts: this.#restarts,
      last_restart:
        this.#restarts === 0 ? null : { time: toTime(this.#restartTime), highest_id_before: this.#highestBefore },
      lag_seconds: this.#lag,
      max_lag_seconds: this.#maxLag,
    };
  }
}

function toTime(ms: number): string {
  return new Date(ms).toISOString();
}
