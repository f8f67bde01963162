import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import {
  composeEvent,
  composeHosts,
  createRandom,
  RASSSTP,
  renderEventXml,
  renderWinlogbeat,
  SCHANNEL,
  type ComposedEvent,
} from '../../services/simulate/index.ts';
import type { EnrichedDocument } from '../../normalizers/index.ts';
import type { ReceivedMessage } from '../../services/runtime/kafka/index.ts';
import type { Status } from '../../services/cli/read-status.ts';
import { digCanal, until, type Canal } from '../support/canal.ts';
import { runWincanal } from '../support/run-wincanal.ts';
import { openTemporaryFiles } from '../support/temporary-files.ts';

jest.setTimeout(120_000);

/**
 * Raw records of known kinds, sent twice through both workers: what is on each topic and in each data stream is compared
 * with what was sent, by id and by count.
 */
const random = createRandom(20_260_304);
const hosts = composeHosts(20, random);
const START = Date.UTC(2026, 2, 4, 5, 6, 7, 123);
let second = 0;

function composeMany(provider: typeof SCHANNEL, count: number): ComposedEvent[] {
  const able = hosts.filter(({ role }) => provider === SCHANNEL || role === 'vpn_gateway' || role === 'vpn_client');
  return Array.from({ length: count }, (_, i) => {
    const host = able[i % able.length];
    if (host === undefined) throw new Error('the fleet has no host of that role');
    return composeEvent(provider, host, START + second++ * 1000, random);
  });
}

const schannel = composeMany(SCHANNEL, 12);
const rassstp = composeMany(RASSSTP, 6);
const [model] = schannel as [ComposedEvent];
const unknown: ComposedEvent = { ...model, eventId: 36999, recordId: 900_001, data: [['Novelty', 'yes']] };
const other: ComposedEvent = {
  ...model,
  providerName: 'Service Control Manager',
  providerGuid: '{555908d1-a6d7-4695-8e1e-26931d2012f4}',
  eventId: 7036,
  recordId: 900_002,
};
const batch: readonly ComposedEvent[] = [900_003, 900_004].map((recordId) => ({ ...model, recordId }));
const modelXml = renderEventXml(model);

/** Twelve events by two collectors, six by one, an unknown id, and two in one record with two that are none. */
const GOOD: readonly string[] = [
  ...schannel.map((event) => renderEventXml(event)),
  ...schannel.map((event) => renderWinlogbeat(event)),
  ...rassstp.map((event) => renderEventXml(event, { rendered: true, quote: '"' })),
  renderEventXml(unknown),
  renderEventXml(other),
  renderWinlogbeat(other),
  `<Events>${[...batch, other].map((event) => renderEventXml(event)).join('\n')}${modelXml.replace(/<EventID[^>]*>[^<]*<\/EventID>/, '')}</Events>`,
];

const DEEP = 1_000_000;

