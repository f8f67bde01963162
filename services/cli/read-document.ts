import type { EnrichedDocument } from '../../normalizers/index.ts';
import { validateDocument } from '../../normalizers/ecs/validate.ts';

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

/** The same value as a document, where it fits the schema. */
export function asDocument(value: unknown): EnrichedDocument | undefined {
  return validateDocument(value) === undefined ? (value as EnrichedDocument) : undefined;
}
