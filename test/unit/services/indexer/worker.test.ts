import { beforeEach, describe, expect, test } from '@jest/globals';
import { KafkaJSProtocolError } from 'kafkajs';
import { createWorker, type Worker } from '../../../../services/indexer/worker.ts';
import { writeAccount } from '../../../../services/runtime/accounting.ts';
import { ElasticsearchUnavailable, type BulkItem } from '../../../../services/runtime/elasticsearch/index.ts';
import type {
  Batch,
  BatchContext,
  OffsetCommit,
  OutgoingMessage,
  ReceivedMessage,
} from '../../../../services/runtime/kafka/index.ts';
import { createLogger, createTelemetry } from '../../../../services/runtime/telemetry.ts';
import { makeMessage } from './fakes.ts';

const logger = createLogger('silent', 'test');
const TOPIC = 'c.enriched.schannel';
const WRITTEN_TO = '.ds-logs-wincanal.schannel-lab-2026.01.02-000001';

let calls: string[];
let stored: Set<string>;
let asked: string[][];
let judge: (id: string) => BulkItem;
let letters: OutgoingMessage[];
let refusedBySize: boolean;
let committed: { offset: number; metadata: string }[];
let metadata: string;
let taken: string[];
let offset: number;
let worker: Worker;

const context: BatchContext = {
  check: () => undefined,
  commit(offset, text) {
    calls.push('commit');
    committed.push({ offset, metadata: text });
    return Promise.resolve();
  },
};

function makeBatch(from: number, count: number, topic = TOPIC): Batch {
  const messages = Array.from({ length: count }, (_, i) => makeMessage(from + i, { topic }));
  return { topic, partition: 0, messages, nextOffset: from + count + 1 };
}

beforeEach(() => {
  calls = [];
  stored = new Set();
  asked = [];
  judge = (id) => (stored.has(id) ? { status: 409 } : { status: 201 });
  letters = [];
  refusedBySize = false;
  committed = [];
  metadata = '';
  taken = [];
  offset = 0;
  const telemetry = createTelemetry(logger);
  telemetry.close();
  worker = createWorker({
    elasticsearch: {
      async bulk(body) {
        calls.push('bulk');
        const ids = [...body.toString().matchAll(/"_id":"([^"]+)"/g)].map(([, id]) => id ?? '');
        const items = ids.map((id) => {
          const item = judge(id);
          if (item.status !== 201) return item;
          stored.add(id);
          return { ...item, index: WRITTEN_TO };
        });
        return Promise.resolve(items);
      },
      existingIds(_dataStream, ids) {
        calls.push('existing');
        asked.push([...ids]);
        return Promise.resolve(new Map(ids.filter((id) => stored.has(id)).map((id) => [id, ['any']])));
      },
      deleteDocuments: () => Promise.resolve(undefined),
    },
    kafka: {
      endForgotten: () => Promise.resolve([]),
      connectTransactional(id) {
        taken.push(id);
        return Promise.resolve({
          begin: () => Promise.resolve(beginTransaction()),
          disconnect: () => Promise.resolve(),
        });
      },
    },
    admin: {
      groupOffsets: () =>
        Promise.resolve([TOPIC, 'c.deadletter'].map((topic) => ({ topic, partition: 0, offset, metadata }))),
      topicEnds: () => Promise.resolve([{ partition: 0, low: 0, high: 1000 }]),
    },
    routes: new Map([
      [TOPIC, { kind: 'documents', dataStream: 'logs-wincanal.schannel-lab' }],
      ['c.deadletter', { kind: 'deadletters', dataStream: 'logs-wincanal.deadletter-lab' }],
    ]),
    group: 'g',
    namespace: 'lab',
    deadletterTopic: 'c.deadletter',
    bulk: { bytes: 1_000_000, documents: 2 },
    telemetry,
    logger,
    random: () => 1,
    now: () => Date.UTC(2026, 0, 2),
  });
});

/** What is sent counts only when it is committed, with the offset. */
function beginTransaction() {
  const sent: OutgoingMessage[] = [];
  return {
    send(messages: readonly OutgoingMessage[]) {
      if (refusedBySize) {
        refusedBySize = false;
        const error = { type: 'MESSAGE_TOO_LARGE', message: 'too large', code: 10, retriable: false };
        return Promise.reject(new KafkaJSProtocolError(error as never));
      }
      sent.push(...messages);
      return Promise.resolve();
    },
    commit(commit: OffsetCommit) {
      calls.push('dead letters and commit');
      letters.push(...sent);
      committed.push({ offset: commit.offset, metadata: commit.metadata });
      return Promise.resolve();
    },
    abort: () => Promise.resolve(),
  };
}

