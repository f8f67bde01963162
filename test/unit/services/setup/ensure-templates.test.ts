import { expect, test } from '@jest/globals';
import type { TemplateBody } from '../../../../services/runtime/elasticsearch/index.ts';
import { ensureTemplates } from '../../../../services/setup/ensure-templates.ts';
import { readTemplates, type SetupItem, type Template, type TemplateStore } from '../../../../services/setup/index.ts';
import { setRetention } from '../../../../services/setup/templates.ts';

interface Server {
  readonly store: TemplateStore;
  readonly kept: Map<string, TemplateBody>;
  readonly puts: string[];
}

/** Elasticsearch as setup sees it; it refuses each template in whose JSON one of the words appears. */
function openServer(unknown: readonly string[] = []): Server {
  const kept = new Map<string, TemplateBody>();
  const puts: string[] = [];
  const refusal = (body: TemplateBody): string | undefined => {
    const text = JSON.stringify(body);
    const word = unknown.find((candidate) => text.includes(`"${candidate}"`));
    return word === undefined ? undefined : `what is [${word}]?`;
  };
  const store: TemplateStore = {
    getTemplate: (kind, name) => Promise.resolve(kept.get(`${kind} ${name}`)),
    putTemplate(kind, name, body) {
      const reason = refusal(body);
      if (reason !== undefined) throw new Error(reason);
      puts.push(name);
      kept.set(`${kind} ${name}`, body);
      return Promise.resolve();
    },
    tryTemplate: (body) => Promise.resolve(refusal(body)),
  };
  return { store, kept, puts };
}

async function ensure(server: Server, wanted: readonly Template[], check = false): Promise<SetupItem[]> {
  const items: SetupItem[] = [];
  await ensureTemplates(server.store, wanted, check, (item) => items.push(item));
  return items;
}

const templates = await readTemplates();
const states = (items: readonly SetupItem[]): string[] => [...new Set(items.map(({ state }) => state))];

test('on a full server all is taken as it is, and a second run changes nothing', async () => {
  const server = openServer();
  expect(states(await ensure(server, templates))).toEqual(['created']);
  expect(states(await ensure(server, templates))).toEqual(['unchanged']);
  expect(server.puts).toEqual(templates.map(({ name }) => name));
  expect([...server.kept.values()]).toEqual(templates.map(({ body }) => body));
});

test('component templates come before the index templates that need them', () => {
  const kinds = templates.map(({ kind }) => kind);
  expect(kinds.indexOf('index')).toBe(kinds.lastIndexOf('component') + 1);
});

test('check stores nothing and says what is missing', async () => {
  const server = openServer();
  expect(states(await ensure(server, templates, true))).toEqual(['missing']);
  expect(server.puts).toEqual([]);
});

test('types that the server does not know are replaced, said, and no drift afterwards', async () => {
  const server = openServer(['match_only_text', 'wildcard', 'constant_keyword']);
  const items = await ensure(server, templates);
  expect(
    items.filter(({ state }) => state === 'substituted').map(({ name, details }) => `${name} ${details.join()}`),
  ).toEqual([
    'match_only_text by text: this Elasticsearch does not have it',
    'wildcard by keyword: this Elasticsearch does not have it',
    'constant_keyword by keyword: this Elasticsearch does not have it',
  ]);
  const text = JSON.stringify([...server.kept.values()]);
  expect(text).not.toMatch(/"(match_only_text|wildcard|constant_keyword)"/);
  expect(text).toContain('"path":{"type":"keyword","ignore_above":1024}');
  expect(states(await ensure(server, templates, true))).toEqual(['substituted', 'unchanged']);
});

test('features that the server does not know are left out and said with what follows', async () => {
  const server = openServer(['data_stream_options', 'index.mode', 'lifecycle', 'index.mapping.source.mode']);
  const items = await ensure(server, templates);
  const features = items.filter(({ kind }) => kind === 'feature');
  expect(features.map(({ name }) => name)).toEqual([
    'index mode logsdb',
    'choice of the source mode',
    'data stream lifecycle',
    'data stream options',
  ]);
  expect(features[2]?.details[0]).toContain('WINCANAL_INDEX_RETENTION has no effect');
  expect(server.kept.get('component logs-wincanal@settings')?.['template']).toEqual({
    settings: { 'index.mapping.ignore_malformed': 'true' },
    mappings: { dynamic: false },
  });
  expect(server.kept.get('index logs-wincanal.schannel')?.['template']).toEqual({});
});

test('a refusal of the question for another reason is not taken for an unknown word', async () => {
  const server = openServer();
  const store = { ...server.store, tryTemplate: () => Promise.resolve('too many templates') };
  await expect(ensure({ ...server, store }, templates)).rejects.toThrow(
    'Elasticsearch cannot be asked whether it knows "match_only_text": it refused the question with: too many templates',
  );
});

test('what the server returns in another form is equal', async () => {
  const server = openServer();
  await ensure(server, templates);
  server.kept.set('component logs-wincanal@settings', {
    _meta: Object.fromEntries(
      Object.entries(
        templates.find(({ name }) => name === 'logs-wincanal@settings')?.body['_meta'] as object,
      ).reverse(),
    ),
    template: {
      mappings: { dynamic: 'false' },
      settings: { index: { mode: 'logsdb', mapping: { ignore_malformed: true, source: { mode: 'stored' } } } },
    },
    created_date_millis: 1,
    modified_date_millis: 2,
  });
  expect(states(await ensure(server, templates, true))).toEqual(['unchanged']);
});

test('each thing that was changed by hand is named with what it is and what is wanted', async () => {
  const server = openServer();
  const wanted = setRetention(templates, '30d');
  await ensure(server, templates);
  const key = 'component logs-wincanal@winlog';
  const changed = JSON.stringify(server.kept.get(key))
    .replace('"event_id":{"type":"keyword"', '"event_id":{"type":"long"')
    .replace('"version":{"type":"long"}', '"version":{"type":"long"},"extra":{"type":"ip"}');
  server.kept.set(key, JSON.parse(changed) as TemplateBody);

  const differing = (await ensure(server, wanted, true)).filter(({ state }) => state !== 'unchanged');
  expect(differing.map(({ name, state, details }) => [name, state, ...details])).toEqual([
    [
      'logs-wincanal@winlog',
      'differs',
      'field winlog.event_id type is long, wanted keyword',
      'field winlog.extra type is ip, wanted nothing',
    ],
    ['logs-wincanal.deadletter', 'differs', 'lifecycle.data_retention is 90d, wanted 30d'],
    ['logs-wincanal.rassstp', 'differs', 'lifecycle.data_retention is 90d, wanted 30d'],
    ['logs-wincanal.schannel', 'differs', 'lifecycle.data_retention is 90d, wanted 30d'],
  ]);

  const repaired = (await ensure(server, wanted)).filter(({ state }) => state === 'changed');
  expect(repaired[0]?.details[0]).toBe('field winlog.event_id type was long, now keyword');
  expect(states(await ensure(server, wanted, true))).toEqual(['unchanged']);
});
