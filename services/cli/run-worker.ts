import { surviveHangup } from '../runtime/hangup.ts';

/**
 * Runs a worker's entry to its exit code. A worker that `wincanal up` started stops when that process is gone, however
 * it went: the channel between them closes.
 * @param load loads the entry, which takes the most part of a start: a SIGHUP meanwhile must not end the process
 */
export async function runWorker(load: () => Promise<{ readonly main: () => Promise<number> }>): Promise<never> {
  surviveHangup();
  if (process.connected) {
    process.channel?.unref();
    process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  }
  const { main } = await load();
  process.exit(await main());
}

/** The sentences of a worker's help on who else than a person starts it. */
export function describeSupervision(worker: string): string {
  return (
    `Supervisors, containers and scripts start bin/wincanal ${worker}, which is the worker's own process; npx does not ` +
    'pass SIGTERM on (docs/run.md).'
  );
}
