import { setTimeout as delay } from 'node:timers/promises';
import { typeOf } from './errors.ts';

/** What a coordinator answers while it ends the previous transaction, or while it starts. */
const PASSING = new Set([
  'CONCURRENT_TRANSACTIONS',
  'GROUP_LOAD_IN_PROGRESS',
  'GROUP_COORDINATOR_NOT_AVAILABLE',
  'NOT_COORDINATOR_FOR_GROUP',
]);
/** Tries, and milliseconds between two of them, doubling: half a minute in all, for a broker that comes back from a crash. */
const TRIES = 18;
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 2000;

/**
 * Asks a coordinator until it answers otherwise than that it is busy with what passes.
 * @throws what `ask` throws: at once what does not pass, and the last refusal after half a minute
 */
export async function outlast<T>(ask: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await ask();
    } catch (error) {
      if (!PASSING.has(typeOf(error)) || attempt === TRIES) throw error;
      await delay(Math.min(FIRST_PAUSE_MS * 2 ** (attempt - 1), LONGEST_PAUSE_MS));
    }
  }
}
