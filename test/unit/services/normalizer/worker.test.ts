import { beforeEach, describe, expect, test } from '@jest/globals';
import { KafkaJSProtocolError } from 'kafkajs';
import type { Normalizer } from '../../../../normalizers/index.ts';
import { dead, skip } from '../../../../normalizers/outcome.ts';
import { LogWatch } from '../../../../services/normalizer/log-watch.ts';
import type { HostLog } from '../../../../services/normalizer/watched-log.ts';
import { createWorker, type Worker } from '../../../../services/normalizer/worker.ts';
import { readNormalizerAccount, writeAccount } from '../../../../services/runtime/accounting.ts';
import type {
  Batch,
  BatchContext,
  OffsetCommit,
  OutgoingMessage,
  TransactionalProducer,
} from '../../../../services/runtime/kafka/index.ts';
import { createLogger, createTelemetry, type Telemetry } from '../../../../services/runtime/telemetry.ts';
import { nameTopics } from '../../../../services/runtime/topics.ts';
import { makeEvent, makeLogged, makeRecord } from './fakes.ts';

const logger = createLogger('silent', 'test');

/** What the broker knows and what was asked of it, in order. */
let calls: string[];
let committed: { offset: number; metadata: string } | undefined;
/** Where the raw topic ends. */
let end: number;
/** How often the worker asked for a normalizer. */
let chosen: number;
let visible: OutgoingMessage[];
let commits: OffsetCommit[];
/** Fails the next call of this name with this error. */
let failures: Map<string, Error>;
/** The longest value that a topic takes. */
let takes: Map<string, number>;
/** Milliseconds since 1970. */
let now: number;
/** Runs while the fence is being set, as the previous owner's commit may. */
let duringFence: () => void;
let telemetry: Telemetry;
let worker: Worker;

function tooLarge(): Error {
  const error = { type: 'MESSAGE_TOO_LARGE', message: 'too large', code: 10, retriable: false };
  return new KafkaJSProtocolError(error as never);
}

function step(name: string): void {
  calls.push(name);
  const error = failures.get(name);
  failures.delete(name);
  if (error !== undefined) throw error;
}

function connectTransactional(id: string): Promise<TransactionalProducer> {
  step(`connect ${id}`);
  let begun = 0;
  return Promise.resolve({
    begin() {
      begun++;
      if (begun === 1) duringFence();
      step('begin');
      const pending: OutgoingMessage[] = [];
      return Promise.resolve({
        // eslint-disable-next-line @typescript-eslint/require-await -- a failing step must reject, not throw
        async send(messages: readonly OutgoingMessage[]) {
          step('send');
          for (const { topic, value } of messages) {
            if ((value?.length ?? 0) > (takes.get(topic) ?? Number.POSITIVE_INFINITY)) throw tooLarge();
          }
          pending.push(...messages);
        },
        // eslint-disable-next-line @typescript-eslint/require-await
        async commit(offset?: OffsetCommit) {
          step('commit');
          visible.push(...pending);
          if (offset === undefined) return;
          commits.push(offset);
          committed = offset;
        },
        abort() {
          calls.push('abort');
          return Promise.resolve();
        },
      });
    },
    disconnect() {
      calls.push('disconnect');
      return Promise.resolve();
    },
  });
}

const normalizer: Normalizer = {
  normalize: (value) => {
    const text = Buffer.from(value ?? '').toString();
    if (text.startsWith('large')) return [{ ...makeEvent(text, 0), bytes: Buffer.alloc(9 * 1024 * 1024, 'x') }];
    if (text.startsWith('id ')) return [makeLogged(Number(text.slice(3)))];
    if (text === 'dead') return [dead('EVENT_NO_ID', '')];
    return text === 'skip' ? [skip('other_provider')] : [makeEvent(text, 0)];
  },
};

const context: BatchContext = { check: () => undefined, commit: () => Promise.reject(new Error('not used here')) };

function makeBatch(from: number, texts: readonly string[], partition = 0): Batch {
  const messages = texts.map((text, i) => makeRecord(from + i, text, partition));
  return { topic: 'c.raw', partition, messages, nextOffset: from + texts.length };
}

