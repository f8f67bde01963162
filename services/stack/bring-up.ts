import { setTimeout as sleep } from 'node:timers/promises';
import { preserveLog, type DataDirectory } from './data-directory.ts';
import { StackError } from './errors.ts';
import type { Guard, UnexpectedExit } from './guard-client.ts';
import type { ServerSpec } from './guard.ts';
import { lastRelevantLines } from './log-tail.ts';
import { titleOf, type StackComponent } from './progress.ts';

/** One server that is to be started. */
export interface Launch {
  readonly component: StackComponent;
  readonly server: ServerSpec;
  readonly isReady: (signal: AbortSignal) => Promise<boolean>;
  readonly timeoutMs: number;
}

/**
 * Starts a server under the guard and waits until it can be used. Returns its process id.
 * @throws StackError START_FAILED when the server ends first, START_TIMEOUT when it takes too long; both carry what its
 *   log says
 */
export async function bringUp(
  launch: Launch,
  guard: Guard,
  directory: DataDirectory,
  signal: AbortSignal,
): Promise<number> {
  const { component, server } = launch;
  const pid = await guard.start(component, server);
  const deadline = performance.now() + launch.timeoutMs;
  while (!(await launch.isReady(signal))) {
    signal.throwIfAborted();
    const exit = guard.exitOf(component);
    if (exit !== undefined)
      throw await failure(launch, directory, 'START_FAILED', `ended with ${describeExit(exit)} while it started`);
    if (performance.now() > deadline) {
      const seconds = Math.round(launch.timeoutMs / 1000);
      throw await failure(launch, directory, 'START_TIMEOUT', `has not answered within ${seconds} s`);
    }
    await sleep(150, undefined, { signal });
  }
  return pid;
}

/** `exit code 1`, or `signal SIGKILL`. */
export function describeExit(exit: Pick<UnexpectedExit, 'code' | 'signal'>): string {
  if (exit.signal !== null) return `signal ${exit.signal}`;
  return exit.code === null ? 'its guard' : `exit code ${exit.code}`;
}

async function failure(
  { component, server }: Launch,
  directory: DataDirectory,
  code: 'START_FAILED' | 'START_TIMEOUT',
  what: string,
): Promise<StackError> {
  const lines = lastRelevantLines(server.logFile);
  const log = await preserveLog(directory, component, server.logFile);
  const said = lines.length === 0 ? 'Its log is empty' : 'Its log ends with what follows';
  return new StackError(
    code,
    [`${titleOf(component)} ${what}. ${said}; the whole log is ${log}.`, ...lines].join('\n  '),
  );
}
