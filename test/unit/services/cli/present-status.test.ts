import { expect, test } from '@jest/globals';
import pc from 'picocolors';
import { presentStatus } from '../../../../services/cli/present-status.ts';
import { readStatus, type Status, type StatusSource } from '../../../../services/cli/read-status.ts';
import type { Output } from '../../../../services/cli/terminal.ts';
import { writeAccount } from '../../../../services/runtime/accounting.ts';

const wide = (columns: number): Output => ({
  interactive: true,
  colors: pc.createColors(false),
  columns: () => columns,
  rows: () => 24,
  write: () => Promise.resolve(),
});

const ACCOUNT = { records: 5000, events: 6004, documents: 4, alerts: 1, dead: 2, skips: { other_provider: 5998 } };
const INDEXED = { records: 4, indexed: 3, duplicates: 1, rejected: 0 };

/** A group that has committed an account in each of two partitions of each topic, and has three offsets to read in each. */
const SOURCE: StatusSource = {
  groupOffsets: (group, topics) =>
    Promise.resolve(
      topics.flatMap((topic) =>
        [0, 1].map((partition) => {
          const metadata = writeAccount(group === 'n' ? ACCOUNT : INDEXED);
          return { topic, partition, offset: 7, metadata };
        }),
      ),
    ),
  groupLag: (_, topics) =>
    Promise.resolve(
      topics.flatMap((topic) =>
        [0, 1].map((partition) => ({ topic, partition, offset: 7, metadata: '', end: 10, lag: 3 })),
      ),
    ),
  describeGroup: (group) =>
    Promise.resolve(group === 'n' ? { state: 'Stable', members: 1 } : { state: 'Dead', members: 0 }),
};

const read = (): Promise<Status> =>
  readStatus(SOURCE, { groups: { normalizer: 'n', indexer: 'i' }, raw: 't.raw', indexed: ['t.a', 't.b'] });

test('the partitions of a topic are added up, the topics are not', async () => {
  const skips = { other_provider: 11996 };
  expect(await read()).toEqual({
    normalizer: {
      ...{ group: 'n', state: 'Stable', members: 1, topic: 't.raw', lag: 6 },
      ...{ records: 10000, events: 12008, documents: 8, alerts: 2, dead: 4, skips },
    },
    indexer: {
      ...{ group: 'i', state: 'Dead', members: 0 },
      topics: ['t.a', 't.b'].map((topic) => ({ topic, lag: 6, records: 8, indexed: 6, duplicates: 2, rejected: 0 })),
    },
  });
});

test.each([60, 80, 100])('for a person, in %i columns', async (columns) => {
  const lines = presentStatus(await read(), 't.b', wide(columns));
  expect(lines.filter((line) => line.length > columns)).toEqual([]);
  const text = lines.join('\n').replace(/\s+/gu, ' ');
  for (const part of [
    'Normalizer reads t.raw as group n: 1 process ',
    ' records read 10,000 6 still to read ',
    ' documents 8 2 copies among the alerts ',
    ' dead letters 4 open ones: npx wincanal replay --dry-run',
    ' other_provider 11,996 an event of a provider',
    'Indexer reads what it publishes as group i: no process is in it now ',
    ' t.b 8 6 2 0 6',
  ])
    expect(text).toContain(part);
});

test('before anything was read there is nothing to explain', async () => {
  const { normalizer, indexer } = await read();
  const account = { records: 0, events: 0, documents: 0, alerts: 0, dead: 0, skips: {} };
  const lines = presentStatus({ normalizer: { ...normalizer, ...account, lag: 0 }, indexer }, 't.b', wide(80));
  expect(lines.join('\n')).not.toContain('replay --dry-run');
  expect(lines.join('\n')).not.toContain('still to read');
});

test('a reason of another version, or of nobody, is shown as it is', async () => {
  const { normalizer, indexer } = await read();
  const lines = presentStatus(
    { normalizer: { ...normalizer, skips: { 'odd\u001b[2J': 3 } }, indexer },
    't.b',
    wide(80),
  );
  expect(lines).toContainEqual(expect.stringMatching(/^ {4}odd \[2J +3$/u));
});

test('beside what was rejected stands what says why, which for letters is the log', async () => {
  const { normalizer, indexer } = await read();
  const show = (...refused: readonly string[]): string => {
    const topics = indexer.topics.map((one) => ({ ...one, rejected: refused.includes(one.topic) ? 3 : 0 }));
    return presentStatus({ normalizer, indexer: { ...indexer, topics } }, 't.b', wide(80)).join('\n');
  };
  expect(show()).not.toContain('rejected:');
  expect(show('t.a')).toMatch(/ {2}rejected: why: npx wincanal replay --dry-run --stage index$/u);
  expect(show('t.b')).toMatch(/ {2}rejected of t\.b: why: the log of the indexer$/u);
});
