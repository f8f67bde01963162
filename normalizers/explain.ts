import { isImpossible } from './code-table.ts';
import { isDead } from './decode/decoded.ts';
import { decodeText } from './decode/detect.ts';
import { DEFAULT_LIMITS, type DecodeLimits } from './decode/limits.ts';
import { isUnreadable, readText } from './decode/read-text.ts';
import { present } from './decode/values.ts';
import { assumeZone } from './decode/zone.ts';
import { describeInput } from './ecs/describe-input.ts';
import { createDocumentWriter } from './ecs/write-document.ts';
import type { EnrichedDocument, SeverityLabel, TlsPeerFields } from './ecs/document.ts';
import type { DecodedValue } from './enrich/decoded-value.ts';
import { listReplacements } from './enrich/placeholders.ts';
import type { Command } from './enrich/remediation.ts';
import type { SiteKnowledge } from './enrich/site.ts';
import { interpretEvent, type Interpretation } from './interpret.ts';
import { skip, type DeadOutcome, type SkipOutcome } from './outcome.ts';
import type { Provider } from './provider.ts';
import { findProvider } from './registry.ts';
import type { WindowsEvent } from './windows-event.ts';

/** A value of the event that stands for something, and what: the texts of the code tables with how sure they are. */
export interface Decoded extends DecodedValue {
  /** Data name and value as the event has them. */
  readonly field: string;
  readonly value: string;
}

/** A value of the event that stands where a code belongs but cannot be one. */
export interface Impossible {
  /** Data name and value as the event has them. */
  readonly field: string;
  readonly value: string;
  /** What it should be, and which numbers can be one: `TLS alert`, `a number from 0 to 255`. */
  readonly title: string;
  readonly form: string;
}

/** One event explained for a person: its document, and what of the catalogue the document does not carry. */
export interface Explanation {
  readonly kind: 'explanation';
  readonly index: number;
  /** Registry key of the provider. */
  readonly provider: string;
  readonly document: EnrichedDocument;
  /** The certificate that the event carries; the document has it only where it is known whose side shows it. */
  readonly certificate: TlsPeerFields | undefined;
  /** The codes among the event's values, in the order of the event. */
  readonly decoded: readonly Decoded[];
  /** Numbers among the event's values that are out of the range of what they stand for. */
  readonly impossible: readonly Impossible[];
  /** What the severity would be without the site file's own for this event id, where that changes it. */
  readonly severityWithoutSite: SeverityLabel | undefined;
  /** Likely causes, most likely first, as sentences with the event's values. */
  readonly causes: readonly string[];
  /** Commands with shell, purpose and step; the document carries only what to type. */
  readonly commands: readonly Command[];
  /** What the event says for placeholders of the commands, by placeholder; safe to paste (see `listReplacements`). */
  readonly replacements: Readonly<Record<string, string>>;
  /** Ids of events that come with this one or follow it, with their titles. */
  readonly related: readonly { readonly id: string; readonly title: string | undefined }[];
  /** Addresses of the catalogue's sources. */
  readonly sources: readonly string[];
}

/** What an operator can choose about explaining: what decides how records are read, and how they are judged. */
export interface ExplainerOptions {
  /** What the operator knows of hosts and events, compiled by `compileSite`. */
  readonly site?: SiteKnowledge | undefined;
  /** IANA name of the zone for times that state none; without it such events are not read. */
  readonly assumedTimezone?: string | undefined;
  /** Bounds on hostile input; what is left out keeps its default. */
  readonly limits?: Partial<DecodeLimits>;
}

/**
 * Explains every event of a record in any input format.
 * @param value the record's bytes
 * @param nowMs the time of explaining, in milliseconds since 1970
 * @returns one entry an event; a record that cannot be read or is none of ours says so
 */
export type Explainer = (value: Uint8Array, nowMs: number) => (Explanation | DeadOutcome | SkipOutcome)[];

/**
 * Makes an explainer that reads records as a normalizer with the same options does.
 * @throws RangeError when the assumed zone does not exist
 */
