import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '../telemetry.ts';

/** A worker cannot start; each problem says what is wrong, with which value, and what to do. */
export class CannotStart extends Error {
  readonly problems: readonly string[];
  override readonly name = 'CannotStart';

  constructor(problems: readonly string[]) {
    super(problems.join('; '));
    this.problems = problems;
  }
}

/** The process was told to stop before it could start. */
export class StoppedBeforeStart extends Error {
  override readonly name = 'StoppedBeforeStart';
}

/** How long to wait, and who can end the wait. */
export interface WaitOptions {
  /** 0: the first answer counts. */
  readonly waitSeconds: number;
  readonly logger: Logger;
  readonly stopping: AbortSignal;
}

/** Milliseconds between two looks, doubling. */
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 2000;

/**
 * Looks again and again until nothing is in the way. Problems are logged when they change.
 * @throws CannotStart with the last problems when the time is over; StoppedBeforeStart
 */
export async function waitToStart(
  findProblems: () => Promise<readonly string[]>,
  { waitSeconds, logger, stopping }: WaitOptions,
): Promise<void> {
  const stopped = Promise.withResolvers<readonly string[]>();
  stopping.addEventListener('abort', () => {
    stopped.resolve([]);
  });
  const end = performance.now() + waitSeconds * 1000;
  let last = '';
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
    // Servers that never answer must not hold up a stop.
    const problems = await Promise.race([findProblems(), stopped.promise]);
    if (stopping.aborted) throw new StoppedBeforeStart('told to stop before the start');
    if (problems.length === 0) {
      if (last !== '') logger.info('nothing is in the way any more: starting');
      return;
    }
    const left = end - performance.now();
    if (left <= 0) throw new CannotStart(problems);
    if (problems.join('\n') !== last) {
      logger.warn({ problems, waitSeconds }, 'cannot start yet: waiting (WINCANAL_START_WAIT_SECONDS)');
    }
    last = problems.join('\n');
    await delay(Math.min(pauseMs, left), undefined, { signal: stopping }).catch(() => undefined);
  }
}