function lastAccount(): unknown {
  return JSON.parse(committed.at(-1)?.metadata ?? '{}');
}

test('the offset is committed behind the batch after its last request, with the account', async () => {
  expect(await worker.onBatch(makeBatch(0, 5), context)).toBe(true);
  expect(calls).toEqual(['existing', 'bulk', 'bulk', 'bulk', 'commit']);
  expect(committed[0]?.offset).toBe(6);
  expect(lastAccount()).toEqual({ v: 1, records: 5, indexed: 5, duplicates: 0, rejected: 0 });
});

describe('the first batch after a takeover', () => {
  test('is compared with what is indexed already, wherever the data stream keeps it now', async () => {
    stored = new Set(['id-0', 'id-1']);
    // After a rollover Elasticsearch itself would take the same id again.
    judge = () => ({ status: 201 });
    const before = stored.size;
    await worker.onBatch(makeBatch(0, 3), context);
    expect(stored.size).toBe(before + 1);
    expect(lastAccount()).toEqual({ v: 1, records: 3, indexed: 1, duplicates: 2, rejected: 0 });
  });

  test('goes on with the account of the previous owner', async () => {
    metadata = writeAccount({ records: 10, indexed: 8, duplicates: 1, rejected: 1 });
    await worker.onBatch(makeBatch(0, 2), context);
    expect(lastAccount()).toEqual({ v: 1, records: 12, indexed: 10, duplicates: 1, rejected: 1 });
  });

  test('is compared once, and again after partitions were assigned anew', async () => {
    await worker.onBatch(makeBatch(0, 1), context);
    await worker.onBatch(makeBatch(2, 1), context);
    expect(asked).toEqual([['id-0']]);
    worker.onAssigned();
    await worker.onBatch(makeBatch(4, 1), context);
    expect(asked).toEqual([['id-0'], ['id-4']]);
  });

  test('may be shorter than the last one of the former owner: what is behind it is compared, too', async () => {
    stored = new Set(['id-0', 'id-1', 'id-2']);
    judge = () => ({ status: 201 });
    await worker.onBatch({ ...makeBatch(0, 2), nextOffset: 2 }, context);
    await worker.onBatch({ ...makeBatch(2, 2), nextOffset: 4 }, context);
    expect(calls.filter((call) => call === 'bulk')).toHaveLength(1);
    expect(lastAccount()).toEqual({ v: 1, records: 4, indexed: 1, duplicates: 3, rejected: 0 });
    await worker.onBatch(makeBatch(4, 1), context);
    expect(asked).toEqual([
      ['id-0', 'id-1'],
      ['id-2', 'id-3'],
    ]);
  });

  test('is compared as a whole until an answer tells where documents go', async () => {
    judge = () => ({ status: 429 });
    await worker.onBatch(makeBatch(0, 2), context);
    stored = new Set(['id-0', 'id-1']);
    judge = () => ({ status: 201 });
    await worker.onBatch(makeBatch(0, 2), context);
    expect(lastAccount()).toMatchObject({ indexed: 0, duplicates: 2 });
  });

  test('is compared again after a batch that failed, because part of that may be indexed', async () => {
    await worker.onBatch(makeBatch(0, 1), context);
    const failing = { ...context, commit: () => Promise.reject(new Error('rebalance')) };
    await expect(worker.onBatch(makeBatch(2, 1), failing)).rejects.toThrow('rebalance');
    await worker.onBatch(makeBatch(2, 1), context);
    expect(asked).toEqual([['id-0'], ['id-2']]);
  });
});

