import { expect, test } from '@jest/globals';
import { examineElasticsearch, type ExaminedElasticsearch } from '../../../../services/doctor/examine-elasticsearch.ts';
import type { Finding } from '../../../../services/doctor/finding.ts';
import { ElasticsearchRefused, type MissingPrivileges } from '../../../../services/runtime/elasticsearch/index.ts';

const elasticsearch = { url: 'http://a:1', basic: undefined, apiKey: undefined, ca: undefined, requestTimeoutMs: 1000 };

const WELL: ExaminedElasticsearch = {
  version: () => Promise.resolve('9.0.0'),
  missingPrivileges: () => Promise.resolve([]),
  overridingTemplate: () => Promise.resolve(undefined),
};

/** What is said of a server that differs in this from one that is well. */
async function look(other: Partial<ExaminedElasticsearch>): Promise<Finding[]> {
  const findings: Finding[] = [];
  await examineElasticsearch(
    { ...WELL, ...other },
    { elasticsearch, namespace: 'lab' },
    () => Promise.resolve([]),
    (finding) => findings.push(finding),
  );
  return findings;
}

/** What is said of privileges where these are missing. */
async function examine(...missing: readonly MissingPrivileges[]): Promise<Finding[]> {
  const findings = await look({ missingPrivileges: () => Promise.resolve([...missing]) });
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

test('a template of somebody else that goes before ours is named with its priority, its data stream and the way out', async () => {
  const overridingTemplate = (_: string, ours: string) =>
    Promise.resolve(ours === 'logs-wincanal.rassstp' ? { name: 'all-logs', priority: 900 } : undefined);
  const findings = await look({ overridingTemplate });
  expect(findings.filter(({ verdict }) => verdict !== 'ok')).toEqual([
    {
      ...{ area: 'elasticsearch', subject: 'logs-wincanal.rassstp-lab', verdict: 'warning' },
      detail: expect.stringContaining(
        'all-logs with priority 900 is in force for it in place of logs-wincanal.rassstp',
      ),
      advice: expect.stringMatching(/give all-logs a lower priority .*POST \/logs-wincanal\.rassstp-lab\/_rollover/u),
    },
  ]);
  expect(findings).not.toContainEqual(expect.objectContaining({ subject: 'priorities of templates' }));
});

test('a login that may not simulate templates is told which right that takes', async () => {
  const refusal = new ElasticsearchRefused('POST /_index_template', 403, 'security_exception', 'is unauthorized');
  const findings = await look({ overridingTemplate: () => Promise.reject(refusal) });
  expect(findings).toContainEqual(
    expect.objectContaining({
      ...{ subject: 'priorities of templates', verdict: 'warning' },
      advice: expect.stringContaining('manage_index_templates'),
    }),
  );
});
