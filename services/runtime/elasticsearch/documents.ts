import type { Connection } from './connection.ts';

/** A document as a search returns it. */
export interface Hit {
  readonly _id: string;
  readonly _index: string;
  readonly _source: Readonly<Record<string, unknown>>;
}

/** The part of a search's answer that is used here. */
export interface SearchAnswer {
  readonly hits: { readonly total?: { readonly value: number }; readonly hits: readonly Hit[] };
  readonly aggregations?: Readonly<Record<string, unknown>>;
}

/** A data stream that does not exist yet has no documents; that is no error. */
const MAY_BE_MISSING = { ignore_unavailable: 'true', allow_no_indices: 'true' };

/** `index.max_result_window` allows 10,000 hits. */
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
  await connection.send({ method: 'POST', path, query: MAY_BE_MISSING });
}

/** Which of the ids a data stream holds already, in whichever of its backing indices. */
export async function findExistingIds(
  connection: Connection,
  dataStream: string,
  ids: readonly string[],
): Promise<Set<string>> {
  const found = new Set<string>();
  // The previous owner of a partition may have indexed within the last refresh interval.
  if (ids.length > 0) await refresh(connection, dataStream);
  for (let start = 0; start < ids.length; start += IDS_AT_ONCE) {
    const values = ids.slice(start, start + IDS_AT_ONCE);
    const body = { query: { ids: { values } }, size: values.length, _source: false, track_total_hits: false };
    for (const { _id } of (await search(connection, dataStream, body)).hits.hits) found.add(_id);
  }
  return found;
}
