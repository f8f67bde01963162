import { describe, expect, test } from '@jest/globals';
import { readCertificate } from '../../../../normalizers/enrich/certificate.ts';
import { CERTIFICATE_VERDICTS, type CertificateVerdict } from '../../../../normalizers/enrich/certificate-verdicts.ts';
import { daysLeft, judgeCertificate, type CertificateUse } from '../../../../normalizers/enrich/judge-certificate.ts';
import schema from '../../../../mappings/schemas/enriched-event.schema.json' with { type: 'json' };
import samples from '../../../support/certificates/certificates.json' with { type: 'json' };

type Sample = keyof typeof samples;

const NOW = Date.parse('2026-03-04T05:06:07.123Z');

function read(name: Sample): NonNullable<ReturnType<typeof readCertificate>> {
  const certificate = readCertificate(samples[name]);
  if (certificate === undefined) throw new Error(`the sample ${name} cannot be read`);
  return certificate;
}

const judge = (name: Sample, use: Partial<CertificateUse> = {}): CertificateVerdict[] =>
  judgeCertificate(read(name), { side: 'server', timeMs: NOW, target: undefined, ...use });

test.each<[Sample, CertificateVerdict[]]>([
  ['good', []],
  ['ends-soon', []],
  ['any-purpose', []],
  ['pss', []],
  ['ed25519', []],
  ['p521', []],
  ['no-subject', []],
  ['expired', ['expired']],
  ['not-yet-valid', ['not_yet_valid']],
  ['weak', ['weak_key', 'weak_signature']],
  ['weak-curve', ['weak_key']],
  ['dsa', ['weak_key']],
  ['wrong-purpose', ['wrong_purpose']],
  ['user', ['wrong_purpose']],
  // The lifetime of an authority is nobody's business here.
  ['authority', ['self_signed']],
  ['self-signed', ['self_signed', 'long_lived']],
])('%s as the certificate of a server: %j', (name, verdicts) => {
  expect(judge(name)).toEqual(verdicts);
});

test.each<[Sample, CertificateVerdict[]]>([
  ['user', []],
  ['wrong-purpose', []],
  ['good', ['wrong_purpose']],
  ['any-purpose', []],
  ['self-signed', ['self_signed']],
])('%s as the certificate of a client: %j', (name, verdicts) => {
  expect(judge(name, { side: 'client' })).toEqual(verdicts);
});

test('of an unknown side neither purpose nor lifetime is judged', () => {
  expect(judge('user', { side: undefined })).toEqual([]);
  expect(judge('self-signed', { side: undefined })).toEqual(['self_signed']);
});

describe('dates are those of the event, to the second', () => {
  test.each([
    ['2026-01-01T00:00:00.000Z', []],
    ['2025-12-31T23:59:59.999Z', ['not_yet_valid']],
    ['2027-01-31T23:59:59.999Z', []],
    ['2027-02-01T00:00:00.000Z', ['expired']],
  ])('at %s: %j', (time, verdicts) => {
    expect(judge('good', { timeMs: Date.parse(time) })).toEqual(verdicts);
  });

  test.each([
    ['2026-03-14T23:59:59.000Z', 0],
    ['2026-03-14T00:00:00.000Z', 0],
    ['2026-03-13T23:59:59.000Z', 1],
    ['2026-03-15T00:00:00.000Z', -1],
    ['2026-03-04T05:06:07.000Z', 10],
  ])('days left at %s: %d', (time, days) => {
    expect(daysLeft(read('ends-soon'), Date.parse(time))).toBe(days);
  });
});

describe('the name that was asked for', () => {
  test.each([
    ['vpn01.corp.example', []],
    ['LDAP.corp.example', ['name_mismatch']],
    ['192.0.2.7', []],
    ['198.51.100.9', ['name_mismatch']],
    // Neither a host name nor an address: no verdict is better than a wrong one.
    ['ldap/vpn02.corp.example', []],
  ])('%s: %j', (target, verdicts) => {
    expect(judge('good', { target })).toEqual(verdicts);
  });
});

describe('lifetime', () => {
  const lasting = (from: string, days: number): CertificateVerdict[] => {
    const notBeforeMs = Date.parse(from);
    const notAfterMs = notBeforeMs + days * 86_400_000 - 1000;
    return judgeCertificate(
      { ...read('good'), notBeforeMs, notAfterMs },
      { side: 'server', timeMs: notBeforeMs, target: undefined },
    );
  };

  test('398 days are accepted, one more is not', () => {
    expect(lasting('2026-01-01', 398)).toEqual([]);
    expect(lasting('2026-01-01', 399)).toEqual(['long_lived']);
  });

  test('before September 2020 longer ones were in order', () => {
    expect(lasting('2020-08-31', 800)).toEqual([]);
    expect(lasting('2020-09-01', 800)).toEqual(['long_lived']);
  });
});

test('the lifetime of an authority that shows its own certificate is not judged', () => {
  const notBeforeMs = Date.UTC(2026, 0, 1);
  const long = { ...read('good'), notBeforeMs, notAfterMs: notBeforeMs + 4000 * 86_400_000 };
  const use = { side: 'server', timeMs: notBeforeMs, target: undefined } as const;
  expect(judgeCertificate(long, use)).toEqual(['long_lived']);
  expect(judgeCertificate({ ...long, isAuthority: true }, use)).toEqual([]);
});

describe('hash of the signature', () => {
  const signed = (signature: string): CertificateVerdict[] =>
    judgeCertificate({ ...read('good'), signature }, { side: 'server', timeMs: NOW, target: undefined });

  test.each([
    'sha1WithRSAEncryption',
    'sha1WithRSA',
    'ecdsa-with-SHA1',
    'dsaWithSHA1',
    'dsaWithSHA',
    'md5WithRSAEncryption',
    'md2WithRSAEncryption',
    'shaWithRSAEncryption',
    'rsassaPss-sha1',
    'rsassaPss-md5',
  ])('%s is weak', (signature) => {
    expect(signed(signature)).toEqual(['weak_signature']);
  });

  test.each([
    'sha256WithRSAEncryption',
    'sha512WithRSAEncryption',
    'ecdsa-with-SHA384',
    'dsa_with_SHA256',
    'ED25519',
    'rsassaPss',
    'rsassaPss-sha256',
  ])('%s is not', (signature) => {
    expect(signed(signature)).toEqual([]);
  });
});

test('a weak hash counts in the signature of an authority, not in that of a root, which nobody relies on', () => {
  const signature = 'sha1WithRSAEncryption';
  const use = { side: 'server', timeMs: NOW, target: undefined } as const;
  expect(judgeCertificate({ ...read('good'), isAuthority: true, signature }, use)).toEqual(['weak_signature']);
  expect(judgeCertificate({ ...read('authority'), signature }, use)).toEqual(['self_signed']);
});

test('the schema allows exactly these verdicts', () => {
  const { verdicts } = schema.definitions.wincanal.properties.tls.properties.certificate.properties;
  expect(verdicts.items.enum).toEqual(Object.keys(CERTIFICATE_VERDICTS));
});
