import { holdExplainPromises, holdPromises } from '../support/promises.ts';
import { cpuTime } from './cpu-time.ts';
import type { Stretch } from './stretch.ts';

/** Twice the input may take so many times as long: twice for its length, and caches and collected garbage are no straight lines. */
const MOST_RATIO = 3.2;
/** Below it the clock says nothing, and collecting the garbage of a larger input takes its share. Records take a fifth of it. */
const LEAST_MS = 12;
const LEAST_MS_PER_BYTE = 0.0005;
/** Longer records are not looked at. */
const LONGEST = 8 * 1024 * 1024;

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
    const [slow, slower] = [leastTime(stretch(n)), leastTime(double)];
    if (slower < LEAST_MS || slower < MOST_RATIO * slow) return undefined;
    const longest = stretch(4 * n);
    if (longest.length > LONGEST) {
      return isSlow(slower, double)
        ? { fault: `${n} and ${2 * n} bytes take ${Math.round(slow)} and ${Math.round(slower)} ms`, input }
        : undefined;
    }
    input = longest;
    const slowest = leastTime(input);
    if (slowest < MOST_RATIO * slower || !isSlow(slowest, input)) return undefined;
    const times = [slow, slower, slowest].map((ms) => `${Math.round(ms)} ms`).join(', ');
    return { fault: `${n}, ${2 * n} and ${4 * n} bytes take ${times}`, input };
  } catch (error) {
    return { fault: error instanceof Error ? (error.stack ?? error.message) : String(error), input };
  }
}

function isSlow(ms: number, bytes: Buffer): boolean {
  return ms > LEAST_MS + bytes.length * LEAST_MS_PER_BYTE;
}

/** Milliseconds of processor time that reading the bytes takes, with what is looked at of its outcomes. */
function time(bytes: Buffer): number {
  const from = cpuTime();
  holdPromises(bytes);
  return cpuTime() - from;
}

/** The least of three, which other things done meanwhile lengthen least. */
export function leastTime(bytes: Buffer): number {
  return Math.min(time(bytes), time(bytes), time(bytes));
}
