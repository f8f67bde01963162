import { expect, test } from '@jest/globals';
import kafkajs from 'kafkajs';
import { chooseLevel } from '../../../../../services/runtime/kafka/client-log.ts';

const { ERROR, WARN, INFO } = kafkajs.logLevel;

test.each([
  [ERROR, 'Connection', 'Response InitProducerId(key: 22, version: 1)'],
  [ERROR, 'Consumer', 'The coordinator is not aware of this member, re-joining the group'],
  [WARN, 'Runner', 'The group is rebalancing, re-joining'],
  [ERROR, 'Runner', 'Error when calling eachBatch'],
  [INFO, 'Consumer', 'Starting'],
])('what passes by itself or is logged elsewhere is a detail: %s %s %s', (level, namespace, message) => {
  expect(chooseLevel({ level, namespace }, message)).toBe('debug');
});

test('a connection that fails is a warning', () => {
  expect(chooseLevel({ level: ERROR, namespace: 'Connection' }, 'Connection error: connect ECONNREFUSED')).toBe('warn');
});
