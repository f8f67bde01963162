import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { expect, test } from '@jest/globals';
import { endGroup } from '../../../../services/stack/process-group.ts';

/** A process group whose leader and child both ignore SIGTERM; prints once both are there. */
async function startStubborn(ignore: boolean): Promise<{ leader: number; closed: Promise<string> }> {
  const stay = `${ignore ? "process.on('SIGTERM', () => undefined);" : ''} setInterval(() => undefined, 1000);`;
  const program = `
    const child = require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(`${stay} console.log('ready')`)}], { stdio: ['ignore', 'pipe', 'inherit'] });
    ${stay}
    process.on('SIGTERM', () => { ${ignore ? '' : "child.kill(); child.once('exit', () => process.exit(0));"} });
    child.stdout.once('data', () => console.log('ready'));`;
  const leader = spawn(process.execPath, ['-e', program], { detached: true, stdio: ['ignore', 'pipe', 'inherit'] });
  await once(leader.stdout, 'readable');
  return { leader: leader.pid ?? 0, closed: once(leader, 'exit').then(([code, signal]) => String(signal ?? code)) };
}

const isGone = (group: number): boolean => {
  try {
    process.kill(-group, 0);
    return false;
  } catch {
    return true;
  }
};

test('a group that obeys SIGTERM ends in order', async () => {
  const { leader, closed } = await startStubborn(false);
  await endGroup(leader, 10_000);
  expect(await closed).toBe('0');
  expect(isGone(leader)).toBe(true);
});

test('a group that ignores SIGTERM is killed after the grace period, children included', async () => {
  const { leader, closed } = await startStubborn(true);
  await endGroup(leader, 300);
  expect(await closed).toBe('SIGKILL');
  expect(isGone(leader)).toBe(true);
});

test('a group that is gone already is no error', async () => {
  const child = spawn(process.execPath, ['-e', ''], { detached: true, stdio: ['ignore', 'pipe', 'inherit'] });
  await text(child.stdout);
  await once(child, 'exit');
  await expect(endGroup(child.pid ?? 0, 1000)).resolves.toBeUndefined();
});
