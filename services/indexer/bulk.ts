/** One document on its way into a data stream. */
export interface BulkEntry {
  readonly dataStream: string;
  readonly id: string;
  /** One JSON object without line breaks; forwarded as it is. */
  readonly document: Buffer;
}

const LINE_BREAK = Buffer.from('\n');

/**
 * Builds the NDJSON body of a bulk request. `create` and not `index`, so that an event that is there already is answered
 * with 409 instead of being written again.
 */
export function buildBulkBody(entries: readonly BulkEntry[]): Buffer {
  const parts: Buffer[] = [];
  for (const { dataStream, id, document } of entries) {
    parts.push(Buffer.from(`{"create":{"_index":${JSON.stringify(dataStream)},"_id":${JSON.stringify(id)}}}\n`));
    parts.push(document, LINE_BREAK);
  }
  return Buffer.concat(parts);
}

/** Cuts entries into requests of limited size, in order; a document larger than the limit is a request of its own. */
export function cutBulks<T extends BulkEntry>(
  entries: readonly T[],
  limits: { readonly bytes: number; readonly documents: number },
): T[][] {
  const bulks: T[][] = [];
  let bulk: T[] = [];
  let bytes = 0;
  for (const entry of entries) {
    const size = entry.document.length + entry.id.length + entry.dataStream.length + 40;
    if (bulk.length > 0 && (bulk.length >= limits.documents || bytes + size > limits.bytes)) {
      bulks.push(bulk);
      bulk = [];
      bytes = 0;
    }
    bulk.push(entry);
    bytes += size;
  }
  if (bulk.length > 0) bulks.push(bulk);
  return bulks;
}
