import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from '@jest/globals';

const ROOT = join(import.meta.dirname, '../../../..');

/** Runs lines of a module in a process of its own; `HANGUP` sends it SIGHUP and waits until that has arrived. */
function run(lines: string): { status: number | null; signal: string | null; stderr: string } {
  const address = (path: string): string => JSON.stringify(pathToFileURL(join(ROOT, path)).href);
  const script = `
    import { runWorker } from ${address('services/cli/run-worker.ts')};
    import { runProcess } from ${address('services/runtime/lifecycle.ts')};
    const hangUp = async () => {
      process.kill(process.pid, 'SIGHUP');
      await new Promise((resolve) => setTimeout(resolve, 50));
    };
    ${lines}`;
  return spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', script], {
    encoding: 'utf8',
  });
}

test('SIGHUP while a worker is being loaded does not end it', () => {
  expect(run('await runWorker(async () => { await hangUp(); return { main: async () => 7 }; });').status).toBe(7);
});

test('SIGHUP before that ends it, which shows that it arrives', () => {
  expect(run('await hangUp();').signal).toBe('SIGHUP');
});

test('SIGHUP at the start, at work, while stopping and after it does not end a process', () => {
  const { status, stderr } = run(`
    // A real process has sockets that keep it alive.
    setInterval(() => undefined, 1000);
    const code = await runProcess('p', async ({ onReload, logger }) => {
      await hangUp();
      onReload(() => logger.info('reloaded'));
      setTimeout(async () => { await hangUp(); process.kill(process.pid, 'SIGTERM'); }, 0);
      return { failed: new Promise(() => undefined), stop: hangUp };
    });
    await hangUp();
    process.exit(code);`);
  const messages = stderr
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { msg: string }).msg);
  expect(messages).toEqual([
    'SIGHUP: this process has no file to read again',
    'reloaded',
    'stopping',
    'SIGHUP while stopping: nothing is read again',
    'stopped',
  ]);
  expect(status).toBe(0);
});
