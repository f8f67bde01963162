import { expect, test } from '@jest/globals';
import {
  describeCondition,
  describeMove,
  generalise,
  listOptional,
  nameCondition,
  nameFact,
  nameReason,
} from '../../../../docs/generate-events/words.ts';
import { HOST_ROLES } from '../../../../normalizers/index.ts';

test('a text for no event in particular has what every event says, and names what only some say', () => {
  const template = 'The client[ {computer}] was told {http.status} twice[; it is {error.symbol}][, by {computer}].';
  expect(generalise(template)).toBe('The client was told _HTTP status_ twice.');
  expect(listOptional(template)).toEqual(['host', 'status']);
  expect(generalise('Plain *text*.')).toBe('Plain \\*text\\*.');
});

test('a fact that nobody has named is called by its own name', () => {
  expect([nameFact('alert.code'), nameFact('weather.wind_speed')]).toEqual(['alert', 'weather wind speed']);
});

test.each([
  [undefined, 'always'],
  [{ 'alert.code': ['48'] }, 'the alert is [48 `unknown_ca`](tls-alerts.md#48)'],
  [{ 'alert.code': ['48', '999'] }, 'the alert is [48 `unknown_ca`](tls-alerts.md#48) or `999`'],
  [{ 'error.symbol': ['CERT_E_EXPIRED'] }, 'the status is [`CERT_E_EXPIRED`](status-codes.md#0x800b0101)'],
  [{ 'alert.name': ['*'] }, 'the name of the alert is known'],
  [
    { 'error.code': ['-'], role: ['-', 'host'] },
    'the status code is not known, and the role of this host is `host` or not known',
  ],
  [{ 'exchange.strength': { below: 1024 } }, 'the strength of the key exchange in bits is below 1024'],
  [
    { 'host.vpn_server': ['yes'], role: ['tls_server'] },
    'the [site file](../site-file.md#vpn_server) calls the host a VPN server, and the role of this host is `tls_server`',
  ],
])('condition %j in words', (when, words) => {
  expect(describeCondition(when)).toBe(words);
});

test('each role of the site file has words', () => {
  for (const role of HOST_ROLES) {
    expect(describeCondition({ [`host.${role}`]: ['yes'] })).toMatch(/calls the host an? [A-Za-z ]+$/);
  }
});

test('a long list is cut where only an overview is wanted, and never for the last value alone', () => {
  const when = { role: ['a', 'b', 'c', 'd'] };
  expect(describeCondition(when, 2)).toBe('the role of this host is `a`, `b` or one of 2 more');
  expect(describeCondition(when, 3)).toBe('the role of this host is `a`, `b`, `c` or `d`');
  expect(nameCondition({ 'alert.code': ['48'] }, 2)).toBe('the alert is 48 `unknown_ca`');
});

test('rules in words', () => {
  expect(describeMove({ to: 'high', reason: '' })).toBe('at least **high**');
  expect(describeMove({ move: 'lower', to: 'low', reason: '' })).toBe('at most **low**');
  expect(describeMove({ move: 'set', to: { fact: 'alert.severity' }, reason: '' })).toBe(
    'exactly the [severity of the alert](tls-alerts.md#severity)',
  );
  expect(nameReason('weak_protocol:{protocol.slug}')).toBe('`weak_protocol:<protocol version>`');
});