beforeEach(() => {
  calls = [];
  chosen = 0;
  now = 0;
  committed = undefined;
  end = 100;
  visible = [];
  commits = [];
  failures = new Map();
  takes = new Map();
  duringFence = () => undefined;
  telemetry = createTelemetry(logger);
  telemetry.close();
  worker = createWorker({
    kafka: { connectTransactional, endForgotten: () => Promise.resolve([]) },
    admin: {
      groupOffsets: () => {
        calls.push('read offset');
        const entry = { topic: 'c.raw', partition: 0, offset: committed?.offset, metadata: committed?.metadata ?? '' };
        return Promise.resolve([entry]);
      },
      topicEnds: () => Promise.resolve([{ partition: 0, low: 0, high: end }]),
    },
    normalizer: () => {
      chosen++;
      return normalizer;
    },
    topics: nameTopics('c'),
    outputs: ['c.out'],
    group: 'g',
    telemetry,
    logger,
    logs: new LogWatch({ topics: nameTopics('c'), telemetry, limit: 100, intervalMs: 1000 }),
    now: () => now,
  });
});

function publishedIds(): string[] {
  return visible.map(({ headers }) => headers['event-id'] ?? '');
}

test('a batch is one transaction with the consumed offset and the account of it', async () => {
  expect(await worker.onBatch(makeBatch(0, ['a', 'skip', 'b']), context)).toBe(true);
  expect(publishedIds()).toEqual(['a', 'b']);
  expect(commits).toHaveLength(1);
  expect(commits[0]).toMatchObject({ group: 'g', topic: 'c.raw', partition: 0, offset: 3 });
  expect(readNormalizerAccount(commits[0]?.metadata ?? '')).toMatchObject({
    records: 3,
    documents: 2,
    skips: { other_provider: 1 },
  });
});

test('a batch in which nothing is ours is committed too', async () => {
  await worker.onBatch(makeBatch(0, ['skip', 'skip']), context);
  expect(visible).toEqual([]);
  expect(commits[0]?.offset).toBe(2);
});

describe('taking a partition over', () => {
  test('fences the previous owner first, then reads the offset, then works', async () => {
    await worker.onBatch(makeBatch(0, ['a']), context);
    expect(calls).toEqual(['connect g-c.raw-0', 'begin', 'abort', 'read offset', 'begin', 'send', 'commit']);
  });

  test('skips what the previous owner committed in the last moment, and goes on with its account', async () => {
    duringFence = () => {
      const skips = { other_provider: 1 };
      const metadata = writeAccount({ records: 2, events: 2, documents: 1, alerts: 0, dead: 0, skips });
      committed = { offset: 2, metadata };
    };
    await worker.onBatch(makeBatch(0, ['a', 'skip', 'c']), context);
    expect(publishedIds()).toEqual(['c']);
    expect(readNormalizerAccount(commits[0]?.metadata ?? '')).toMatchObject({ records: 3, documents: 2 });
  });

  test('goes on behind a batch of which everything is done', async () => {
    duringFence = () => {
      committed = { offset: 9, metadata: '' };
    };
    expect(await worker.onBatch(makeBatch(0, ['a', 'b']), context)).toBe(true);
    expect(commits).toEqual([]);
    expect(telemetry.read()).toEqual({ wincanal_repeated_batches_total: 1, wincanal_repeated_records_total: 2 });
  });

  test('happens once, until partitions are assigned anew', async () => {
    await worker.onBatch(makeBatch(0, ['a']), context);
    await worker.onBatch(makeBatch(1, ['b']), context);
    expect(calls.filter((call) => call.startsWith('connect'))).toHaveLength(1);
    worker.onAssigned();
    await worker.onBatch(makeBatch(2, ['c']), context);
    expect(calls.filter((call) => call.startsWith('connect'))).toHaveLength(2);
    expect(publishedIds()).toEqual(['a', 'b', 'c']);
  });

  test('that fails leaves no producer behind', async () => {
    failures.set('begin', new Error('coordinator is away'));
    await expect(worker.onBatch(makeBatch(0, ['a']), context)).rejects.toThrow('coordinator is away');
    expect(calls.at(-1)).toBe('disconnect');
  });
});

