import type { CatalogEntry } from './catalog.ts';
import { cutKeyword } from './ecs/keyword.ts';
import { knowHost, type KnownHost } from './ecs/known-host.ts';
import type { PreparedMeaning } from './ecs/prepare-meaning.ts';
import type { Role, SiteFields } from './ecs/document.ts';
import { Facts, placeFact, placeFacts } from './enrich/facts.ts';
import type { Remediation } from './enrich/remediation.ts';
import { judgeByLevel, overrideSeverity, type Severity } from './enrich/severity.ts';
import type { SiteEventData, SiteHost, SiteKnowledge } from './enrich/site.ts';
import type { TextTemplate } from './enrich/text.ts';
import type { Provider, ProviderFields } from './provider.ts';
import { nameRole } from './roles.ts';
import type { Tag } from './tags.ts';
import { emptyData } from './event-data.ts';
import type { WindowsEvent } from './windows-event.ts';

/** What one event of a provider means: everything of its document that does not depend on where and when it was read. */
export interface Interpretation {
  readonly event: WindowsEvent;
  readonly provider: Provider;
  /** The catalogue's entry; undefined for an event id that it does not know. */
  readonly entry: CatalogEntry | undefined;
  readonly facts: Facts;
  /** The computer that the event names. */
  readonly host: KnownHost | undefined;
  readonly fields: ProviderFields;
  readonly severity: Severity;
  readonly title: string;
  readonly summary: string;
  /** Categorisation and remediation as documents have them. */
  readonly prepared: PreparedMeaning;
  readonly reason: string | undefined;
  readonly causes: readonly TextTemplate[];
  readonly remediation: Remediation | undefined;
  readonly site: SiteFields | undefined;
  /** Address of the site's own page on this event id. */
  readonly runbook: string | undefined;
}

/** Where this file puts facts. */
const AT = placeFacts('computer', 'level', 'role', 'role.word');

const UNRESOLVED = /%%?[0-9]/;

/**
 * Applies a provider's knowledge to an event, and what the operator knows of its host and its id. An unknown id is not bad
 * data: Windows gains events.
 */
export function interpretEvent(decoded: WindowsEvent, provider: Provider, site?: SiteKnowledge): Interpretation {
  const entry = provider.catalog.entries.get(decoded.eventId);
  const fields = startFields(entry);
  const event = nameValues(decoded, entry, fields.tags);
  // A collector that could not fill a message's parameters leaves their marks: %1, %%1842.
  // Few messages have the character at all, which is found sooner than the pattern.
  if (event.message?.includes('%') === true && UNRESOLVED.test(event.message)) fields.tags.push('message_unresolved');
  const host = event.computer === undefined ? undefined : knowHost(event.computer);
  const facts = gatherFacts(event, host);
  const siteHost = site?.findHost(event.computer);
  if (siteHost !== undefined) for (const fact of siteHost.facts) facts.set(placeFact(fact), 'yes');
  const known = site?.findEvent(provider.catalog.data.provider.key, event.eventId);
  provider.interpret(event, fields, facts);
  addRoleFacts(fields.role, facts);
  const siteFields = describeSite(siteHost, known);
  if (entry === undefined) return interpretUnknown(event, provider, fields, facts, host, known, siteFields);
  const meaning = entry.interpret(facts);
  return {
    event,
    provider,
    entry,
    facts,
    host,
    fields,
    severity: overrideSeverity(entry.judge(facts), known?.severity),
    title: meaning.title,
    summary: meaning.summary(facts),
    prepared: meaning.prepared,
    reason: meaning.reason === undefined ? undefined : cutKeyword(meaning.reason(facts)),
    causes: meaning.causes,
    remediation: meaning.remediation,
    site: siteFields,
    runbook: known?.runbook,
  };
}

/** What the operator says of the event id goes before what holds for the whole host. */
function describeSite(host: SiteHost | undefined, event: SiteEventData | undefined): SiteFields | undefined {
  const owner = event?.owner ?? host?.owner;
  const roles = host === undefined || host.roles.length === 0 ? undefined : host.roles;
  return roles === undefined && owner === undefined ? undefined : { roles, owner };
}

function interpretUnknown(
  event: WindowsEvent,
  provider: Provider,
  fields: ProviderFields,
  facts: Facts,
  host: KnownHost | undefined,
  known: SiteEventData | undefined,
  site: SiteFields | undefined,
): Interpretation {
  fields.tags.push('unknown_event_id');
  const { provider: described } = provider.catalog.data;
  const title = `Event ${event.eventId} of ${described.name}, which the catalogue does not know`;
  return {
    event,
    provider,
    entry: undefined,
    facts,
    host,
    fields,
    severity: overrideSeverity(judgeByLevel(event.levelName), known?.severity),
    title,
    summary: host === undefined ? `${title}.` : `${title}, was logged on ${host.name}.`,
    prepared: provider.catalog.prepareUnknown(event.eventId),
    reason: undefined,
    causes: [],
    remediation: undefined,
    site,
    runbook: known?.runbook,
  };
}

/** Facts that every event has, whatever its provider. */
function gatherFacts(event: WindowsEvent, host: KnownHost | undefined): Facts {
  const facts = new Facts();
  if (event.levelName !== undefined) facts.set(AT['level'], event.levelName);
  if (host !== undefined) facts.set(AT['computer'], host.name);
  return facts;
}

/** The provider's values can decide the role, so this comes after them. */
function addRoleFacts(role: Role, facts: Facts): void {
  facts.set(AT['role'], role);
  const word = nameRole(role);
  if (word !== undefined) facts.set(AT['role.word'], word);
}

/** Gives values that came without names the names of the template that has as many. */
function nameValues(event: WindowsEvent, entry: CatalogEntry | undefined, tags: Tag[]): WindowsEvent {
  if (event.unnamed.length === 0 || entry === undefined) return event;
  for (const _ in event.data) return event;
  const names = entry.nameValues(event.unnamed.length, event.binary !== undefined);
  if (names === undefined) return event;
  const data = emptyData();
  for (let i = 0; i < names.length; i++) data[names[i] as string] = event.unnamed[i] as string;
  tags.push('template_by_count');
  return { ...event, data, unnamed: [] };
}

function startFields(entry: CatalogEntry | undefined): ProviderFields {
  return {
    role: entry?.role ?? 'host',
    process: undefined,
    tls: undefined,
    http: undefined,
    url: undefined,
    server: undefined,
    destination: undefined,
    error: undefined,
    related: undefined,
    wincanal: { tls: undefined, sstp: undefined, error: undefined },
    certificate: undefined,
    tags: [],
  };
}
