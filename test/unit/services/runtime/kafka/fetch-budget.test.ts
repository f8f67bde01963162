import { createRequire } from 'node:module';
import { describe, expect, test } from '@jest/globals';
import kafkajs from 'kafkajs';
import { registerCodecs } from '../../../../../services/runtime/kafka/compression.ts';
import { Allowance, FetchBudget, unpackWithin } from '../../../../../services/runtime/kafka/fetch-budget.ts';
import { storeBatch } from './store-batch.ts';

const MIB = 1024 * 1024;
const KIB = 1024;

/** What a fetch has brought: of each partition so many records, and nothing that was compressed. */
function fetched(...partitions: { readonly records: number; readonly bytes: number }[]) {
  return partitions.map(({ records, bytes }) =>
    Array.from({ length: records }, () => ({ key: null, value: Buffer.alloc(bytes) })),
  );
}

/** An allowance of which so much was unpacked. */
function unpacked(packedBytes: number, bytes: number): Allowance {
  const allowance = new Allowance(1024 * MIB);
  allowance.take(packedBytes, Buffer.alloc(bytes, frame(bytes)));
  return allowance;
}

/** One record that fills a batch of so many bytes: its length in front, doubled, in groups of seven bits. */
function frame(bytes: number): Buffer {
  const batch = Buffer.alloc(bytes);
  let rest = (bytes - 5) * 2;
  for (let at = 0; at < 5; at++, rest = Math.floor(rest / 128)) batch[at] = (rest % 128) + (at < 4 ? 0x80 : 0);
  return batch;
}

describe('what a fetch asks for', () => {
  test('brokers share the bytes, and a first fetch takes a quarter of its share', () => {
    const budget = new FetchBudget(64 * MIB);
    const rooms = [1, 2, 1, 2].map((node) => afterFirst(budget.plan(node, 3).allowance));
    expect(rooms).toEqual([16 * MIB, 8 * MIB, 32 * MIB, 32 * MIB]);
    budget.forgetSources();
    expect(afterFirst(budget.plan(1, 3).allowance)).toBe(16 * MIB);
  });

  test.each([1, 2, 5, 30])('%d brokers together never have more than the setting', (brokers) => {
    const budget = new FetchBudget(64 * MIB);
    const held = new Map<number, number>();
    for (let round = 0; round < 3; round++) {
      for (let node = 0; node < brokers; node++) {
        held.set(node, afterFirst(budget.plan(node, 1).allowance));
        expect([...held.values()].reduce((sum, bytes) => sum + bytes, 0)).toBeLessThanOrEqual(64 * MIB);
      }
    }
  });

  test('it follows how much records grow when they are unpacked, upwards at once and downwards slowly', () => {
    const budget = new FetchBudget(32 * MIB);
    // 100 records of 9 KiB, which count 10 KiB each, of 20,480 bytes: 50 times as much.
    const allowance = unpacked(20_480, 900 * KIB);
    budget.plan(1, 4);
    budget.learn(1, allowance, fetched({ records: 100, bytes: 9 * KIB }));
    expect(budget.plan(1, 4).maxBytes).toBe(Math.ceil((32 * MIB) / 50));
    // The same records uncompressed.
    budget.learn(1, new Allowance(MIB), fetched({ records: 100, bytes: 9 * KIB }));
    expect(budget.plan(1, 4).maxBytes).toBe(Math.ceil((32 * MIB) / ((3 * 50 + 10 / 9) / 4)));
    // A fetch that brought nothing says nothing.
    budget.learn(1, new Allowance(MIB), fetched({ records: 0, bytes: 0 }));
    expect(budget.plan(1, 4).maxBytes).toBe(Math.ceil((32 * MIB) / ((3 * 50 + 10 / 9) / 4)));
  });

  test('behind records that hardly grow it is a quarter of the setting, because tiny ones may follow', () => {
    const budget = new FetchBudget(32 * MIB);
    for (let fetch = 0; fetch < 30; fetch++) {
      const { maxBytes } = budget.plan(1, 1);
      expect(maxBytes).toBeLessThanOrEqual(8 * MIB);
      budget.learn(1, new Allowance(MIB), fetched({ records: 100, bytes: MIB }));
    }
    expect(budget.plan(1, 1).maxBytes).toBe(8 * MIB);
  });

  test('a partition may have as much as if one more had a backlog than lately, and never less than its part', () => {
    const budget = new FetchBudget(32 * MIB);
    const share = (): number => {
      const { maxBytes, maxPartitionBytes } = budget.plan(1, 6);
      return Math.round(maxBytes / maxPartitionBytes);
    };
    const one = { records: 1, bytes: KIB };
    const none = { records: 0, bytes: 0 };
    expect(share()).toBe(6);
    budget.learn(1, new Allowance(MIB), fetched(one, none, none));
    expect(share()).toBe(2);
    budget.learn(1, new Allowance(MIB), fetched(one, one, none));
    expect(share()).toBe(3);
    budget.learn(1, new Allowance(MIB), fetched(one, one, one, one, one, one));
    expect(share()).toBe(6);
  });
});

