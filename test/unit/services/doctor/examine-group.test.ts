import { expect, test } from '@jest/globals';
import { countLost, examineGroup } from '../../../../services/doctor/examine-group.ts';
import type { Finding } from '../../../../services/doctor/finding.ts';
import { writeAccount } from '../../../../services/runtime/accounting.ts';
import type { ClusterView } from '../../../../services/runtime/kafka/index.ts';

test('offsets that were deleted before they were read are counted, of every partition', () => {
  const ends = [
    { partition: 0, low: 10, high: 20 },
    { partition: 1, low: 5, high: 20 },
    { partition: 2, low: 7, high: 20 },
  ];
  const offsets = [
    { partition: 0, offset: 4 },
    { partition: 1, offset: 9 },
    // Nothing committed: it begins at what there is.
    { partition: 2, offset: undefined },
  ];
  expect(countLost(offsets, ends)).toBe(6);
});

test.each([
  ['t.a', 'replay --dry-run --stage index'],
  ['t.dead', "the indexer's log"],
])('what was refused of %s since the group exists is a warning, with what says why', async (refused, advice) => {
  const topics = ['t.a', 't.dead'];
  const findings: Finding[] = [];
  await examineGroup(
    {
      describeGroup: () => Promise.resolve({ state: 'Stable', members: 1 }),
      groupLag: () => Promise.resolve([]),
      topicEnds: () => Promise.resolve([]),
      groupOffsets: (_, [topic = '']) => {
        const rejected = topic === refused ? 2 : 0;
        const metadata = writeAccount({ records: 9, indexed: 9 - rejected, duplicates: 0, rejected });
        return Promise.resolve([0, 1].map((partition) => ({ topic, partition, offset: 9, metadata })));
      },
    },
    { worker: 'indexer', group: 'i', reads: topics, writes: ['t.dead'] },
    { topics: topics.map((name) => ({ name })) } as unknown as ClusterView,
    (finding) => findings.push(finding),
  );
  expect(findings.filter(({ verdict }) => verdict !== 'ok')).toEqual([
    {
      ...{ area: 'groups', subject: 'indexer (i)', verdict: 'warning' },
      detail: `by its account Elasticsearch has refused 4 documents of ${refused}`,
      advice: expect.stringContaining(advice),
    },
  ]);
});
