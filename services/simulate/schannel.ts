import certificates from './certificates.json' with { type: 'json' };
import type { EventValue } from './event.ts';
import type { Host } from './hosts.ts';
import type { Random } from './random.ts';
import type { EventBody, ProviderRecipes, Recipe } from './recipe.ts';

const SERVER_ROLES = ['web_server', 'domain_controller', 'vpn_gateway'] as const;
const CLIENT_ROLES = ['vpn_client', 'laptop'] as const;
const ALL_ROLES = [...SERVER_ROLES, ...CLIENT_ROLES] as const;

const SERVER_PROGRAMS = ['w3wp', 'svchost', 'lsass', 'sqlservr'];
const CLIENT_PROGRAMS = ['svchost', 'OUTLOOK', 'powershell', 'MicrosoftEdgeUpdate', 'Teams'];
const PEERS = [
  'api.partner.example',
  'updates.vendor.example',
  'mail.corp.example',
  'proxy.corp.example',
  'ldap.corp.example',
];

/** The calling process, which only newer builds put in front of the other values. */
function caller(host: Host, random: Random): EventValue[] {
  if (host.templates !== 'caller') return [];
  const programs = host.role === 'vpn_client' || host.role === 'laptop' ? CLIENT_PROGRAMS : SERVER_PROGRAMS;
  return [
    ['CallerProcessId', String(random.integer(200, 4000) * 4)],
    ['CallerProcessImageName', random.pick(programs)],
  ];
}

/** A certificate in the data, one of a few made for this fleet (test/support/certificates). */
function carryCertificate(name: string, certificate: keyof typeof certificates): EventValue[] {
  const digits = certificates[certificate];
  return [
    ['__binLength', String(digits.length / 2)],
    [name, digits],
  ];
}

/** 36887: the peer ended the session with an alert. */
function alertReceived(weight: number, roles: Recipe['roles'], alert: number): Recipe {
  return {
    weight,
    roles,
    compose: (host, random) => ({
      eventId: 36887,
      level: 2,
      data: [...caller(host, random), ['AlertDesc', String(alert)]],
    }),
  };
}

/** 36888: this host ended the session; the target is only known where the host is the client. */
function alertSent(weight: number, roles: Recipe['roles'], alert: number, state: number, asClient = false): Recipe {
  return {
    weight,
    roles,
    compose: (host, random) => {
      const data: EventValue[] = [...caller(host, random), ['AlertDesc', String(alert)], ['ErrorState', String(state)]];
      if (host.templates !== 'win7') data.push(['TargetName', asClient ? random.pick(PEERS) : '']);
      return { eventId: 36888, level: 2, data };
    },
  };
}

/** 36880: a completed handshake. From Windows 10 on its eight values sit under UserData. */
function handshake(host: Host, random: Random): EventBody {
  const suite = random.weighted([
    { weight: 60, protocol: 'TLS 1.3', suite: '0x1302', strength: 253 },
    { weight: 25, protocol: 'TLS 1.2', suite: '0xc030', strength: 384 },
    { weight: 6, protocol: 'TLS 1.2', suite: '0xc028', strength: 384 },
    { weight: 4, protocol: 'TLS 1.2', suite: '0x003d', strength: 2048 },
    { weight: 2, protocol: 'TLS 1.0', suite: '0xc014', strength: 256 },
    { weight: 1, protocol: 'TLS 1.0', suite: '0x000a', strength: 1024 },
  ]);
  const data: EventValue[] = [
    ['Type', 'server'],
    ['Protocol', suite.protocol],
    ['CipherSuite', suite.suite],
    ['ExchangeStrength', String(suite.strength)],
  ];
  if (host.templates === 'win7') return { eventId: 36880, level: 4, data };
  data.push(
    ['ContextHandle', `0x${random.hex(11)}`],
    ['TargetName', ''],
    ['LocalCertSubjectName', `CN=${host.computer.toLowerCase()}`],
    ['RemoteCertSubjectName', ''],
  );
  return { eventId: 36880, level: 4, data, container: 'UserData' };
}

