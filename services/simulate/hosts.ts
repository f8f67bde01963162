import type { Culture } from './event.ts';
import type { Random } from './random.ts';

/** What a host does; decides which events it logs. */
export type HostRole = 'web_server' | 'domain_controller' | 'vpn_gateway' | 'vpn_client' | 'laptop';

/**
 * Generation of the Schannel templates that a Windows release writes. `caller`: with the calling process in front (build
 * 20348 and later); `win10`: from build 10586; `win7`: before.
 */
export type Templates = 'win7' | 'win10' | 'caller';

/** A machine of the sample fleet. The record id counts on while events are composed. */
export interface Host {
  /** Full name, as `Computer` prints it. */
  readonly computer: string;
  readonly role: HostRole;
  readonly templates: Templates;
  readonly culture: Culture;
  /** Process id of LSASS, which logs for Schannel. */
  readonly lsassId: number;
  /** Whether Schannel logs information events too (registry value EventLogging 7). */
  readonly logsHandshakes: boolean;
  /** GUID that Winlogbeat gave this host's agent. */
  readonly agentId: string;
  nextRecordId: number;
}

/** Windows Server 2012 R2, 2016, 2019, 2022 and 2025. */
const SERVERS: readonly Templates[] = ['win7', 'win10', 'win10', 'caller', 'caller'];

/** Windows 10 22H2, Windows 11 23H2 and 24H2. */
const CLIENTS: readonly Templates[] = ['win10', 'caller', 'caller'];

/** One of each role first, then in the proportions of an ordinary company. */
const FIRST_ROLES: readonly HostRole[] = ['vpn_gateway', 'vpn_client', 'web_server', 'domain_controller', 'laptop'];
const ROLE_SHARES: readonly { weight: number; role: HostRole }[] = [
  { weight: 15, role: 'web_server' },
  { weight: 5, role: 'domain_controller' },
  { weight: 2, role: 'vpn_gateway' },
  { weight: 40, role: 'vpn_client' },
  { weight: 38, role: 'laptop' },
];

const SITES: readonly { weight: number; domain: string; culture: Culture }[] = [
  { weight: 6, domain: 'corp.example', culture: 'en-US' },
  { weight: 3, domain: 'berlin.corp.example', culture: 'de-DE' },
  { weight: 2, domain: 'lyon.corp.example', culture: 'fr-FR' },
];

const PREFIXES: Readonly<Record<HostRole, string>> = {
  web_server: 'WEB',
  domain_controller: 'DC',
  vpn_gateway: 'VPN',
  vpn_client: 'NB',
  laptop: 'PC',
};

/** Composes the machines of a fleet. */
export function composeHosts(count: number, random: Random): Host[] {
  const numbers = new Map<HostRole, number>();
  return Array.from({ length: count }, (_, index) => {
    const role = FIRST_ROLES[index] ?? random.weighted(ROLE_SHARES).role;
    const number = (numbers.get(role) ?? 0) + 1;
    numbers.set(role, number);
    const site = random.weighted(SITES);
    const isClient = role === 'vpn_client' || role === 'laptop';
    return {
      computer: `${PREFIXES[role]}${String(number).padStart(isClient ? 4 : 2, '0')}.${site.domain}`,
      role,
      templates: random.pick(isClient ? CLIENTS : SERVERS),
      culture: site.culture,
      lsassId: random.integer(140, 260) * 4,
      logsHandshakes: !isClient && random.chance(0.3),
      agentId: random.guid(),
      nextRecordId: random.integer(1_000, 4_000_000),
    };
  });
}
