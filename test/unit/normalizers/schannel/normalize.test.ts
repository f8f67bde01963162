import { describe, expect, test } from '@jest/globals';
import { createNormalizer, explainRecord, type EnrichedDocument } from '../../../../normalizers/index.ts';
import { buildCertificate, ipAddress, RSA_PAIR, rsaKey, signPss, signRsa } from '../../../support/build-certificate.ts';
import samples from '../../../support/certificates/certificates.json' with { type: 'json' };
import { composeRecord, type RecordParts } from '../../../support/compose-record.ts';
import { GOLDEN_NOW } from '../../../golden/golden-cases.ts';

const normalizer = createNormalizer();

function read(id: number, data: Readonly<Record<string, string>>, parts: RecordParts = {}): EnrichedDocument {
  const [outcome] = normalizer.normalize(composeRecord(id, data, parts), undefined, GOLDEN_NOW);
  if (outcome?.kind !== 'event') throw new Error(`no event: ${JSON.stringify(outcome)}`);
  return outcome.document;
}

test('values with spaces around them are described to a person as well', () => {
  const explain = (AlertDesc: string) => {
    const [entry] = explainRecord(composeRecord(36887, { AlertDesc }), GOLDEN_NOW);
    return entry?.kind === 'explanation' ? entry.decoded : [];
  };
  expect(explain(' 48 ')).toHaveLength(1);
  expect(explain(' 48 ')).toEqual([{ ...explain('48')[0], value: explain(' 48 ')[0]?.value }]);
});

describe('numbers', () => {
  test('spaces around a value say nothing', () => {
    const spaced = read(36888, { AlertDesc: ' 48\n', ErrorState: '\t552 ', Type: ' Server ' });
    const plain = read(36888, { AlertDesc: '48', ErrorState: '552', Type: 'Server' });
    expect(spaced.wincanal.tls?.alert).toMatchObject({ code: 48, name: 'unknown_ca' });
    expect([spaced.wincanal.tls, spaced.wincanal.role]).toEqual([plain.wincanal.tls, 'tls_server']);
    expect(spaced.winlog.event_data?.['AlertDesc']).toBe(' 48\n');
  });

  test('the role follows from a state and from a target with spaces too', () => {
    expect(read(36888, { ErrorState: ' 1205 ' }).wincanal.role).toBe(read(36888, { ErrorState: '1205' }).wincanal.role);
    expect(read(36888, { ErrorState: ' 1205 ' }).tags).toEqual(['role_inferred']);
    expect(read(36888, { TargetName: '  ' }).tags).toBeUndefined();
  });

  test.each([36887, 36888])('an alert of %d has one byte: larger numbers are none', (id) => {
    expect(read(id, { AlertDesc: '255' }).wincanal.tls?.alert?.code).toBe(255);
    for (const AlertDesc of ['256', '4294967295']) {
      const { event, wincanal, winlog } = read(id, { AlertDesc });
      expect([wincanal.tls, winlog.event_data]).toEqual([undefined, { AlertDesc }]);
      expect(`${wincanal.summary} ${event.reason ?? ''}`).not.toContain(AlertDesc);
    }
  });

  test.each(['0', '90'])('the alert %s with an error state was no normal end', (AlertDesc) => {
    const { summary } = read(36888, { AlertDesc, ErrorState: '1203' }).wincanal;
    expect(summary).toContain('the error state is 1203');
    expect(summary).not.toMatch(/normal way|cancelled/);
  });

  test('a strength of 0 is none', () => {
    expect(read(36880, { Protocol: 'TLS 1.2', ExchangeStrength: '0' }).wincanal.tls).toBeUndefined();
    expect(read(36880, { Protocol: 'TLS 1.2', ExchangeStrength: '256' }).wincanal.tls?.exchange_strength).toBe(256);
  });
});

