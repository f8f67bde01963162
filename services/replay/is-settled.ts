import type { Refusal } from './read-letter.ts';

/** The sums of a run that say whether all is settled. */
export interface Sums {
  readonly toSend: number;
  readonly sent: number;
  readonly done: number;
  readonly leftOver: number;
  readonly refused: Readonly<Partial<Record<Refusal, number>>>;
}

/**
 * Whether nothing that was selected is open and cannot be sent. What is never going to be sent (`attempts`, `cut`, `lost`,
 * `foreign`) stays on the topic until it is deleted there, and would be an alarm until then: it counts only where nothing
 * else was selected.
 */
export function isSettled({ toSend, sent, done, leftOver, refused }: Sums, dryRun: boolean): boolean {
  if (!dryRun && toSend > 0) return false;
  const { too_large: tooLarge = 0, ...forGood } = refused;
  const isAnyForGood = Object.values(forGood).some((number) => number > 0);
  return tooLarge === 0 && (!isAnyForGood || toSend + sent + done + leftOver > 0);
}
