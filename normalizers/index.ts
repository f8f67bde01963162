import { isDead, type Decoded } from './decode/decoded.ts';
import { decodeText } from './decode/detect.ts';
import { DEFAULT_LIMITS, type DecodeLimits } from './decode/limits.ts';
import { isUnreadable, readText } from './decode/read-text.ts';
import { countOthers } from './decode/skip-early.ts';
import { assumeZone } from './decode/zone.ts';
import { describeInput } from './ecs/describe-input.ts';
import { createDocumentWriter } from './ecs/write-document.ts';
import type { SiteKnowledge } from './enrich/site.ts';
import { interpretEvent } from './interpret.ts';
import { dead, skip, type Outcome } from './outcome.ts';
import { PublishedEvent } from './published-event.ts';
import { findProvider } from './registry.ts';

export type { Outcome, EventOutcome, SkipOutcome, DeadOutcome, DeadCode, SkipReason } from './outcome.ts';
export type { EnrichedDocument } from './ecs/document.ts';
export { listEventKeys, providers } from './registry.ts';
export { createExplainer, explainRecord, type Explainer, type Explanation } from './explain.ts';
export { compileSite, HOST_ROLES, type SiteData, type SiteKnowledge } from './enrich/site.ts';
export { FORMAT_NAMES } from './decode/detect.ts';
export { DEFAULT_LIMITS, type DecodeLimits } from './decode/limits.ts';
export { SCHEMA_VERSION } from './ecs/versions.ts';

/** What an operator can choose about normalising. */
export interface NormalizerOptions {
  /** `data_stream.namespace`; default `default`. */
  readonly namespace?: string;
  /** Keep the raw text in `event.original`; default false. */
  readonly keepOriginal?: boolean;
  /** Events to skip, as `provider:id` (`schannel:36880`). */
  readonly excludedIds?: ReadonlySet<string>;
  /** What the operator knows of hosts and events, compiled by `compileSite`. */
  readonly site?: SiteKnowledge | undefined;
  /** IANA name of the zone for times that state none; without it such events are dead letters. */
  readonly assumedTimezone?: string | undefined;
  /** Bounds on hostile input; what is left out keeps its default. */
  readonly limits?: Partial<DecodeLimits>;
}

/** Where a raw record came from. */
export interface RecordSource {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  /** The record's header `content-type`, where it has one. */
  readonly contentType?: string | undefined;
}

/** Turns raw records into outcomes. */
export interface Normalizer {
  /**
   * The whole way of one raw record: bytes in, one outcome for each event in it, in order; never none.
   * Bad data is a `dead` outcome, never an exception.
   * @param value the record's bytes; null for a Kafka tombstone
   * @param source where it came from, for `wincanal.input`; undefined outside Kafka
   * @param nowMs the time of normalising, in milliseconds since 1970
   */
  normalize(value: Uint8Array | null, source: RecordSource | undefined, nowMs: number): Outcome[];
}

/**
 * Makes a normalizer. Everything that can be prepared is prepared here or when the modules load.
 * @throws RangeError when the assumed zone does not exist
 */
export function createNormalizer(options: NormalizerOptions = {}): Normalizer {
  const limits: DecodeLimits = { ...DEFAULT_LIMITS, ...options.limits };
  const keepOriginal = options.keepOriginal ?? false;
  const decodeOptions = {
    limits,
    keepOriginal,
    zone: options.assumedTimezone === undefined ? undefined : assumeZone(options.assumedTimezone),
  };
  const excluded = options.excludedIds ?? new Set<string>();
  const { site } = options;
  const writeDocument = createDocumentWriter({ namespace: options.namespace ?? 'default', keepOriginal });
  const clock = { ms: Number.NaN, text: '' };

  return {
    normalize(value, source, nowMs) {
      if (value === null) return [skip('tombstone')];
      const record = readText(value, limits, source?.contentType);
      if (isUnreadable(record)) return [record];
      const others = countOthers(record, limits.events);
      if (others > 0) return skipOthers(others);
      if (clock.ms !== nowMs) {
        clock.ms = nowMs;
        clock.text = new Date(nowMs).toISOString();
      }
      return decodeText(record, decodeOptions).map((decoded, index) => toOutcome(decoded, index, source));
    },
  };

  function toOutcome(decoded: Decoded, index: number, source: RecordSource | undefined): Outcome {
    if (isDead(decoded)) return { ...decoded, index };
    const provider = findProvider(decoded.providerName);
    if (provider === undefined) return skip('other_provider', index);
    const { key } = provider.catalog.data.provider;
    if (excluded.size > 0 && excluded.has(`${key}:${decoded.eventId}`)) return skip('excluded_id', index);
    if (site?.findEvent(key, decoded.eventId)?.exclude === true) return skip('excluded_id', index);
    const interpretation = interpretEvent(decoded, provider, site);
    const written = writeDocument(interpretation, {
      input: describeInput(decoded, source),
      ingested: clock.text,
      nowMs: clock.ms,
    });
    if (written.problem !== undefined) return dead('DOCUMENT_INVALID', written.problem, index);
    return new PublishedEvent(index, interpretation, written);
  }
}

/** The outcomes of so many events of other providers, in order. */
function skipOthers(count: number): Outcome[] {
  const outcomes: Outcome[] = [skip('other_provider_unparsed')];
  for (let index = 1; index < count; index++) outcomes.push(skip('other_provider_unparsed', index));
  return outcomes;
}
