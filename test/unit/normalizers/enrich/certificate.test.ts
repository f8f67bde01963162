import { describe, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { readCertificate } from '../../../../normalizers/enrich/certificate.ts';
import {
  buildCertificate,
  der,
  dnsName,
  ipAddress,
  mailAddress,
  RSA_PAIR,
  rsaKey,
  signPss,
  signRsa,
  type CertificateParts,
} from '../../../support/build-certificate.ts';
import { measureKept } from '../../../support/measure-kept.ts';
import samples from '../../../support/certificates/certificates.json' with { type: 'json' };

type Sample = keyof typeof samples;

function read(name: Sample): NonNullable<ReturnType<typeof readCertificate>> {
  const certificate = readCertificate(samples[name]);
  if (certificate === undefined) throw new Error(`the sample ${name} cannot be read`);
  return certificate;
}

function build(parts: CertificateParts): NonNullable<ReturnType<typeof readCertificate>> {
  const certificate = readCertificate(buildCertificate(parts));
  if (certificate === undefined) throw new Error('the certificate cannot be read');
  return certificate;
}

test('every field of ECS x509.* is read', () => {
  expect(read('good').x509).toEqual({
    subject: {
      common_name: ['vpn01.corp.example'],
      organizational_unit: ['VPN', 'Network'],
      organization: ['Example Corporation'],
      locality: ['Nürnberg'],
      state_or_province: ['Bayern'],
      country: ['DE'],
      distinguished_name:
        'CN=vpn01.corp.example, OU=VPN, OU=Network, O=Example Corporation, L=Nürnberg, ST=Bayern, C=DE',
    },
    issuer: {
      common_name: ['Example Issuing CA 1'],
      organization: ['Example Corporation'],
      country: ['DE'],
      distinguished_name: 'CN=Example Issuing CA 1, O=Example Corporation, C=DE',
    },
    serial_number: '16065A0B3C7D9E1F2436',
    not_before: '2026-01-01T00:00:00Z',
    not_after: '2027-01-31T23:59:59Z',
    alternative_names: [
      'vpn01.corp.example',
      '*.vpn.corp.example',
      '192.0.2.7',
      '2001:db8::7',
      'pki@corp.example',
      'https://vpn01.corp.example/',
    ],
    public_key_algorithm: 'ECDSA',
    public_key_curve: 'nistp256',
    public_key_size: 256,
    public_key_exponent: undefined,
    signature_algorithm: 'ECDSA-SHA256',
  });
});

test.each<[Sample, string | undefined, number | undefined, string | undefined, string]>([
  ['expired', 'RSA', 2048, undefined, 'ECDSA-SHA256'],
  ['self-signed', 'RSA', 2048, undefined, 'SHA256-RSA'],
  ['weak', 'RSA', 1024, undefined, 'ECDSA-SHA1'],
  ['pss', 'RSA', 2048, undefined, 'ECDSA-SHA256'],
  ['not-yet-valid', 'ECDSA', 384, 'nistp384', 'ECDSA-SHA384'],
  ['p521', 'ECDSA', 521, 'nistp521', 'ECDSA-SHA512'],
  ['weak-curve', 'ECDSA', 192, 'nistp192', 'ECDSA-SHA256'],
  ['ed25519', 'Ed25519', undefined, undefined, 'ECDSA-SHA256'],
  ['dsa', 'DSA', 1024, undefined, 'ECDSA-SHA256'],
])('key and signature of %s', (name, algorithm, size, curve, signature) => {
  const { x509 } = read(name);
  expect([x509.public_key_algorithm, x509.public_key_size, x509.public_key_curve, x509.signature_algorithm]).toEqual([
    algorithm,
    size,
    curve,
    signature,
  ]);
});

describe('names', () => {
  test('special characters in a name forge neither an attribute nor an alternative name', () => {
    const { x509, hostNames } = read('odd-names');
    expect(x509.subject).toMatchObject({
      common_name: ['a.corp.example, DNS:forged.example'],
      organization: ['Comma, "Quotes"; Inc.'],
      organizational_unit: ['one', 'two'],
    });
    expect(x509.alternative_names).toEqual([
      'https://x.example/a, DNS:forged.example',
      'a.corp.example',
      'odd, DNS:user@corp.example',
    ]);
    expect(hostNames).toEqual(['a.corp.example']);
  });

  test('a user has a principal name, once, and no host name', () => {
    const { x509, hostNames } = read('user');
    expect(x509.alternative_names).toEqual(['frieda@corp.example']);
    expect(x509.subject?.common_name).toEqual(['Frieda Beispiel', 'Users']);
    expect(hostNames).toEqual([]);
  });

  test('a certificate without a subject has its alternative names', () => {
    const { x509, hostNames } = read('no-subject');
    expect(x509.subject).toBeUndefined();
    expect(hostNames).toEqual(['only-san.corp.example']);
  });

  test('the common name is a host name where there is no alternative name', () => {
    expect(read('pss').hostNames).toEqual(['pss.corp.example']);
  });

  test('of hundreds of names the first hundred are taken', () => {
    const { x509, hostNames } = read('many-names');
    expect(x509.alternative_names).toHaveLength(100);
    expect(hostNames.at(-1)).toBe('host-100.corp.example');
  });

  test.each([
    ['vpn01.corp.example', true],
    ['VPN01.CORP.EXAMPLE', true],
    ['a.vpn.corp.example', true],
    ['a.b.vpn.corp.example', false],
    ['vpn.corp.example', false],
    ['192.0.2.7', true],
    ['192.0.2.8', false],
    ['2001:DB8:0::7', true],
    ['ldap/vpn01.corp.example', undefined],
    ['vpn01.corp.example\0.evil.example', undefined],
    ['', undefined],
  ])('carries %j: %j', (name, carried) => {
    expect(read('good').carries(name)).toBe(carried);
  });

  test('a name beyond the first hundred is carried all the same', () => {
    expect(read('many-names').carries('last.corp.example')).toBe(true);
  });
});

describe('values that no authority should give', () => {
  test.each([
    ['00', '0'],
    ['7f', '7F'],
    ['00ff', 'FF'],
    // Negative: the bytes as they are, as Windows shows them.
    ['ff', 'FF'],
    ['80', '80'],
    ['8000', '8000'],
    ['f234', 'F234'],
    ['ff7f', 'FF7F'],
    ['7f'.repeat(512), '7F'.repeat(512)],
    ['7f'.repeat(513), undefined],
    ['81'.repeat(513), undefined],
  ])('the serial number %s', (serial, digits) => {
    expect(build({ serial }).x509.serial_number).toBe(digits);
  });

  test('a modulus of 0 has no size, and is weak', () => {
    const { x509, keyBits } = build({ key: rsaKey('00', '010001') });
    expect([x509.public_key_algorithm, x509.public_key_size, keyBits]).toEqual(['RSA', undefined, 0]);
  });

  test('an exponent beyond the numbers of JSON is left out', () => {
    const modulus = `00${'ff'.repeat(256)}`;
    expect(build({ key: rsaKey(modulus, '1fffffffffffff') }).x509.public_key_exponent).toBe(2 ** 53 - 1);
    expect(build({ key: rsaKey(modulus, '20000000000001') }).x509).toMatchObject({
      public_key_size: 2048,
      public_key_exponent: undefined,
    });
  });

  test.each([
    ['00000101000000Z', '0000-01-01T00:00:00Z'],
    ['99991231235959Z', '9999-12-31T23:59:59Z'],
    ['20261332000000Z', undefined],
    ['20260230000000Z', undefined],
    ['20260101000000.5Z', '2026-01-01T00:00:00Z'],
  ])('the date %s', (notAfter, text) => {
    const certificate = build({ notAfter });
    expect([certificate.x509.not_after, certificate.notAfterMs]).toEqual([text, text && Date.parse(text)]);
  });

  test('of many units the first twenty in the order of the document are taken', () => {
    const subject = Array.from({ length: 25 }, (_, i) => ['OU', `u${i}`] as const);
    expect(build({ subject }).x509.subject?.organizational_unit).toEqual(
      Array.from({ length: 20 }, (_, i) => `u${24 - i}`),
    );
  });

  test('control characters are replaced', () => {
    expect(build({ subject: [['CN', 'a\u0007b\n\u0085c']] }).x509.subject?.common_name).toEqual([
      'a\ufffdb\ufffd\ufffdc',
    ]);
  });

  test('a name that is no text is no certificate, and never a fault', () => {
    const half = der(0x1e, Buffer.from('d8000041', 'hex'));
    expect(readCertificate(buildCertificate({ subject: [['CN', half]] }))).toBeUndefined();
  });
});

describe('self-signed', () => {
  const own = signRsa(RSA_PAIR.privateKey);

  test.each<[string, CertificateParts, boolean]>([
    ['any', { signer: own }, true],
    ['of Windows, whose key may not sign certificates', { signer: own, keyUsage: '30' }, true],
    ['with RSA-PSS', { signer: signPss(RSA_PAIR.privateKey, 'sha256') }, true],
    ['by its names alone', {}, false],
    ['by its key alone', { signer: own, issuer: [['CN', 'Example CA']] }, false],
    ['a key of a size that takes long to check', { key: rsaKey(`00${'ff'.repeat(513)}`, '010001') }, true],
    ['an exponent that takes long to check', { key: rsaKey(`00${'ff'.repeat(256)}`, '0100000001') }, true],
    [
      'a key that nobody knows',
      { key: der(0x30, der(0x30, der(0x06, Buffer.from([42, 3]))), der(0x03, Buffer.from([0]))) },
      true,
    ],
  ])('%s: %j', (_, parts, isSelfSigned) => {
    expect(build(parts).isSelfSigned).toBe(isSelfSigned);
  });
});

describe('RSA-PSS', () => {
  test.each<[string, 'sha1' | 'sha256', boolean, string]>([
    ['says its hash', 'sha256', false, 'SHA256-RSAPSS'],
    ['says SHA-1', 'sha1', false, 'SHA1-RSAPSS'],
    ['says nothing, which is SHA-1', 'sha1', true, 'SHA1-RSAPSS'],
  ])('%s', (_, hash, silent, algorithm) => {
    expect(build({ signer: signPss(RSA_PAIR.privateKey, hash, silent) }).x509.signature_algorithm).toBe(algorithm);
  });

  test('with parameters that cannot be read is only that', () => {
    const odd = signPss(RSA_PAIR.privateKey, 'sha256');
    for (const parameters of ['3004a0023000', '30020500', '3003a00130', '0500', '']) {
      const algorithm = der(0x30, Buffer.from(`06092a864886f70d01010a${parameters}`, 'hex'));
      expect(build({ signer: { ...odd, algorithm } }).x509.signature_algorithm).toMatch(/^(?:rsassaPss|SHA1-RSAPSS)$/);
    }
  });
});

describe('which names are hosts, and which are carried', () => {
  const cn = (...names: string[]): CertificateParts => ({ subject: names.map((name) => ['CN', name] as const) });

  test.each<[string, CertificateParts, string[], string[], string[]]>([
    ['each common name', cn('a.x', 'b.x'), ['b.x', 'a.x'], ['a.x', 'b.x'], ['c.x']],
    ['no folder of a directory', cn('Users', 'host'), ['host'], ['host'], ['other']],
    [
      'the common name beside an address',
      { ...cn('a.x'), names: [ipAddress(10, 0, 0, 1)] },
      ['a.x'],
      ['a.x', '10.0.0.1'],
      ['10.0.0.2'],
    ],
    ['no common name of a person', { ...cn('frieda'), names: [mailAddress('f@a.x')] }, [], ['frieda'], ['a.x']],
    ['no common name beside a DNS name', { ...cn('a.x'), names: [dnsName('c.x')] }, ['c.x'], ['c.x'], ['a.x']],
    [
      'another alphabet in the common name',
      cn('m\u00fcnchen.example'),
      ['xn--mnchen-3ya.example'],
      ['m\u00fcnchen.example', 'M\u00dcNCHEN.example', 'xn--mnchen-3ya.example'],
      ['munchen.example'],
    ],
    [
      'another alphabet in what is asked for',
      { names: [dnsName('xn--mnchen-3ya.example')] },
      ['xn--mnchen-3ya.example'],
      ['m\u00fcnchen.example'],
      ['k\u00f6ln.example'],
    ],
    ['a star for a whole label only', { names: [dnsName('w*.corp.example')] }, [], [], ['www.corp.example']],
    ['an address as the common name is no host', cn('192.0.2.7'), [], [], ['192.0.2.7']],
  ])('%s', (_, parts, hosts, carried, others) => {
    const certificate = build(parts);
    expect(certificate.hostNames).toEqual(hosts);
    expect(hosts.filter((name) => certificate.carries(name) !== true)).toEqual([]);
    expect(carried.map((name) => certificate.carries(name))).toEqual(carried.map(() => true));
    expect(others.map((name) => certificate.carries(name))).toEqual(others.map(() => false));
  });

  test.each(['\uff11\uff10.0.0.1', '\u00e4/b', `${'\u00e4'.repeat(300)}.example`])('%s is no name', (name) => {
    expect(build({}).carries(name)).toBeUndefined();
  });
});

test('both hashes are those of the DER form, in upper case', () => {
  const hash = (algorithm: string): string =>
    createHash(algorithm).update(Buffer.from(samples.good, 'hex')).digest('hex').toUpperCase();
  expect(read('good')).toMatchObject({ sha1: hash('sha1'), sha256: hash('sha256') });
});

describe('what is no certificate', () => {
  const pem = Buffer.from(
    `-----BEGIN CERTIFICATE-----\n${Buffer.from(samples.good, 'hex').toString('base64')}\n-----END CERTIFICATE-----\n`,
  );

  test.each([
    ['nothing', ''],
    ['no digits', 'a certificate'],
    ['an odd number of digits', samples.good.slice(0, -1)],
    ['cut off', samples.good.slice(0, -2)],
    ['PEM', pem.toString('hex')],
    ['another SEQUENCE', '3003020101'],
    ['more than a record holds', `${samples.good}${'00'.repeat(65_536)}`],
  ])('%s is undefined', (_, digits) => {
    expect(readCertificate(digits)).toBeUndefined();
  });

  test('digits in lower case are as good', () => {
    expect(readCertificate(samples.good.toLowerCase())?.sha1).toBe(read('good').sha1);
  });

  test('damaged certificates never throw', () => {
    const names = Object.keys(samples) as Sample[];
    fc.assert(
      fc.property(
        fc.constantFrom(...names),
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 4 }),
        (name, changes) => {
          const bytes = Buffer.from(samples[name], 'hex');
          for (const [at, byte] of changes) bytes[at % bytes.length] = byte;
          const certificate = readCertificate(bytes.toString('hex'));
          certificate?.carries('host.example');
        },
      ),
      { seed: 20260304, numRuns: 2000 },
    );
  });
});