describe('a batch that begins before what this process has done', () => {
  test('of a topic that was made anew, whose offsets the broker has removed: nothing of it is left out', async () => {
    await worker.onBatch(makeBatch(300, ['a']), context);
    committed = undefined;
    await worker.onBatch(makeBatch(0, ['b', 'c']), context);
    expect(publishedIds()).toEqual(['a', 'b', 'c']);
    expect(commits.at(-1)?.offset).toBe(2);
    expect(telemetry.read()).not.toHaveProperty('wincanal_repeated_records_total');
  });

  test('of a topic that was made anew, whose offsets are still there', async () => {
    await worker.onBatch(makeBatch(300, ['a']), context);
    end = 2;
    await worker.onBatch(makeBatch(0, ['b', 'c']), context);
    await worker.onBatch(makeBatch(2, ['d']), context);
    expect(publishedIds()).toEqual(['a', 'b', 'c', 'd']);
    expect(commits.at(-1)?.offset).toBe(3);
  });

  test('of the same topic, because it is read again: nothing is published twice, and it is counted', async () => {
    await worker.onBatch(makeBatch(0, ['a', 'b']), context);
    await worker.onBatch(makeBatch(1, ['b', 'c']), context);
    expect(publishedIds()).toEqual(['a', 'b', 'c']);
    expect(telemetry.read()).toMatchObject({ wincanal_repeated_records_total: 1 });
  });
});

describe('a batch of much more than a transaction should hold', () => {
  test('is several transactions, each with its own offset and account', async () => {
    await worker.onBatch(makeBatch(0, ['large1', 'large2', 'large3', 'a']), context);
    expect(publishedIds()).toEqual(['large1', 'large2', 'large3', 'a']);
    expect(commits.map(({ offset }) => offset)).toEqual([2, 4]);
    expect(commits.map(({ metadata }) => readNormalizerAccount(metadata).documents)).toEqual([2, 4]);
    expect(telemetry.read()).toMatchObject({ wincanal_received_records_total: 4, wincanal_committed_batches_total: 2 });
  });

  test('is judged by one normalizer, and the next batch may have another', async () => {
    await worker.onBatch(makeBatch(0, ['large1', 'large2', 'large3', 'a']), context);
    expect([commits.length, chosen]).toEqual([2, 1]);
    await worker.onBatch(makeBatch(4, ['a']), context);
    expect(chosen).toBe(2);
  });

  test('goes on behind those that were committed when one fails', async () => {
    let commit = 0;
    const check = (): void => {
      if (++commit === 2) throw new Error('away');
    };
    const texts = ['large1', 'large2', 'a'];
    await expect(worker.onBatch(makeBatch(0, texts), { ...context, check })).rejects.toThrow('away');
    await worker.onBatch(makeBatch(0, texts), context);
    expect(publishedIds()).toEqual(texts);
  });
});

describe('a transaction that fails', () => {
  test.each(['send', 'commit'])('at %s is given up with its producer, and the batch is done again', async (name) => {
    failures.set(name, new Error('broker is away'));
    await expect(worker.onBatch(makeBatch(0, ['a']), context)).rejects.toThrow('broker is away');
    expect(visible).toEqual([]);
    expect(calls.slice(-2)).toEqual(['abort', 'disconnect']);
    expect(await worker.onBatch(makeBatch(0, ['a']), context)).toBe(true);
    expect(publishedIds()).toEqual(['a']);
  });

  test('for its size is cut after a new takeover', async () => {
    takes.set('c.enriched.schannel', 850_000);
    const long = 'x'.repeat(900_000);
    expect(await worker.onBatch(makeBatch(0, ['a', long]), context)).toBe(true);
    expect(visible.map(({ topic }) => topic)).toEqual(['c.enriched.schannel', 'c.deadletter']);
    // The topic of dead letters had refused nothing.
    expect(visible.at(-1)?.value).toHaveLength(900_000);
    expect(calls.filter((call) => call.startsWith('connect'))).toHaveLength(3);
    expect(readNormalizerAccount(commits[0]?.metadata ?? '')).toMatchObject({ records: 2, documents: 1, dead: 1 });
  });
});

