import { Session } from 'node:inspector';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..', 'normalizers');

const session = new Session();
session.connect();
session.post('Profiler.enable');
// Now, before the code to be counted is loaded: with code that is optimised already, Node 26.10 crashes.
session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });

/**
 * Which blocks of `normalizers/` have been run, as V8 counts them (block coverage of the inspector). Taking the counts
 * resets them, so each taking says what ran since the one before.
 */
export class Coverage {
  readonly #reached = new Set<string>();

  /** How many blocks have been run at least once. */
  get size(): number {
    return this.#reached.size;
  }

  /** The blocks that ran since the last taking for the first time. */
  take(): Set<string> {
    const fresh = new Set(this.#list().filter((block) => !this.#reached.has(block)));
    for (const block of fresh) this.#reached.add(block);
    return fresh;
  }

  /** Which of the blocks ran since the last taking. */
  takeOf(blocks: ReadonlySet<string>): string[] {
    return this.#list().filter((block) => blocks.has(block));
  }

  #list(): string[] {
    const blocks: string[] = [];
    // The callback is called before `post` returns.
    session.post('Profiler.takePreciseCoverage', (error, taken) => {
      if (error !== null) throw error;
      for (const { url, functions } of taken.result) {
        if (!url.includes(ROOT)) continue;
        for (const { ranges } of functions)
          for (const { startOffset, endOffset, count } of ranges)
            if (count > 0) blocks.push(`${url}:${startOffset}-${endOffset}`);
      }
    });
    return blocks;
  }
}
