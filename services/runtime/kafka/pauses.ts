/**
 * Partitions that are paused for a while. A pause outlives a rebalance on purpose: who gets the partition back within it
 * goes on when it is over, and to resume a partition that is another member's by then changes nothing.
 */
export function createPauses(): { pause(pausePartition: () => () => void, ms: number): void; close(): void } {
  const timers = new Set<NodeJS.Timeout>();
  let closed = false;
  return {
    pause(pausePartition, ms) {
      // Who is stopping fetches nothing any more.
      if (closed) return;
      const resume = pausePartition();
      const timer = setTimeout(() => {
        timers.delete(timer);
        resume();
      }, ms);
      timers.add(timer);
    },
    close() {
      closed = true;
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
    },
  };
}
