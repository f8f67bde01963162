import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { FLEET_FORMATS, findRenderer } from '../../../../../services/simulate/index.ts';
import { runWincanal } from '../../../../support/run-wincanal.ts';

const folder = mkdtempSync(join(tmpdir(), 'wincanal-simulate-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const ARGS = [
  'simulate',
  '--seed',
  '3',
  '--until',
  '2026-03-04T05:06:07Z',
  '--events',
  '600',
  '--hosts',
  '9',
  '--output',
];

test('the same seed and end give the same file, as standard output does', async () => {
  const path = join(folder, 'fleet.ndjson');
  const toFile = await runWincanal([...ARGS, path]);
  const toOutput = await runWincanal([...ARGS, '-']);
  expect(toFile.code).toBe(0);
  expect(toOutput.stdout).toBe(readFileSync(path, 'utf8'));
  expect(toFile.stderr).toMatch(
    /^600 records \(\d+ Schannel and RasSstp, \d+ other, 7 broken\) of 9 hosts in 2 formats to .*fleet\.ndjson \(seed 3\)\n$/u,
  );
});

test('what it says it sent is what the normalizer finds', async () => {
  const { stdout, stderr } = await runWincanal([...ARGS, '-', '--broken', '0']);
  const [, ours, other] = /\((\d+) Schannel and RasSstp, (\d+) other, 0 broken\)/u.exec(stderr) ?? [];
  const { code, stderr: summary } = await runWincanal(['normalize', '--json'], { input: stdout });
  expect(code).toBe(0);
  const { records, documents, skipped } = JSON.parse(summary) as {
    records: number;
    documents: Record<string, number>;
    skipped: Record<string, number>;
  };
  expect(records).toBe(600);
  expect((documents['schannel'] ?? 0) + (documents['rassstp'] ?? 0)).toBe(Number(ours));
  expect(skipped).toEqual({ other_provider_unparsed: Number(other) });
});

test('one format where one is asked for', async () => {
  const { stdout } = await runWincanal([...ARGS, '-', '--formats', 'winlogbeat', '--broken', '0']);
  expect(
    stdout
      .trimEnd()
      .split('\n')
      .every((line) => line.startsWith('{"@timestamp"')),
  ).toBe(true);
});

test('all formats that are text on a line, which the normalizer reads', async () => {
  const { stdout } = await runWincanal([...ARGS, '-', '--formats', 'all', '--hosts', '200', '--broken', '0']);
  const zone = { WINCANAL_ASSUMED_TIMEZONE: 'Europe/Berlin' };
  const { stdout: documents, stderr } = await runWincanal(['normalize', '--json'], { input: stdout, env: zone });
  expect(JSON.parse(stderr)).toMatchObject({ records: 600, dead: {} });
  for (const format of ['nxlog', 'wazuh', 'powershell']) expect(documents).toContain(`"format":"${format}"`);
});

test('with as many hosts as formats every one is sent, and so many hosts there are where nobody says', async () => {
  const lines = FLEET_FORMATS.filter((name) => findRenderer(name).oneLine !== false).length;
  const all = await runWincanal([...ARGS.slice(0, 5), '--events', '2000', '--formats', 'all', '--output', '-']);
  expect(all.stderr).toContain(` of ${lines} hosts in ${lines} formats to standard output`);
  expect(all.stderr).not.toContain('each host');
  const few = await runWincanal([...ARGS, '-', '--formats', 'all']);
  expect(few.stderr).toContain(`warning: each host sends in one format, and there are ${lines} formats for 9 hosts;`);
  expect(few.stderr).toContain(` of 9 hosts in 9 of ${lines} formats to`);
});

test('it says beforehand that formats without a zone need one, unless it is set here', async () => {
  const warning =
    'warning: no time zone is in nxlog_local, snare: such events are dead letters (EVENT_NO_TIME) unless the normalizer runs with WINCANAL_ASSUMED_TIMEZONE=Europe/Berlin\n';
  const args = [...ARGS, '-', '--formats', 'nxlog_local,xml,snare'];
  expect((await runWincanal(args)).stderr.startsWith(warning)).toBe(true);
  const env = { WINCANAL_ASSUMED_TIMEZONE: 'Europe/Berlin' };
  expect((await runWincanal(args, { env })).stderr).not.toContain('zone');
  expect((await runWincanal([...ARGS, '-'])).stderr).not.toContain('zone');
});

test.each([
  ['5', 1],
  ['69', 7],
  ['600', 7],
])('of %s records %d are broken where nobody says how many', async (events, broken) => {
  const { stderr } = await runWincanal(['simulate', '--events', events, '--output', '-']);
  expect(stderr).toContain(` other, ${broken} broken)`);
});

test('a format that is no line of text is refused for a file, and an unknown one is completed', async () => {
  const binary = await runWincanal([...ARGS, '-', '--formats', 'xml,gzip']);
  expect(binary).toMatchObject({ code: 2, stdout: '' });
  expect(binary.stderr).toContain('a record in the format gzip is not text on one line');
  const unknown = await runWincanal([...ARGS, '-', '--formats', 'nxlog']);
  expect(unknown.code).toBe(2);
  expect(unknown.stderr).toContain('There is no "nxlog". Did you mean nxlog_local or nxlog_enterprise');
});

test('of several formats each wrong one is named, and all that there are where one is like none', async () => {
  const near = await runWincanal([...ARGS, '-', '--formats', 'xml,vectr, snaer,vectr,nxlogg,']);
  expect(near).toMatchObject({ code: 2, stdout: '' });
  expect(near.stderr).toContain(
    'is invalid. There is no "vectr". Did you mean vector? There is no "snaer". Did you mean snare? There is no "nxlogg". Did you mean nxlog_local or nxlog_enterprise or nxlog_xml or nxlog_syslog? A name is missing beside a comma.\n',
  );
  const help = await runWincanal([...ARGS, '-', '--formats', 'help']);
  expect(help.stderr).toContain(`There is no "help". The names are ${[...FLEET_FORMATS, 'all'].join(', ')}.`);
});

test('the help lists every format', async () => {
  const { stdout } = await runWincanal(['simulate', '--help']);
  for (const format of FLEET_FORMATS) expect(stdout).toMatch(new RegExp(`^  ${format} {2,}\\S`, 'mu'));
});

test('a file is one record where that is said, whatever bytes it has', async () => {
  const path = join(folder, 'record');
  writeFileSync(path, Buffer.from('first\r\n\r\nsecond\n'));
  const args = ['simulate', '--framing', 'file', '--output', '-'];
  const { stdout, stderr } = await runWincanal([...args, '--input', path]);
  expect(stdout).toBe('first\r\n\r\nsecond\n\n');
  expect(stderr).toContain('1 record of ');
  expect(await runWincanal(args)).toMatchObject({ code: 2, stdout: '' });
});

test('the records of a file are sent as they are', async () => {
  const path = join(folder, 'input.ndjson');
  writeFileSync(path, 'first\n\nsecond');
  const { code, stdout, stderr } = await runWincanal(['simulate', '--input', path, '--output', '-']);
  expect({ code, stdout }).toEqual({ code: 0, stdout: 'first\nsecond\n' });
  expect(stderr).toContain('2 records of ');
});
