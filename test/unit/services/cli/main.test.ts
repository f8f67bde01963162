import { execFile } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, test } from '@jest/globals';
import packageJson from '../../../../package.json' with { type: 'json' };
import { COMMANDS } from '../../../../services/cli/commands.ts';
import { cleanEnvironment, LAUNCHER, runWincanal } from '../../../support/run-wincanal.ts';

const folder = mkdtempSync(join(tmpdir(), 'wincanal-cli-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

test('help names every command and ends well', async () => {
  const { code, stdout, stderr } = await runWincanal(['--help']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  for (const { name, summary } of COMMANDS) {
    expect(stdout).toContain(`\n  ${name} `);
    expect(stdout.replace(/\s+/gu, ' ')).toContain(summary);
  }
});

test.each(COMMANDS.map(({ name }) => name))('%s --help teaches: options, examples, exit codes', async (name) => {
  const { code, stdout, stderr } = await runWincanal([name, '--help']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(new RegExp(`^Usage: wincanal ${name} `, 'u'));
  for (const part of [
    '\nOptions:\n',
    '\nExamples:\n  $ ',
    '\nExit codes:\n  0  ',
    '\n  2  wrong use or configuration',
  ]) {
    expect(stdout).toContain(part);
  }
  expect(
    Math.max(
      ...stdout
        .split('\n')
        .filter((line) => !line.startsWith('  $ '))
        .map((line) => line.length),
    ),
  ).toBeLessThanOrEqual(100);
  expect(await runWincanal(['help', name])).toEqual({ code, stdout, stderr });
});

test('the version is the one of the package', async () => {
  expect(await runWincanal(['--version'])).toEqual({ code: 0, stdout: `${packageJson.version}\n`, stderr: '' });
});

test('without a command it shows the help as an error', async () => {
  const { code, stdout, stderr } = await runWincanal([]);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain('Commands:');
});

test.each([
  [['nrmalize'], 'there is no command "nrmalize". Did you mean normalize or normalizer?'],
  [['--vresion'], "unknown option '--vresion'", '--version'],
  [['explain', '--jsno', 'schannel'], "unknown option '--jsno'", '--json'],
  [['normalize', '--framing', 'lines'], "'--framing <line|file>' argument 'lines' is invalid", 'Did you mean line?'],
  [['simulate', '--rate', '0'], "'--rate <n/s>' argument '0' is invalid", 'such as 500/s'],
  [['simulate', '--share-other', '2'], "'--share-other <0..1>' argument '2' is invalid", 'from 0 to 1'],
  [['simulate', '--events', '1e3'], "'--events <n>' argument '1e3' is invalid", 'a whole number from 1'],
  [['simulate', '--until', 'noon'], "'--until <time>' argument 'noon' is invalid", '2026-03-04T05:06:07Z'],
  [['simulate', '--until', '2026-03-04T05:06:07Z', '--rate', '5'], '--rate and --until exclude each other'],
  [['simulate', '--formats', 'xlm'], "argument 'xlm' is invalid", 'Did you mean xml'],
  [['simulate', '--output', '/no/such/folder/x'], '--output: "/no/such/folder/x" cannot be written (ENOENT)'],
  [['tail', 'alert'], "value 'alert' is invalid", 'Did you mean alerts?'],
  [['up', '--kafka-port', '70000'], "'--kafka-port <port>' argument '70000' is invalid", 'from 0 to 65535'],
  [['normalizer', 'now'], 'too many arguments'],
] as const)(
  'wrong use %j says what is wrong and ends with 2',
  async (args: readonly string[], ...parts: readonly string[]) => {
    const { code, stdout, stderr } = await runWincanal(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    for (const part of parts) expect(stderr).toContain(part);
    expect(stderr).toContain('--help explains the options)');
  },
);

test.each([
  ['\u001b[2J\u009b2J\u202e'],
  ['explain', 'no\u001b[2J\u009b2J\u202e'],
  ['normalize', '--o\u001b[2J\u009b2J\u202e'],
  ['normalize', 'no\u001b[2J\u009b2J\u202e.ndjson'],
  ['simulate', '--events', '1\u001b[2J\u009b2J\u202e'],
])('an argument that is quoted steers no terminal (case %#)', async (...args: readonly string[]) => {
  const { code, stderr } = await runWincanal(args);
  expect(code).toBe(2);
  expect(stderr).toContain('[2J 2J');
  for (const line of stderr.split('\n')) expect(line).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
});

test.each(['normalizer', 'indexer', 'setup', 'tail', 'up', 'normalize'])(
  '%s refuses a wrong configuration with 2',
  async (name) => {
    const { code, stdout, stderr } = await runWincanal([name], { env: { WINCANAL_TOPIC_PARTITIONS: 'many' } });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('WINCANAL_TOPIC_PARTITIONS');
  },
);

test.each(['normalizer', 'normalize'])('%s refuses to exclude events of a provider that there is not', async (name) => {
  const { code, stderr } = await runWincanal([name], { env: { WINCANAL_EXCLUDE: 'schanel:36880' } });
  expect(code).toBe(2);
  expect(stderr).toContain('WINCANAL_EXCLUDE contains "schanel:36880"');
});

test('an empty log level is none: nothing but the message is shown', async () => {
  const env = { WINCANAL_KAFKA_BROKERS: '127.0.0.1:1', WINCANAL_LOG_LEVEL: '' };
  const { stderr } = await runWincanal(['tail'], { env });
  expect(stderr).not.toMatch(/^\{/mu);
});

test('a Kafka that does not answer is named, with what to set', async () => {
  const { code, stderr } = await runWincanal(['tail'], { env: { WINCANAL_KAFKA_BROKERS: '127.0.0.1:1' } });
  expect(code).toBe(1);
  // All is said: there is nothing that a log would add.
  expect(stderr).toBe(
    'error: Kafka cannot be reached at 127.0.0.1:1: nothing listens there (ECONNREFUSED): start it, or correct WINCANAL_KAFKA_BROKERS\n',
  );
});

test('the launcher finds its checkout through relative and absolute symbolic links', async () => {
  const absolute = join(folder, 'absolute');
  symlinkSync(LAUNCHER, absolute);
  mkdirSync(join(folder, 'sub'));
  const relative = join(folder, 'sub/relative');
  symlinkSync('../absolute', relative);
  for (const launcher of [absolute, relative]) {
    expect(await runWincanal(['--version'], { launcher })).toEqual({
      code: 0,
      stdout: `${packageJson.version}\n`,
      stderr: '',
    });
  }
});

test('without the dependencies the launcher says what to run', async () => {
  mkdirSync(join(folder, 'bare/bin'), { recursive: true });
  const launcher = join(folder, 'bare/bin/wincanal');
  copyFileSync(LAUNCHER, launcher);
  chmodSync(launcher, 0o755);
  const { code, stderr } = await runWincanal(['--help'], { launcher });
  expect(code).toBe(2);
  expect(stderr).toContain('run npm ci');
});

test('npx finds it inside the checkout', async () => {
  const { stdout } = await promisify(execFile)('npx', ['--no-install', 'wincanal', '--version'], {
    cwd: resolve(LAUNCHER, '../..'),
    env: cleanEnvironment(),
  });
  expect(stdout).toBe(`${packageJson.version}\n`);
});