export function createExplainer({ site, assumedTimezone, limits }: ExplainerOptions = {}): Explainer {
  const decodeOptions = {
    limits: { ...DEFAULT_LIMITS, ...limits },
    zone: assumedTimezone === undefined ? undefined : assumeZone(assumedTimezone),
  };
  return (value, nowMs) => {
    const record = readText(value, decodeOptions.limits);
    if (isUnreadable(record)) return [record];
    return decodeText(record, decodeOptions).map((decoded, index) => {
      if (isDead(decoded)) return { ...decoded, index };
      const provider = findProvider(decoded.providerName);
      if (provider === undefined) return skip('other_provider', index);
      return explainEvent(decoded, provider, index, nowMs, site);
    });
  };
}

const writeDocument = createDocumentWriter({ namespace: 'default', keepOriginal: false });

/** Explains a record as a normalizer without any setting reads it. */
export const explainRecord: Explainer = createExplainer();

/**
 * Explains one decoded event of a provider.
 * @param index which event of its record it is, from 0
 */
export function explainEvent(
  decoded: WindowsEvent,
  provider: Provider,
  index: number,
  nowMs: number,
  site?: SiteKnowledge,
): Explanation {
  const interpretation = interpretEvent(decoded, provider, site);
  const { entry, facts, event, remediation } = interpretation;
  const { data } = provider.catalog;
  const { bytes } = writeDocument(interpretation, {
    input: describeInput(event, undefined),
    ingested: new Date(nowMs).toISOString(),
    nowMs,
  });
  return {
    kind: 'explanation',
    index,
    provider: data.provider.key,
    document: JSON.parse(bytes.toString()) as EnrichedDocument,
    certificate: interpretation.fields.certificate,
    decoded: decodeValues(interpretation),
    impossible: findImpossible(interpretation),
    severityWithoutSite: judgeWithoutSite(decoded, interpretation, site),
    causes: interpretation.causes.map((cause) => cause(facts)),
    commands: remediation?.commands ?? [],
    replacements: listReplacements(interpretation),
    related: (entry?.data.related ?? []).map((id) => ({ id, title: data.events[id]?.title })),
    sources: (entry?.data.source ?? []).flatMap((key) => data.sources[key] ?? []),
  };
}

/** The site file names a severity for all events of an id; roles of the host still count. */
function judgeWithoutSite(
  decoded: WindowsEvent,
  { provider, severity }: Interpretation,
  site: SiteKnowledge | undefined,
): SeverityLabel | undefined {
  const known = site?.findEvent(provider.catalog.data.provider.key, decoded.eventId);
  if (site === undefined || known?.severity === undefined) return undefined;
  const { label } = interpretEvent(decoded, provider, { ...site, findEvent: () => undefined }).severity;
  return label === severity.label ? undefined : label;
}

/** Any number may stand in a record: one that no such code can have is no code that a table only lacks. */
function findImpossible({ event, provider }: Interpretation): Impossible[] {
  return Object.entries(event.data).flatMap(([field, value]) => {
    const table = provider.codeTables.find(({ decoders }) =>
      decoders.includes(decoderOf(provider, field) ?? ''),
    )?.table;
    const text = value.trim();
    if (table === undefined || !isImpossible(text, table)) return [];
    return [{ field, value, title: table.title, form: table.form }];
  });
}

/** Own names only: the event chooses them. */
function decoderOf({ catalog: { data } }: Provider, field: string): string | undefined {
  return Object.hasOwn(data.fields, field) ? data.fields[field]?.decode : undefined;
}

function decodeValues({ event, provider }: Interpretation): Decoded[] {
  return Object.entries(event.data).flatMap(([field, value]) => {
    const decoder = decoderOf(provider, field);
    if (decoder === undefined || present(value) === undefined) return [];
    const decoded = provider.describeValue(decoder, value, event);
    return decoded === undefined ? [] : [{ field, value, ...decoded }];
  });
}
