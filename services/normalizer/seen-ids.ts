/** What an id is to those that were seen before. */
export type Arrival =
  /** Exactly the one behind the highest. */
  | 'next'
  /** Above the highest, with ids between that have not been seen (yet). */
  | 'ahead'
  /** Below the highest, and not seen before. */
  | 'late'
  /** Seen before. */
  | 'repeated'
  /** So far back that nothing is known of it: it may be late or repeated. */
  | 'unjudged';

/** Ids in a row, both ends included. */
export type IdRange = readonly [from: number, to: number];

/** How many stretches of ids are kept: so many gaps can be open at once, and so far back can an id come late. */
const MOST_STRETCHES = 16;

/** Numbers of a stretch: first and last id, and when the events of both happened. */
const FROM = 0;
const TO = 1;
const SINCE = 2;
const UNTIL = 3;
const WIDTH = 4;

/** How long a stretch before a gap is, in ids and in milliseconds, for the gap to be taken as a loss. */
const WHOLE_IDS = 1000;
const WHOLE_MS = 48 * 3_600_000;
/** And how many ids the stretch behind the gap has. */
const WHOLE_IDS_AFTER = 100;

/**
 * The ids of one log that were seen, as stretches without a gap, the newest last; of the oldest only how far they went is
 * kept. Takes some 20 ns for an id that is next, and memory that does not grow.
 */
export class SeenIds {
  /** A ring, so that a log of sparse ids, where each new one displaces the oldest, moves nothing. */
  readonly #stretches = new Float64Array(MOST_STRETCHES * WIDTH);
  /** Place of the oldest. */
  #start = 0;
  /** Of stretches in use. */
  #count = 0;
  /** Up to here nothing is known of single ids. */
  #floor = -1;
  #lostBelow = 0;

  /** The highest id; -1 where none was seen. */
  get highest(): number {
    return this.#count === 0 ? -1 : this.#at(this.#count - 1, TO);
  }

  /** Is there a stretch that only a channel that arrives whole has? */
  get whole(): boolean {
    for (let i = 0; i < this.#count; i++) if (this.#isWhole(i)) return true;
    return false;
  }

  /** How many ids are missing between stretches that show that the channel arrives whole. */
  get missing(): number {
    return this.missingRanges().reduce((sum, [from, to]) => sum + to - from + 1, this.#lostBelow);
  }

  /** @param time when the event happened, in milliseconds since 1970 */
  add(id: number, time: number): Arrival {
    const last = this.#count - 1;
    if (last < 0 || id > this.#at(last, TO) + 1) {
      if (this.#count === MOST_STRETCHES) this.#dropOldest();
      this.#insert(this.#count, id, time);
      return 'ahead';
    }
    if (id === this.#at(last, TO) + 1) {
      this.#set(last, TO, id);
      this.#set(last, UNTIL, time);
      return 'next';
    }
    return id >= this.#at(last, FROM) ? 'repeated' : this.#addBelow(id, time);
  }

  /** Where ids are missing, of the gaps that are kept; the oldest first. */
  missingRanges(): IdRange[] {
    const ranges: IdRange[] = [];
    for (let i = 0; i + 1 < this.#count; i++) {
      if (this.#isLoss(i)) ranges.push([this.#at(i, TO) + 1, this.#at(i + 1, FROM) - 1]);
    }
    return ranges;
  }

  /** Forgets the ids, because they begin anew. */
  clear(): void {
    this.#count = 0;
    this.#floor = -1;
    this.#lostBelow = 0;
  }

  /** An id below the newest stretch. */
  #addBelow(id: number, time: number): Arrival {
    if (id <= this.#floor) return 'unjudged';
    let below = this.#count - 2;
    while (below >= 0 && this.#at(below, FROM) > id) below--;
    if (below >= 0 && id <= this.#at(below, TO)) return 'repeated';
    const touchesBelow = below >= 0 && this.#at(below, TO) === id - 1;
    const touchesAbove = this.#at(below + 1, FROM) === id + 1;
    if (touchesBelow && touchesAbove) this.#join(below);
    else if (touchesBelow) {
      this.#set(below, TO, id);
      this.#set(below, UNTIL, time);
    } else if (touchesAbove) {
      this.#set(below + 1, FROM, id);
      this.#set(below + 1, SINCE, time);
    } else if (this.#count < MOST_STRETCHES) this.#insert(below + 1, id, time);
    else if (below < 0) return 'unjudged';
    else {
      this.#dropOldest();
      this.#insert(below, id, time);
    }
    return 'late';
  }

  #at(stretch: number, which: number): number {
    return this.#stretches[((this.#start + stretch) % MOST_STRETCHES) * WIDTH + which] ?? 0;
  }

  #set(stretch: number, which: number, value: number): void {
    this.#stretches[((this.#start + stretch) % MOST_STRETCHES) * WIDTH + which] = value;
  }

  #copy(from: number, to: number): void {
    for (let which = 0; which < WIDTH; which++) this.#set(to, which, this.#at(from, which));
  }

  #insert(stretch: number, id: number, time: number): void {
    for (let i = this.#count; i > stretch; i--) this.#copy(i - 1, i);
    this.#set(stretch, FROM, id);
    this.#set(stretch, TO, id);
    this.#set(stretch, SINCE, time);
    this.#set(stretch, UNTIL, time);
    this.#count++;
  }

  /** Makes one stretch of this and the next. */
  #join(stretch: number): void {
    this.#set(stretch, TO, this.#at(stretch + 1, TO));
    this.#set(stretch, UNTIL, this.#at(stretch + 1, UNTIL));
    for (let i = stretch + 1; i + 1 < this.#count; i++) this.#copy(i + 1, i);
    this.#count--;
  }

  #dropOldest(): void {
    if (this.#isLoss(0)) this.#lostBelow += this.#at(1, FROM) - 1 - this.#at(0, TO);
    this.#floor = this.#at(0, TO);
    this.#start = (this.#start + 1) % MOST_STRETCHES;
    this.#count--;
  }

  #isWhole(stretch: number): boolean {
    const ids = this.#at(stretch, TO) - this.#at(stretch, FROM) + 1;
    return ids >= WHOLE_IDS && this.#at(stretch, UNTIL) - this.#at(stretch, SINCE) >= WHOLE_MS;
  }

  /** Is the gap behind this stretch a loss? */
  #isLoss(stretch: number): boolean {
    const idsAfter = this.#at(stretch + 1, TO) - this.#at(stretch + 1, FROM) + 1;
    return idsAfter >= WHOLE_IDS_AFTER && this.#isWhole(stretch);
  }
}