describe('a batch that is refused for its size', () => {
  test('is not sent again where another owner has settled it meanwhile', async () => {
    failures.set('send', tooLarge());
    let fences = 0;
    duringFence = () => {
      if (++fences === 2) committed = { offset: 2, metadata: '' };
    };
    expect(await worker.onBatch(makeBatch(0, ['a', 'b', 'c']), context)).toBe(true);
    expect(publishedIds()).toEqual(['c']);
  });

  test('is cut until each topic takes it', async () => {
    takes.set('c.enriched.schannel', 30_000);
    takes.set('c.deadletter', 60_000);
    expect(await worker.onBatch(makeBatch(0, ['a', 'x'.repeat(100_000), 'b']), context)).toBe(true);
    expect(visible.map(({ value }) => value?.length)).toEqual([10, 10, 50_000]);
    expect(commits).toHaveLength(1);
  });

  test('is read again, with advice in the log, where a topic takes next to nothing', async () => {
    takes.set('c.enriched.schannel', 0);
    await expect(worker.onBatch(makeBatch(0, ['a']), context)).rejects.toThrow(
      'the topic c.enriched.schannel refuses messages of 6250 bytes. Raise its max.message.bytes',
    );
    expect(commits).toEqual([]);
  });

  test('is dropped before the takeover where the partition was lost meanwhile', async () => {
    failures.set('send', tooLarge());
    const check = (): void => {
      throw new Error('not a member any more');
    };
    await expect(worker.onBatch(makeBatch(0, ['a']), { ...context, check })).rejects.toThrow('not a member');
    expect(calls.filter((call) => call.startsWith('connect'))).toHaveLength(1);
  });
});

test('a batch of a partition that was lost meanwhile is dropped before its commit', async () => {
  const lost = new Error('not a member any more');
  const check = (): void => {
    throw lost;
  };
  await expect(worker.onBatch(makeBatch(0, ['a']), { ...context, check })).rejects.toBe(lost);
  expect(commits).toEqual([]);
  expect(calls).not.toContain('commit');
});

test('documents, skips and dead letters are counted by kind, and only once they are committed', async () => {
  const texts = ['a', 'skip', 'dead'];
  failures.set('commit', new Error('away'));
  await expect(worker.onBatch(makeBatch(0, texts), context)).rejects.toThrow('away');
  expect(telemetry.read()).toEqual({});
  await worker.onBatch(makeBatch(0, texts), context);
  expect(telemetry.read()).toEqual({
    wincanal_received_records_total: 3,
    wincanal_received_bytes_total: 9,
    wincanal_decoded_events_total: 3,
    'wincanal_published_documents_total{provider="schannel"}': 1,
    'wincanal_skipped_events_total{reason="other_provider"}': 1,
    'wincanal_unwatched_events_total{reason="no_record_id"}': 1,
    'wincanal_dead_events_total{code="EVENT_NO_ID"}': 1,
    wincanal_committed_batches_total: 1,
  });
});

