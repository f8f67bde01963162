import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { SCHEMA_VERSION } from '../../../../../normalizers/index.ts';
import {
  createElasticsearch,
  ElasticsearchRefused,
  type TemplateBody,
} from '../../../../../services/runtime/elasticsearch/index.ts';
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

describe('a server that accepts connections and cannot be asked', () => {
  let server: Server;
  let port: number;
  beforeEach(async () => {
    // Neither TLS nor HTTP: it hangs up at the first bytes.
    server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => socket.end('no\n'.repeat(20)));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    ({ port } = server.address() as AddressInfo);
  });
  afterEach(() => {
    server.close();
  });

  /** What is said where the URL begins so; twice, as a worker that waits looks. */
  async function ask(scheme: string): Promise<readonly [string, string]> {
    const url = `${scheme}://127.0.0.1:${port}`;
    const store = createElasticsearch({ url });
    try {
      const config = { elasticsearch: { ...elasticsearch, url }, namespace: 'n' };
      const [[first = ''], [second = '']] = [
        await findElasticsearchProblems(store, config, ['x']),
        await findElasticsearchProblems(store, config, ['x']),
      ];
      return [first, second];
    } finally {
      await store.close();
    }
  }

  test('by https is asked whether it speaks TLS at all, in one line', async () => {
    const [first, second] = await ask('https');
    expect(first).toMatch(
      /TLS: .*: it speaks no TLS: does WINCANAL_ELASTICSEARCH_URL have to begin with http:\/\/\?$/u,
    );
    expect(first).not.toMatch(/\n|routines|CA_FILE/u);
    expect(second).toBe(first);
  });

  test('by http is asked whether it wants https, and no port of this side makes each look another problem', async () => {
    const [first, second] = await ask('http');
    expect(first).toMatch(/does it not want https:\/\/ \(WINCANAL_ELASTICSEARCH_URL\)\?$/u);
    expect(first).not.toContain('CA_FILE');
    expect(second).toBe(first);
  });
});
