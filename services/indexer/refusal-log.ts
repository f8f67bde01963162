import type { Logger } from '../runtime/telemetry.ts';
import type { Unusable } from './entries.ts';

/** Between two lines of a topic. */
const REMIND_MS = 60_000;

/**
 * Says that documents of a topic become dead letters, with the reason of one of them: at once for the first, and once a
 * minute while it goes on. Where a template of somebody else refuses everything, nothing else would tell.
 */
export class RefusalLog {
  readonly #logger: Logger;
  readonly #now: () => number;
  readonly #topics = new Map<string, { saidAt: number; unsaid: number }>();

  /** @param now milliseconds since 1970 */
  constructor(logger: Logger, now: () => number) {
    this.#logger = logger;
    this.#now = now;
  }

  /** Dead letters of these were committed. */
  note(topic: string, refused: readonly Unusable[]): void {
    const [first] = refused;
    if (first === undefined) return;
    const now = this.#now();
    const known = this.#topics.get(topic) ?? { saidAt: Number.NEGATIVE_INFINITY, unsaid: 0 };
    this.#topics.set(topic, known);
    known.unsaid += refused.length;
    if (now - known.saidAt < REMIND_MS) return;
    const { partition, offset } = first.message;
    this.#logger.warn(
      { topic, documents: known.unsaid, partition, offset, detail: first.detail },
      'Elasticsearch refused documents: they are dead letters now (INDEX_REJECTED); the detail is that of the first',
    );
    known.saidAt = now;
    known.unsaid = 0;
  }
}
