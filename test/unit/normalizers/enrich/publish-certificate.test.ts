import { expect, test } from '@jest/globals';
import { readCertificate } from '../../../../normalizers/enrich/certificate.ts';
import { publishCertificate } from '../../../../normalizers/enrich/publish-certificate.ts';
import { relateHash } from '../../../../normalizers/enrich/relate-hash.ts';
import type { ProviderFields } from '../../../../normalizers/provider.ts';
import samples from '../../../support/certificates/certificates.json' with { type: 'json' };
import { knowFacts } from '../../../support/know-facts.ts';

test('hashes and names of a certificate come to those that are related already', () => {
  const [digits] = Object.values(samples);
  const certificate = readCertificate(digits ?? '');
  if (certificate === undefined) throw new Error('the sample cannot be read');
  const fields: ProviderFields = {
    role: 'tls_server',
    process: undefined,
    tls: undefined,
    http: undefined,
    url: undefined,
    server: undefined,
    destination: undefined,
    error: undefined,
    related: { hash: ['AB'], hosts: ['first.example'] },
    certificate: undefined,
    wincanal: { tls: undefined, sstp: undefined, error: undefined },
    tags: [],
  };
  relateHash(certificate.sha256, fields);
  publishCertificate(certificate, { owner: 'local', timeMs: 0 }, fields, knowFacts());
  expect(fields.related?.hash).toEqual(['AB', certificate.sha256, certificate.sha1]);
  expect(fields.related?.hosts).toEqual([
    'first.example',
    ...certificate.hostNames.filter((name) => !name.startsWith('*')),
  ]);
});
