import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { lastRelevantLines } from '../../../../services/stack/log-tail.ts';
import { temporaryDirectory } from './temporary-directory.ts';

function log(lines: readonly string[]): string {
  const file = join(temporaryDirectory(), 'server.log');
  writeFileSync(file, lines.join('\n'));
  return file;
}

test('lines that tell of a failure are preferred, without stack frames', () => {
  const file = log([
    '[x] INFO starting',
    '[x] ERROR Exiting Kafka due to fatal exception',
    'java.net.BindException: Address already in use',
    '\tat sun.nio.ch.Net.bind(ExceptionTable.java:1)',
    '[x] INFO stopped',
  ]);
  expect(lastRelevantLines(file)).toEqual([
    '[x] ERROR Exiting Kafka due to fatal exception',
    'java.net.BindException: Address already in use',
  ]);
});

test('without such lines the last ones are given', () => {
  expect(lastRelevantLines(log(['one', 'two', '', 'three']), 2)).toEqual(['two', 'three']);
});

test('a log that does not exist has no lines', () => {
  expect(lastRelevantLines('/nowhere/server.log')).toEqual([]);
});
