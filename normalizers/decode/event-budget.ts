/**
 * How many events a record may still hold, one count for all that lies in it: lists within lists each keep to a limit of
 * their own while their product does not. What is not opened costs nothing, so the count is taken before a list is read.
 */
export class EventBudget {
  #left: number;

  /** @param most events in the record */
  constructor(most: number) {
    this.#left = most - 1;
  }

  /** True once there were too many; the record as a whole is then refused, and nothing more in it is worth a look. */
  get exceeded(): boolean {
    return this.#left < 0;
  }

  /**
   * Takes room for the parts of something that has room for one.
   * @returns false when there is none
   */
  open(parts: number): boolean {
    if (this.#left >= 0) this.#left -= Math.max(0, parts - 1);
    return this.#left >= 0;
  }

  /** What is left now, for `settle`. */
  mark(): number {
    return this.#left;
  }

  /**
   * Corrects the count of what a decoder has opened since `mark` to that of the outcomes it gave.
   * @returns false when there were too many
   */
  settle(mark: number, outcomes: number): boolean {
    if (this.#left >= 0) this.#left = mark - Math.max(0, outcomes - 1);
    return this.#left >= 0;
  }
}
