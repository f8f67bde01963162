/** What the client says of a request that was answered; the times are those of the machine's calendar clock. */
export interface AnsweredRequest {
  readonly apiName: string;
  /** Milliseconds since 1970. */
  readonly sentAt: number;
  /** Milliseconds. */
  readonly duration: number;
}

/** A time by two clocks: one is never set, but may stand still while a machine sleeps; of the other it is the reverse. */
interface Moment {
  readonly steady: number;
  readonly calendar: number;
}

/** Requests by which a member tells the group that it is alive. */
const SIGNS_OF_LIFE: ReadonlySet<string> = new Set(['Heartbeat', 'SyncGroup']);

/**
 * How long ago the group has certainly heard of a member. Its session is counted from when a heartbeat arrived there, which
 * is at the earliest when it was sent: an answer may be read long after it was given, by a process that was frozen meanwhile.
 */
export class Lease {
  #heard: Moment = now();
  #sent: Moment | undefined;

  /** Takes note of any answered request of the consumer. */
  noteRequest({ apiName, sentAt, duration }: AnsweredRequest): void {
    if (!SIGNS_OF_LIFE.has(apiName)) return;
    // Where the clock was set back since, the answer came at once as far as anybody knows.
    this.#sent = { steady: performance.now() - Math.max(0, duration), calendar: sentAt };
  }

  /** The last of these requests was granted: the group has heard of the member when it was sent. */
  renew(): void {
    this.#heard = this.#sent ?? now();
    this.#sent = undefined;
  }

  /** Milliseconds since then, by the clock that says more: one that was set forward says too much until the next renewal. */
  silentFor(): number {
    const { steady, calendar } = now();
    return Math.max(steady - this.#heard.steady, calendar - this.#heard.calendar);
  }
}

function now(): Moment {
  return { steady: performance.now(), calendar: Date.now() };
}
