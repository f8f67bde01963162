import { expect, test } from '@jest/globals';
import { SCHEMA_VERSION } from '../../../../../normalizers/index.ts';
import { ElasticsearchRefused, type TemplateBody } from '../../../../../services/runtime/elasticsearch/index.ts';
import {
  findElasticsearchProblems,
  type CheckedStore,
} from '../../../../../services/runtime/start/check-elasticsearch.ts';

const elasticsearch = { url: 'http://a:1', basic: undefined, apiKey: undefined, ca: undefined, requestTimeoutMs: 1000 };
const CONFIG = { elasticsearch, namespace: 'lab' };
const [MAJOR = 0, MINOR = 0] = SCHEMA_VERSION.split('.').map(Number);

function storeOf(version: string, getTemplate?: CheckedStore['getTemplate']): CheckedStore {
  const index = { composed_of: ['part', 'own'], ignore_missing_component_templates: ['own'] };
  const body = (kind: string): TemplateBody => ({
    ...(kind === 'index' ? index : {}),
    _meta: { schema_version: version },
  });
  return {
    missingPrivileges: () => Promise.resolve([]),
    getTemplate: getTemplate ?? ((kind, name) => Promise.resolve(name === 'own' ? undefined : body(kind))),
  };
}

const find = (store: CheckedStore): Promise<string[]> => findElasticsearchProblems(store, CONFIG, ['x']);

test('templates of this version or a later minor one will do; a part that may be missing may be missing', async () => {
  expect(await find(storeOf(SCHEMA_VERSION))).toEqual([]);
  expect(await find(storeOf(`${MAJOR}.${MINOR + 1}`))).toEqual([]);
});

test.each([`${MAJOR + 1}.0`, `${MAJOR - 1}.9`, '', 'new'])('templates of version "%s" are named', async (version) => {
  const advice = 'run "npx wincanal setup", which makes them as this version wants them';
  expect(await find(storeOf(version))).toEqual([
    `index template logs-wincanal.x is of version ${version}, component template part is of version ${version}, wanted ${SCHEMA_VERSION}: ${advice}`,
  ]);
});

test('a login that may not read templates is taken for one that may only index', async () => {
  const forbid = (): Promise<never> => Promise.reject(new ElasticsearchRefused('GET /x', 403, 'security', 'no'));
  expect(await find(storeOf('', forbid))).toEqual([]);
});

test('any other refusal is a problem', async () => {
  const forbid = (): Promise<never> => Promise.reject(new ElasticsearchRefused('GET /x', 404, 'what', 'is that'));
  expect(await find(storeOf('', forbid))).toEqual(['Elasticsearch refused GET /x (404 what): is that']);
});

test.each([
  [true, ['a request without a login has no privilege delete on stream: grant it in a role, or use another login']],
  [false, []],
])(
  'a missing privilege keeps an indexer from its start where it prevents indexing (%s)',
  async (preventsIndexing, problems) => {
    const missing = [{ dataStream: 'stream', privileges: ['delete'], preventsIndexing }];
    const store = { ...storeOf(SCHEMA_VERSION), missingPrivileges: () => Promise.resolve(missing) };
    expect(await find(store)).toEqual(problems);
  },
);
