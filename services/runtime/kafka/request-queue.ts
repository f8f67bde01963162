import RequestQueue from 'kafkajs/src/network/requestQueue/index.js';

/** What the client's queue of requests of one connection looks like from inside (kafkajs 2.2.4). */
interface QueueState {
  readonly pending: readonly unknown[];
  readonly throttledUntil: number;
  throttleCheckTimeoutId: NodeJS.Timeout | null;
  checkPendingRequests(): void;
}

/** How often requests are looked at that wait for others to finish; the client's own value. */
const CHECK_MS = 10;

/**
 * Replaces the method by which the client looks at waiting requests. The original starts a timer after every response,
 * also when nothing waits, and computes its delay from a time that lies in the past: Node >= 24 warns about the negative
 * delay, and each idle connection wakes up every millisecond. Here a timer runs only while something waits, for as long
 * as the broker asked for. A client version without this method is left alone.
 */
export function calmRequestQueue(): void {
  const prototype = RequestQueue.prototype as { scheduleCheckPendingRequests?: (this: QueueState) => void };
  if (typeof prototype.scheduleCheckPendingRequests !== 'function') return;
  prototype.scheduleCheckPendingRequests = function schedule(this: QueueState): void {
    if (this.throttleCheckTimeoutId !== null || this.pending.length === 0) return;
    this.throttleCheckTimeoutId = setTimeout(
      () => {
        this.throttleCheckTimeoutId = null;
        this.checkPendingRequests();
      },
      Math.max(CHECK_MS, this.throttledUntil - Date.now()),
    );
  };
}
