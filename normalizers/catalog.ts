import { prepareMeaning, type PreparedMeaning } from './ecs/prepare-meaning.ts';
import type { EcsTriple, Role, SeverityLabel } from './ecs/document.ts';
import { compileChoices, type Choice, type ConditionData, type Facts } from './enrich/facts.ts';
import { compileRemediation, type CommandData, type Remediation, type RemediationData } from './enrich/remediation.ts';
import { compileSeverity, type SeverityJudge, type SeverityRuleData } from './enrich/severity.ts';
import { compileText, type TextTemplate } from './enrich/text.ts';
import { wholeText } from './whole-text.ts';

/** The catalogue of one provider as its JSON file holds it; `catalog.schema.json` is the contract, held by a test. */
export interface CatalogData {
  readonly provider: {
    readonly key: string;
    readonly name: string;
    readonly guid: string;
    readonly aliases: readonly string[];
    readonly protocol: string;
  };
  readonly sources: Readonly<Record<string, string>>;
  readonly fields: Readonly<Record<string, { readonly type: string; readonly decode: string }>>;
  readonly events: Readonly<Record<string, CatalogEventData>>;
  readonly remediations: Readonly<Record<string, RemediationData>>;
  readonly commands: Readonly<Record<string, CommandData>>;
}

/** One event id as the catalogue holds it. */
export interface CatalogEventData {
  readonly title: string;
  readonly coverage: 'full' | 'generic';
  readonly source: readonly string[];
  readonly alias_of?: string;
  readonly templates: readonly { readonly builds: string; readonly fields: readonly string[] }[];
  readonly ecs: EcsTriple;
  readonly role: Role;
  readonly severity: SeverityLabel;
  readonly rules?: readonly SeverityRuleData[];
  readonly summary?: string;
  readonly reason?: string;
  readonly causes?: readonly string[];
  readonly remediation?: string;
  readonly related?: readonly string[];
  readonly variants?: readonly VariantData[];
}

/** What an event means when a condition fits; replaces what it names. */
interface VariantData {
  readonly when: ConditionData;
  readonly title?: string;
  readonly ecs?: EcsTriple;
  readonly summary?: string;
  readonly reason?: string;
  readonly causes?: readonly string[];
  readonly remediation?: string;
}

/** What the catalogue says of an event, ready to be applied. */
export interface Meaning {
  readonly title: string;
  readonly ecs: EcsTriple;
  readonly summary: TextTemplate;
  readonly reason: TextTemplate | undefined;
  readonly causes: readonly TextTemplate[];
  readonly remediation: Remediation | undefined;
  readonly prepared: PreparedMeaning;
}

/** One event id, compiled. */
export interface CatalogEntry {
  readonly id: number;
  readonly data: CatalogEventData;
  readonly role: Role;
  readonly judge: SeverityJudge;
  /** The meaning of an event with these facts: that of the first variant that fits, else the plain one. */
  readonly interpret: (facts: Facts) => Meaning;
  /**
   * Names for values that came without, by their count; undefined when no template has that many.
   * @param binary whether the event has a data section besides, which then holds the binary value
   */
  readonly nameValues: (count: number, binary: boolean) => readonly string[] | undefined;
}

/** A provider's catalogue, compiled. */
export interface Catalog {
  readonly data: CatalogData;
  /** `data_stream.dataset` of its documents, for example `wincanal.schannel`. */
  readonly dataset: string;
  readonly entries: ReadonlyMap<number, CatalogEntry>;
  /** The parts of documents that all events of an id have which the catalogue does not know. */
  readonly prepareUnknown: (eventId: number) => PreparedMeaning;
}

/** Categorisation of an event id that the catalogue does not know. */
const UNKNOWN_EVENT: EcsTriple = Object.freeze({
  category: Object.freeze(['host']),
  type: Object.freeze(['info']),
  action: 'unknown',
});

/** Ids that are kept ready; there are 65,536, and a sender that goes through all of them must not fill the memory. */
const MOST_UNKNOWN = 256;

/**
 * Compiles a catalogue once, at start: texts, conditions and shared parts of documents.
 * @throws Error when an entry names a remediation, or a remediation a command, that does not exist
 */
