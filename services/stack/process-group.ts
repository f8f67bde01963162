import { setTimeout as sleep } from 'node:timers/promises';
import { systemCode } from './errors.ts';

/**
 * Ends a process and everything in its group: SIGTERM to the leader, which is the one that knows how to stop in order,
 * then SIGKILL to the group if something is left after `graceMs`. Returns when the group is empty.
 */
export async function endGroup(leader: number, graceMs: number): Promise<void> {
  send(leader, 'SIGTERM');
  if (await isEmptyWithin(leader, graceMs)) return;
  send(-leader, 'SIGKILL');
  // Only a process stuck in the kernel outlives SIGKILL; waiting longer for that one would help nobody.
  await isEmptyWithin(leader, 5000);
}

async function isEmptyWithin(leader: number, milliseconds: number): Promise<boolean> {
  const deadline = performance.now() + milliseconds;
  while (performance.now() < deadline) {
    if (!send(-leader, 0)) return true;
    await sleep(50);
  }
  return false;
}

/** Sends a signal; false when there is no such process or group any more. */
function send(target: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(target, signal);
  } catch (error) {
    if (systemCode(error) === 'ESRCH') return false;
    throw error;
  }
}
