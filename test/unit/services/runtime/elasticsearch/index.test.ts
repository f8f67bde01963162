import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { afterEach, expect, test } from '@jest/globals';
import {
  createElasticsearch,
  ElasticsearchRefused,
  ElasticsearchUnavailable,
  type Elasticsearch,
  type ElasticsearchOptions,
} from '../../../../../services/runtime/elasticsearch/index.ts';

interface Answer {
  readonly status?: number;
  readonly body?: unknown;
  readonly product?: boolean;
}

interface Received {
  readonly line: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

const open: { server: Server; port: Elasticsearch }[] = [];

afterEach(async () => {
  for (const { server, port } of open.splice(0)) {
    await port.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

/** An HTTP server that gives the answers in turn (the last one for ever) and keeps what it was asked. */
async function serve(
  answers: readonly (Answer | 'hang up' | 'stay silent')[],
  options: Partial<ElasticsearchOptions> = {},
): Promise<{ port: Elasticsearch; received: Received[] }> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      received.push({ line: `${String(request.method)} ${String(request.url)}`, headers: request.headers, body });
      const answer = answers[Math.min(received.length, answers.length) - 1] ?? 'hang up';
      if (answer === 'hang up') request.socket.destroy();
      if (typeof answer === 'string') return;
      const headers = new Headers({ 'content-type': 'application/json' });
      if (answer.product !== false) headers.set('x-elastic-product', 'Elasticsearch');
      response.setHeaders(headers).writeHead(answer.status ?? 200);
      response.end(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body ?? {}));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const port = createElasticsearch({ url, ...options });
  open.push({ server, port });
  return { port, received };
}

async function failure(promise: Promise<unknown>): Promise<Error> {
  return promise.then(
    () => new Error('nothing was thrown'),
    (error: unknown) => error as Error,
  );
}

const BODY = Buffer.from('{"create":{"_index":"logs-a-b","_id":"1"}}\n{"text":"\u00e4"}\n');

test('bulk sends the bytes as they are and reads each item in order', async () => {
  const cause = { type: 'number_format_exception', reason: 'For input string: "x"' };
  const error = { type: 'document_parsing_exception', reason: 'failed to parse field [a]', caused_by: cause };
  const items = [
    { create: { status: 201, failure_store: 'not_enabled' } },
    { create: { status: 409, error: { type: 'version_conflict_engine_exception', reason: 'exists' } } },
    { create: { status: 400, error } },
    { create: { status: 201, failure_store: 'used' } },
    { create: { status: 429, error: { type: 'es_rejected_execution_exception' } } },
  ];
  const { port, received } = await serve([{ body: { items } }]);
  expect(await port.bulk(BODY)).toEqual([
    { status: 201 },
    { status: 409, errorType: 'version_conflict_engine_exception', errorReason: 'exists' },
    {
      status: 400,
      errorType: 'document_parsing_exception',
      errorReason: 'failed to parse field [a]: For input string: "x"',
    },
    { status: 201, failureStore: 'used' },
    { status: 429, errorType: 'es_rejected_execution_exception', errorReason: 'no reason given' },
  ]);
  expect(received[0]?.body).toBe(BODY.toString());
  expect(received[0]?.headers['content-type']).toContain('ndjson');
  expect(received[0]?.line).toContain('require_data_stream=true');
});

test('a data stream without template refuses the whole bulk and names setup: no document is at fault', async () => {
  const error = { type: 'index_not_found_exception', reason: 'no such index [logs-a-b]' };
  const { port } = await serve([{ body: { items: [{ create: { status: 404, error } }] } }]);
  const thrown = await failure(port.bulk(BODY));
  expect(thrown).toBeInstanceOf(ElasticsearchRefused);
  expect(thrown.message).toContain('no such index [logs-a-b]. Run "npx wincanal setup"');
});

test.each([408, 429, 502, 503, 504])(
  'a request answered with %i may succeed later, and is sent once',
  async (status) => {
    const { port, received } = await serve([{ status, body: { error: { type: 'busy', reason: 'wait' } } }]);
    const thrown = await failure(port.bulk(BODY));
    expect(thrown).toBeInstanceOf(ElasticsearchUnavailable);
    expect(thrown).toMatchObject({ status });
    expect(received).toHaveLength(1);
  },
);

test('a proxy that answers 503 with a page of its own is unavailability too', async () => {
  const { port } = await serve([{ status: 503, body: '<html>', product: false }]);
  expect(await failure(port.bulk(BODY))).toBeInstanceOf(ElasticsearchUnavailable);
});

test.each([
  [400, 'no advice'],
  [401, 'Check WINCANAL_ELASTICSEARCH_USERNAME'],
  [403, 'Give the user or API key the privilege'],
  [413, 'Lower WINCANAL_BULK_BYTES'],
])('a request answered with %i will not get better by itself', async (status, advice) => {
  const caused = { type: 'inner', reason: 'the culprit' };
  const { port } = await serve([{ status, body: { error: { type: 'outer', reason: 'refused', caused_by: caused } } }]);
  const thrown = await failure(port.bulk(BODY));
  expect(thrown).toBeInstanceOf(ElasticsearchRefused);
  expect(thrown).toMatchObject({ status, type: 'outer', reason: 'refused: the culprit' });
  if (advice !== 'no advice') expect(thrown.message).toContain(advice);
});

test.each([['hang up' as const], ['stay silent' as const], [{ body: '{"items":[' }]])(
  'no usable answer (%j) may get better',
  async (answer) => {
    const { port, received } = await serve([answer], { requestTimeoutMs: 300 });
    expect(await failure(port.bulk(BODY))).toBeInstanceOf(ElasticsearchUnavailable);
    expect(received).toHaveLength(1);
  },
);

test('nobody listening is unavailability, and the message names the address', async () => {
  const port = createElasticsearch({ url: 'http://127.0.0.1:1' });
  const thrown = await failure(port.version());
  expect(thrown).toBeInstanceOf(ElasticsearchUnavailable);
  expect(thrown.message).toContain('http://127.0.0.1:1 cannot be reached');
  await port.close();
});

test('another product is refused', async () => {
  const { port } = await serve([{ body: { items: [] }, product: false }]);
  expect((await failure(port.bulk(BODY))).message).toContain('is not Elasticsearch');
});

test('errors carry neither documents nor credentials', async () => {
  const basic = { username: 'indexer', password: 'hunter2-secret' };
  const { port } = await serve([{ status: 400 }, { status: 503 }, 'hang up'], { basic });
  for (let attempt = 0; attempt < 3; attempt++) {
    const thrown = await failure(port.bulk(Buffer.from('{"create":{}}\n{"private":"document-text"}\n')));
    const shown = inspect(thrown, { depth: 20, showHidden: true });
    expect(shown).not.toContain('document-text');
    expect(shown).not.toContain(basic.password);
    expect(shown).not.toContain(Buffer.from(`${basic.username}:${basic.password}`).toString('base64'));
  }
});

test('user and password, or an API key, are sent', async () => {
  const basic = await serve([{}], { basic: { username: 'u', password: 'p' } });
  await basic.port.refresh('x');
  expect(basic.received[0]?.headers.authorization).toBe(`Basic ${Buffer.from('u:p').toString('base64')}`);
  const key = await serve([{}], { apiKey: 'a2V5' });
  await key.port.refresh('x');
  expect(key.received[0]?.headers.authorization).toBe('ApiKey a2V5');
});

test('existing ids are looked up after a refresh, at most 5,000 at once', async () => {
  const hits = (...ids: string[]): Answer => ({ body: { hits: { hits: ids.map((_id) => ({ _id })) } } });
  const { port, received } = await serve([{}, hits('id0', 'id7'), hits('id5001')]);
  const ids = Array.from({ length: 5002 }, (_, index) => `id${index}`);
  expect([...(await port.existingIds('logs-a-b', ids)).keys()]).toEqual(['id0', 'id7', 'id5001']);
  expect(received.map(({ line }) => line.split('?')[0])).toEqual([
    'POST /logs-a-b/_refresh',
    'POST /logs-a-b/_search',
    'POST /logs-a-b/_search',
  ]);
  expect((JSON.parse(received[2]?.body ?? '') as { size: number }).size).toBe(4);
});

test('no ids ask nothing', async () => {
  const { port, received } = await serve([{}]);
  expect((await port.existingIds('logs-a-b', [])).size).toBe(0);
  expect(received).toEqual([]);
});

test('a template that is not there is undefined, any other refusal is thrown', async () => {
  const { port, received } = await serve([
    { status: 404, body: { error: { type: 'resource_not_found_exception', reason: 'not found' } } },
    { body: { component_templates: [{ name: 'a@b', component_template: { template: {} } }] } },
    { status: 403, body: { error: { type: 'security_exception', reason: 'no' } } },
  ]);
  expect(await port.getTemplate('component', 'a@b')).toBeUndefined();
  expect(await port.getTemplate('component', 'a@b')).toEqual({ template: {} });
  expect(await failure(port.getTemplate('component', 'a@b'))).toBeInstanceOf(ElasticsearchRefused);
  expect(received[0]?.line).toBe('GET /_component_template/a%40b');
});

test('the version is found also where the distribution has no handler for the root path', async () => {
  const full = await serve([{ body: { version: { number: '9.4.1' } } }]);
  expect(await full.port.version()).toBe('9.4.1');
  const minimal = await serve([
    { status: 405, body: { error: 'Incorrect HTTP method' } },
    { body: { nodes: { abc: { version: '9.5.0' } } } },
  ]);
  expect(await minimal.port.version()).toBe('9.5.0');
});

test('requests in flight are given up when the signal says so, and none is sent afterwards', async () => {
  const stop = new AbortController();
  const { port, received } = await serve(['stay silent'], { signal: stop.signal });
  const first = failure(port.bulk(BODY));
  while (received.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  stop.abort();
  for (const error of [await first, await failure(port.existingIds('d', ['a']))]) {
    expect(error).toBeInstanceOf(ElasticsearchUnavailable);
    expect(error.message).toMatch('given up: the process is stopping');
  }
  expect(received).toHaveLength(1);
});

test('a request that takes too long does not end the others', async () => {
  const { signal } = new AbortController();
  let ended = false;
  signal.addEventListener('abort', () => {
    ended = true;
  });
  const { port } = await serve(['stay silent'], { signal, requestTimeoutMs: 50 });
  expect((await failure(port.bulk(BODY))).message).toMatch('in time');
  expect(ended).toBe(false);
});

test.each<[string, object]>([
  ['shards that fail', { _shards: { total: 2, failed: 1, failures: [{ reason: { reason: 'node is away' } }] } }],
  ['an answer that is late', { timed_out: true, _shards: { total: 2, failed: 0 } }],
])('%s are no answer to which ids are there', async (_, fault) => {
  const whole = { hits: { hits: [] }, _shards: { total: 2, failed: 0 }, timed_out: false };
  const { port } = await serve([{ body: { ...whole, ...fault } }, { body: whole }]);
  const error = await failure(port.existingIds('logs-a-b', ['x'], 'other'));
  expect(error).toBeInstanceOf(ElasticsearchUnavailable);
  expect(await port.existingIds('logs-a-b', ['x'], 'other')).toEqual(new Map());
});

test('a refresh of some of the shards only is none', async () => {
  const failures = [{ reason: { type: 'x', reason: 'node is away' } }];
  const { port, received } = await serve([{ body: { _shards: { total: 2, failed: 1, failures } } }]);
  expect((await failure(port.existingIds('logs-a-b', ['x']))).message).toContain('1 of 2 shards failed: node is away');
  expect(received).toHaveLength(1);
});

test('a document that cannot be deleted now is another matter than one that must not be', async () => {
  const refuse = (status: number, type: string): Answer => ({
    body: { items: [{ delete: { status: 404 } }, { delete: { status, error: { type, reason: 'why' } } }] },
  });
  const { port } = await serve([
    refuse(429, 'es_rejected_execution_exception'),
    refuse(403, 'cluster_block_exception'),
    refuse(403, 'security_exception'),
    { body: { items: [{ delete: { status: 404 } }, { delete: { status: 200 } }] } },
  ]);
  const places = [{ index: 'i', id: '1' }];
  expect(await failure(port.deleteDocuments(places))).toBeInstanceOf(ElasticsearchUnavailable);
  expect(await failure(port.deleteDocuments(places))).toBeInstanceOf(ElasticsearchUnavailable);
  expect(await port.deleteDocuments(places)).toBe('403 security_exception: why');
  expect(await port.deleteDocuments(places)).toBeUndefined();
});

test('a 400 that Elasticsearch does not explain is of something in front of it, and judges no document', async () => {
  const error = { type: 'document_parsing_exception', reason: 'why' };
  const { port } = await serve([
    { status: 400, body: '<html>Bad Request</html>', product: false },
    { status: 400, body: { error } },
    { status: 400, body: { error: 'in words' } },
  ]);
  expect(await failure(port.bulk(BODY))).toBeInstanceOf(ElasticsearchUnavailable);
  expect(await failure(port.bulk(BODY))).toBeInstanceOf(ElasticsearchRefused);
  expect(await failure(port.bulk(BODY))).toBeInstanceOf(ElasticsearchRefused);
});
