import type { HostRole, SeverityLabel } from '../ecs/document.ts';
import { compileGlob, isGlob, LONGEST_NAME, shortNameOf, type HostPattern } from './host-pattern.ts';

/**
 * The roles that an operator can give a host; each is a fact `host.<role>` for the catalogue, and each matters to at least
 * one of its rules. The order is that of `wincanal.site.roles`.
 */
export const HOST_ROLES: readonly HostRole[] = ['domain_controller', 'vpn_server', 'internet_server'];

/** What a host is that has the role. */
export const HOST_ROLE_WORDS: Readonly<Record<HostRole, string>> = {
  domain_controller: 'a domain controller',
  vpn_server: 'a VPN server',
  internet_server: 'a server of the Internet',
};

/** What an operator knows of the site, as the file holds it; `mappings/schemas/site.schema.json` is the contract. */
export interface SiteData {
  readonly hosts?: readonly SiteHostData[];
  /** By `provider:id`, for example `schannel:36887`. */
  readonly events?: Readonly<Record<string, SiteEventData>>;
}

/** What holds for the hosts that one of the patterns fits. */
export interface SiteHostData {
  readonly match: readonly string[];
  readonly roles?: readonly HostRole[];
  readonly owner?: string;
}

/** What holds for the events of one id. */
export interface SiteEventData {
  /** Address of the page that says what to do here. */
  readonly runbook?: string;
  /** Instead of what the catalogue finds. */
  readonly severity?: SeverityLabel;
  readonly owner?: string;
  /** True: skipped and counted, as with WINCANAL_EXCLUDE. */
  readonly exclude?: boolean;
}

/** What the site knows of one host. */
export interface SiteHost {
  readonly roles: readonly HostRole[];
  readonly owner: string | undefined;
  /** Names of the facts that the roles give; each is `yes`. */
  readonly facts: readonly string[];
}

/** Site knowledge, compiled: looking a host or an event up is one look into a map. */
export interface SiteKnowledge {
  /** What is known of the computer that an event names; undefined where nothing is. */
  readonly findHost: (computer: string | undefined) => SiteHost | undefined;
  /** What is known of an event id of a provider (its registry key). */
  readonly findEvent: (provider: string, id: number) => SiteEventData | undefined;
}

/**
 * Answers that are kept, by the spelling of the events. More hosts than this are possible, but then the oldest answer
 * makes room: a sender that invents names must not fill the memory.
 */
const MOST_ANSWERS = 65_536;

/** Compiles site knowledge once: patterns, and what each event id needs. */
export function compileSite(data: SiteData, mostAnswers = MOST_ANSWERS): SiteKnowledge {
  const entries = (data.hosts ?? []).map(compileHosts);
  const events = indexEvents(data.events ?? {});
  const answers = new Map<string, SiteHost | null>();

  function judgeHost(computer: string): SiteHost | undefined {
    const name = withoutRootDot(computer.toLowerCase());
    return mergeHosts(entries.filter(({ fits }) => fits(name)).map(({ entry }) => entry));
  }

  return {
    findHost(computer) {
      if (computer === undefined || computer.length > LONGEST_NAME || entries.length === 0) return undefined;
      const known = answers.get(computer);
      if (known !== undefined) return known ?? undefined;
      const host = judgeHost(computer);
      if (answers.size >= mostAnswers) answers.delete(answers.keys().next().value as string);
      // V8 makes a text of its own of a key, so the record that it was cut out of is not kept, which a test holds.
      answers.set(computer, host ?? null);
      return host;
    },
    findEvent: (provider, id) => events.get(provider)?.get(id),
  };
}

interface CompiledHosts {
  readonly entry: SiteHostData;
  readonly fits: HostPattern;
}

/** A pattern with a dot is compared with the whole name, one without with the first label. */
function compileHosts(entry: SiteHostData): CompiledHosts {
  const patterns = entry.match.map((pattern) => pattern.toLowerCase());
  const whole = compilePatterns(patterns.filter((pattern) => pattern.includes('.')));
  const short = compilePatterns(patterns.filter((pattern) => !pattern.includes('.')));
  return { entry, fits: (name) => whole(name) || short(shortNameOf(name)) };
}

function compilePatterns(patterns: readonly string[]): HostPattern {
  const names = new Set(patterns.filter((pattern) => !isGlob(pattern)));
  const globs = patterns.filter(isGlob).map(compileGlob);
  return (name) => names.has(name) || globs.some((fits) => fits(name));
}

/** Roles add up; the owner is that of the first entry that names one. */
function mergeHosts(entries: readonly SiteHostData[]): SiteHost | undefined {
  if (entries.length === 0) return undefined;
  const roles = HOST_ROLES.filter((role) => entries.some((entry) => entry.roles?.includes(role)));
  return {
    roles,
    owner: entries.find(({ owner }) => owner !== undefined)?.owner,
    facts: roles.map((role) => `host.${role}`),
  };
}

function indexEvents(events: NonNullable<SiteData['events']>): ReadonlyMap<string, ReadonlyMap<number, SiteEventData>> {
  const byProvider = new Map<string, Map<number, SiteEventData>>();
  for (const [key, event] of Object.entries(events)) {
    const [provider = '', id] = key.split(':');
    const ids = byProvider.get(provider) ?? new Map<number, SiteEventData>();
    byProvider.set(provider, ids.set(Number(id), event));
  }
  return byProvider;
}

function withoutRootDot(name: string): string {
  return name.endsWith('.') ? name.slice(0, -1) : name;
}
