import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isIP } from 'node:net';
import { describeEndpoint, findAddresses, plainIp, relateHost } from '../../../../normalizers/enrich/addresses.ts';

/** Fixed, so that a failure is the same for everybody. */
fc.configureGlobal({ seed: 20260304 });

test.each([
  ['connect to 192.0.2.7:443 failed', ['192.0.2.7']],
  ['no route to host 192.0.2.7.', ['192.0.2.7']],
  ['from 192.0.2.1, then 192.0.2.1 (198.51.100.2)', ['192.0.2.1', '198.51.100.2']],
  ['reverse proxy 192.0.2.1', ['192.0.2.1']],
  ['server=192.0.2.1', ['192.0.2.1']],
  ['[2001:DB8::1]:443 refused', ['2001:db8::1']],
  ['to 2001:db8::1.', ['2001:db8::1']],
  ['to 2001:db8::1: no answer', ['2001:db8::1']],
  ['fe80::1%12 on this link', ['fe80::1']],
  ['mapped ::ffff:192.0.2.1', ['::ffff:192.0.2.1']],
  ['http://192.0.2.9:8443/x and http://[2001:db8::5]/y', ['192.0.2.9', '2001:db8::5']],
])('%j holds %j', (text, ips) => {
  expect(findAddresses(text).ips).toEqual(ips);
});

test.each([
  'Windows 10.0.19041.1',
  'Version 10.0.1.1',
  'version: 6.3.0.1',
  'v1.2.3.4',
  'Build 1.2.3.4',
  'Wersja 1.2.3.4',
  '\u0432\u0435\u0440\u0441\u0438\u044f 1.2.3.4',
  '\u8a72\u5f53\u30d0\u30fc\u30b8\u30e7\u30f3 1.2.3.4',
  '1.3.6.1.5.5.7.3.1',
  '1.2.3.4.5',
  '10.0.0.0/8',
  '999.1.1.1',
  '192.0.2.007',
  '0.0.0.0:443 and [::]:443',
  'name1.2.3.4',
  '1.2.3.4name',
  '12:30:45',
  '00:11:22:33:44:55',
  'AB:CD:EF:01:23:45:67:89',
  'AB:CD:EF:01:23:45:67:89:AB:CD:EF:01:23:45:67:89:AB:CD:EF:01',
  '2001:db8::/32',
  'face::bad',
  'std::string',
  'https://vpn.example/10.0.0.1/',
  '',
  'Extension 2.5.29.37 is not supported',
  'attribute 2.5.4.3',
  'below 1.3.6.1',
  'Key of 1.3.101.112',
  'OID 1.0.10.20',
  'object identifier: 2.16.1.3',
])('%j holds no address', (text) => {
  expect(findAddresses(text).ips).toEqual([]);
});

test('a URL is taken apart, without what the sentence puts after it', () => {
  const path = '/sra_{BA195980-CD49-458b-9E23-C84EE0ADCD75}/';
  expect(findAddresses(`(see https://VPN.example${path}, or http://b:81/?q=1).`).urls).toEqual([
    { original: `https://VPN.example${path}`, scheme: 'https', domain: 'vpn.example', path },
    { original: 'http://b:81/?q=1', scheme: 'http', domain: 'b', port: 81, path: '/' },
  ]);
  expect(findAddresses('https://+:443/x http:// https://u@/ ftp://h/').urls).toEqual([]);
});

test('user and password before a host, and a full stop after it, are no part of it', () => {
  const found = findAddresses(
    'https://frieda:geheim@vpn.example:443/x and https://10.0.0.1./ or https://a@b@10.0.0.2/',
  );
  expect(found.urls.map(({ domain }) => domain)).toEqual(['vpn.example', '10.0.0.1', '10.0.0.2']);
  expect(found.ips).toEqual(['10.0.0.1', '10.0.0.2']);
});

test('so many addresses are no message: eight are kept', () => {
  const many = Array.from({ length: 50 }, (_, i) => `192.0.2.${i + 1} http://h${i}/`).join(' ');
  const { ips, urls } = findAddresses(many);
  expect([ips.length, urls.length]).toEqual([8, 8]);
});

test('every IPv4 and IPv6 address in a sentence is found', () => {
  fc.assert(
    fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (ip) => {
      fc.pre(!/^[0:.]*$/.test(ip) && (isIP(ip) === 4 || (/[0-9]/.test(ip) && !/^(?:..:){7}..$/.test(ip))));
      expect(findAddresses(`Der Server ${ip} antwortet nicht.`).ips).toEqual([ip.toLowerCase()]);
    }),
  );
});

test('no version number of Windows is an address', () => {
  const part = fc.integer({ min: 0, max: 99 });
  fc.assert(
    fc.property(part, part, fc.integer({ min: 1000, max: 99999 }), part, (major, minor, build, revision) => {
      expect(findAddresses(`schannel.dll ${major}.${minor}.${build}.${revision} failed`).ips).toEqual([]);
    }),
  );
});

test('whatever the text, what is found is an address and stands in it', () => {
  const alphabet = fc.constantFrom(...'0123456789abcdef.:[]%/ v'.split(''), 'http://', '192.0.2.1', '2001:db8::1', ' ');
  fc.assert(
    fc.property(fc.string({ unit: alphabet, maxLength: 120 }), (text) => {
      const { ips } = findAddresses(text);
      expect(ips.filter((ip) => isIP(ip) === 0 || !text.toLowerCase().includes(ip))).toEqual([]);
    }),
    { numRuns: 2000 },
  );
});

test.each([':', '1.', 'a:', '1:', 'https://', 'https://a', 'version ', '1.1.1.1 ', '::1 ', '[', '%'])(
  'of a megabyte of %j only the first page is looked at',
  (piece) => {
    const page = piece.repeat(4096).slice(0, 4096);
    const megabyte = piece.repeat(1024 * 1024).slice(0, 1024 * 1024);
    expect(findAddresses(megabyte)).toEqual(findAddresses(page));
  },
);

test('what comes after the length of any message is not looked at', () => {
  expect(findAddresses(`${' '.repeat(5000)}192.0.2.1 http://a/`)).toEqual({ ips: [], urls: [] });
});

test('an end of a connection is a name or an address', () => {
  expect(describeEndpoint('vpn.example')).toEqual({ address: 'vpn.example', domain: 'vpn.example' });
  expect(describeEndpoint('[2001:db8::1]')).toEqual({ address: '2001:db8::1', ip: '2001:db8::1' });
  expect([plainIp('fe80::1%12'), plainIp('a.b'), plainIp('')]).toEqual(['fe80::1', undefined, undefined]);
});

test('what is related is there once', () => {
  const fields = { related: undefined };
  for (const host of ['a.example', '192.0.2.1', 'a.example', '[2001:db8::1]', '192.0.2.1']) relateHost(host, fields);
  expect(fields).toEqual({ related: { hosts: ['a.example'], ip: ['192.0.2.1', '2001:db8::1'] } });
});
