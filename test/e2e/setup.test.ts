import { execFile } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { loadConfig, type Config } from '../../services/runtime/config.ts';
import {
  createElasticsearch,
  type Elasticsearch,
  type TemplateBody,
} from '../../services/runtime/elasticsearch/index.ts';
import { createKafka, type KafkaAdmin } from '../../services/runtime/kafka/index.ts';
import { createLogger } from '../../services/runtime/telemetry.ts';
import { readTemplates, runSetup, type SetupResult, type Template } from '../../services/setup/index.ts';
import { validateDocument } from '../../normalizers/ecs/validate.ts';
import { composeFullDocument } from '../support/full-document.ts';

/** Own topics, own data streams and, where templates are damaged on purpose, own templates: other suites run beside it. */
const own = `setup${randomBytes(4).toString('hex')}`;
const environment = {
  WINCANAL_KAFKA_BROKERS: process.env['WINCANAL_KAFKA_BROKERS'],
  WINCANAL_ELASTICSEARCH_URL: process.env['WINCANAL_ELASTICSEARCH_URL'],
  WINCANAL_TOPIC_PREFIX: own,
  WINCANAL_NAMESPACE: own,
  WINCANAL_TOPIC_PARTITIONS: '2',
};

let config: Config;
let elasticsearch: Elasticsearch;
let admin: KafkaAdmin;
let templates: Template[];

beforeAll(async () => {
  config = loadConfig(environment);
  elasticsearch = createElasticsearch(config.elasticsearch);
  admin = await createKafka(config.kafka, createLogger('silent', 'test')).connectAdmin();
  // The same templates under names and patterns of this suite's own.
  templates = JSON.parse(
    JSON.stringify(await readTemplates()).replaceAll('logs-wincanal', `logs-${own}`),
  ) as Template[];
});

afterAll(async () => {
  for (const { kind, name } of templates.toReversed()) await elasticsearch.deleteTemplate(kind, name);
  await admin.deleteTopics((await admin.listTopics()).filter((topic) => topic.startsWith(own)));
  await admin.disconnect();
  await elasticsearch.close();
});

function setup(check = false, changed: Partial<Config> = {}): Promise<SetupResult> {
  const report = (): void => undefined;
  return runSetup({ kafka: admin, elasticsearch, config: { ...config, ...changed }, check, report, templates });
}

/** Names and details of what is neither unchanged nor a fallback. */
function notable({ items }: SetupResult): string[] {
  return items
    .filter(({ state }) => state !== 'unchanged' && state !== 'substituted')
    .map(({ state, kind, name, details }) => `${state} ${kind} ${name}: ${details.join('; ')}`);
}

/** Runs the process that `wincanal setup` runs. */
function runProcess(args: readonly string[], changed: NodeJS.ProcessEnv = {}): Promise<{ code: number; out: string }> {
  const launcher = join(import.meta.dirname, '..', '..', 'bin', 'wincanal');
  const env = { PATH: process.env['PATH'], ...environment, ...changed };
  return new Promise((resolve) => {
    execFile(launcher, ['setup', ...args], { env }, (error, out, err) => {
      resolve({ code: error === null ? 0 : Number(error.code), out: `${out}${err}` });
    });
  });
}

function bulkBody(target: string, id: string, document: unknown): Buffer {
  return Buffer.from(`${JSON.stringify({ create: { _index: target, _id: id } })}\n${JSON.stringify(document)}\n`);
}

test('setup makes all that is missing, then changes nothing, and check agrees', async () => {
  const before = await setup(true);
  expect(before.drift).toBe(true);
  expect(new Set(notable(before).map((line) => line.split(' ')[0]))).toEqual(new Set(['missing']));

  const first = await setup();
  expect(first.drift).toBe(false);
  expect(first.items.filter(({ state }) => state === 'created')).toHaveLength(7 + templates.length);

  const second = await setup();
  expect(notable(second)).toEqual([]);
  const check = await setup(true);
  expect(check.drift).toBe(false);
  expect(notable(check)).toEqual([]);
});

