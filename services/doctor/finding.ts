/** `ok`: it holds. `warning`: it holds less than it could, or cannot be seen. `wrong`: a guarantee does not hold. */
export type Verdict = 'ok' | 'warning' | 'wrong';

/** What is looked at, in the order of the report. */
export const AREAS = ['configuration', 'kafka', 'topics', 'rights', 'groups', 'elasticsearch'] as const;
export type Area = (typeof AREAS)[number];

/** One line of the report. */
export interface Finding {
  readonly area: Area;
  /** What was looked at, for example `topic wincanal.raw`. */
  readonly subject: string;
  readonly verdict: Verdict;
  /** What is. */
  readonly detail: string;
  /** What to run or to set; absent where nothing is to be done. */
  readonly advice?: string;
}

/** Receives each finding as soon as it is known. */
export type Note = (finding: Finding) => void;