export function compileCatalog(data: CatalogData): Catalog {
  const remediations = new Map(
    Object.entries(data.remediations).map(([id, entry]) => [id, compileRemediation(id, entry, data.commands)]),
  );
  const entries = new Map<number, CatalogEntry>();
  for (const [id, event] of Object.entries(data.events)) {
    const entry = compileEntry(data.provider, Number(id), event, remediations);
    entries.set(entry.id, entry);
  }
  return {
    data,
    dataset: wholeText(`wincanal.${data.provider.key}`),
    entries,
    prepareUnknown: rememberUnknown(data.provider),
  };
}

/** Preparing takes 4 us, since it is meant for the start: an id is prepared once, until the oldest makes room. */
function rememberUnknown(provider: CatalogData['provider']): Catalog['prepareUnknown'] {
  const known = new Map<number, PreparedMeaning>();
  return (eventId) => {
    let prepared = known.get(eventId);
    if (prepared === undefined) {
      prepared = prepareMeaning(provider, eventId, { ecs: UNKNOWN_EVENT, remediation: undefined });
      if (known.size >= MOST_UNKNOWN) known.delete(known.keys().next().value as number);
      known.set(eventId, prepared);
    }
    return prepared;
  };
}

type Remediations = ReadonlyMap<string, Remediation>;

function compileEntry(
  provider: CatalogData['provider'],
  id: number,
  data: CatalogEventData,
  remediations: Remediations,
): CatalogEntry {
  const plain = compileMeaning(provider, id, data, undefined, remediations);
  const variants = (data.variants ?? []).map((variant): Choice<Meaning> => [
    variant.when,
    compileMeaning(provider, id, data, variant, remediations),
  ]);
  return {
    id,
    data,
    role: data.role,
    judge: compileSeverity(data.severity, data.rules),
    interpret: compileChoices(variants, plain),
    nameValues: compileNames(data.templates),
  };
}

function compileMeaning(
  provider: CatalogData['provider'],
  id: number,
  event: CatalogEventData,
  variant: VariantData | undefined,
  remediations: Remediations,
): Meaning {
  const key = variant?.remediation ?? event.remediation;
  const remediation = key === undefined ? undefined : remediations.get(key);
  if (key !== undefined && remediation === undefined)
    throw new Error(`catalogue: event ${id} names the remediation "${key}", which does not exist`);
  const title = variant?.title ?? event.title;
  const reason = variant?.reason ?? event.reason;
  const ecs = Object.freeze({ ...(variant?.ecs ?? event.ecs) });
  return {
    title,
    ecs,
    summary: compileText(variant?.summary ?? event.summary ?? `[{computer}: ]${title}.`),
    reason: reason === undefined ? undefined : compileText(reason),
    causes: (variant?.causes ?? event.causes ?? []).map(compileText),
    remediation,
    prepared: prepareMeaning(provider, id, { ecs, remediation }),
  };
}

/**
 * Positional formats give values without names; only their count tells the template. A binary value is preceded by its
 * length (`__binLength`) in the template, and some formats leave both to the data section: two values of 36882 are length
 * and certificate of an old build where there is no data section, and the calling program where there is one.
 */
function compileNames(templates: CatalogEventData['templates']): CatalogEntry['nameValues'] {
  // Newest first: where two builds have the same count, the newer names are the likelier ones.
  const whole = [...templates].reverse().map(({ fields }) => fields);
  const withoutBinary = whole
    .filter((fields) => fields.includes('__binLength'))
    .map((fields) => fields.slice(0, fields.indexOf('__binLength')));
  const inData = indexByCount([...whole, ...withoutBinary]);
  const inSection = indexByCount([...withoutBinary, ...whole]);
  return (count, binary) => (binary ? inSection : inData).get(count);
}

/** The first list of each length; an empty one names nothing. */
function indexByCount(lists: readonly (readonly string[])[]): ReadonlyMap<number, readonly string[]> {
  const byCount = new Map<number, readonly string[]>();
  for (const names of lists) if (names.length > 0 && !byCount.has(names.length)) byCount.set(names.length, names);
  return byCount;
}
