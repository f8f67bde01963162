import { TRANSIENT_STATUSES, type BulkItem } from '../runtime/elasticsearch/index.ts';

/** What is to be done about one item of a bulk answer. */
export type Verdict =
  | { readonly kind: 'indexed' }
  | { readonly kind: 'duplicate' }
  | { readonly kind: 'retry'; readonly reason: string }
  | { readonly kind: 'rejected'; readonly detail: string };

/** Any other server error may be the document's fault: it is tried this often, then given to the dead letters. */
const ATTEMPTS_AT_SERVER_ERRORS = 5;

/**
 * Judges one item.
 * @param attempt how often the document has been sent before
 */
export function judgeItem(item: BulkItem, attempt: number): Verdict {
  const { status } = item;
  if (item.failureStore !== undefined) {
    return { kind: 'rejected', detail: describe(item, 'went to the failure store instead of the data stream') };
  }
  if (status >= 200 && status < 300) return { kind: 'indexed' };
  if (status === 409) return { kind: 'duplicate' };
  const passing = TRANSIENT_STATUSES.has(status) || (status >= 500 && attempt + 1 < ATTEMPTS_AT_SERVER_ERRORS);
  if (passing) return { kind: 'retry', reason: `status_${status}` };
  return { kind: 'rejected', detail: describe(item, 'refused the document') };
}

function describe(item: BulkItem, what: string): string {
  const { status, errorType, errorReason } = item;
  return `Elasticsearch ${what}: ${status} ${errorType ?? 'no_type'}: ${errorReason ?? 'no reason given'}`;
}
