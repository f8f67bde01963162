import { TRANSIENT_STATUSES, type BulkItem } from '../runtime/elasticsearch/index.ts';

/** What is to be done about one item of a bulk answer. */
export type Verdict =
  | { readonly kind: 'indexed' }
  | { readonly kind: 'duplicate' }
  | {
      readonly kind: 'retry';
      readonly reason: string;
      readonly detail: string;
      /** Whether it may be the document's fault, so that the number of tries is limited. */
      readonly limited: boolean;
    }
  | { readonly kind: 'rejected'; readonly detail: string };

/**
 * Refusals that somebody can lift without touching the document: rights that were taken away while the process runs, a
 * data stream that is blocked for writing (read-only, frozen, being moved), a full disk.
 */
const LIFTED_BY_OPERATORS: ReadonlySet<number> = new Set([401, 403]);
const BLOCKED = 'cluster_block_exception';

/** Any other server error may be the document's fault: it is tried this often, then given to the dead letters. */
const ATTEMPTS_AT_SERVER_ERRORS = 5;

/**
 * Judges one item.
 * @param serverErrors how often the document has been answered with another server error before
 */
export function judgeItem(item: BulkItem, serverErrors: number): Verdict {
  const { status, errorType } = item;
  if (LIFTED_BY_OPERATORS.has(status) || errorType === BLOCKED) return retry(item);
  if (item.failureStore !== undefined) {
    return { kind: 'rejected', detail: describe(item, 'went to the failure store instead of the data stream') };
  }
  if (status >= 200 && status < 300) return { kind: 'indexed' };
  if (status === 409) return { kind: 'duplicate' };
  if (TRANSIENT_STATUSES.has(status)) return retry(item);
  if (status >= 500 && serverErrors + 1 < ATTEMPTS_AT_SERVER_ERRORS) return retry(item, true);
  return { kind: 'rejected', detail: describe(item, 'refused the document') };
}

function retry(item: BulkItem, limited = false): Verdict {
  const detail = describe(item, 'does not take documents now');
  return { kind: 'retry', reason: `status_${item.status}`, detail, limited };
}

function describe(item: BulkItem, what: string): string {
  const { status, errorType, errorReason } = item;
  return `Elasticsearch ${what}: ${status} ${errorType ?? 'no_type'}: ${errorReason ?? 'no reason given'}`;
}
