import type { EnrichedDocument } from './ecs/document.ts';

/** What a code of a dead letter means, and what its reader can do about it. */
interface DeadReason {
  readonly meaning: string;
  readonly todo: string;
}

/**
 * Why an event could not become a document. A closed list: each code is written once and never reused;
 * `docs/dead-letters.md` is generated from it. The codes of stage `index` are given by the indexer, all others by the
 * normalizer.
 */
export const DEAD_CODES = {
  DECODE_EMPTY: {
    meaning: 'the record has no bytes, only white space, or an empty JSON array',
    todo: 'Find the producer by the key and the time of the record; it sends messages without content.',
  },
  DECODE_TOO_LARGE: {
    meaning:
      'the record is larger than `WINCANAL_MAX_RECORD_BYTES`, its compressed content larger than `WINCANAL_MAX_INFLATED_BYTES`, or its document larger than the topic takes',
    todo: 'Have the collector send fewer events a message, or raise the limit here and `max.message.bytes` of the topics.',
  },
  DECODE_NOT_INFLATED: {
    meaning: 'the bytes begin like gzip, zlib or zstd but cannot be inflated',
    todo: 'Look at the length of the original: a relay with a limit on the length of a message cuts it there.',
  },
  DECODE_NOT_UTF8: {
    meaning: 'the bytes are neither UTF-8 nor UTF-16',
    todo: 'Set the collector to UTF-8 (a relay that sends the system code page is the usual cause).',
  },
  DECODE_NOT_JSON: {
    meaning: 'the text starts like JSON but is not',
    todo: 'Look at the end of the original: a relay with a limit on the length of a message cuts it there.',
  },
  DECODE_XML_MALFORMED: {
    meaning: 'the text starts like XML but is not well-formed, or carries a DOCTYPE',
    todo: 'Look at the end of the original: a relay with a limit on the length of a message cuts it there. Event XML never has a DOCTYPE: find out who sent it.',
  },
  DECODE_TOO_DEEP: {
    meaning:
      'elements, objects or arrays are nested deeper than `WINCANAL_MAX_DEPTH`, or more wrappers lie around an event than relays put there',
    todo: 'No collector does this: find out who sent it.',
  },
  DECODE_TOO_MANY: {
    meaning: 'the record holds more events than `WINCANAL_MAX_RECORD_EVENTS`',
    todo: 'Have the collector send smaller batches, then send the original again in parts.',
  },
  DECODE_NOT_PROTOBUF: {
    meaning:
      'the bytes are OTLP/protobuf by their beginning or their `content-type`, but the batch or this record of it cannot be read',
    todo: 'The detail says where. Traces and metrics do not belong on this topic; a batch that is cut was cut on its way.',
  },
  DECODE_UNKNOWN_FORMAT: {
    meaning: 'no decoder recognises the shape of the record',
    todo: 'The detail says what was found and which formats are known. Set the collector to one of them, event XML if it can.',
  },
  DECODE_FORBIDDEN_NAME: {
    meaning: 'a data name is `__proto__`, `constructor` or `prototype`, or longer than 1,024 characters',
    todo: 'No Windows event has such a name: find out who sent it.',
  },
  EVENT_NO_PROVIDER: {
    meaning: 'the event names no provider',
    todo: 'A filter on the way has removed the field that the detail names.',
  },
  EVENT_NO_ID: {
    meaning: 'the event has no event id from 0 to 65535',
    todo: 'A filter on the way has removed or changed the field that the detail names.',
  },
  EVENT_NO_TIME: {
    meaning: 'the event has no time of creation, or one without a zone',
    todo: 'A filter on the way has removed or rewritten the field that the detail names; keep it in UTC. For collectors that write local times set `WINCANAL_ASSUMED_TIMEZONE`, for example to Europe/Berlin.',
  },
  DOCUMENT_INVALID: {
    meaning: 'the document built from the event does not fit the published schema',
    todo: 'The detail names the field and the value. A value of absurd length is the usual cause; with ordinary values it is a defect of wincanal: report it with the original.',
  },
  INTERNAL_ERROR: {
    meaning: 'the normalizer itself failed on this event, twice',
    todo: 'A defect of wincanal: report it with the original, and send it again after the update.',
  },
  INDEX_REJECTED: {
    meaning: 'Elasticsearch refused the document (stage `index`; the value is the document, not the raw record)',
    todo: 'The detail is what Elasticsearch said, usually a field mapped with another type. Run `npx wincanal doctor`, which sees templates that go before ours, correct the mapping, roll the data stream over.',
  },
} as const satisfies Record<string, DeadReason>;

export type DeadCode = keyof typeof DEAD_CODES;

/** Why a well-formed event is not ours to publish. Counted by reason, kept nowhere. */
export const SKIP_REASONS = {
  tombstone: 'a record without a value (Kafka tombstone)',
  other_provider: 'an event of a provider that is not in the registry',
  other_provider_unparsed: 'an event that names a provider, but by its bytes none in the registry; it was not parsed',
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
  /** `event.id`, `event.code` and `event.severity` of the document, for headers. */
  readonly id: string;
  readonly code: string;
  readonly severity: number;
  /** The document as JSON text in UTF-8, written once: what the topic carries and what is indexed. */
  readonly bytes: Buffer;
  /** The same as text. */
  readonly json: string;
  /** The same as an object, for those who look into it. */
  readonly document: EnrichedDocument;
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

/** True for a dead letter among values of other kinds. */
export function isDeadOutcome(value: object): value is DeadOutcome {
  return 'kind' in value && value.kind === 'dead';
}

/** What becomes of one event of a raw record. */
export type Outcome = EventOutcome | SkipOutcome | DeadOutcome;

const DETAIL_LIMIT = 1000;

/** A detail as a Kafka header can carry it: one line of at most 1,000 characters, without control characters. */
export function oneLine(detail: string): string {
  return detail.slice(0, DETAIL_LIMIT).replace(/[\p{Cc}\p{Cs}]+/gu, ' ');
}

/** Makes a dead letter; the detail is cut and kept on one line because it travels in a Kafka header. */
export function dead(code: DeadCode, detail: string, index = 0): DeadOutcome {
  return { kind: 'dead', index, code, detail: oneLine(detail) };
}

/** Makes a skip. */
export function skip(reason: SkipReason, index = 0): SkipOutcome {
  return { kind: 'skip', index, reason };
}
