/**
 * Runs a worker's entry to its exit code. A worker that `wincanal up` started stops when that process is gone, however
 * it went: the channel between them closes.
 */
export async function runWorker(main: () => Promise<number>): Promise<never> {
  if (process.connected) {
    process.channel?.unref();
    process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  }
  process.exit(await main());
}
