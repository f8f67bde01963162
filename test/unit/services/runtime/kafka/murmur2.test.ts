import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import kafkajs from 'kafkajs';
import { murmur2 } from '../../../../../services/runtime/kafka/murmur2.ts';
import { createPartitioner } from '../../../../../services/runtime/kafka/partitioner.ts';

const PARTITIONS = 10_007;
const partitionMetadata = Array.from({ length: PARTITIONS }, (_, partitionId) => ({
  partitionErrorCode: 0,
  partitionId,
  leader: 1,
  replicas: [1],
  isr: [1],
}));

test('any key goes to the partition that the client itself would choose', () => {
  const client = kafkajs.Partitioners.DefaultPartitioner();
  const ours = createPartitioner();
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const args = { topic: 't', partitionMetadata, message: { key: Buffer.from(bytes), value: null } };
      expect(ours(args)).toBe(client(args));
    }),
    { numRuns: 200 },
  );
});

test('a key of a megabyte takes milliseconds', () => {
  const key = Buffer.alloc(1_000_000, 'k');
  const from = process.cpuUsage();
  murmur2(key);
  // The client's own takes minutes: this is no measurement. Time of the processor, which a busy machine does not lengthen.
  expect(process.cpuUsage(from).user).toBeLessThan(1_000_000);
});
