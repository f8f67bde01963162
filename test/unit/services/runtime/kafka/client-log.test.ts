import { expect, jest, test } from '@jest/globals';
import kafkajs, { type LogEntry } from 'kafkajs';
import { chooseLevel, createClientLog } from '../../../../../services/runtime/kafka/client-log.ts';
import type { Logger } from '../../../../../services/runtime/telemetry.ts';

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

test('the same warning is repeated only after a while', () => {
  const warn = jest.fn();
  const debug = jest.fn();
  let now = 0;
  const log = createClientLog({ warn, debug } as unknown as Logger, () => now)(WARN);
  const fail = (message: string): void => {
    log({ level: ERROR, namespace: 'Connection', label: 'ERROR', log: { message } } as LogEntry);
  };
  fail('connect ECONNREFUSED a:1');
  fail('connect ECONNREFUSED a:1');
  fail('connect ECONNREFUSED b:2');
  expect([warn.mock.calls.length, debug.mock.calls.length]).toEqual([2, 1]);
  now = 10_000;
  fail('connect ECONNREFUSED a:1');
  expect(warn).toHaveBeenCalledTimes(3);
});
