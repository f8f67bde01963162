import { beforeEach, describe, expect, test } from '@jest/globals';
import type { BulkEntry } from '../../../../services/indexer/bulk.ts';
import type { Settled } from '../../../../services/indexer/deliver.ts';
import { findExisting, lookBack, mayHaveFormer, type RolloverOptions } from '../../../../services/indexer/rollover.ts';
import {
  ElasticsearchRefused,
  ElasticsearchUnavailable,
  type DocumentPlace,
} from '../../../../services/runtime/elasticsearch/index.ts';
import { createLogger, createTelemetry } from '../../../../services/runtime/telemetry.ts';

const logger = createLogger('silent', 'test');
const telemetry = createTelemetry(logger);
telemetry.close();

const [FIRST, SECOND, THIRD] = [name(1), name(2), name(3)];

/** What each backing index holds. */
let held: Map<string, Set<string>>;
let looks: (string | undefined)[];
let deleted: DocumentPlace[];
let failure: Error | undefined;
let options: RolloverOptions;

function name(generation: number): string {
  return `.ds-logs-a-b-2026.01.02-${String(generation).padStart(6, '0')}`;
}

beforeEach(() => {
  held = new Map([FIRST, SECOND, THIRD].map((index) => [index, new Set()]));
  looks = [];
  deleted = [];
  failure = undefined;
  options = {
    telemetry,
    logger,
    elasticsearch: {
      bulk: () => Promise.resolve([]),
      existingIds(_dataStream, ids, except) {
        looks.push(except);
        if (failure !== undefined) return Promise.reject(failure);
        // Not in the order of generations: a search has none.
        const indices = [SECOND, FIRST, THIRD].filter((index) => index !== except);
        const places = ids.map((id) => [id, indices.filter((index) => held.get(index)?.has(id))] as const);
        return Promise.resolve(new Map(places.filter(([, found]) => found.length > 0)));
      },
      deleteDocuments(places) {
        deleted.push(...places);
        return Promise.resolve(undefined);
      },
    },
  };
});

function indexed(id: string, index: string): Settled<BulkEntry> {
  held.get(index)?.add(id);
  return { entry: { dataStream: 'd', id, document: Buffer.from('{}') }, fate: 'indexed', index };
}

test.each([
  [name(1), false],
  [name(2), true],
  [name(1_000_001), true],
  ['.ds-logs-a-b-2026.01.02-0000011', true],
  ['named-by-somebody', true],
])('%s may have former indices: %p', (index, expected) => {
  expect(mayHaveFormer(index)).toBe(expected);
});

describe('a look at what is there', () => {
  test('leaves the oldest document of an event that is there several times', async () => {
    for (const index of [FIRST, SECOND, THIRD]) held.get(index)?.add('a');
    held.get(SECOND)?.add('b');
    expect(await findExisting('d', ['a', 'b', 'c'], options)).toEqual(
      new Map([
        ['a', [SECOND, FIRST, THIRD]],
        ['b', [SECOND]],
      ]),
    );
    expect(deleted).toEqual([
      { id: 'a', index: SECOND },
      { id: 'a', index: THIRD },
    ]);
  });

  test('can have to wait', async () => {
    failure = new ElasticsearchUnavailable('away');
    expect(await findExisting('d', ['a'], options)).toMatchObject({ documents: 1, reason: 'away' });
    failure = new ElasticsearchRefused('POST', 403, 'security_exception', 'no');
    await expect(findExisting('d', ['a'], options)).rejects.toThrow(failure);
  });
});

describe('a look back', () => {
  test('is not needed where documents go to the index that was left out, nor behind a look at all', async () => {
    const position = { writeIndex: SECOND, doubtful: false };
    expect(await lookBack([indexed('a', SECOND)], position, undefined, options)).toEqual(new Set());
    expect(await lookBack([indexed('b', SECOND)], position, SECOND, options)).toEqual(new Set());
    expect(looks).toEqual([]);
  });

  test('deletes what a rollover let in twice, and nothing else', async () => {
    const position = { writeIndex: FIRST, doubtful: false };
    held.get(FIRST)?.add('a');
    const settled = [indexed('a', SECOND), indexed('b', SECOND)];
    expect(await lookBack(settled, position, FIRST, options)).toEqual(new Set(['a']));
    expect(looks).toEqual([undefined]);
    expect(deleted).toEqual([{ id: 'a', index: SECOND }]);
    expect(position.writeIndex).toBe(SECOND);
  });

  test('is repeated for further documents of a batch whose look left out the former index', async () => {
    const position = { writeIndex: FIRST, doubtful: false };
    await lookBack([indexed('a', SECOND)], position, FIRST, options);
    held.get(FIRST)?.add('b');
    expect(await lookBack([indexed('b', SECOND)], position, FIRST, options)).toEqual(new Set(['b']));
  });

  test('that has to wait makes the documents doubtful', async () => {
    const position = { writeIndex: FIRST, doubtful: false };
    failure = new ElasticsearchUnavailable('away');
    expect(await lookBack([indexed('a', SECOND)], position, FIRST, options)).toMatchObject({ reason: 'away' });
    expect(position).toEqual({ writeIndex: FIRST, doubtful: true });
  });
});