test('what somebody changes by hand is named by check and put right by setup', async () => {
  await setup();
  const winlog = `logs-${own}@winlog`;
  const deadletter = `logs-${own}.deadletter`;
  const change = async (kind: Template['kind'], name: string, edit: (text: string) => string): Promise<void> => {
    const body = { ...(await elasticsearch.getTemplate(kind, name)) };
    // Elasticsearch adds these and does not take them back.
    for (const key of ['created_date_millis', 'modified_date_millis']) Reflect.deleteProperty(body, key);
    await elasticsearch.putTemplate(kind, name, JSON.parse(edit(JSON.stringify(body))) as TemplateBody);
  };
  await change('component', winlog, (text) => text.replace(/"record_id":\{[^}]*\}/, '"record_id":{"type":"long"}'));
  await change('index', deadletter, (text) => text.replace('"90d"', '"7d"'));
  await admin.alterTopicConfig(config.topics.alerts, { 'retention.ms': '60000' });

  const check = await setup(true);
  expect(check.drift).toBe(true);
  expect(notable(check)).toEqual([
    `differs topic ${own}.alerts: retention.ms is 60000, wanted 604800000`,
    `differs component template ${winlog}: field winlog.record_id type is long, wanted keyword; ` +
      'field winlog.record_id ignore_above is not set, wanted 1024',
    `differs index template ${deadletter}: lifecycle.data_retention is 7d, wanted 90d`,
  ]);

  const repair = await setup();
  expect(notable(repair)[0]).toBe(`changed topic ${own}.alerts: retention.ms was 60000, now 604800000`);
  expect(notable(repair)).toHaveLength(3);
  expect(notable(await setup(true))).toEqual([]);
});

test('another configuration is a difference: partitions can be raised, lowering is refused and said', async () => {
  await setup();
  const partitions = (count: number): Partial<Config> => ({
    topicSettings: { ...config.topicSettings, partitions: count },
  });
  const raised = await setup(false, partitions(3));
  expect(raised.drift).toBe(false);
  expect(notable(raised)[0]).toMatch(new RegExp(`^changed topic ${own}.raw: partitions was 2, now 3`));
  expect((await admin.describeTopics([config.topics.raw]))[0]?.partitions).toBe(3);

  const lowered = await setup();
  expect(lowered.drift).toBe(true);
  expect(notable(lowered)[0]).toContain('partitions is 3, wanted 2: Kafka cannot lower it');
});

test('the command ends with 0 when all is well, 1 on a difference, 2 on wrong options', async () => {
  const prefix = { WINCANAL_TOPIC_PREFIX: `${own}.process` };
  expect(await runProcess([], prefix)).toMatchObject({ code: 0 });
  expect(await runProcess(['--check'], prefix)).toMatchObject({ code: 0 });
  const differing = await runProcess(['--check', '--json'], { ...prefix, WINCANAL_RETENTION_RAW_HOURS: '5' });
  expect(differing.code).toBe(1);
  const result = JSON.parse(differing.out) as SetupResult;
  expect(notable(result)).toEqual([`differs topic ${own}.process.raw: retention.ms is 259200000, wanted 18000000`]);
  expect((await runProcess(['--chek'], prefix)).code).toBe(2);
});

test('a document with every field is taken once and read back as it was sent', async () => {
  await runProcess([]);
  const id = randomBytes(16).toString('base64url');
  const document = composeFullDocument('wincanal.schannel', own, id);
  expect(validateDocument(document)).toBeUndefined();
  const target = `logs-wincanal.schannel-${own}`;
  expect(await elasticsearch.bulk(bulkBody(target, id, document))).toMatchObject([{ status: 201 }]);
  expect(await elasticsearch.bulk(bulkBody(target, id, document))).toMatchObject([
    { status: 409, errorType: 'version_conflict_engine_exception' },
  ]);
  await elasticsearch.refresh(target);
  const { hits } = (await elasticsearch.search(target, { query: { ids: { values: [id] } } })).hits;
  expect(hits[0]?._source).toEqual(document);

  const finds = async (query: object): Promise<boolean> => (await elasticsearch.count(target, query)) === 1;
  expect(await finds({ term: { 'event.id': id } })).toBe(true);
  expect(await finds({ term: { 'winlog.event_data.AlertDesc': '48' } })).toBe(true);
  expect(await finds({ term: { 'winlog.event_data.dotted.name': '1' } })).toBe(true);
  expect(await finds({ term: { 'related.ip': '2001:db8::/32' } })).toBe(true);
  expect(await finds({ range: { '@timestamp': { gte: '2026-03-04T05:06:07Z', lt: '2026-03-04T05:06:08Z' } } })).toBe(
    true,
  );
  expect(await finds({ range: { 'event.severity': { gte: 73 } } })).toBe(true);
  expect(await finds({ match: { 'wincanal.summary': 'handshake' } })).toBe(true);
  expect(await finds({ term: { 'wincanal.severity.reasons': 'base:high' } })).toBe(true);
});

