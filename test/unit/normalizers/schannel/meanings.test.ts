import { describe, expect, test } from '@jest/globals';
import { compileSite, createExplainer, type EnrichedDocument, type SiteData } from '../../../../normalizers/index.ts';
import samples from '../../../support/certificates/certificates.json' with { type: 'json' };

interface EventText {
  readonly id: number;
  readonly level?: number;
  readonly data?: Readonly<Record<string, string>>;
  readonly site?: SiteData;
}

function documentOf({ id, level = 2, data = {}, site }: EventText): EnrichedDocument {
  const values = Object.entries(data).map(([name, value]) => `<Data Name="${name}">${value}</Data>`);
  const explain = createExplainer({ site: site === undefined ? undefined : compileSite(site) });
  const [result] = explain(
    Buffer.from(
      `<Event><System><Provider Name="Schannel"/><EventID>${id}</EventID><Level>${level}</Level>` +
        `<TimeCreated SystemTime="2026-03-04T05:06:07Z"/><Computer>dc1.corp.example</Computer></System>` +
        `<EventData>${values.join('')}</EventData></Event>`,
    ),
    Date.UTC(2026, 2, 4, 5, 7),
  );
  if (result?.kind !== 'explanation') throw new Error(`${id} is not explained`);
  return result.document;
}

const DOMAIN_CONTROLLER: SiteData = { hosts: [{ match: ['dc1'], roles: ['domain_controller'] }] };

describe('known noise', () => {
  test.each([
    ['46', 'certificate_unknown'],
    ['49', 'access_denied'],
  ])('a received alert %s is rated lower, with the reason, and only watched', (AlertDesc, name) => {
    const { severity, remediation } = documentOf({ id: 36887, data: { AlertDesc } }).wincanal;
    expect(severity).toEqual({ label: 'low', reasons: ['base:low', `alert:${name}`, 'noise:scanners'] });
    expect(remediation?.action).toBe('monitor');
    // This host does not scan itself.
    const sent = documentOf({ id: 36888, data: { AlertDesc } }).wincanal;
    expect(sent.severity).toEqual({ label: 'medium', reasons: ['base:low', `alert:${name}`] });
  });

  test('a host that needs no default certificate', () => {
    const { severity, remediation } = documentOf({ id: 36886, level: 3 }).wincanal;
    expect(severity).toEqual({ label: 'informational', reasons: ['base:low', 'noise:no_certificate_needed'] });
    expect(remediation?.action).toBe('monitor');
  });

  test('a domain controller needs one', () => {
    const { severity } = documentOf({ id: 36886, level: 3, site: DOMAIN_CONTROLLER }).wincanal;
    expect(severity).toEqual({ label: 'medium', reasons: ['base:low', 'host_role:domain_controller'] });
  });
});

describe('36872 without values', () => {
  test('has its old meaning where it is the warning that it was then', () => {
    const { title, severity } = documentOf({ id: 36872, level: 3 }).wincanal;
    expect(title).toBe('No default server certificate on this host');
    expect(severity.reasons).toContain('classic_meaning');
  });

  test('has not where it is an error, whose values a collector may have lost', () => {
    const { title, severity } = documentOf({ id: 36872, level: 2 }).wincanal;
    expect(title).toBe('Certificate chain of a TLS credential could not be retrieved');
    expect(severity.reasons).toEqual(['base:high']);
  });
});

describe('36884', () => {
  const certificate = samples.good;

  test('is confirmed by the certificate in the record', () => {
    const data = { Name: 'other.corp.example', certificateContext: certificate };
    const { tls, severity } = documentOf({ id: 36884, data }).wincanal;
    expect(tls?.certificate?.verdicts).toContain('name_mismatch');
    expect(severity).toEqual({ label: 'high', reasons: ['base:medium', 'certificate:name_mismatch'] });
  });

  test('is as grave where there is none to confirm it', () => {
    const { severity } = documentOf({ id: 36884, data: { Name: 'other.corp.example' } }).wincanal;
    expect(severity).toEqual({ label: 'high', reasons: ['base:medium', 'certificate:not_recorded'] });
  });

  test('says so where the certificate contradicts it', () => {
    const own = documentOf({ id: 36884, data: { certificateContext: certificate } }).tls?.server?.x509;
    const data = { Name: own?.alternative_names?.[0] ?? '', certificateContext: certificate };
    const { title, severity } = documentOf({ id: 36884, data }).wincanal;
    expect(title).toBe('Server certificate refused for its name, although it seems to contain it');
    expect(severity).toEqual({ label: 'medium', reasons: ['base:medium'] });
  });
});

/** Values that were told alike once although their meanings differ. */
const UNLIKE: readonly (readonly [id: number, field: string, values: readonly string[]])[] = [
  [36887, 'AlertDesc', ['42', '43', '46', '48']],
  [36887, 'AlertDesc', ['40', '70', '71']],
  [36887, 'AlertDesc', ['49', '116']],
  [36887, 'AlertDesc', ['20', '51']],
  [36888, 'AlertDesc', ['42', '43', '46', '48']],
  [36888, 'AlertDesc', ['40', '70', '71']],
  [36888, 'AlertDesc', ['49', '116']],
  [36888, 'AlertDesc', ['21', '51']],
  [36888, 'AlertDesc', ['0', '90']],
  [36888, 'ErrorState', ['10', '1203']],
  [36888, 'ErrorState', ['1205', '1206']],
  // No chain, untrusted root, test root, not for this purpose.
  [36876, 'ErrorCode', ['0x800b010a', '0x800b0109', '0x800b010d', '0x800b0112']],
  [36877, 'ErrorCode', ['0x800b010a', '0x800b0109', '0x800b010d', '0x800b0112']],
  [36870, 'ErrorCode', ['0x800b0109', '0x800b0112']],
  [36872, 'ErrorCode', ['0x800b0109', '0x800b0112']],
  [36889, 'ErrorCode', ['0x800b0109', '0x800b0112']],
  // Expired, clocks apart.
  [36876, 'ErrorCode', ['0x800b0101', '0x80090324']],
  [36877, 'ErrorCode', ['0x800b0101', '0x80090324']],
  // Signature, wrong issuer, issuer without the right, malformed.
  [36876, 'ErrorCode', ['0x80096004', '0x800b0107', '0x80096019', '0x800b0108']],
  [36877, 'ErrorCode', ['0x80096004', '0x800b0107', '0x80096019', '0x800b0108']],
];

test.each(UNLIKE)('%i tells %s %j apart', (id, field, values) => {
  const titles = values.map((value) => documentOf({ id, data: { [field]: value } }).wincanal.title);
  expect(new Set(titles).size).toBe(values.length);
});

test.each([
  [36867, 'unknown', ['info'], 'tls-credential-creating'],
  [36877, 'failure', ['info'], 'tls-client-certificate-invalid'],
  [36878, 'failure', ['info'], 'tls-client-certificate-not-mapped'],
  [36879, 'failure', ['info'], 'tls-client-certificate-not-mapped'],
  [36896, 'failure', ['info'], 'dtls-client-not-verified'],
])('%i claims no more than it knows: outcome %s', (id, outcome, type, action) => {
  const { event } = documentOf({ id });
  expect([event.outcome, event.type, event.action]).toEqual([outcome, type, action]);
});
