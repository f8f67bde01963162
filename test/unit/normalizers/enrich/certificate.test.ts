import { describe, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { readCertificate } from '../../../../normalizers/enrich/certificate.ts';
import samples from '../../../support/certificates/certificates.json' with { type: 'json' };

type Sample = keyof typeof samples;

function read(name: Sample): NonNullable<ReturnType<typeof readCertificate>> {
  const certificate = readCertificate(samples[name]);
  if (certificate === undefined) throw new Error(`the sample ${name} cannot be read`);
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