describe('the logs of hosts', () => {
  const ids = (from: number, to: number): string[] => Array.from({ length: to - from + 1 }, (_, i) => `id ${from + i}`);
  const entries = (): HostLog[] =>
    visible.filter(({ topic }) => topic === 'c.hosts').map(({ value }) => JSON.parse(String(value)) as HostLog);

  test('are published when it is due, in the transaction of the next batch, as they were committed before it', async () => {
    await worker.onBatch(makeBatch(0, ids(1, 3)), context);
    expect(entries()).toEqual([]);
    now = 1000;
    await worker.onBatch(makeBatch(3, ids(4, 5)), context);
    expect(entries()).toMatchObject([{ host: 'web1', offset: 3, highest_id: 3, seen: 3, watched: { from_offset: 0 } }]);
    expect(calls.filter((call) => call === 'commit')).toHaveLength(2);
    await worker.onBatch(makeBatch(5, ids(6, 6)), context);
    expect(entries()).toHaveLength(1);
  });

  test('are published at the end, due or not', async () => {
    await worker.onBatch(makeBatch(0, ids(1, 3)), context);
    await worker.close();
    expect(entries()).toMatchObject([{ seen: 3 }]);
    expect(calls.at(-1)).toBe('disconnect');
  });

  test('count no record twice whose transaction failed', async () => {
    await worker.onBatch(makeBatch(0, ids(1, 2)), context);
    failures.set('commit', new Error('broker is away'));
    await expect(worker.onBatch(makeBatch(2, ids(3, 4)), context)).rejects.toThrow('broker is away');
    await worker.onBatch(makeBatch(2, ids(3, 4)), context);
    await worker.close();
    expect(entries()).toMatchObject([{ events: 4, seen: 4, repeated: 0, watched: { from_offset: 0 } }]);
  });

  test('are published again where the transaction with them failed', async () => {
    await worker.onBatch(makeBatch(0, ids(1, 2)), context);
    now = 1000;
    failures.set('commit', new Error('broker is away'));
    await worker.publishLogs();
    expect(entries()).toEqual([]);
    await worker.onBatch(makeBatch(2, ['skip']), context);
    expect(entries()).toMatchObject([{ seen: 2 }]);
  });

  test('wait where their topic refuses them for their size: the batch is published all the same, and cut nowhere', async () => {
    await worker.onBatch(makeBatch(0, ids(1, 2)), context);
    now = 1000;
    takes.set('c.hosts', 10);
    const long = 'x'.repeat(900_000);
    calls = [];
    await worker.onBatch(makeBatch(2, ['a', long]), context);
    expect(entries()).toEqual([]);
    expect(publishedIds().slice(2)).toEqual(['a', long]);
    // One to find the topic out, one to go on without the entries.
    expect(calls.filter((call) => call.startsWith('connect'))).toHaveLength(2);
    calls = [];
    await worker.onBatch(makeBatch(4, ['b']), context);
    expect(calls).toEqual(['begin', 'send', 'commit']);
    takes.clear();
    now = 2000;
    await worker.onBatch(makeBatch(5, ['c']), context);
    expect(entries()).toMatchObject([{ offset: 5, seen: 2 }]);
  });

  test('begin anew where somebody else settled records meanwhile, and say from where on', async () => {
    await worker.onBatch(makeBatch(0, ids(1, 2)), context);
    worker.onAssigned();
    committed = { offset: 5, metadata: '' };
    await worker.onBatch(makeBatch(5, ids(6, 7)), context);
    await worker.close();
    expect(entries()).toMatchObject([{ watched: { from_offset: 5 }, first_id: 6, seen: 2, not_seen_at_most: 0 }]);
    expect(telemetry.read()).toMatchObject({ 'wincanal_forgotten_logs_total{reason="takeover"}': 1 });
  });

  test('go on through a rebalance in which nobody else did anything', async () => {
    await worker.onBatch(makeBatch(0, ids(1, 2)), context);
    worker.onAssigned();
    await worker.onBatch(makeBatch(2, ids(3, 4)), context);
    await worker.close();
    expect(entries()).toMatchObject([{ watched: { from_offset: 0 }, seen: 4 }]);
  });

  test('and a batch are never two transactions at once', async () => {
    await worker.onBatch(makeBatch(0, ids(1, 2)), context);
    now = 1000;
    calls = [];
    await Promise.all([worker.publishLogs(), worker.onBatch(makeBatch(2, ids(3, 4)), context), worker.publishLogs()]);
    expect(calls).toEqual(['begin', 'send', 'commit', 'begin', 'send', 'commit']);
  });

  test('are left to a batch in work, which takes them along', async () => {
    await worker.onBatch(makeBatch(0, ids(1, 2)), context);
    now = 1000;
    calls = [];
    await Promise.all([worker.onBatch(makeBatch(2, ids(3, 4)), context), worker.publishLogs()]);
    expect(calls).toEqual(['begin', 'send', 'commit']);
    expect(entries()).toMatchObject([{ seen: 2 }]);
  });
});