test('a field of a later version is kept in the document, and the document is taken', async () => {
  await runProcess([]);
  const id = randomBytes(16).toString('base64url');
  const document = { ...composeFullDocument('wincanal.rassstp', own, id), later: { added: 'in 1.1' } };
  const target = `logs-wincanal.rassstp-${own}`;
  expect(await elasticsearch.bulk(bulkBody(target, id, document))).toMatchObject([{ status: 201 }]);
  await elasticsearch.refresh(target);
  const { hits } = (await elasticsearch.search(target, { query: { ids: { values: [id] } } })).hits;
  expect(hits[0]?._source).toEqual(document);
});

test('ids are found in older backing indices too, where a second create would make a duplicate', async () => {
  await runProcess([]);
  const target = `logs-wincanal.schannel-${own}.rolled`;
  const [known, unknown] = [randomUUID(), randomUUID()];
  const document = { '@timestamp': '2026-03-04T05:06:07Z' };
  expect(await elasticsearch.existingIds(target, [known])).toEqual(new Map());
  const [item] = await elasticsearch.bulk(bulkBody(target, known, document));
  const first = item?.index ?? 'none';
  const response = await fetch(`${config.elasticsearch.url}/${target}/_rollover`, { method: 'POST' });
  expect(await response.json()).toMatchObject({ rolled_over: true });
  expect(await elasticsearch.existingIds(target, [known, unknown])).toEqual(new Map([[known, [first]]]));

  const [copy] = await elasticsearch.bulk(bulkBody(target, known, document));
  const second = copy?.index ?? 'none';
  expect(new Set((await elasticsearch.existingIds(target, [known])).get(known))).toEqual(new Set([first, second]));
  expect(await elasticsearch.existingIds(target, [known], second)).toEqual(new Map([[known, [first]]]));
  expect(await elasticsearch.deleteDocuments([{ index: second, id: known }])).toBeUndefined();
  expect(await elasticsearch.deleteDocuments([{ index: second, id: known }])).toBeUndefined();
  expect(await elasticsearch.existingIds(target, [known])).toEqual(new Map([[known, [first]]]));
});

test('a dead letter is taken and read back as it was sent', async () => {
  await runProcess([]);
  const target = `logs-wincanal.deadletter-${own}`;
  const document = {
    '@timestamp': '2026-03-04T05:06:07.123Z',
    data_stream: { type: 'logs', dataset: 'wincanal.deadletter', namespace: own },
    event: { kind: 'pipeline_error', original: '<Event' },
    error: { code: 'DECODE_XML_MALFORMED', message: 'the element Event is not closed' },
    wincanal: {
      deadletter: {
        stage: 'normalize',
        topic: 'wincanal.raw',
        partition: 1,
        offset: 42,
        index: 0,
        attempts: 1,
        original_base64: 'PEV2ZW50',
      },
    },
  };
  expect(await elasticsearch.bulk(bulkBody(target, 'wincanal.raw-1-42-0', document))).toMatchObject([{ status: 201 }]);
  await elasticsearch.refresh(target);
  const query = { term: { 'error.code': 'DECODE_XML_MALFORMED' } };
  const { hits } = (await elasticsearch.search(target, { query })).hits;
  expect(hits[0]?._source).toEqual(document);
});

test('without a template nothing is indexed, instead of into an index with guessed types', async () => {
  const target = `logs-${own}.nothing-default`;
  await expect(elasticsearch.bulk(bulkBody(target, '1', { '@timestamp': '2026-03-04T05:06:07Z' }))).rejects.toThrow(
    'Run "npx wincanal setup"',
  );
  expect(await elasticsearch.count(target)).toBe(0);
});
