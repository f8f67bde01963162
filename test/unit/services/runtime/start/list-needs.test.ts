import { expect, test } from '@jest/globals';
import { listIndexerNeeds, listNormalizerNeeds } from '../../../../../services/runtime/start/list-needs.ts';
import { nameTopics } from '../../../../../services/runtime/topics.ts';

const CONFIG = {
  topics: nameTopics('c'),
  groups: { normalizer: 'n', indexer: 'i' },
  watch: { logs: 100, intervalSeconds: 60 },
};
const ENRICHED = ['c.enriched.schannel', 'c.enriched.rassstp'];

test('a normalizer reads raw records and writes everything but marks of replayed letters', () => {
  const writes = ['c.alerts', 'c.deadletter', ...ENRICHED, 'c.hosts'];
  expect(listNormalizerNeeds(CONFIG)).toEqual({ reads: ['c.raw'], writes, group: 'n' });
});

test('a normalizer that watches no logs does not need the topic of hosts', () => {
  const { writes } = listNormalizerNeeds({ ...CONFIG, watch: { logs: 0, intervalSeconds: 60 } });
  expect(writes).not.toContain('c.hosts');
});

test('an indexer reads documents and dead letters, and writes dead letters', () => {
  const reads = [...ENRICHED, 'c.deadletter'];
  expect(listIndexerNeeds(CONFIG)).toEqual({ reads, writes: ['c.deadletter'], group: 'i' });
});
