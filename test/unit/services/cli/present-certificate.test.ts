import { expect, test } from '@jest/globals';
import { describeCertificate } from '../../../../services/cli/present-certificate.ts';
import { explainRecord, type Explanation } from '../../../../normalizers/index.ts';
import { readGoldenCases } from '../../../golden/golden-cases.ts';

function explain(name: string): Explanation {
  const golden = readGoldenCases().find((candidate) => candidate.name === name);
  if (golden === undefined) throw new Error(`no golden case ${name}`);
  const [result] = explainRecord(golden.bytes, Date.UTC(2026, 2, 4));
  if (result?.kind !== 'explanation') throw new Error(`${name} is not explained`);
  return result;
}

test('owner, names, dates, key, hashes and findings have a row each', () => {
  const rows = describeCertificate(explain('event_xml/36868-classic-positional'));
  expect(rows.map(([name, text]) => [name, /^[0-9A-F]{40,}$/.test(text) ? 'a hash' : text])).toEqual([
    ['Owner', 'this host'],
    ['Subject', 'CN=old.corp.example'],
    ['Issuer', 'CN=Example Issuing CA 1, O=Example Corporation, C=DE'],
    ['Valid', '2025-12-01 to 2026-11-30 (ends 271 days after the event)'],
    ['Names', 'old.corp.example'],
    ['Key', 'RSA 1024 bits, signed with ECDSA-SHA1'],
    ['SHA-1', 'a hash'],
    ['SHA-256', 'a hash'],
    ['Finding', 'wrong purpose: it has purposes, and none of them fits the side that shows it'],
    ['Finding', 'weak key: its RSA or DSA key is below 2048 bits, or its curve below 224 bits'],
    ['Finding', 'weak signature: it is signed with SHA-1 or an older hash'],
  ]);
});

test('of many names ten are shown', () => {
  const names = describeCertificate(explain('event_xml/36883-certificate')).find(([name]) => name === 'Names');
  expect(names?.[1]).toMatch(/^host-001\.corp\.example, .*, host-010\.corp\.example and 90 more$/);
});

test('an event without a certificate has no rows', () => {
  expect(describeCertificate(explain('event_xml/36887-unknown-ca'))).toEqual([]);
});

test('a certificate that cannot be read is said to be so', () => {
  expect(describeCertificate(explain('event_xml/36883-digits-odd'))).toEqual([
    ['Unreadable', expect.stringMatching(/is no X\.509 certificate in DER form, .*certificate_unreadable/)],
  ]);
});

test('a certificate of which the side is unknown is shown like any other, and this is said', () => {
  const explanation = explain('event_xml/36869-no-type');
  expect(explanation.document.tls?.client ?? explanation.document.tls?.server).toBeUndefined();
  const rows = describeCertificate(explanation);
  expect(rows.map(([name]) => name)).toEqual([
    'Owner',
    'Used as',
    'Subject',
    'Issuer',
    'Valid',
    'Names',
    'Key',
    'SHA-1',
    'SHA-256',
    'Finding',
  ]);
  expect(rows[1]?.[1]).toMatch(/^not known: /);
  const other = describeCertificate(explain('event_xml/36869-old-template'));
  expect(other.map(([name]) => name)).not.toContain('Used as');
});

test('of a document alone, without the explanation of its event, the side has what is shown', () => {
  const { document } = explain('event_xml/36868-classic-positional');
  expect(describeCertificate({ document })).toEqual(describeCertificate(explain('event_xml/36868-classic-positional')));
});

test.each([
  [-1, 'ended less than a day before the event'],
  [-2, 'ended 1 day before the event'],
  [-419, 'ended 418 days before the event'],
  [0, 'ends less than a day after the event'],
  [1, 'ends 1 day after the event'],
  [30, 'ends 30 days after the event'],
])('%d days left: %s', (days, text) => {
  const explanation = explain('event_xml/36881-certificate');
  explanation.document.wincanal.tls = { certificate: { owner: 'remote', days_left: days } };
  expect(describeCertificate(explanation)).toContainEqual(['Valid', `2024-01-10 to 2025-01-09 (${text})`]);
});
