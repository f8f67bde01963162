import { expect, test } from '@jest/globals';
import { examineElasticsearch } from '../../../../services/doctor/examine-elasticsearch.ts';
import type { Finding } from '../../../../services/doctor/finding.ts';
import type { MissingPrivileges } from '../../../../services/runtime/elasticsearch/index.ts';

const elasticsearch = { url: 'http://a:1', basic: undefined, apiKey: undefined, ca: undefined, requestTimeoutMs: 1000 };

/** What is said of privileges where these are missing. */
async function examine(...missing: readonly MissingPrivileges[]): Promise<Finding[]> {
  const findings: Finding[] = [];
  await examineElasticsearch(
    { version: () => Promise.resolve('9.0.0'), missingPrivileges: () => Promise.resolve([...missing]) },
    { elasticsearch, namespace: 'lab' },
    () => Promise.resolve([]),
    (finding) => findings.push(finding),
  );
  return findings.filter(({ subject }) => subject === 'privileges');
}

test('a login that has all privileges is well', async () => {
  expect(await examine()).toMatchObject([{ verdict: 'ok' }]);
});

test('a missing privilege is wrong, also the one without which documents can be indexed', async () => {
  const about = { dataStream: 'stream', privileges: ['delete'] };
  expect(await examine({ ...about, preventsIndexing: true })).toMatchObject([
    { verdict: 'wrong', detail: 'the login has no privilege delete on stream', advice: expect.any(String) },
  ]);
  expect(await examine({ ...about, preventsIndexing: false })).toMatchObject([
    { verdict: 'wrong', detail: expect.stringContaining('an event that a rollover lets in twice stays twice') },
  ]);
});