describe('a document that is refused', () => {
  const refuse = (id: string): BulkItem => {
    const bad = { status: 400, errorType: 'document_parsing_exception', errorReason: 'two\nlines' };
    return id === 'id-1' ? bad : { status: 201 };
  };

  test('is a dead letter that is committed with the offset', async () => {
    judge = refuse;
    await worker.onBatch(makeBatch(0, 3), context);
    expect(calls.slice(-2)).toEqual(['bulk', 'dead letters and commit']);
    expect(letters).toHaveLength(1);
    expect(letters[0]).toMatchObject({ topic: 'c.deadletter', value: Buffer.from('{"n":1}') });
    expect(letters[0]?.headers).toMatchObject({
      'error-code': 'INDEX_REJECTED',
      'error-detail': 'Elasticsearch refused the document: 400 document_parsing_exception: two lines',
      stage: 'index',
      'source-topic': TOPIC,
      'source-offset': '1',
      'first-seen': '2026-01-02T00:00:00.000Z',
    });
    expect(lastAccount()).toEqual({ v: 1, records: 3, indexed: 2, duplicates: 0, rejected: 1 });
  });

  test('is cut when the topic refuses it for its size', async () => {
    judge = refuse;
    refusedBySize = true;
    await worker.onBatch(makeBatch(0, 3), context);
    expect(letters).toHaveLength(1);
    expect(committed).toHaveLength(1);
    // What was refused may be written in part: only a new owner knows that nothing of it counts.
    expect(taken).toHaveLength(2);
  });

  test('that is a dead letter itself is not sent in a circle', async () => {
    judge = () => ({ status: 400 });
    expect(await worker.onBatch(makeBatch(0, 2, 'c.deadletter'), context)).toBe(true);
    expect(letters).toEqual([]);
    expect(lastAccount()).toEqual({ v: 1, records: 2, indexed: 0, duplicates: 0, rejected: 2 });
  });
});

test('a message that cannot be indexed at all is a dead letter too', async () => {
  const batch: Batch = { ...makeBatch(0, 0), messages: [makeMessage(0, { headers: {} })], nextOffset: 1 };
  await worker.onBatch(batch, context);
  expect(letters[0]?.headers['error-detail']).toContain('event-id');
  expect(calls).not.toContain('bulk');
  expect(lastAccount()).toEqual({ v: 1, records: 1, indexed: 0, duplicates: 0, rejected: 1 });
});

describe('documents that Elasticsearch does not take now', () => {
  test('are given back without a commit, and what is settled of their batch is not sent again', async () => {
    const bulks: string[] = [];
    judge = (id) => {
      bulks.push(id);
      if (id === 'id-0') return { status: 400 };
      return { status: id === 'id-3' && bulks.length < 5 ? 429 : 201 };
    };
    expect(await worker.onBatch(makeBatch(0, 5), context)).toEqual({ waitMs: 400 });
    expect(committed).toEqual([]);
    expect(letters).toEqual([]);
    // Fetched again, it may have grown.
    expect(await worker.onBatch(makeBatch(0, 6), context)).toEqual(true);
    expect(bulks).toEqual(['id-0', 'id-1', 'id-2', 'id-3', 'id-3', 'id-4', 'id-5']);
    expect(lastAccount()).toEqual({ v: 1, records: 6, indexed: 5, duplicates: 0, rejected: 1 });
    expect(letters).toHaveLength(1);
  });

  test('may come back in a smaller batch, which counts only its own', async () => {
    judge = (id) => ({ status: id === 'id-3' ? 503 : 201 });
    await worker.onBatch(makeBatch(0, 4), context);
    judge = () => ({ status: 201 });
    await worker.onBatch({ ...makeBatch(0, 2), nextOffset: 2 }, context);
    expect(lastAccount()).toMatchObject({ records: 2, indexed: 2 });
    await worker.onBatch(makeBatch(2, 2), context);
    expect(lastAccount()).toEqual({ v: 1, records: 4, indexed: 4, duplicates: 0, rejected: 0 });
  });

  test('wait longer each time, and from the beginning after some were settled', async () => {
    let busy = ['id-0', 'id-1'];
    judge = (id) => ({ status: busy.includes(id) ? 429 : 201 });
    const waits = [];
    for (let i = 0; i < 5; i++) {
      if (i === 3) busy = ['id-1'];
      waits.push(await worker.onBatch(makeBatch(0, 2), context));
    }
    expect(waits).toEqual([400, 800, 1600, 400, 800].map((waitMs) => ({ waitMs })));
  });

  test('leave no trace in the next ones: neither of how long they waited nor of how often they failed', async () => {
    const busy = [429, 429, 429, 500, 500, 500, 201];
    const answers = [...busy, ...busy];
    judge = () => ({ status: answers.shift() ?? 201 });
    const results: unknown[] = [];
    // The same event, once more.
    for (const offset of [0, 2]) {
      const messages = [makeMessage(offset, { headers: { 'event-id': 'id-0' } })];
      for (let attempt = 1; attempt <= busy.length; attempt++) {
        stored.clear();
        results.push(await worker.onBatch({ ...makeBatch(offset, 1), messages }, context));
      }
    }
    const waits = [400, 800, 1600, 3200, 6400, 12_800].map((waitMs) => ({ waitMs }));
    expect(results).toEqual([...waits, true, ...waits, true]);
    expect(letters).toEqual([]);
  });

  test('are looked for in the data stream first, where an answer is missing', async () => {
    judge = () => {
      throw new ElasticsearchUnavailable('cut off');
    };
    await worker.onBatch(makeBatch(0, 2), context);
    // The server had done it, and the data stream was rolled over since.
    stored = new Set(['id-0', 'id-1']);
    judge = () => ({ status: 201 });
    await worker.onBatch(makeBatch(0, 2), context);
    expect(calls.filter((call) => call === 'bulk')).toHaveLength(1);
    expect(lastAccount()).toEqual({ v: 1, records: 2, indexed: 0, duplicates: 2, rejected: 0 });
  });

  test.each([TOPIC, 'c.deadletter'])(
    'of %s are looked for everywhere after a missing answer, though former answers told where they go',
    async (topic) => {
      await worker.onBatch(makeBatch(0, 1, topic), context);
      judge = () => {
        throw new ElasticsearchUnavailable('no answer');
      };
      calls = [];
      await worker.onBatch(makeBatch(2, 1, topic), context);
      judge = () => ({ status: 201 });
      await worker.onBatch(makeBatch(2, 1, topic), context);
      expect(calls).toEqual(['bulk', 'existing', 'bulk', 'commit']);
    },
  );
});

