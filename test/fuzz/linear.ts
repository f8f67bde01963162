import { holdExplainPromises, holdPromises } from '../support/promises.ts';
import type { Stretch } from './stretch.ts';

/** Twice the input may take so many times as long; it takes twice as long, and the machine has other things to do. */
const MOST_RATIO = 3.2;
/** Below it the clock says nothing. */
const LEAST_MS = 12;

/** What was found of an input that grows. */
export interface GrowthFault {
  readonly fault: string;
  readonly input: Buffer;
}

/**
 * Measures an input of `n` and of `2n` bytes. What seems to take more than twice the time is measured again, and once more
 * with `4n`, before it is believed.
 */
export function findGrowthFault(stretch: Stretch, n: number): GrowthFault | undefined {
  let input = stretch(n);
  try {
    const first = time(input);
    const double = stretch(2 * n);
    input = double;
    const second = time(double);
    holdExplainPromises(double);
    if (second < LEAST_MS || second < MOST_RATIO * first) return undefined;
    const [slow, slower] = [least(stretch(n)), least(double)];
    if (slower < LEAST_MS || slower < MOST_RATIO * slow) return undefined;
    input = stretch(4 * n);
    const slowest = least(input);
    if (slowest < MOST_RATIO * slower) return undefined;
    const times = [slow, slower, slowest].map((ms) => `${Math.round(ms)} ms`).join(', ');
    return { fault: `${n}, ${2 * n} and ${4 * n} bytes take ${times}`, input };
  } catch (error) {
    return { fault: error instanceof Error ? (error.stack ?? error.message) : String(error), input };
  }
}

function time(bytes: Buffer): number {
  const from = performance.now();
  holdPromises(bytes);
  return performance.now() - from;
}

function least(bytes: Buffer): number {
  return Math.min(time(bytes), time(bytes), time(bytes));
}
