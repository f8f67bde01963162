/**
 * Milliseconds that this thread has had a processor so far: on a busy machine a thread waits for one many times as long as
 * it works, which says nothing of the work.
 */
export function cpuTime(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}
