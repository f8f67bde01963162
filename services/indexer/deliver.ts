import { ElasticsearchRefused, ElasticsearchUnavailable, type Elasticsearch } from '../runtime/elasticsearch/index.ts';
import type { Telemetry } from '../runtime/telemetry.ts';
import { buildBulkBody, type BulkEntry } from './bulk.ts';
import { judgeItem } from './settle.ts';

/** The fate of an entry, each final. */
export interface Settled<T extends BulkEntry> {
  readonly entry: T;
  readonly fate: 'indexed' | 'duplicate' | 'rejected';
  /** Why it was rejected. */
  readonly detail?: string;
  /** The backing index that it is in. */
  readonly index?: string | undefined;
}

/** Why documents have no fate yet: Elasticsearch does not take them now, and they are to be sent again. */
export interface Wait {
  readonly documents: number;
  readonly reason: string;
  /** Whether some of them may be indexed already, because an answer is missing. */
  readonly doubtful: boolean;
}

/** What one try gave. */
export interface Delivery<T extends BulkEntry> {
  readonly settled: readonly Settled<T>[];
  /** Undefined when all entries have their fate. */
  readonly wait: Wait | undefined;
}

/** What delivering needs of the world. */
export interface DeliveryOptions {
  readonly elasticsearch: Pick<Elasticsearch, 'bulk' | 'existingIds' | 'deleteDocuments'>;
  readonly telemetry: Telemetry;
}

const FIRST_DELAY_MS = 200;
const LONGEST_DELAY_MS = 30_000;

/** Statuses of a whole request that one document in it can cause: the request is halved until that one is alone. */
const DIVISIBLE: ReadonlySet<number> = new Set([400, 413]);

/** Elasticsearch refuses with it before it does anything; behind any other failure documents may be indexed. */
const TOO_MANY_REQUESTS = 429;

/**
 * Sends one bulk request's entries once. Waits for nothing: whoever calls tries again with what is not settled.
 * @param serverErrors by `_id`, how often a document was answered with a server error that may be its own fault; counted up
 * @param check throws once the documents are another member's to send; asked before each request
 * @throws ElasticsearchRefused where no document is at fault, and what `check` throws
 */
export async function deliver<T extends BulkEntry>(
  entries: readonly T[],
  serverErrors: Map<string, number>,
  check: () => void,
  options: DeliveryOptions,
): Promise<Delivery<T>> {
  check();
  let items;
  try {
    items = await options.elasticsearch.bulk(buildBulkBody(entries));
  } catch (error) {
    if (error instanceof ElasticsearchRefused && DIVISIBLE.has(error.status)) {
      return deliverHalves(entries, error, serverErrors, check, options);
    }
    return { settled: [], wait: waitFor(error, entries.length, options) };
  }
  const settled: Settled<T>[] = [];
  const reasons = new Map<string, string>();
  for (const [position, entry] of entries.entries()) {
    // An answer that is too short says nothing of the rest.
    const item = items[position] ?? { status: 503 };
    const verdict = judgeItem(item, serverErrors.get(entry.id) ?? 0);
    if (verdict.kind === 'retry') {
      reasons.set(verdict.reason, verdict.detail);
      if (verdict.limited) serverErrors.set(entry.id, (serverErrors.get(entry.id) ?? 0) + 1);
    } else if (verdict.kind === 'rejected') settled.push({ entry, fate: 'rejected', detail: verdict.detail });
    else settled.push({ entry, fate: verdict.kind, index: item.index });
  }
  const [reason] = reasons.values();
  if (reason === undefined) return { settled, wait: undefined };
  for (const label of reasons.keys()) countRetry(label, options);
  const doubtful = items.length < entries.length;
  return { settled, wait: { documents: entries.length - settled.length, reason, doubtful } };
}

async function deliverHalves<T extends BulkEntry>(
  entries: readonly T[],
  error: ElasticsearchRefused,
  serverErrors: Map<string, number>,
  check: () => void,
  options: DeliveryOptions,
): Promise<Delivery<T>> {
  const [only] = entries;
  if (entries.length === 1 && only !== undefined) {
    return { settled: [{ entry: only, fate: 'rejected', detail: error.message }], wait: undefined };
  }
  const middle = Math.ceil(entries.length / 2);
  const first = await deliver(entries.slice(0, middle), serverErrors, check, options);
  if (first.wait !== undefined) {
    return { ...first, wait: { ...first.wait, documents: entries.length - first.settled.length } };
  }
  const second = await deliver(entries.slice(middle), serverErrors, check, options);
  return { settled: [...first.settled, ...second.settled], wait: second.wait };
}

/**
 * Why documents wait after this error.
 * @throws the error itself, where it is not that Elasticsearch is unavailable
 */
export function waitFor(error: unknown, documents: number, options: Pick<DeliveryOptions, 'telemetry'>): Wait {
  if (!(error instanceof ElasticsearchUnavailable)) throw error;
  countRetry(error.status === undefined ? 'unreachable' : `status_${error.status}`, options);
  return { documents, reason: error.message, doubtful: error.status !== TOO_MANY_REQUESTS };
}

function countRetry(reason: string, { telemetry }: Pick<DeliveryOptions, 'telemetry'>): void {
  telemetry.count('wincanal_retried_requests_total', 1, { reason });
}

/**
 * Milliseconds before the nth repetition (from 1), for a random number from 0 to 1: exponential with full jitter, so that
 * many indexers do not come back all at once.
 */
export function chooseDelay(attempt: number, random: number): number {
  return Math.round(random * Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** attempt));
}