/** Each record that can be nothing but a dead letter, with the code that says why. */
const BAD: readonly (readonly [code: string, value: Buffer])[] = [
  ['DECODE_XML_MALFORMED', Buffer.from(modelXml.slice(0, -20))],
  ['DECODE_XML_MALFORMED', Buffer.from(`<!DOCTYPE Event [<!ENTITY a "b">]>${modelXml}`)],
  ['DECODE_NOT_JSON', Buffer.from(renderWinlogbeat(model).slice(0, -3))],
  ['DECODE_UNKNOWN_FORMAT', Buffer.from('Schannel 36887: this is no format')],
  ['DECODE_UNKNOWN_FORMAT', Buffer.from('{"provider":"Schannel"}')],
  ['DECODE_TOO_DEEP', Buffer.from('['.repeat(DEEP) + ']'.repeat(DEEP))],
  ['DECODE_TOO_DEEP', Buffer.from(`<Event>${'<a>'.repeat(DEEP / 2)}`)],
  ['DECODE_NOT_UTF8', Buffer.from(modelXml.replace('<Computer>', '<Computer>\u00fc'), 'latin1')],
  [
    'DECODE_FORBIDDEN_NAME',
    Buffer.from(renderWinlogbeat(model).replace('"event_data":{', '"event_data":{"__proto__":"x",')),
  ],
  ['DECODE_EMPTY', Buffer.alloc(0)],
  ['EVENT_NO_PROVIDER', Buffer.from(modelXml.replace(/<Provider[^>]*>/, '<Provider/>'))],
  ['EVENT_NO_TIME', Buffer.from(modelXml.replace(/SystemTime='[^']*'/, "SystemTime='yesterday'"))],
];

const ROUNDS = 2;
const DOCUMENTS = { schannel: 12 + 1 + 2, rassstp: 6 };

let canal: Canal;
const files = openTemporaryFiles();

beforeAll(async () => {
  canal = await digCanal();
  for (let round = 0; round < ROUNDS; round++) await canal.sendRaw([...GOOD, ...BAD.map(([, value]) => value)]);
  const normalizer = canal.startWorker('normalizer');
  const indexer = canal.startWorker('indexer');
  const records = ROUNDS * (GOOD.length + BAD.length);
  const account = await until(canal.normalized, (now) => now.records === records);
  await until(canal.indexed, (now) => now.records === account.documents + account.dead);
  for (const worker of [normalizer, indexer]) {
    worker.child.kill('SIGTERM');
    expect(await worker.ended).toBe(0);
  }
  for (const dataset of ['schannel', 'rassstp', 'deadletter'])
    await canal.elasticsearch.refresh(canal.dataStream(dataset));
});

afterAll(() => canal.close());

function parse(message: ReceivedMessage): EnrichedDocument {
  return JSON.parse(String(message.value)) as EnrichedDocument;
}

/** The environment of a command that looks at this canal. */
function connectionOf({ config }: Canal): Record<string, string> {
  return {
    WINCANAL_KAFKA_BROKERS: config.kafka.brokers.join(','),
    WINCANAL_TOPIC_PREFIX: config.topics.raw.replace(/\.raw$/u, ''),
  };
}

async function readIds(dataset: string): Promise<string[]> {
  const { hits } = await canal.elasticsearch.search(canal.dataStream(dataset), { size: 1000 });
  return hits.hits.map(({ _id }) => _id).sort();
}

test('the account in Kafka holds every event exactly: documents, skips and dead letters', async () => {
  // Of the batch of four, two are documents, one is another provider's, one has no id.
  const documents = ROUNDS * (12 + 12 + 6 + 1 + 2);
  const dead = ROUNDS * (BAD.length + 1);
  const skipped = ROUNDS * 3;
  const account = await canal.normalized();
  expect(account).toMatchObject({
    events: documents + dead + skipped,
    documents,
    dead,
    // The one in the batch is told by parsing, the others by their bytes.
    skips: { other_provider: ROUNDS, other_provider_unparsed: skipped - ROUNDS },
  });
});

test('status says what the accounts in Kafka hold, for a person and for a script', async () => {
  const { config, indexedTopics } = canal;
  const env = connectionOf(canal);
  const { code, stdout } = await runWincanal(['status', '--json'], { env });
  expect(code).toBe(0);
  const status = JSON.parse(stdout) as Status;
  const account = await canal.normalized();
  expect(status.normalizer).toEqual({
    group: config.groups.normalizer,
    state: 'Empty',
    members: 0,
    topic: config.topics.raw,
    lag: 0,
    ...account,
  });
  expect(status.indexer.topics.map(({ topic }) => topic)).toEqual(indexedTopics);
  const read = status.indexer.topics.reduce((sum, { records }) => sum + records, 0);
  expect(read).toBe(account.documents + account.dead);
  const { stdout: text } = await runWincanal(['status'], { env });
  expect(text).toMatch(new RegExp(` other_provider_unparsed +${account.skips['other_provider_unparsed'] ?? ''} `, 'u'));
  expect(text).toMatch(new RegExp(` dead letters +${account.dead} `, 'u'));
});

/** Bytes by their digest: an error about a record of two megabytes is to be read. */
const digest = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex').slice(0, 16);
const twice = (values: readonly Buffer[]): string[] =>
  values.flatMap((value) => Array<string>(ROUNDS).fill(digest(value))).sort();

// Before the topics are read by others, who put marks on them.
test.each([
  ['deadletter', [...BAD.map(([, value]) => value), Buffer.from(GOOD.at(-1) ?? '')]],
  ['raw', [...GOOD.map((text) => Buffer.from(text)), ...BAD.map(([, value]) => value)]],
])('tail %s saves what it shows byte for byte, each in a file of its own', async (what, values) => {
  const folder = join(files.folder, what);
  const expected = twice(values);
  const count = String(expected.length);
  const args = ['tail', what, '--from-beginning', '--count', count, '--save', folder];
  const { code, stdout } = await runWincanal(args, { env: connectionOf(canal) });
  expect({ code, lines: stdout.trimEnd().split('\n').length }).toEqual({ code: 0, lines: expected.length });
  const saved = readdirSync(folder).map((name) => digest(readFileSync(join(folder, name))));
  expect(saved.sort()).toEqual(expected);
});

test.each(['schannel', 'rassstp'] as const)(
  'the enriched topic of %s holds exactly its documents, by id',
  async (provider) => {
    const messages = await canal.readAll(canal.config.topics.enriched(provider));
    const documents = messages.map(parse);
    expect(documents.every(({ data_stream }) => data_stream.dataset === `wincanal.${provider}`)).toBe(true);
    const counts = new Map<string, number>();
    for (const { event } of documents) counts.set(event.id, (counts.get(event.id) ?? 0) + 1);
    expect(counts.size).toBe(DOCUMENTS[provider]);
    // An event in two formats, sent twice, is published four times under one id; the rest twice.
    const times = [...counts.values()].sort();
    expect(times).toEqual(provider === 'schannel' ? [2, 2, 2, ...Array<number>(12).fill(4)] : Array<number>(6).fill(2));
    expect(messages.map(({ headers }) => headers['event-id'])).toEqual(documents.map(({ event }) => event.id));
  },
);

test.each(['schannel', 'rassstp'] as const)(
  'the data stream of %s holds one document an event, under its id',
  async (provider) => {
    const messages = await canal.readAll(canal.config.topics.enriched(provider));
    const ids = [...new Set(messages.map((message) => parse(message).event.id))].sort();
    expect(await readIds(provider)).toEqual(ids);
    expect(ids).toHaveLength(DOCUMENTS[provider]);
  },
);

test('alerts are copies of exactly the documents from severity high on', async () => {
  const enriched = await Promise.all(
    ['schannel', 'rassstp'].map((key) => canal.readAll(canal.config.topics.enriched(key))),
  );
  const severe = enriched
    .flat()
    .filter((message) => parse(message).event.severity >= 73)
    .map(({ value }) => String(value))
    .sort();
  expect(severe.length).toBeGreaterThan(0);
  const alerts = await canal.readAll(canal.config.topics.alerts);
  expect(alerts.map(({ value }) => String(value)).sort()).toEqual(severe);
});

test('every bad record is a dead letter with its code, a detail and its own bytes; none blocks its partition', async () => {
  const letters = await canal.readAll(canal.config.topics.deadletter);
  const found = letters
    .map(({ headers, value }) => `${headers['error-code'] ?? ''} ${value?.toString('base64') ?? ''}`)
    .sort();
  const batchRecord = Buffer.from(GOOD.at(-1) ?? '');
  const expected = [...BAD, ['EVENT_NO_ID', batchRecord] as const]
    .flatMap(([code, value]) => Array<string>(ROUNDS).fill(`${code} ${value.toString('base64')}`))
    .sort();
  expect(found).toEqual(expected);
  for (const { headers } of letters) expect(headers['error-detail']?.length).toBeGreaterThan(10);
  expect(
    letters
      .filter(({ headers }) => headers['error-code'] === 'EVENT_NO_ID')
      .map(({ headers }) => headers['source-index']),
  ).toEqual(['3', '3']);
});

test('the data stream of dead letters holds each once, with code, detail and original', async () => {
  const { hits } = await canal.elasticsearch.search(canal.dataStream('deadletter'), { size: 1000 });
  expect(hits.hits).toHaveLength(ROUNDS * (BAD.length + 1));
  for (const hit of hits.hits) {
    const source = hit._source as {
      error: { code: string; message: string };
      event: Record<string, string>;
      wincanal: { deadletter: Record<string, unknown> };
    };
    expect(source.event['kind']).toBe('pipeline_error');
    expect(source.error.message.length).toBeGreaterThan(10);
    expect(typeof (source.event['original'] ?? source.wincanal.deadletter['original_base64'])).toBe('string');
  }
});

test('an event id that the catalogue does not know is a generic document with all its values and a tag', async () => {
  const { hits } = await canal.elasticsearch.search(canal.dataStream('schannel'), {
    size: 10,
    query: { term: { tags: 'unknown_event_id' } },
  });
  expect(hits.hits).toHaveLength(1);
  expect(hits.hits[0]?._source).toMatchObject({
    event: { code: '36999', action: 'unknown' },
    winlog: { event_data: { Novelty: 'yes' } },
  });
});
