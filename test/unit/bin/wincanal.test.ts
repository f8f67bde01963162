import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { loadConfig } from '../../../services/runtime/config.ts';
import { cleanEnvironment, LAUNCHER } from '../../support/run-wincanal.ts';

const UNIT = readFileSync(join(resolve(import.meta.dirname, '../../..'), 'docs/run/wincanal@.service'), 'utf8');

test.each(['normalizer', 'indexer'])('a signal to the process that was started stops the %s itself', async (worker) => {
  // Nobody listens there: the worker waits, until it is told to stop.
  const env = cleanEnvironment({ WINCANAL_KAFKA_BROKERS: '127.0.0.1:1', WINCANAL_START_WAIT_SECONDS: '30' });
  const child = spawn(LAUNCHER, [worker], { env, stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = once(child, 'exit');
  let log = '';
  child.stderr.on('data', (chunk) => {
    const isTold = log.includes('cannot start yet');
    log += String(chunk);
    if (!isTold && log.includes('cannot start yet')) child.kill('SIGTERM');
  });
  expect(await ended).toEqual([0, null]);
  expect(log).toContain(`"pid":${child.pid},`);
});

test('the unit starts the launcher and leaves it more time to stop than it takes', () => {
  const settings = new Map([...UNIT.matchAll(/^(\w+)=(.*)$/gmu)].map(([, name = '', value]) => [name, value]));
  expect(settings.get('ExecStart')).toBe('/opt/wincanal/bin/wincanal %j');
  expect(Number(settings.get('TimeoutStopSec'))).toBeGreaterThan(loadConfig({}).stopTimeoutSeconds);
  expect(settings.get('Restart')).toBe('always');
  expect(settings.get('RestartPreventExitStatus')).toBe('2');
});
