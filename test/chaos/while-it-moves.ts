import { setTimeout as delay } from 'node:timers/promises';

/** How often it is looked, and how long nothing may change: longer than any session, wait or timeout of a worker. */
const LOOK_MS = 5000;
const STILL_MS = 300_000;

/**
 * Waits for something for as long as an account goes on.
 * @param what is waited for, for the error
 * @param readAccount an error is no answer, and no change
 * @throws what `done` rejects with, and Error when the account stood still for five minutes: something is stuck
 */
export async function whileItMoves<T>(what: string, done: Promise<T>, readAccount: () => Promise<object>): Promise<T> {
  const over = new AbortController();
  const watch = async (): Promise<never> => {
    let last = '';
    let still = 0;
    for (;;) {
      await delay(LOOK_MS, undefined, { signal: over.signal });
      const account = await readAccount().then(
        (read) => JSON.stringify(read),
        () => last,
      );
      still = account === last ? still + LOOK_MS : 0;
      last = account;
      if (still >= STILL_MS)
        throw new Error(`stuck: ${what} did not end, and for ${STILL_MS / 1000} s nothing changed: ${last}`);
    }
  };
  try {
    return await Promise.race([done, watch()]);
  } finally {
    over.abort();
  }
}
