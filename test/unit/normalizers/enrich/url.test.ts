import { expect, test } from '@jest/globals';
import { describeUrl } from '../../../../normalizers/enrich/url.ts';

/** The fields that are there, as they would be in the JSON. */
function describe(text: string): unknown {
  return JSON.parse(JSON.stringify(describeUrl(text)));
}

test.each([
  ['http://OCSP.corp.example:8080/ocsp', { scheme: 'http', domain: 'ocsp.corp.example', port: 8080, path: '/ocsp' }],
  ['HTTPS://vpn.corp.example', { scheme: 'https', domain: 'vpn.corp.example' }],
  ['https://[2001:db8::1]:443/', { scheme: 'https', domain: '[2001:db8::1]', port: 443, path: '/' }],
  ['https://+:443/sra_{BA195980}/', { scheme: 'https', port: 443, path: '/sra_{BA195980}/' }],
  ['http://*:80/', { scheme: 'http', port: 80, path: '/' }],
  ['http://host:70000/', { scheme: 'http', domain: 'host', path: '/' }],
  ['https://u:p@Host.example:8443/x', { scheme: 'https', domain: 'host.example', port: 8443, path: '/x' }],
  ['https://host.example@evil.example', { scheme: 'https', domain: 'evil.example' }],
  ['https://10.0.0.1./', { scheme: 'https', domain: '10.0.0.1', path: '/' }],
  ['https://./', { scheme: 'https', path: '/' }],
  // One letter in capitals, two in small ones.
  [`https://${'\u0130'.repeat(1000)}/`, { scheme: 'https', path: '/' }],
])('%s is taken apart', (text, parts) => {
  expect(describe(text)).toEqual({ original: text, ...parts });
});

test.each([
  'ocsp.corp.example',
  'ldap://dc01.corp.example/cn=x',
  'http://',
  'http://%/',
  'http://evil\\@host/',
  `http://host/${'a'.repeat(1100)}`,
  '',
])('text that is no HTTP address is kept as it is: %.30s', (text) => {
  expect(describe(text)).toEqual({ original: text });
});
