import { expect, test } from '@jest/globals';
import type { Cluster } from '../../../../../services/runtime/kafka/cluster.ts';
import { readPartition, type ReadPartitionOptions } from '../../../../../services/runtime/kafka/read-partition.ts';

/** The last offset of a batch, and those of its messages that compaction has left; each is a segment of its own. */
type Segment = readonly [last: number, left: readonly number[]];

/** Reads a partition of a broker that answers with one segment at a time, whole, as the client shows it. */
async function read(segments: readonly Segment[], options?: ReadPartitionOptions): Promise<number[]> {
  const end = (segments.at(-1)?.[0] ?? -1) + 1;
  const fetch = ({ topics }: { topics: readonly { partitions: readonly { fetchOffset: string }[] }[] }) => {
    const from = Number(topics[0]?.partitions[0]?.fetchOffset);
    const [, left = []] = segments.find(([last]) => last >= from) ?? [];
    const messages = left.map((offset) => ({ offset: String(offset), key: null, value: null, headers: {} }));
    return Promise.resolve({ responses: [{ partitions: [{ lastStableOffset: String(end), messages }] }] });
  };
  const cluster = {
    addMultipleTargetTopics: () => Promise.resolve(),
    findLeaderForPartitions: () => ({ 1: [0] }),
    findBroker: () => Promise.resolve({ fetch }),
  };
  const found: number[] = [];
  const reading = readPartition(cluster as unknown as Cluster, 't', 0, 0, undefined, options);
  for await (const messages of reading) found.push(...messages.map(({ offset }) => offset));
  return found;
}

test('what compaction has emptied is passed over, wherever it is, and nothing behind it', async () => {
  const segments: Segment[] = [
    [40, []],
    [45, [43, 45]],
    [46, []],
    [90, [50]],
    [99, []],
  ];
  expect(await read(segments, { compacted: true })).toEqual([43, 45, 50]);
});

test('of a topic that is not compacted, an answer without anything is an error', async () => {
  await expect(
    read([
      [4, []],
      [5, [5]],
    ]),
  ).rejects.toThrow('the broker gives nothing of t/0 from offset 0 on');
});
