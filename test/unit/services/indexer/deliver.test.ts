import { beforeEach, describe, expect, test } from '@jest/globals';
import type { BulkEntry } from '../../../../services/indexer/bulk.ts';
import { chooseDelay, deliver, type Delivery, type DeliveryOptions } from '../../../../services/indexer/deliver.ts';
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
      deleteDocuments: () => Promise.resolve(undefined),
    },
    telemetry,
  };
}

function readId(line: string): string {
  return (JSON.parse(line) as { create: { _id: string } }).create._id;
}

function entries(...ids: string[]): BulkEntry[] {
  return ids.map((id) => ({ dataStream: 'd', id, document: Buffer.from('{}') }));
}

function fates({ settled }: Delivery<BulkEntry>): Record<string, string> {
  return Object.fromEntries(settled.map(({ entry, fate }) => [entry.id, fate]));
}

const unhindered = (): void => undefined;

/** One try of documents that were never answered with a server error. */
function send(list: readonly BulkEntry[], given: DeliveryOptions, check = unhindered): Promise<Delivery<BulkEntry>> {
  return deliver(list, new Map(), check, given);
}

beforeEach(() => {
  requests = [];
  telemetry = createTelemetry(logger);
  telemetry.close();
});

test('each item has its fate, and what failed for now waits', async () => {
  const answer: Answer = () => [{ status: 201 }, { status: 429 }, { status: 409 }, { status: 400 }, { status: 503 }];
  const delivery = await send(entries('a', 'b', 'c', 'd', 'e'), options(answer));
  expect(fates(delivery)).toEqual({ a: 'indexed', c: 'duplicate', d: 'rejected' });
  expect(delivery.wait).toMatchObject({ documents: 2, doubtful: false });
  expect(requests).toHaveLength(1);
  expect(telemetry.read()).toEqual({
    'wincanal_retried_requests_total{reason="status_429"}': 1,
    'wincanal_retried_requests_total{reason="status_503"}': 1,
  });
});

test('nothing waits when all have their fate', async () => {
  expect((await send(entries('a', 'b'), options(ok))).wait).toBeUndefined();
});

test('a data stream that is blocked for writing is waited for, with its reason; nothing is rejected', async () => {
  const blocked: Answer = (ids) =>
    ids.map(() => ({ status: 403, errorType: 'cluster_block_exception', errorReason: 'index read-only' }));
  const delivery = await send(entries('a', 'b'), options(blocked));
  expect(delivery.settled).toEqual([]);
  expect(delivery.wait).toMatchObject({ documents: 2, reason: expect.stringContaining('index read-only') });
});

test.each([
  [503, true],
  [502, true],
  [undefined, true],
  [429, false],
])('behind a request that failed with %s documents may be indexed: %s', async (status, doubtful) => {
  const answer: Answer = () => {
    throw new ElasticsearchUnavailable('away', status);
  };
  expect(await send(entries('a'), options(answer))).toEqual({
    settled: [],
    wait: { documents: 1, reason: 'away', doubtful },
  });
});

test('delays grow up to a bound, and are anything from nothing to that', () => {
  expect(Array.from({ length: 9 }, (_, i) => chooseDelay(i + 1, 1))).toEqual([
    400, 800, 1600, 3200, 6400, 12_800, 25_600, 30_000, 30_000,
  ]);
  expect([0, 0.5, 1].map((random) => chooseDelay(3, random))).toEqual([0, 800, 1600]);
});

test('an answer that is too short settles only what it speaks of, and leaves the rest in doubt', async () => {
  const delivery = await send(
    entries('a', 'b'),
    options(() => [{ status: 201 }]),
  );
  expect(fates(delivery)).toEqual({ a: 'indexed' });
  expect(delivery.wait).toMatchObject({ documents: 1, doubtful: true });
});

test('a server error that may be the fault of the document is tried five times; one that is not does not count', async () => {
  const tries = new Map<string, number>();
  const failing: Answer = () => [{ status: 500 }];
  for (let i = 0; i < 4; i++) {
    expect((await deliver(entries('a'), tries, unhindered, options(failing))).settled).toEqual([]);
    for (const answer of [away, () => [{ status: 503 }]] satisfies Answer[]) {
      requests = [];
      expect((await deliver(entries('a'), tries, unhindered, options(answer))).settled).toEqual([]);
    }
  }
  expect(fates(await deliver(entries('a'), tries, unhindered, options(failing)))).toEqual({ a: 'rejected' });
});

describe('a request that is refused as a whole', () => {
  const refused = (status: number): ElasticsearchRefused => new ElasticsearchRefused('POST /_bulk', status, 't', 'r');

  test.each([400, 413])('with %i is halved until the document at fault is alone', async (status) => {
    const answer: Answer = (ids) => {
      if (ids.includes('bad')) throw refused(status);
      return ok(ids);
    };
    const delivery = await send(entries('a', 'b', 'bad', 'c', 'd'), options(answer));
    expect(fates(delivery)).toEqual({ a: 'indexed', b: 'indexed', bad: 'rejected', c: 'indexed', d: 'indexed' });
  });

  test('keeps what a half settled when the rest has to wait', async () => {
    const answer: Answer = (ids) => {
      if (ids.length > 1) throw refused(413);
      return ids.includes('a') ? ok(ids) : away();
    };
    const delivery = await send(entries('a', 'b', 'c', 'd'), options(answer));
    expect(fates(delivery)).toEqual({ a: 'indexed' });
    expect(delivery.wait).toMatchObject({ documents: 3 });
    expect(requests.at(-1)).toEqual(['b']);
  });

  test('is not sent in halves once its documents are for another member to send', async () => {
    const answer: Answer = () => {
      throw refused(413);
    };
    const check = (): void => {
      if (requests.length === 2) throw new Error('lost');
    };
    await expect(send(entries('a', 'b', 'c', 'd'), options(answer), check)).rejects.toThrow('lost');
    expect(requests).toEqual([
      ['a', 'b', 'c', 'd'],
      ['a', 'b'],
    ]);
  });

  test.each([401, 403, 404])("with %i is nobody's fault among the documents", async (status) => {
    const answer: Answer = () => {
      throw refused(status);
    };
    await expect(send(entries('a'), options(answer))).rejects.toThrow(ElasticsearchRefused);
    expect(requests).toHaveLength(1);
  });
});
