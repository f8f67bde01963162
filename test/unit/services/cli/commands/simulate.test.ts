import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { FLEET_FORMATS } from '../../../../../services/simulate/index.ts';
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
    /^600 records \(\d+ Schannel and RasSstp, \d+ other, 7 broken\) of 9 hosts to .*fleet\.ndjson \(seed 3\)\n$/u,
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

test('a format that is no line of text is refused for a file, and an unknown one is completed', async () => {
  const binary = await runWincanal([...ARGS, '-', '--formats', 'xml,gzip']);
  expect(binary).toMatchObject({ code: 2, stdout: '' });
  expect(binary.stderr).toContain('a record in the format gzip is not text on one line');
  const unknown = await runWincanal([...ARGS, '-', '--formats', 'nxlog']);
  expect(unknown.code).toBe(2);
  expect(unknown.stderr).toMatch(
    /one of the \d+ names that --help lists\. Did you mean nxlog_local or nxlog_enterprise or nxlog_xml\?/u,
  );
});

test('the help lists every format', async () => {
  const { stdout } = await runWincanal(['simulate', '--help']);
  for (const format of FLEET_FORMATS) expect(stdout).toMatch(new RegExp(`^  ${format} {2,}\\S`, 'mu'));
});

test('the records of a file are sent as they are', async () => {
  const path = join(folder, 'input.ndjson');
  writeFileSync(path, 'first\n\nsecond');
  const { code, stdout, stderr } = await runWincanal(['simulate', '--input', path, '--output', '-']);
  expect({ code, stdout }).toEqual({ code: 0, stdout: 'first\nsecond\n' });
  expect(stderr).toContain('2 records of ');
});
