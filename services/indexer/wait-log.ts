import type { Logger } from '../runtime/telemetry.ts';
import type { Place } from '../runtime/owned-partitions.ts';
import type { Wait } from './deliver.ts';

/** Between two lines of a topic that say that its documents still wait. */
const REMIND_MS = 60_000;

/** Partitions of one topic whose documents wait: they go to the same data stream, so it is one story. */
interface Episode {
  readonly begun: number;
  readonly waiting: Set<number>;
  saidAt: number;
  tries: number;
}

/**
 * Says of each topic when its documents begin to wait, once a minute that they still do and why, and when they are taken
 * again. A line for each try of each partition would be hundreds a minute, in the hour in which the log is read.
 */
export class WaitLog {
  readonly #logger: Logger;
  readonly #now: () => number;
  readonly #episodes = new Map<string, Episode>();

  /** @param now milliseconds since 1970 */
  constructor(logger: Logger, now: () => number) {
    this.#logger = logger;
    this.#now = now;
  }

  /** Documents of a partition were not taken. */
  wait({ topic, partition }: Place, { documents, reason }: Wait, attempt: number, waitMs: number): void {
    this.#logger.debug({ topic, partition, documents, reason, attempt, waitMs }, 'documents wait: trying again');
    const now = this.#now();
    let episode = this.#episodes.get(topic);
    if (episode === undefined) {
      episode = { begun: now, waiting: new Set(), saidAt: Number.NEGATIVE_INFINITY, tries: 0 };
      this.#episodes.set(topic, episode);
    }
    episode.waiting.add(partition);
    episode.tries++;
    if (now - episode.saidAt < REMIND_MS) return;
    episode.saidAt = now;
    const { tries, waiting } = episode;
    const story = { topic, partitions: [...waiting], documents, reason, tries, seconds: secondsSince(episode, now) };
    this.#logger.warn(story, 'documents wait: Elasticsearch does not take them; trying for as long as it takes');
  }

  /** All documents of a partition that were at hand have their fate. */
  settle({ topic, partition }: Place): void {
    const episode = this.#episodes.get(topic);
    if (episode?.waiting.delete(partition) !== true || episode.waiting.size > 0) return;
    this.#episodes.delete(topic);
    const { tries } = episode;
    this.#logger.info({ topic, tries, seconds: secondsSince(episode, this.#now()) }, 'documents are taken again');
  }

  /** After an assignment nobody knows which partitions are still ours: what waits will say so again. */
  forget(): void {
    this.#episodes.clear();
  }
}

function secondsSince({ begun }: Episode, now: number): number {
  return Math.round((now - begun) / 1000);
}