test('the address of a responder may have spaces around it', () => {
  const url = 'http://ocsp.corp.example/x';
  expect(read(36928, { OCSPResponderURL: ` ${url} ` }).url).toMatchObject({
    original: url,
    domain: 'ocsp.corp.example',
  });
});

test('a subject longer than a keyword is no subject; it stays in the data', () => {
  const name = (length: number): string => `CN=${'x'.repeat(length - 3)}`;
  const data = (length: number) => ({
    Type: 'server',
    LocalCertSubjectName: name(length),
    RemoteCertSubjectName: name(length),
  });
  const { tls } = read(36880, data(1024));
  expect([tls?.server?.subject, tls?.client?.subject]).toEqual([name(1024), name(1024)]);
  const long = read(36880, data(1025));
  expect([long.tls?.server, long.tls?.client, long.winlog.event_data]).toEqual([undefined, undefined, data(1025)]);
  expect(long.wincanal.summary).not.toContain('xxxx');
});

describe('certificates', () => {
  const own = signRsa(RSA_PAIR.privateKey);

  test.each([
    ['a negative serial number', buildCertificate({ serial: 'f234' })],
    ['a modulus of 0', buildCertificate({ key: rsaKey('00', '010001') })],
    ['impossible dates', buildCertificate({ notBefore: '20261332000000Z', notAfter: '00000101000000Z' })],
    ['no names', buildCertificate({ subject: [] })],
    ['an address for a name', buildCertificate({ subject: [], names: [ipAddress(192, 0, 2, 7)] })],
    ['a signature with SHA-1 in RSA-PSS', buildCertificate({ signer: signPss(RSA_PAIR.privateKey, 'sha1') })],
  ])('one with %s is read', (_, binary) => {
    for (const id of [36876, 36877, 36881, 36882, 36889])
      expect(read(id, {}, { binary }).wincanal.tls?.certificate).toBeDefined();
  });

  test('one that Windows made for itself is self-signed, though its key may not sign certificates', () => {
    const { wincanal } = read(36882, {}, { binary: buildCertificate({ signer: own, keyUsage: '30' }) });
    expect(wincanal.tls?.certificate?.verdicts).toContain('self_signed');
    expect(wincanal.severity.label).toBe('medium');
  });

  test('a signature with SHA-1 is weak in RSA-PSS too', () => {
    const binary = buildCertificate({ issuer: [['CN', 'Example CA']], signer: signPss(RSA_PAIR.privateKey, 'sha1') });
    expect(read(36876, {}, { binary }).wincanal.tls?.certificate?.verdicts).toContain('weak_signature');
  });

  test('a target of another alphabet is compared as DNS has it', () => {
    const EncodedCert = buildCertificate({ subject: [['CN', 'xn--mnchen-3ya.example']] });
    const verdicts = (Name: string) =>
      read(36884, { Name }, { binary: EncodedCert }).wincanal.tls?.certificate?.verdicts ?? [];
    expect(verdicts('k\u00f6ln.example')).toContain('name_mismatch');
    expect(verdicts('m\u00fcnchen.example')).not.toContain('name_mismatch');
  });

  test.each<[string, string, string, string | undefined, string[] | undefined]>([
    ['the same twice', samples.good, samples.good.toLowerCase(), 'good', undefined],
    ['two', samples.good, samples.expired, 'good', ['certificate_left_out']],
    ['one, and a section of something else', samples.good, '0102', 'good', undefined],
    ['one in the section beside something else', '0102', samples.good, 'good', ['certificate_unreadable']],
    ['none', '0102', '0304', undefined, ['certificate_unreadable']],
  ])('%s in a named value and in the data section', (_, named, binary, described, tags) => {
    const document = read(36876, { pCertificateContext: named }, { binary });
    const hash = read(36876, {}, { binary: samples.good }).related?.hash;
    expect(document.related?.hash).toEqual(described === undefined ? undefined : hash);
    expect(document.tags).toEqual(tags);
  });
});
