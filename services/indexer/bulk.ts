import { cutBySize } from '../runtime/cut-by-size.ts';

/** One document on its way into a data stream. */
export interface BulkEntry {
  readonly dataStream: string;
  readonly id: string;
  /** One JSON object without line breaks; forwarded as it is. */
  readonly document: Buffer;
}

const LINE_BREAK = Buffer.from('\n');

/** Bytes of an entry's lines besides id, data stream and document: 35, and room for what is escaped. */
const ACTION_OVERHEAD = 40;

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
  return cutBySize(entries, { items: limits.documents, bytes: limits.bytes }, measureEntry);
}

function measureEntry({ document, id, dataStream }: BulkEntry): number {
  return document.length + id.length + dataStream.length + ACTION_OVERHEAD;
}
