import type { EventValue } from './event.ts';
import type { HostRole } from './hosts.ts';
import type { Random } from './random.ts';
import type { ProviderRecipes } from './recipe.ts';

/** A provider that is none of ours: the bulk of what a System channel holds. */
export interface OtherProvider extends ProviderRecipes {
  readonly weight: number;
}

const EVERYWHERE: readonly HostRole[] = ['web_server', 'domain_controller', 'vpn_gateway', 'vpn_client', 'laptop'];
const SERVICES = [
  'BITS',
  'WinHTTP Web Proxy Auto-Discovery Service',
  'Windows Update',
  'Software Protection',
  'Device Setup Manager',
];

interface OtherDetails {
  readonly weight: number;
  readonly name: string;
  /** Without braces; undefined for a classic source. */
  readonly guid?: string;
  readonly classic?: number;
  readonly eventId: number;
  readonly level: number;
  readonly data: (random: Random) => EventValue[];
}

function other(details: OtherDetails): OtherProvider {
  const { weight, name, guid, classic, eventId, level, data } = details;
  return {
    weight,
    name,
    guid: guid === undefined ? undefined : `{${guid.toUpperCase()}}`,
    channel: 'System',
    keywords: classic === undefined ? '0x8000000000000000' : '0x8080000000000000',
    qualifiers: classic,
    logger: 'service',
    userSid: classic === undefined ? 'S-1-5-18' : undefined,
    recipes: [{ weight: 1, roles: EVERYWHERE, compose: (_, random) => ({ eventId, level, data: data(random) }) }],
  };
}

/** Neighbours in the System channel, roughly as often as they are seen there. */
export const OTHER_PROVIDERS: readonly OtherProvider[] = [
  other({
    weight: 50,
    name: 'Service Control Manager',
    guid: '555908d1-a6d7-4695-8e1e-26931d2012f4',
    classic: 16384,
    eventId: 7036,
    level: 4,
    data: (random) => [
      ['param1', random.pick(SERVICES)],
      ['param2', random.pick(['running', 'stopped'])],
    ],
  }),
  other({
    weight: 10,
    name: 'Microsoft-Windows-Kernel-General',
    guid: 'a68ca8b7-004f-d7b6-a698-07e2de0f1f5d',
    eventId: 16,
    level: 4,
    data: (random) => [
      ['HiveNameLength', '46'],
      ['HiveName', '\\??\\C:\\ProgramData\\Microsoft\\Provisioning\\x.dat'],
      ['KeysUpdated', String(random.integer(1, 400))],
      ['DirtyPages', String(random.integer(1, 60))],
    ],
  }),
  other({
    weight: 10,
    name: 'Microsoft-Windows-GroupPolicy',
    guid: 'aea1b4fa-97d1-45f2-a64c-4d69fffd92c9',
    eventId: 1500,
    level: 4,
    data: (random) => [
      ['SupportInfo1', '1'],
      ['SupportInfo2', String(random.integer(3000, 5000))],
      ['ProcessingMode', '0'],
      ['ProcessingTimeInMilliseconds', String(random.integer(500, 9000))],
      ['DCName', '\\\\DC01.corp.example'],
    ],
  }),
  other({
    weight: 8,
    name: 'Microsoft-Windows-DNS-Client',
    guid: '1c95126e-7eea-49a9-a3fe-a378b03ddb4d',
    eventId: 1014,
    level: 3,
    data: (random) => [
      ['QueryName', `${random.pick(['wpad', 'time', 'teredo'])}.corp.example`],
      ['AddressLength', '128'],
      ['Address', random.hex(32).toUpperCase()],
    ],
  }),
  other({
    weight: 5,
    name: 'Microsoft-Windows-DistributedCOM',
    guid: '1b562e86-b7aa-4131-badc-b6f3a001407e',
    classic: 0,
    eventId: 10016,
    level: 3,
    data: (random) => [
      ['param1', 'application-specific'],
      ['param2', 'Local'],
      ['param3', 'Activation'],
      ['param4', `{${random.guid().toUpperCase()}}`],
    ],
  }),
  other({
    weight: 5,
    name: 'Microsoft-Windows-Time-Service',
    guid: '06edcfeb-0fd1-4e53-acca-a6f8bbf81bcb',
    eventId: 37,
    level: 4,
    data: () => [['TimeSource', 'DC01.corp.example (ntp.d|0.0.0.0:123->192.0.2.10:123)']],
  }),
  // A classic source with values that have no names.
  other({
    weight: 4,
    name: 'EventLog',
    classic: 32768,
    eventId: 6013,
    level: 4,
    data: (random) => [
      [undefined, ''],
      [undefined, ''],
      [undefined, ''],
      [undefined, ''],
      [undefined, String(random.integer(1000, 9_000_000))],
      [undefined, '60'],
    ],
  }),
];
