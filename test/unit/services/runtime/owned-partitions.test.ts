import { beforeEach, describe, expect, test } from '@jest/globals';
import { ReadAgainFrom, type ReceivedMessage } from '../../../../services/runtime/kafka/index.ts';
import { leaveOutSettled, OwnedPartitions } from '../../../../services/runtime/owned-partitions.ts';
import type { PartitionOwner } from '../../../../services/runtime/take-over.ts';
import { createLogger, createTelemetry } from '../../../../services/runtime/telemetry.ts';

const logger = createLogger('silent', 'test');
const PLACE = { topic: 't', partition: 1 };

/** What was done, in order. */
let calls: string[];
let owned: OwnedPartitions<PartitionOwner<null>>;

function makeOwner(topic: string, partition: number, nextOffset: number): PartitionOwner<null> {
  const producer = {
    begin: () => Promise.reject(new Error('not used here')),
    disconnect() {
      calls.push(`disconnect ${topic}/${partition}`);
      return Promise.resolve();
    },
  };
  return { topic, partition, producer, forgotten: [], nextOffset, foreignOffset: undefined, account: null };
}

function makeRecords(...offsets: readonly number[]): ReceivedMessage[] {
  return offsets.map((offset) => ({ ...PLACE, offset, key: null, value: null, headers: {}, timestamp: 0 }));
}

beforeEach(() => {
  calls = [];
  owned = new OwnedPartitions({
    take(topic, partition, firstOffset) {
      calls.push(`take ${topic}/${partition} at ${firstOffset}`);
      return Promise.resolve(makeOwner(topic, partition, firstOffset));
    },
    logger,
  });
});

describe('a partition', () => {
  test('is taken over once, and again when it was released', async () => {
    const owner = await owned.take(PLACE, makeRecords(5));
    expect(await owned.take(PLACE, makeRecords(6))).toBe(owner);
    expect(owned.has(owner)).toBe(true);
    await owned.release(PLACE);
    expect(owned.has(owner)).toBe(false);
    expect(await owned.take(PLACE, makeRecords(6))).not.toBe(owner);
    expect(calls).toEqual(['take t/1 at 5', 'disconnect t/1', 'take t/1 at 6']);
  });

  test('is taken over again, by one producer at a time, where the work begins before what its owner has done', async () => {
    await owned.take(PLACE, makeRecords(5));
    await owned.take(PLACE, makeRecords(4));
    expect(calls).toEqual(['take t/1 at 5', 'disconnect t/1', 'take t/1 at 4']);
  });

  test('is none of another topic, or with another number', async () => {
    await owned.take(PLACE, makeRecords(0));
    await owned.take({ ...PLACE, topic: 'u' }, makeRecords(0));
    await owned.take({ ...PLACE, partition: 2 }, makeRecords(0));
    expect(owned.list()).toHaveLength(3);
  });
});

test('after an assignment nothing is owned any more', async () => {
  await owned.take(PLACE, makeRecords(0));
  await owned.take({ ...PLACE, partition: 2 }, makeRecords(0));
  owned.forget();
  expect(owned.list()).toEqual([]);
  expect(calls.slice(-2)).toEqual(['disconnect t/1', 'disconnect t/2']);
});

test('who takes a partition over while others are assigned does not own it', async () => {
  const taken = owned.take(PLACE, makeRecords(0));
  owned.forget();
  await expect(taken).rejects.toThrow('partitions were assigned anew while t/1 was being taken over');
  expect(owned.list()).toEqual([]);
  expect(calls.at(-1)).toBe('disconnect t/1');
});

describe('of the records of a batch', () => {
  test.each([
    ['all are open where none was settled', 3, [3, 5], {}],
    ['those below the offset are left out, and counted', 4, [5], { records: 1 }],
    ['none is open where all were settled', 6, [], { records: 2 }],
  ])('%s', (_case, nextOffset, open, { records }: { records?: number }) => {
    const telemetry = createTelemetry(logger);
    telemetry.close();
    const left = leaveOutSettled(makeOwner('t', 1, nextOffset), makeRecords(3, 5), { telemetry, logger });
    expect(left.map(({ offset }) => offset)).toEqual(open);
    expect(telemetry.read()['wincanal_repeated_records_total']).toBe(records);
    expect(telemetry.read()['wincanal_repeated_batches_total']).toBe(records === undefined ? undefined : 1);
  });
});

describe('a takeover that finds less settled than was read', () => {
  let committed: number | undefined;
  beforeEach(() => {
    committed = 5;
    owned = new OwnedPartitions({
      take(topic, partition, _, beginning) {
        return Promise.resolve(makeOwner(topic, partition, committed ?? beginning));
      },
      logger,
    });
  });
  const take = (fetchedFrom: number, first: number, logStart?: number): Promise<unknown> =>
    owned.take({ ...PLACE, fetchedFrom, logStart }, makeRecords(first)).then(
      (owner) => owner.nextOffset,
      async (error: unknown) => {
        // As a worker does after any error.
        await owned.release(PLACE);
        return error instanceof ReadAgainFrom ? { from: error.offset } : error;
      },
    );

  test('has the partition read again from what is settled, and goes on where there is nothing else', async () => {
    expect(await take(8, 8)).toEqual({ from: 5 });
    // Two marks of transactions, and then records: the client passes the marks by itself.
    expect(await take(7, 8)).toBe(5);
  });

  test('does so each time', async () => {
    for (let round = 0; round < 2; round++) {
      expect(await take(8, 8)).toEqual({ from: 5 });
      expect(await take(5, 5)).toBe(5);
      await owned.release(PLACE);
    }
  });

  test('does so for a group that has no offset, from the beginning of the topic on', async () => {
    committed = undefined;
    expect(await take(8, 8, 2)).toEqual({ from: 2 });
    expect(await take(2, 2, 2)).toBe(2);
  });

  test.each([
    ['marks lie between, in the same fetch', 5, 8, 0],
    ['the group was given an older offset', 3, 3, 0],
    ['the rest was deleted', 8, 8, 8],
  ])('goes on where %s', async (_, fetchedFrom, first, logStart) => {
    expect(await take(fetchedFrom, first, logStart)).toBe(5);
  });
});