test('a certificate is read once, until 512 others were seen', () => {
  const first = read('good');
  expect(read('good')).toBe(first);
  const bytes = Buffer.from(samples.expired, 'hex');
  for (let i = 0; i < 512; i++) {
    // In the signature, which is not checked.
    bytes.writeUInt32BE(i, bytes.length - 4);
    expect(readCertificate(bytes.toString('hex'))).toBeDefined();
  }
  expect(read('good')).not.toBe(first);
  expect(read('good')).toMatchObject({ sha1: first.sha1 });
});

test('a very long certificate is read each time', () => {
  const names = Array.from({ length: 150 }, (_, i) => dnsName(`host-${i}.a-long-domain.corp.example`));
  const long = buildCertificate({ names });
  expect(long.length).toBeGreaterThan(8192);
  const first = readCertificate(long);
  expect(first).toBeDefined();
  expect(readCertificate(long)).not.toBe(first);
});

test('what is kept of a certificate does not keep its record', () => {
  const bytes = Buffer.from(samples.expired, 'hex');
  const kept = measureKept((i) => {
    bytes.writeUInt32BE(i + 0x01000000, bytes.length - 4);
    const record = Buffer.from(`${'x'.repeat(500_000)}${bytes.toString('hex')}`).toString();
    expect(readCertificate(record.slice(500_000))).toBeDefined();
  });
  expect(kept).toBeLessThan(16 * 1024 * 1024);
});
