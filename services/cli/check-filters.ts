import type { Topics } from '../runtime/topics.ts';
import { UsageError } from './command.ts';

/** Filters that can contradict each other, or what there is; times in milliseconds since 1970. */
export interface GivenFilters {
  readonly since?: number;
  readonly until?: number;
  /** `<topic>/<partition>/<offset>` */
  readonly source?: string;
}

/**
 * Makes sure that something can fit the filters: who mistypes a time would take "none" for an answer.
 * @param providers keys of the registry
 * @throws UsageError
 */
export function checkFilters(
  { since, until, source }: GivenFilters,
  topics: Topics,
  providers: readonly string[],
  now: number,
): void {
  if (since !== undefined && until !== undefined && since >= until) {
    const [from, to] = [since, until].map((time) => new Date(time).toISOString());
    throw new UsageError(`--since ${from} is not before --until ${to}: no letter is of both`);
  }
  if (since !== undefined && since > now) {
    throw new UsageError(`--since ${new Date(since).toISOString()} is in the future: no letter is of then`);
  }
  const known = [topics.raw, ...providers.map((provider) => topics.enriched(provider))];
  const topic = source?.split('/', 1)[0];
  if (topic === undefined || known.includes(topic)) return;
  throw new UsageError(`--source: letters are about records of ${known.join(', ')}, not of ${topic}`);
}
