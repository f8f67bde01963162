import { expect, test } from '@jest/globals';
import { createPartitioner, routingKey } from '../../../../../services/runtime/kafka/partitioner.ts';

const partitionMetadata = Array.from({ length: 12 }, (_, partitionId) => ({
  partitionErrorCode: 0,
  partitionId,
  leader: 1,
  replicas: [1],
  isr: [1],
}));

function choose(message: { key: string | null; value: Buffer | null; headers?: Record<string, string> }): number {
  return createPartitioner()({ topic: 't', partitionMetadata, message: { ...message } });
}

test('the key decides, whatever else the message holds', () => {
  const value = Buffer.from('x');
  expect(choose({ key: 'web1', value })).toBe(choose({ key: 'web1', value: null, headers: { 'event-id': 'other' } }));
});

test('without a key, an event that is sent twice meets its twin', () => {
  const headers = { 'event-id': 'abc' };
  expect(choose({ key: null, value: Buffer.from('1'), headers })).toBe(
    choose({ key: null, value: Buffer.from('2'), headers }),
  );
});

test('a message without anything else goes where it went before when it is sent again', () => {
  const seen = new Set(Array.from({ length: 50 }, () => choose({ key: null, value: Buffer.from('same') })));
  expect(seen.size).toBe(1);
  const spread = new Set(Array.from({ length: 50 }, (_, i) => choose({ key: null, value: Buffer.from(`v${i}`) })));
  expect(spread.size).toBeGreaterThan(6);
});

test('dead letters without a key follow the partition they came from', () => {
  const headers = { 'source-topic': 'c.raw', 'source-partition': '4' };
  expect(routingKey({ key: null, value: Buffer.from('x'), headers })).toBe('c.raw/4');
});

test('an explicit partition is taken as it is', () => {
  const message = { key: 'web1', value: null, partition: 7 };
  expect(createPartitioner()({ topic: 't', partitionMetadata, message })).toBe(7);
});