describe('a takeover', () => {
  test('fences the former owner before anything is sent', async () => {
    await worker.onBatch(makeBatch(0, 1), context);
    expect(taken).toEqual([`g-${TOPIC}-0`]);
  });

  test('leaves out what the former owner committed meanwhile', async () => {
    offset = 2;
    metadata = writeAccount({ records: 2, indexed: 1, duplicates: 0, rejected: 1 });
    await worker.onBatch(makeBatch(0, 3), context);
    expect(asked).toEqual([['id-2']]);
    expect(lastAccount()).toEqual({ v: 1, records: 3, indexed: 2, duplicates: 0, rejected: 1 });
  });
});

test('nothing more is sent to a partition that was lost, and what was sent is not committed', async () => {
  const loseAfter = (bulks: number): BatchContext['check'] => {
    return () => {
      if (calls.filter((call) => call === 'bulk').length >= bulks) throw new Error('lost');
    };
  };
  // Of four documents two are a request: before the first, between the two, and before the commit.
  for (const bulks of [0, 1, 2]) {
    calls = [];
    const lost = worker.onBatch(makeBatch(0, 4), { ...context, check: loseAfter(bulks) });
    await expect(lost).rejects.toThrow('lost');
    stored.clear();
    expect(calls.filter((call) => call === 'bulk')).toHaveLength(bulks);
    expect(committed).toEqual([]);
  }
});

test('a refused document of a partition that was lost is not published', async () => {
  judge = () => ({ status: 400 });
  let checks = 0;
  const check = (): void => {
    if (++checks === 3) throw new Error('lost');
  };
  await expect(worker.onBatch(makeBatch(0, 1), { ...context, check })).rejects.toThrow('lost');
  expect(checks).toBe(3);
  expect(letters).toEqual([]);
});

/** Stands for a defect: whoever goes through the list misses the last one. */
class Forgetful<T> extends Array<T> {
  override *[Symbol.iterator](): ArrayIterator<T> {
    for (const [index, item] of this.entries()) if (index < this.length - 1) yield item;
  }
}

test('a record that gets lost on the way is no duplicate: nothing is committed', async () => {
  const batch = makeBatch(0, 3);
  const messages = new Forgetful<ReceivedMessage>();
  messages.push(...batch.messages);
  await expect(worker.onBatch({ ...batch, messages }, context)).rejects.toThrow(
    '3 records of c.enriched.schannel/0 have 2 fates',
  );
  expect(committed).toEqual([]);
});

test('repeats within a batch, of a former batch and of a former owner all count as duplicates', async () => {
  stored = new Set(['id-0']);
  const event = (offset: number, id: string) => makeMessage(offset, { headers: { 'event-id': id } });
  const messages = [event(0, 'id-0'), event(1, 'id-1'), event(2, 'id-1')];
  await worker.onBatch({ ...makeBatch(0, 0), messages, nextOffset: 3 }, context);
  expect(lastAccount()).toEqual({ v: 1, records: 3, indexed: 1, duplicates: 2, rejected: 0 });
  await worker.onBatch({ ...makeBatch(3, 0), messages: [event(3, 'id-1'), event(4, 'id-2')] }, context);
  expect(lastAccount()).toEqual({ v: 1, records: 5, indexed: 2, duplicates: 3, rejected: 0 });
});
