import { expect, test } from '@jest/globals';
import { parseTarget } from '../../../../normalizers/schannel/target.ts';

test.each([
  ['Mail.Corp.Example', 'mail.corp.example'],
  ['mail.corp.example.', 'mail.corp.example'],
  ['mail.corp.example:8443', 'mail.corp.example'],
  [' mail ', 'mail'],
  ['https://Mail.Corp.Example:8443/ews?x=1', 'mail.corp.example'],
  ['https://u:p@mail.corp.example/', 'mail.corp.example'],
  ['m\u00fcnchen_1', 'm\u00fcnchen_1'],
])('%j is the host %s', (text, domain) => {
  expect(parseTarget(text)).toEqual({ address: domain, domain });
});

test.each([
  ['192.0.2.44', '192.0.2.44', '192.0.2.44'],
  ['192.0.2.44:443', '192.0.2.44', '192.0.2.44'],
  ['https://192.0.2.44./', '192.0.2.44', '192.0.2.44'],
  ['2001:DB8::1', '2001:db8::1', '2001:db8::1'],
  ['[2001:db8::1]:443', '2001:db8::1', '2001:db8::1'],
  ['https://[2001:db8::1]/x', '2001:db8::1', '2001:db8::1'],
  ['fe80::1%12', 'fe80::1%12', 'fe80::1'],
])('%j is the address %s', (text, address, ip) => {
  expect(parseTarget(text)).toEqual({ address, ip });
});

test.each([
  '',
  ' ',
  'ldap/dc01.corp.example',
  'HTTP/mail:443',
  'CORP\\server$',
  'user@corp.example',
  'two words',
  'a:b:c',
  '.',
  '..',
  '%',
  'a%20b',
  '+',
  // One letter in capitals, two in small ones.
  '\u0130'.repeat(1024),
])('%j is no host', (text) => {
  expect(parseTarget(text)).toBeUndefined();
});