/** What is left of an allowance of which one empty batch was unpacked: all of it. */
function afterFirst(allowance: Allowance): number {
  allowance.take(1, Buffer.from([0]));
  return allowance.room + 1 + KIB;
}

const require = createRequire(import.meta.url);
const decodeMessages = require('kafkajs/src/protocol/requests/fetch/v4/decodeMessages.js') as (
  decoder: unknown,
) => Promise<readonly { readonly offset: string }[]>;
const Decoder = require('kafkajs/src/protocol/decoder.js') as new (bytes: Buffer) => object;

registerCodecs();

const RECORDS = Array.from({ length: 10 }, () => ({ key: 'web1', value: Buffer.alloc(1000, 'x') }));

/** How many records the client reads of partitions of one fetch, each of three batches. */
async function readPartitions(bytes: number, partitions: number, compression = 4): Promise<number[]> {
  const batches = await Promise.all([0, 10, 20].map((offset) => storeBatch(offset, RECORDS, compression)));
  const stored = Buffer.concat([Buffer.alloc(4), ...batches]);
  stored.writeInt32BE(stored.length - 4);
  return unpackWithin(new Allowance(bytes), async () => {
    const counts: number[] = [];
    for (let i = 0; i < partitions; i++) {
      const messages = await decodeMessages(new Decoder(stored));
      expect(messages.map(({ offset }) => offset)).toEqual(messages.map((_, at) => String(at)));
      counts.push(messages.length);
    }
    return counts;
  });
}

describe.each([
  ['zstd', kafkajs.CompressionTypes.ZSTD as number],
  ['gzip', kafkajs.CompressionTypes.GZIP],
])('what a fetch unpacks of %s', (_name, compression) => {
  // A record of 1,000 bytes has 13 more around it here, and counts 1 KiB beside that.
  const batch = 10 * (1000 + 13 + KIB);

  test('is whole batches within the allowance, 1 KiB for each record included', async () => {
    expect(await readPartitions(100 * batch, 2, compression)).toEqual([30, 30]);
    expect(await readPartitions(5 * batch, 2, compression)).toEqual([30, 20]);
    // The fourth begins where there is room for its bytes, but not for what records cost beside them.
    expect(await readPartitions(3.6 * batch, 2, compression)).toEqual([30, 10]);
    expect(await readPartitions(3.4 * batch, 2, compression)).toEqual([30, 0]);
  });

  test('is one batch at least, however large it is', async () => {
    expect(await readPartitions(1, 3, compression)).toEqual([10, 0, 0]);
  });
});

test('what was not compressed is not left: its size is what was asked for', async () => {
  expect(await readPartitions(1, 2, kafkajs.CompressionTypes.None)).toEqual([30, 30]);
});
