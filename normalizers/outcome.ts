import type { EnrichedDocument } from './ecs/document.ts';

/**
 * Why an event could not become a document. A closed list: each code is written once, never reused, and documented in
 * `docs/dead-letters.md`. The codes of stage `index` are given by the indexer, all others by the normalizer.
 */
export const DEAD_CODES = {
  DECODE_EMPTY: 'the record has no bytes',
  DECODE_TOO_LARGE: 'the record is larger than the limit',
  DECODE_NOT_UTF8: 'the bytes are not valid UTF-8 (nor UTF-16 with a byte order mark)',
  DECODE_NOT_JSON: 'the text starts like JSON but is not',
  DECODE_XML_MALFORMED: 'the text starts like XML but is not well-formed, or carries a DOCTYPE',
  DECODE_TOO_DEEP: 'arrays, objects or elements are nested deeper than the limit',
  DECODE_TOO_MANY: 'the record holds more events than the limit',
  DECODE_UNKNOWN_FORMAT: 'no decoder recognises the shape of the record',
  DECODE_FORBIDDEN_NAME: 'a data name would touch an object prototype',
  EVENT_NO_PROVIDER: 'the event names no provider',
  EVENT_NO_ID: 'the event has no usable event id',
  EVENT_NO_TIME: 'the event has no usable time of creation',
  DOCUMENT_INVALID: 'the document built from the event does not fit the published schema',
  INTERNAL_ERROR: 'the normalizer itself failed on this event',
  INDEX_REJECTED: 'Elasticsearch refused the document',
} as const;

export type DeadCode = keyof typeof DEAD_CODES;

/** Why a well-formed event is not ours to publish. Counted by reason, kept nowhere. */
export const SKIP_REASONS = {
  tombstone: 'a record without a value (Kafka tombstone)',
  other_provider: 'an event of a provider that is not in the registry',
  excluded_id: 'an event id that the operator excluded',
} as const;

export type SkipReason = keyof typeof SKIP_REASONS;

/** A document for the enriched topic of its provider. */
export interface EventOutcome {
  readonly kind: 'event';
  /** Which event of the record this is, counted from 0. */
  readonly index: number;
  /** Registry key of the provider: names topic and data stream (`schannel`, `rassstp`). */
  readonly provider: string;
  readonly document: EnrichedDocument;
  /** The document as JSON text, serialised once: what the topic carries and what is indexed. */
  readonly json: string;
  /** Kafka key: the computer in lower case, so that one host's events stay in order; undefined where it is unknown. */
  readonly key: string | undefined;
}

/** An event that is none of ours. */
export interface SkipOutcome {
  readonly kind: 'skip';
  readonly index: number;
  readonly reason: SkipReason;
}

/** An event (or a whole record) that cannot become a document; the original bytes go to the dead-letter topic. */
export interface DeadOutcome {
  readonly kind: 'dead';
  readonly index: number;
  readonly code: DeadCode;
  /** What was wrong, with which value, where. At most 1,000 characters, no line breaks. */
  readonly detail: string;
}

/** What becomes of one event of a raw record. */
export type Outcome = EventOutcome | SkipOutcome | DeadOutcome;

const DETAIL_LIMIT = 1000;

/** Makes a dead letter; the detail is cut and kept on one line because it travels in a Kafka header. */
export function dead(code: DeadCode, detail: string, index = 0): DeadOutcome {
  const line = detail.slice(0, DETAIL_LIMIT).replace(/[\p{Cc}\p{Cs}]+/gu, ' ');
  return { kind: 'dead', index, code, detail: line };
}

/** Makes a skip. */
export function skip(reason: SkipReason, index = 0): SkipOutcome {
  return { kind: 'skip', index, reason };
}
