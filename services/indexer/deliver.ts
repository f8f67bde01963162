import { ElasticsearchRefused, ElasticsearchUnavailable, type Elasticsearch } from '../runtime/elasticsearch/index.ts';
import type { Logger, Telemetry } from '../runtime/telemetry.ts';
import { buildBulkBody, type BulkEntry } from './bulk.ts';
import { judgeItem } from './settle.ts';

/** The fate of an entry, each final. */
export interface Settled<T extends BulkEntry> {
  readonly entry: T;
  readonly fate: 'indexed' | 'duplicate' | 'rejected';
  /** Why it was rejected. */
  readonly detail?: string;
}

/** What delivering needs of the world. */
export interface DeliveryOptions {
  readonly elasticsearch: Pick<Elasticsearch, 'bulk' | 'existingIds'>;
  readonly telemetry: Telemetry;
  readonly logger: Logger;
  /** When aborted, nothing is waited for any more. */
  readonly stopping: AbortSignal;
  /** Waits some milliseconds, less when `stopping` aborts. */
  sleep(ms: number): Promise<void>;
  /** 0 to 1. */
  random(): number;
}

/** The process stops while documents wait for Elasticsearch: the batch is dropped and read again by the next owner. */
export class DeliveryStopped extends Error {
  override readonly name = 'DeliveryStopped';
}

const FIRST_DELAY_MS = 200;
const LONGEST_DELAY_MS = 30_000;

/** Statuses of a whole request that one document in it can cause: the request is halved until that one is alone. */
const DIVISIBLE: ReadonlySet<number> = new Set([400, 413]);

/**
 * Sends one bulk request's entries until each has its fate, for as long as it takes.
 * @throws what `check` throws, DeliveryStopped, or ElasticsearchRefused where no document is at fault
 */
export async function deliver<T extends BulkEntry>(
  entries: readonly T[],
  options: DeliveryOptions,
  check: () => void,
): Promise<Settled<T>[]> {
  const settled: Settled<T>[] = [];
  let waiting = entries;
  for (let attempt = 0; waiting.length > 0; attempt++) {
    if (attempt > 0) await pause(attempt, options, check);
    let items;
    try {
      items = await options.elasticsearch.bulk(buildBulkBody(waiting));
    } catch (error) {
      if (error instanceof ElasticsearchRefused && DIVISIBLE.has(error.status)) {
        return [...settled, ...(await deliverHalves(waiting, error, options, check))];
      }
      noteUnavailable(error, attempt, options);
      continue;
    }
    const again: T[] = [];
    const reasons = new Map<string, string>();
    for (const [position, entry] of waiting.entries()) {
      // An answer that is too short says nothing of the rest; sending again is safe.
      const verdict = judgeItem(items[position] ?? { status: 503 }, attempt);
      if (verdict.kind === 'retry') {
        again.push(entry);
        reasons.set(verdict.reason, verdict.detail);
      } else if (verdict.kind === 'rejected') settled.push({ entry, fate: 'rejected', detail: verdict.detail });
      else settled.push({ entry, fate: verdict.kind });
    }
    for (const [reason, detail] of reasons) {
      options.telemetry.count('wincanal_retried_requests_total', 1, { reason });
      options.logger.warn(
        { reason: detail, documents: again.length, attempt: attempt + 1 },
        'documents wait: trying again',
      );
    }
    waiting = again;
  }
  return settled;
}

/**
 * Which of these documents are in the data stream already; asks for as long as it takes.
 * @throws what `check` throws, DeliveryStopped, or ElasticsearchRefused
 */
export async function findExisting(
  dataStream: string,
  ids: readonly string[],
  options: DeliveryOptions,
  check: () => void,
): Promise<Set<string>> {
  for (let attempt = 0; ; attempt++) {
    if (attempt > 0) await pause(attempt, options, check);
    try {
      return await options.elasticsearch.existingIds(dataStream, ids);
    } catch (error) {
      noteUnavailable(error, attempt, options);
    }
  }
}

async function deliverHalves<T extends BulkEntry>(
  entries: readonly T[],
  error: ElasticsearchRefused,
  options: DeliveryOptions,
  check: () => void,
): Promise<Settled<T>[]> {
  const [only] = entries;
  if (entries.length === 1 && only !== undefined) return [{ entry: only, fate: 'rejected', detail: error.message }];
  const middle = Math.ceil(entries.length / 2);
  const first = await deliver(entries.slice(0, middle), options, check);
  return [...first, ...(await deliver(entries.slice(middle), options, check))];
}

function noteUnavailable(error: unknown, attempt: number, options: DeliveryOptions): void {
  if (!(error instanceof ElasticsearchUnavailable)) throw error;
  const reason = error.status === undefined ? 'unreachable' : `status_${error.status}`;
  options.telemetry.count('wincanal_retried_requests_total', 1, { reason });
  options.logger.warn({ error: error.message, attempt: attempt + 1 }, 'Elasticsearch is not available: trying again');
}

/** Exponential backoff with full jitter, so that many indexers do not come back all at once. */
async function pause(attempt: number, options: DeliveryOptions, check: () => void): Promise<void> {
  goOn(options, check);
  await options.sleep(chooseDelay(attempt, options.random()));
  goOn(options, check);
}

function goOn(options: DeliveryOptions, check: () => void): void {
  check();
  if (options.stopping.aborted) throw new DeliveryStopped('stopping while documents wait for Elasticsearch');
}

/** Milliseconds before the nth repetition (from 1), for a random number from 0 to 1. */
export function chooseDelay(attempt: number, random: number): number {
  return Math.round(random * Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** attempt));
}
