import { expect, test } from '@jest/globals';
import { nameTopics } from '../../../../services/runtime/topics.ts';

test('topics are named by prefix and content', () => {
  const topics = nameTopics('lab');
  const { raw, alerts, deadletter, replayed, hosts } = topics;
  expect([raw, topics.enriched('rassstp'), alerts, deadletter, replayed, hosts]).toEqual([
    'lab.raw',
    'lab.enriched.rassstp',
    'lab.alerts',
    'lab.deadletter',
    'lab.replayed',
    'lab.hosts',
  ]);
});
