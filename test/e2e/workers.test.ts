import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import type { ReceivedMessage } from '../../services/runtime/kafka/index.ts';
import { composeAlert, digCanal, until, type Canal, type WorkerProcess } from '../support/canal.ts';

jest.setTimeout(120_000);

let canal: Canal;
beforeEach(async () => {
  canal = await digCanal();
});
afterEach(async () => {
  await canal.close();
});

/** 100 records: 60 of ours from 7 hosts, 30 of another provider, 10 that are broken. */
function composeFleet(first: number): string[] {
  return Array.from({ length: 100 }, (_, i) => {
    const recordId = first + i;
    if (i % 10 < 6) return composeAlert(recordId, recordId % 7);
    return i % 10 < 9 ? composeAlert(recordId, recordId % 7, 'Contoso-Agent') : `{"cut off": ${recordId}`;
  });
}

function countIds(messages: readonly ReceivedMessage[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { headers } of messages) {
    const id = headers['event-id'] ?? 'none';
    counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return counts;
}

async function stopGently(worker: WorkerProcess): Promise<void> {
  worker.child.kill('SIGTERM');
  expect(await worker.ended).toBe(0);
}

test('each record is accounted for, and an event that is sent twice is one document', async () => {
  const normalizer = canal.startWorker('normalizer');
  const indexer = canal.startWorker('indexer');
  const fleet = composeFleet(1);
  await canal.sendRaw(fleet);
  await until(canal.indexed, ({ records }) => records === 70);
  await canal.sendRaw(fleet);
  expect(await until(canal.indexed, ({ records }) => records === 140)).toEqual({
    records: 140,
    indexed: 60 + 20,
    duplicates: 60,
    rejected: 0,
  });
  expect(await canal.normalized()).toEqual({
    records: 200,
    events: 200,
    documents: 120,
    alerts: expect.any(Number),
    dead: 20,
    skips: { other_provider_unparsed: 60 },
  });
  await stopGently(normalizer);
  await stopGently(indexer);

  const ids = countIds(await canal.readAll(canal.config.topics.enriched('schannel')));
  expect(ids.size).toBe(60);
  expect(new Set(ids.values())).toEqual(new Set([2]));
  await canal.elasticsearch.refresh(canal.dataStream('schannel'));
  const { hits } = await canal.elasticsearch.search(canal.dataStream('schannel'), { size: 1000 });
  expect(new Set(hits.hits.map(({ _id }) => _id))).toEqual(new Set(ids.keys()));
  expect(hits.hits).toHaveLength(60);
});

test('documents carry key and headers, and one host stays on one partition', async () => {
  const normalizer = canal.startWorker('normalizer');
  await canal.sendRaw(composeFleet(1));
  await until(canal.normalized, ({ records }) => records === 100);
  await stopGently(normalizer);
  const messages = await canal.readAll(canal.config.topics.enriched('schannel'));
  const partitions = new Map<string, Set<number>>();
  for (const message of messages) {
    const document = JSON.parse(String(message.value)) as { event: Record<string, unknown>; host: { name: string } };
    expect(message.headers).toMatchObject({
      'event-id': document.event['id'],
      'event-code': '36887',
      provider: 'schannel',
      severity: String(document.event['severity']),
      'schema-version': expect.stringMatching(/^\d+\.\d+$/),
      'content-type': 'application/json',
    });
    const key = String(message.key);
    expect(key).toMatch(/^web\d\.fleet\.example$/);
    partitions.set(key, (partitions.get(key) ?? new Set()).add(message.partition));
  }
  expect(partitions.size).toBe(7);
  for (const used of partitions.values()) expect(used.size).toBe(1);
});

test('a broken record is on the dead-letter topic byte for byte and in its data stream', async () => {
  const broken = Buffer.from([0x7b, 0xff, 0xfe, 0x00, 0x9f]);
  const { raw, deadletter } = canal.config.topics;
  await canal.sender.send([{ topic: raw, key: 'some-key', value: broken, headers: {}, partition: 2 }]);
  const normalizer = canal.startWorker('normalizer');
  const indexer = canal.startWorker('indexer');
  await until(canal.indexed, ({ records }) => records === 1);
  await stopGently(normalizer);
  await stopGently(indexer);
  const letters = await canal.readAll(deadletter);
  expect(letters).toHaveLength(1);
  const [letter] = letters;
  expect(letter?.value?.equals(broken)).toBe(true);
  expect(String(letter?.key)).toBe('some-key');
  expect(letter?.headers).toMatchObject({
    'error-code': 'DECODE_NOT_UTF8',
    stage: 'normalize',
    'source-topic': raw,
    'source-partition': '2',
    'source-offset': '0',
    'source-index': '0',
    attempts: '1',
  });
  await canal.elasticsearch.refresh(canal.dataStream('deadletter'));
  const { hits } = await canal.elasticsearch.search(canal.dataStream('deadletter'), {});
  expect(hits.hits.map(({ _id }) => _id)).toEqual([`${raw}-2-0-0`]);
  expect(hits.hits[0]?._source).toMatchObject({
    '@timestamp': letter?.headers['first-seen'],
    event: { kind: 'pipeline_error' },
    error: { code: 'DECODE_NOT_UTF8' },
    wincanal: { deadletter: { stage: 'normalize', original_base64: broken.toString('base64') } },
  });
});

test('a document that Elasticsearch refuses becomes a dead letter of stage index, and the others are indexed', async () => {
  const { deadletter, enriched } = { ...canal.config.topics, enriched: canal.config.topics.enriched('schannel') };
  const documents = ['"2026-01-15T08:00:00Z"', '"the day before yesterday"', '"2026-01-15T08:00:01Z"'];
  await canal.sender.send(
    documents.map((time, i) => ({
      topic: enriched,
      key: 'web1.fleet.example',
      value: Buffer.from(`{"@timestamp":${time}}`),
      headers: { 'event-id': `hand-made-${i}` },
    })),
  );
  const indexer = canal.startWorker('indexer');
  const account = await until(canal.indexed, ({ records }) => records === 4);
  expect(account).toEqual({ records: 4, indexed: 3, duplicates: 0, rejected: 1 });
  await stopGently(indexer);
  const letters = await canal.readAll(deadletter);
  expect(letters.map(({ value, headers }) => [String(value), headers['error-code'], headers['stage']])).toEqual([
    [`{"@timestamp":${documents[1] ?? ''}}`, 'INDEX_REJECTED', 'index'],
  ]);
  expect(letters[0]?.headers['source-topic']).toBe(enriched);
});

test('a worker with a wrong configuration says all that is wrong and does not run', async () => {
  const wrong = canal.startWorker('indexer', { WINCANAL_BULK_BYTES: 'lots', WINCANAL_LOG_LEVEL: 'loud' });
  expect(await wrong.ended).toBe(2);
  expect(wrong.log()).toContain('2 problems');
});
