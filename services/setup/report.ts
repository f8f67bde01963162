/** What setup found or did about one thing. */
export type SetupState =
  /** It was not there and is now. */
  | 'created'
  /** It differed and is now as configured. */
  | 'changed'
  /** It is as configured. */
  | 'unchanged'
  /** It is not there; only with `check`. */
  | 'missing'
  /** It differs: with `check`, or where setup cannot change it. */
  | 'differs'
  /** The server does not know it; what the templates use instead is in the details. Not a drift. */
  | 'substituted';

/** One line of setup's report. */
export interface SetupItem {
  readonly kind: 'topic' | 'component template' | 'index template' | 'field type' | 'feature';
  readonly name: string;
  readonly state: SetupState;
  /** What was made, what differs from what is wanted, or what follows. */
  readonly details: readonly string[];
}

/** Receives each line as soon as it is known. */
export type Report = (item: SetupItem) => void;

/** True where something is not as configured. */
export function isDrift(item: SetupItem): boolean {
  return item.state === 'missing' || item.state === 'differs';
}

/** One thing that is not as wanted. */
export interface Difference {
  readonly what: string;
  /** `not set` where there is nothing. */
  readonly actual: string;
  /** `nothing` where it should not be there. */
  readonly wanted: string;
  /** What follows, or what to do. */
  readonly note?: string;
}

/** `retention.ms is 1, wanted 2`, or, once it is changed, `retention.ms was 1, now 2`. */
export function describeDifference({ what, actual, wanted, note }: Difference, changed: boolean): string {
  const sentence = changed ? `${what} was ${actual}, now ${wanted}` : `${what} is ${actual}, wanted ${wanted}`;
  return note === undefined ? sentence : `${sentence}: ${note}`;
}