/** An event whose only values are the caller and what `rest` adds. */
function plain(
  weight: number,
  roles: Recipe['roles'],
  eventId: number,
  rest: (random: Random, host: Host) => EventValue[],
): Recipe {
  return {
    weight,
    roles,
    compose: (host, random) => ({ eventId, level: 2, data: [...caller(host, random), ...rest(random, host)] }),
  };
}

/** What Schannel logs, roughly as often as fleets see it. */
export const SCHANNEL: ProviderRecipes = {
  name: 'Schannel',
  guid: '{1F678132-5938-4686-9FDC-C8FF68F15C85}',
  channel: 'System',
  keywords: '0x8000000000000000',
  qualifiers: undefined,
  logger: 'lsass',
  userSid: 'S-1-5-18',
  recipes: [
    alertReceived(14, SERVER_ROLES, 46),
    alertReceived(10, ALL_ROLES, 70),
    alertReceived(8, ALL_ROLES, 40),
    alertReceived(6, SERVER_ROLES, 48),
    alertReceived(3, ALL_ROLES, 20),
    alertReceived(3, SERVER_ROLES, 42),
    alertReceived(2, SERVER_ROLES, 45),
    alertReceived(2, ALL_ROLES, 80),
    alertReceived(1, ALL_ROLES, 49),
    alertReceived(1, ALL_ROLES, 51),
    alertSent(9, SERVER_ROLES, 40, 1205),
    alertSent(7, SERVER_ROLES, 10, 1203),
    alertSent(5, SERVER_ROLES, 70, 1201),
    alertSent(4, CLIENT_ROLES, 70, 105, true),
    alertSent(3, CLIENT_ROLES, 48, 552, true),
    alertSent(2, CLIENT_ROLES, 42, 553, true),
    alertSent(1, ALL_ROLES, 20, 960),
    alertSent(1, SERVER_ROLES, 80, 1250),
    plain(7, SERVER_ROLES, 36874, (random) => [
      ['Protocol', random.pick(['TLS 1.2', 'TLS 1.2', 'TLS 1.0', 'TLS 1.1'])],
    ]),
    plain(6, ALL_ROLES, 36871, () => [
      ['Type', 'client'],
      ['ErrorState', '10013'],
    ]),
    plain(3, CLIENT_ROLES, 36882, () => carryCertificate('certificateContext', 'self-signed')),
    plain(2, CLIENT_ROLES, 36881, () => carryCertificate('certificateContext', 'expired')),
    plain(2, CLIENT_ROLES, 36884, (random) => [
      ['Name', random.pick(PEERS)],
      ...carryCertificate('certificateContext', 'other-name'),
    ]),
    plain(1, CLIENT_ROLES, 36883, () => carryCertificate('certificateContext', 'revoked')),
    plain(1, CLIENT_ROLES, 36876, (random) =>
      random.pick([
        [['ErrorCode', '0x80090325'], ...carryCertificate('pCertificateContext', 'self-signed')],
        [['ErrorCode', '0x80090328'], ...carryCertificate('pCertificateContext', 'expired')],
      ]),
    ),
    plain(2, SERVER_ROLES, 36870, () => [
      ['Type', 'server'],
      ['ErrorCode', '0x8009030D'],
      ['ErrorStatus', '10001'],
    ]),
    plain(1, ['web_server'], 36869, () => [['Type', 'server'], ...carryCertificate('binaryData', 'own')]),
    { weight: 60, roles: SERVER_ROLES, verbose: true, compose: handshake },
    {
      weight: 8,
      roles: SERVER_ROLES,
      verbose: true,
      compose: (host, random) => ({
        eventId: 36867,
        level: 4,
        data: [
          ...caller(host, random),
          ['Type', random.pick(['client', 'server'])],
          ...carryCertificate('binaryData', 'own'),
        ],
      }),
    },
  ],
};
