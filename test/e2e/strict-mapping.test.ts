import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { providers, type EnrichedDocument } from '../../normalizers/index.ts';
import { buildDeadLetterDocument } from '../../services/indexer/deadletter-document.ts';
import { loadConfig } from '../../services/runtime/config.ts';
import { createElasticsearch, type BulkItem, type Elasticsearch } from '../../services/runtime/elasticsearch/index.ts';
import type { ReceivedMessage } from '../../services/runtime/kafka/index.ts';
import { ensureTemplates } from '../../services/setup/ensure-templates.ts';
import { readTemplates, type Template } from '../../services/setup/index.ts';
import { normalizeGolden, readGoldenCases } from '../golden/golden-cases.ts';
import { composeFullDocument } from '../support/full-document.ts';

jest.setTimeout(120_000);

/**
 * The templates of `mappings/` under names of this suite's own, and strict: production keeps a field that nobody declared
 * without indexing it (`dynamic: false`), here the server refuses the document and names the field.
 */
const own = `strict${randomBytes(4).toString('hex')}`;
const NAMESPACE = 'default';

let elasticsearch: Elasticsearch;
let templates: Template[];

beforeAll(async () => {
  elasticsearch = createElasticsearch(loadConfig(process.env).elasticsearch);
  const text = JSON.stringify(await readTemplates()).replaceAll('logs-wincanal', `logs-${own}`);
  const strict = text.replaceAll('"dynamic":false', '"dynamic":"strict"');
  expect(strict).not.toBe(text);
  templates = JSON.parse(strict) as Template[];
  // As setup does, with the substitutes for types that a distribution lacks.
  await ensureTemplates(elasticsearch, templates, false, () => undefined);
});

afterAll(async () => {
  // A template cannot go while a data stream uses it. A server without this API is one that the tests started, and goes itself.
  const { url } = loadConfig(process.env).elasticsearch;
  const answers = await Promise.all(
    [...providers.map(({ key }) => key), 'deadletter'].map(async (carried) => {
      const answer = await fetch(`${url}/_data_stream/${target(carried)}`, { method: 'DELETE' });
      return `${answer.status} ${await answer.text()}`;
    }),
  );
  if (answers.every((answer) => /^(?:200|404) /.test(answer)))
    for (const { kind, name } of templates.toReversed()) await elasticsearch.deleteTemplate(kind, name);
  else expect(answers.filter((answer) => !answer.includes('no handler found'))).toEqual([]);
  await elasticsearch.close();
});

function target(carried: string): string {
  return `logs-${own}.${carried}-${NAMESPACE}`;
}

/** Indexes documents under names; those that were not taken, each with the reason. */
async function refused(
  carried: string,
  documents: readonly (readonly [name: string, json: string])[],
): Promise<string[]> {
  const lines = documents.flatMap(([name, json]) => [
    JSON.stringify({ create: { _index: target(carried), _id: name } }),
    json,
  ]);
  const items: BulkItem[] = await elasticsearch.bulk(Buffer.from(`${lines.join('\n')}\n`));
  expect(items).toHaveLength(documents.length);
  return items.flatMap((item, at) =>
    item.status === 201 ? [] : [`${documents[at]?.[0] ?? ''}: ${item.errorType ?? ''} ${item.errorReason ?? ''}`],
  );
}

const golden = readGoldenCases().flatMap(({ name, bytes }) =>
  normalizeGolden({ name, bytes }).flatMap((outcome) => (outcome.kind === 'event' ? [{ name, outcome }] : [])),
);

test.each(providers)('$name: a document with every field has only fields that are declared', async ({ key }) => {
  const document = composeFullDocument(`wincanal.${key}`, NAMESPACE, 'full');
  expect(await refused(key, [['full', JSON.stringify(document)]])).toEqual([]);
});

test.each(providers)('$name: every golden document has only fields that are declared', async ({ key }) => {
  const documents = golden.flatMap(({ name, outcome }) =>
    outcome.provider === key ? [[`${name}/${outcome.index}`, outcome.json] as const] : [],
  );
  expect(documents.length).toBeGreaterThan(50);
  expect(await refused(key, documents)).toEqual([]);
  await elasticsearch.refresh(target(key));
  const found = await elasticsearch.count(target(key), { prefix: { 'wincanal.schema_version': '1' } });
  expect(found).toBeGreaterThanOrEqual(documents.length);
});

/** Undeclared fields: of ECS, of our own object at two depths, of Winlogbeat's. */
const UNDECLARED: readonly (readonly [place: string, add: (document: Record<string, object>) => void])[] = [
  ['geo', (document) => (document['geo'] = { name: 'here' })],
  ['wincanal.novelty', (document) => Object.assign(document['wincanal'] ?? {}, { novelty: 1 })],
  ['wincanal.tls.alert.novelty', (document) => Object.assign(alertOf(document), { novelty: 1 })],
  ['winlog.novelty', (document) => Object.assign(document['winlog'] ?? {}, { novelty: 'x' })],
];

function alertOf(document: Record<string, object>): object {
  const { wincanal } = document as unknown as EnrichedDocument;
  if (wincanal.tls?.alert === undefined) throw new Error('the full document has no alert');
  return wincanal.tls.alert;
}

test.each(UNDECLARED)('one undeclared field is refused by its name: %s', async (place, add) => {
  const document = structuredClone(composeFullDocument('wincanal.schannel', NAMESPACE, place)) as unknown as Record<
    string,
    object
  >;
  add(document);
  const [reason, ...more] = await refused('schannel', [[place, JSON.stringify(document)]]);
  expect(more).toEqual([]);
  expect(reason).toContain('strict_dynamic_mapping_exception');
  expect(reason).toContain(`[${place.split('.').at(-1) ?? ''}]`);
});

test('the document of a dead letter has only fields that are declared', async () => {
  const letter = (value: Buffer | null): ReceivedMessage => ({
    topic: 'dead',
    partition: 0,
    offset: 7,
    key: null,
    value,
    timestamp: Date.UTC(2026, 2, 4),
    headers: {
      'error-code': 'DECODE_EMPTY',
      'error-detail': 'the record is empty',
      stage: 'normalize',
      'source-topic': 'raw',
      'source-partition': '1',
      'source-offset': '42',
      'source-index': '3',
      'original-at': '2',
      'original-bytes': '5',
      attempts: '1',
      'first-seen': '2026-03-04T05:06:07Z',
    },
  });
  const documents = [Buffer.from('text'), Buffer.from([0xff, 0xfe, 0x00]), null].map(
    (value, at) => [`letter-${at}`, String(buildDeadLetterDocument(letter(value), NAMESPACE).document)] as const,
  );
  expect(await refused('deadletter', documents)).toEqual([]);
});
