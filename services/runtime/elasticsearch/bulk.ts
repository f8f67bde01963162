import type { Connection } from './connection.ts';
import { ElasticsearchRefused, readReasons, type ErrorCause } from './errors.ts';

/** What became of one action of a bulk request. */
export interface BulkItem {
  /** As an HTTP status: 201 created, 409 already there, 429 busy, 400 refused, ... */
  readonly status: number;
  readonly errorType?: string;
  /** Elasticsearch's reason with its causes. */
  readonly errorReason?: string;
  /** The backing index, where the item got as far as one. */
  readonly index?: string;
  /** `used` where the document went to the failure store instead of the data stream; `failed` where not even that. */
  readonly failureStore?: string;
}

interface BulkAnswer {
  readonly items?: readonly Readonly<Record<string, ItemAnswer>>[];
}

interface ItemAnswer {
  readonly _index?: string;
  readonly status: number;
  readonly error?: ErrorCause;
  readonly failure_store?: string;
}

/** Only what decides is sent back: the default answer is about as large as a small document. */
const QUERY = {
  filter_path: 'items.*.status,items.*._index,items.*.error,items.*.failure_store',
  // Without it a missing template would quietly give a plain index with guessed field types.
  require_data_stream: 'true',
  // How long items wait for a shard that is away before they are answered with 503. The default of a minute would hold up
  // documents of other data streams that long.
  timeout: '5s',
};

/**
 * Sends an NDJSON body (action line, document line, ...) as it is.
 * @returns one item an action, in order
 * @throws ElasticsearchUnavailable; or ElasticsearchRefused when the request as a whole was refused, and also when a
 *   data stream does not exist and no template makes it: documents are not at fault then, setup was not run
 */
export async function sendBulk(connection: Connection, body: Buffer): Promise<BulkItem[]> {
  const answer = (await connection.send({ method: 'POST', path: '/_bulk', query: QUERY, body })) as BulkAnswer;
  return (answer.items ?? []).map((item) => {
    for (const action in item) {
      const result = item[action];
      if (result !== undefined) return readItem(result);
    }
    throw new ElasticsearchRefused('POST /_bulk', 0, 'no_item', 'an item of the answer names no action');
  });
}

function readItem({ status, _index: name, error, failure_store: failureStore }: ItemAnswer): BulkItem {
  const index = name === undefined ? {} : { index: name };
  if (error === undefined) return keepMarker({ status, ...index }, failureStore);
  const errorReason = readReasons(error);
  if (status === 404 && error.type === 'index_not_found_exception') {
    const advice = `${errorReason}. Run "npx wincanal setup", which makes the templates`;
    throw new ElasticsearchRefused('POST /_bulk', status, error.type, advice);
  }
  return keepMarker({ status, ...index, errorType: error.type ?? 'no_type', errorReason }, failureStore);
}

/** `not_applicable_or_unknown` and `not_enabled` only say that there is no failure store. */
function keepMarker(item: BulkItem, failureStore: string | undefined): BulkItem {
  return failureStore === 'used' || failureStore === 'failed' ? { ...item, failureStore } : item;
}
