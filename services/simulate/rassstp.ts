import type { EventValue } from './event.ts';
import type { Host } from './hosts.ts';
import { systemText, type SystemError } from './messages.ts';
import type { Random } from './random.ts';
import type { ProviderRecipes, Recipe } from './recipe.ts';

const CLIENT = ['vpn_client'] as const;
const SERVER = ['vpn_gateway'] as const;

/** Every event of this provider is logged with level 0: always, whatever the level. */
const LOG_ALWAYS = 0;

const correlationId = (random: Random): EventValue => ['CoId', `{${random.guid().toUpperCase()}}`];

/** An event of the client about one connection attempt. */
function attempt(weight: number, eventId: number, error: SystemError): Recipe {
  return {
    weight,
    roles: CLIENT,
    compose: (host, random) => ({
      eventId,
      level: LOG_ALWAYS,
      data: [correlationId(random), ['ErrorMessage', systemText(error, host.culture)]],
    }),
  };
}

function other(
  weight: number,
  roles: Recipe['roles'],
  eventId: number,
  rest: (random: Random, host: Host) => EventValue[],
): Recipe {
  return { weight, roles, compose: (host, random) => ({ eventId, level: LOG_ALWAYS, data: rest(random, host) }) };
}

/** What the SSTP service logs, on VPN clients and on the gateway. */
export const RASSSTP: ProviderRecipes = {
  name: 'Microsoft-Windows-RasSstp',
  guid: '{6C260F2C-049A-43D8-BF4D-D350A4E6611A}',
  channel: 'System',
  keywords: '0x8000000000000000',
  qualifiers: undefined,
  logger: 'service',
  userSid: 'S-1-5-19',
  recipes: [
    attempt(10, 1, 'name_not_resolved'),
    attempt(8, 1, 'cannot_connect'),
    attempt(6, 1, 'untrusted_root'),
    attempt(4, 1, 'name_mismatch'),
    attempt(3, 1, 'expired'),
    attempt(5, 2, 'timed_out'),
    attempt(4, 2, 'reset'),
    attempt(2, 5, 'aborted'),
    attempt(1, 16, 'wrong_usage'),
    attempt(2, 23, 'aborted'),
    other(5, CLIENT, 4, (random) => [
      correlationId(random),
      ['HTTPResponseCode', random.pick(['403', '404', '407', '503'])],
    ]),
    other(1, CLIENT, 6, (random) => [
      correlationId(random),
      ['SHA1CertificateHash', random.hex(40).toUpperCase()],
      ['SHA256CertificateHash', random.hex(64).toUpperCase()],
    ]),
    other(2, CLIENT, 14, (_, host) => [['ErrorMessage', systemText('not_found', host.culture)]]),
    other(3, CLIENT, 15, (_, host) => [['ErrorMessage', systemText('no_such_host', host.culture)]]),
    other(4, SERVER, 9, (_, host) => [
      ['Url', 'https://+:443/sra_{BA195980-CD49-458b-9E23-C84EE0ADCD75}/'],
      ['ErrorMessage', systemText('exists', host.culture)],
    ]),
    other(3, SERVER, 11, () => []),
    other(3, SERVER, 12, (_, host) => [
      ['ErrorMessage', systemText('exists', host.culture)],
      ['CertificateName', 'vpn.corp.example'],
    ]),
    other(3, SERVER, 18, (_, host) => [['ErrorMessage', systemText('file_not_found', host.culture)]]),
    other(2, SERVER, 22, (_, host) => [['ErrorMessage', systemText('in_use', host.culture)]]),
    other(3, SERVER, 24, () => []),
    other(2, SERVER, 25, () => []),
  ],
};
