import type { Connection } from './connection.ts';
import { ElasticsearchUnavailable, readReasons, TRANSIENT_STATUSES, type ErrorCause } from './errors.ts';

/** A document as a search returns it. */
export interface Hit {
  readonly _id: string;
  readonly _index: string;
  readonly _source: Readonly<Record<string, unknown>>;
}

/** How many shards of an answer's target took part. */
interface Shards {
  readonly total: number;
  readonly failed: number;
  readonly failures?: readonly { readonly reason?: ErrorCause }[];
}

/** The part of a search's answer that is used here. */
export interface SearchAnswer {
  readonly hits: { readonly total?: { readonly value: number }; readonly hits: readonly Hit[] };
  readonly aggregations?: Readonly<Record<string, unknown>>;
  readonly timed_out?: boolean;
  readonly _shards?: Shards;
}

/** A data stream that does not exist yet has no documents; that is no error. */
const MAY_BE_MISSING = { ignore_unavailable: 'true', allow_no_indices: 'true' };

/** `index.max_result_window` allows 10,000 hits, two for each. */
const IDS_AT_ONCE = 5000;

/** Searches; a target that does not exist has no hits. */
export async function search(connection: Connection, target: string, body: object): Promise<SearchAnswer> {
  const path = `/${encodeURIComponent(target)}/_search`;
  return (await connection.send({ method: 'POST', path, query: MAY_BE_MISSING, body })) as SearchAnswer;
}

/** Counts documents; a target that does not exist has none. */
export async function count(connection: Connection, target: string, query?: object): Promise<number> {
  const path = `/${encodeURIComponent(target)}/_count`;
  const body = query === undefined ? {} : { query };
  const answer = await connection.send({ method: 'POST', path, query: MAY_BE_MISSING, body });
  return (answer as { count: number }).count;
}

/** Makes searchable what was indexed before. */
export async function refresh(connection: Connection, target: string): Promise<void> {
  const path = `/${encodeURIComponent(target)}/_refresh`;
  const answer = (await connection.send({ method: 'POST', path, query: MAY_BE_MISSING })) as { _shards?: Shards };
  requireAllShards(answer, `refresh ${target}`);
}

/** An answer of some of the shards is no answer to what is there: the others may have it. @throws ElasticsearchUnavailable */
function requireAllShards(
  { timed_out: isLate, _shards: shards }: Pick<SearchAnswer, 'timed_out' | '_shards'>,
  what: string,
): void {
  const { total = 0, failed = 0, failures } = shards ?? {};
  if (failed === 0 && isLate !== true) return;
  const reason = isLate === true ? 'it took too long' : readReasons(failures?.[0]?.reason ?? {});
  throw new ElasticsearchUnavailable(
    `Elasticsearch cannot ${what} as a whole now: ${failed} of ${total} shards failed: ${reason}`,
  );
}

/** Where a data stream has documents, by `_id`: the names of the backing indices, more than one where a rollover let it. */
export type FoundIds = ReadonlyMap<string, readonly string[]>;

/**
 * Which of the ids a data stream holds already, and in which of its backing indices.
 * @param except a backing index that is not searched. Then nothing is refreshed either: what the others got since their last
 *   refresh is not found. Without it the data stream is refreshed first
 * @throws ElasticsearchUnavailable also where some of the shards did not answer
 */
export async function findExistingIds(
  connection: Connection,
  dataStream: string,
  ids: readonly string[],
  except?: string,
): Promise<FoundIds> {
  const found = new Map<string, string[]>();
  // The previous owner of a partition may have indexed within the last refresh interval.
  if (ids.length > 0 && except === undefined) await refresh(connection, dataStream);
  for (let start = 0; start < ids.length; start += IDS_AT_ONCE) {
    const values = ids.slice(start, start + IDS_AT_ONCE);
    const filter = [{ ids: { values } }];
    const query = { bool: except === undefined ? { filter } : { filter, must_not: [{ term: { _index: except } }] } };
    // A copy that a rollover made is to be found, too.
    const body = { query, size: 2 * values.length, _source: false, track_total_hits: false };
    const answer = await search(connection, dataStream, body);
    requireAllShards(answer, `search ${dataStream}`);
    for (const { _id, _index } of answer.hits.hits) {
      const indices = found.get(_id);
      if (indices === undefined) found.set(_id, [_index]);
      else indices.push(_index);
    }
  }
  return found;
}

/** One document in one backing index. */
export interface DocumentPlace {
  readonly index: string;
  readonly id: string;
}

/** What an index says that nobody may write to for now. */
const BLOCKED = 'cluster_block_exception';

/**
 * Deletes documents from backing indices. One that is gone is no failure.
 * @returns why some are still there and will be, as type and reason of the first; undefined when none is
 * @throws ElasticsearchUnavailable where some could not be deleted for now
 */
export async function deleteDocuments(
  connection: Connection,
  places: readonly DocumentPlace[],
): Promise<string | undefined> {
  const lines = places.map(({ index, id }) => `${JSON.stringify({ delete: { _index: index, _id: id } })}\n`);
  const query = { filter_path: 'items.*.status,items.*.error' };
  const body = Buffer.from(lines.join(''));
  const answer = (await connection.send({ method: 'POST', path: '/_bulk', query, body })) as {
    items?: readonly { readonly delete: { readonly status: number; readonly error?: ErrorCause } }[];
  };
  const failed = (answer.items ?? [])
    .map((item) => item.delete)
    .filter(({ status }) => status >= 300 && status !== 404);
  const [first] = failed;
  if (first === undefined) return undefined;
  const passing = failed.find(({ status, error }) => TRANSIENT_STATUSES.has(status) || error?.type === BLOCKED);
  const { status, error } = passing ?? first;
  const problem = `${status} ${error?.type ?? 'no_type'}: ${readReasons(error ?? {})}`;
  if (passing === undefined) return problem;
  throw new ElasticsearchUnavailable(`Elasticsearch cannot delete documents now (${problem})`, status);
}
