import type { EnrichedDocument } from '../../normalizers/index.ts';
import { keepKnownFields } from '../../normalizers/ecs/validate.ts';

/**
 * The document in a message's value; undefined for a tombstone and for whatever else somebody wrote to the topic.
 */
export function readDocument(bytes: Uint8Array | null): EnrichedDocument | undefined {
  if (bytes === null) return undefined;
  try {
    return asDocument(JSON.parse(Buffer.from(bytes).toString()));
  } catch {
    return undefined;
  }
}

/** The same value as a document, where it is one; fields that a later version added are taken off it. */
export function asDocument(value: unknown): EnrichedDocument | undefined {
  return keepKnownFields(value) ? (value as EnrichedDocument) : undefined;
}
