import { expect, test } from '@jest/globals';
import { nameTopics } from '../../../../services/runtime/topics.ts';

test('topics are named by prefix and content', () => {
  const topics = nameTopics('lab');
  expect([topics.raw, topics.enriched('rassstp'), topics.alerts, topics.deadletter, topics.replayed]).toEqual([
    'lab.raw',
    'lab.enriched.rassstp',
    'lab.alerts',
    'lab.deadletter',
    'lab.replayed',
  ]);
});
