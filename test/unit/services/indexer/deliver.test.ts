import { beforeEach, describe, expect, test } from '@jest/globals';
import type { BulkEntry } from '../../../../services/indexer/bulk.ts';
import {
  chooseDelay,
  deliver,
  DeliveryStopped,
  findExisting,
  type DeliveryOptions,
  type Settled,
} from '../../../../services/indexer/deliver.ts';
import {
  ElasticsearchRefused,
  ElasticsearchUnavailable,
  type BulkItem,
} from '../../../../services/runtime/elasticsearch/index.ts';
import { createLogger, createTelemetry, type Telemetry } from '../../../../services/runtime/telemetry.ts';

const logger = createLogger('silent', 'test');

/** Answers a request for these ids, or throws. */
type Answer = (ids: string[]) => BulkItem[];

let requests: string[][];
let delays: number[];
let stopping: AbortController;
let telemetry: Telemetry;

function ok(ids: string[]): BulkItem[] {
  return ids.map(() => ({ status: 201 }));
}

function away(): never {
  throw new ElasticsearchUnavailable('away', 503);
}

/** Gives the answers in turn, the last one for ever. */
function options(...answers: Answer[]): DeliveryOptions {
  return {
    elasticsearch: {
      // eslint-disable-next-line @typescript-eslint/require-await -- an answer may throw, which must reject
      async bulk(body) {
        const lines = body.toString().split('\n');
        const ids = lines.filter((_, i) => i % 2 === 0 && i < lines.length - 1).map(readId);
        const answer = answers[Math.min(requests.length, answers.length - 1)];
        requests.push(ids);
        return answer?.(ids) ?? [];
      },
      existingIds: () => Promise.reject(new ElasticsearchUnavailable('away')),
    },
    telemetry,
    logger,
    stopping: stopping.signal,
    sleep(ms) {
      delays.push(ms);
      return Promise.resolve();
    },
    random: () => 1,
  };
}

function readId(line: string): string {
  return (JSON.parse(line) as { create: { _id: string } }).create._id;
}

function entries(...ids: string[]): BulkEntry[] {
  return ids.map((id) => ({ dataStream: 'd', id, document: Buffer.from('{}') }));
}

function fates(settled: readonly Settled<BulkEntry>[]): Record<string, string> {
  return Object.fromEntries(settled.map(({ entry, fate }) => [entry.id, fate]));
}

const go = (): void => undefined;

beforeEach(() => {
  requests = [];
  delays = [];
  stopping = new AbortController();
  telemetry = createTelemetry(logger);
  telemetry.close();
});

test('only what failed for now is sent again, until all have their fate', async () => {
  const first: Answer = () => [{ status: 201 }, { status: 429 }, { status: 409 }, { status: 400 }, { status: 503 }];
  const second: Answer = () => [{ status: 503 }, { status: 201 }];
  const settled = await deliver(entries('a', 'b', 'c', 'd', 'e'), options(first, second, ok), go);
  expect(requests).toEqual([['a', 'b', 'c', 'd', 'e'], ['b', 'e'], ['b']]);
  expect(fates(settled)).toEqual({ a: 'indexed', b: 'indexed', c: 'duplicate', d: 'rejected', e: 'indexed' });
  expect(settled).toHaveLength(5);
});

test('a data stream that is blocked for writing is waited for, and the log says why; nothing is rejected', async () => {
  const warnings: unknown[] = [];
  const blocked: Answer = (ids) =>
    ids.map(() => ({ status: 403, errorType: 'cluster_block_exception', errorReason: 'index read-only' }));
  const given = options(blocked, blocked, ok);
  const listening = Object.assign(Object.create(logger) as typeof logger, {
    warn: (entry: unknown) => warnings.push(entry),
  });
  const settled = await deliver(entries('a', 'b'), { ...given, logger: listening }, go);
  expect(fates(settled)).toEqual({ a: 'indexed', b: 'indexed' });
  expect(warnings).toHaveLength(2);
  expect(warnings[0]).toMatchObject({ documents: 2, reason: expect.stringContaining('index read-only') });
});

test('a server that is away is waited for as long as it takes, with growing and bounded delays', async () => {
  const answers = Array.from({ length: 12 }, () => away);
  const settled = await deliver(entries('a'), options(...answers, ok), go);
  expect(fates(settled)).toEqual({ a: 'indexed' });
  expect(requests).toHaveLength(13);
  expect(delays).toEqual([400, 800, 1600, 3200, 6400, 12_800, 25_600, 30_000, 30_000, 30_000, 30_000, 30_000]);
  expect(telemetry.read()).toEqual({ 'wincanal_retried_requests_total{reason="status_503"}': 12 });
});

test('a delay is anything from nothing to its bound', () => {
  expect([0, 0.5, 1].map((random) => chooseDelay(3, random))).toEqual([0, 800, 1600]);
});

test('an answer that is too short settles only what it speaks of', async () => {
  const settled = await deliver(
    entries('a', 'b'),
    options(() => [{ status: 201 }], ok),
    go,
  );
  expect(requests).toEqual([['a', 'b'], ['b']]);
  expect(fates(settled)).toEqual({ a: 'indexed', b: 'indexed' });
});

describe('a request that is refused as a whole', () => {
  const refused = (status: number): ElasticsearchRefused => new ElasticsearchRefused('POST /_bulk', status, 't', 'r');

  test.each([400, 413])('with %i is halved until the document at fault is alone', async (status) => {
    const answer: Answer = (ids) => {
      if (ids.includes('bad')) throw refused(status);
      return ok(ids);
    };
    const settled = await deliver(entries('a', 'b', 'bad', 'c', 'd'), options(answer), go);
    expect(fates(settled)).toEqual({ a: 'indexed', b: 'indexed', bad: 'rejected', c: 'indexed', d: 'indexed' });
  });

  test.each([401, 403, 404])("with %i is nobody's fault among the documents", async (status) => {
    const answer: Answer = () => {
      throw refused(status);
    };
    await expect(deliver(entries('a'), options(answer), go)).rejects.toThrow(ElasticsearchRefused);
    expect(requests).toHaveLength(1);
  });
});

describe('what ends the waiting', () => {
  test('is a partition that was lost', async () => {
    let lost = false;
    const check = (): void => {
      if (lost) throw new Error('lost');
    };
    const answer: Answer = () => {
      lost = requests.length >= 3;
      return away();
    };
    await expect(deliver(entries('a'), options(answer), check)).rejects.toThrow('lost');
    expect(requests).toHaveLength(3);
  });

  test('is a stop, but a request in flight may still settle everything', async () => {
    stopping.abort();
    expect(fates(await deliver(entries('a'), options(ok), go))).toEqual({ a: 'indexed' });
    await expect(deliver(entries('a'), options(away), go)).rejects.toThrow(DeliveryStopped);
  });

  test('holds for the look at what is there already', async () => {
    stopping.abort();
    await expect(findExisting('d', ['a'], options(ok), go)).rejects.toThrow(DeliveryStopped);
  });
});
