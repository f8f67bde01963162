import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import type { Explanation } from '../../../../../normalizers/index.ts';
import {
  composeEvent,
  composeHosts,
  createRandom,
  RASSSTP,
  renderEventXml,
  renderWinlogbeat,
} from '../../../../../services/simulate/index.ts';
import { runWincanal } from '../../../../support/run-wincanal.ts';

const folder = mkdtempSync(join(tmpdir(), 'wincanal-explain-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const random = createRandom(2);
const gateway = composeHosts(1, random)[0];
if (gateway === undefined) throw new Error('no host');
const EVENT = composeEvent(RASSSTP, gateway, Date.parse('2026-03-04T05:06:07Z'), random);

test('an event by its values, names in any case', async () => {
  const { code, stdout, stderr } = await runWincanal(['explain', 'SCHANNEL', '36887', 'alertdesc=48']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain('unknown_ca');
  expect(stdout).toContain('\nWho acts\n');
});

test('--json gives the document, causes and commands', async () => {
  const { code, stdout } = await runWincanal(['explain', '--json', 'schannel', '36887', 'AlertDesc=48']);
  const { document, causes, commands, related } = JSON.parse(stdout) as Explanation;
  expect(code).toBe(0);
  expect(document.event.code).toBe('36887');
  expect(document.wincanal.tls?.alert).toMatchObject({ code: 48, name: 'unknown_ca' });
  for (const list of [causes, commands, related]) expect(list.length).toBeGreaterThan(0);
});

test('a saved file and standard input are explained alike', async () => {
  const path = join(folder, 'saved.xml');
  writeFileSync(path, renderEventXml(EVENT, { indented: true, quote: '"' }));
  const fromFile = await runWincanal(['explain', path]);
  const fromInput = await runWincanal(['explain'], { input: renderEventXml(EVENT) });
  expect(fromFile).toEqual(fromInput);
  expect(fromFile.stdout).toContain(
    `RasSstp ${EVENT.eventId}, ${EVENT.computer.toLowerCase()}, 2026-03-04 05:06:07 UTC`,
  );
});

test('several records are explained one after the other; one that cannot be makes the exit code 1', async () => {
  const { code, stdout } = await runWincanal(['explain', '-'], {
    input: [renderEventXml(EVENT), '{', renderWinlogbeat(EVENT)].join('\n'),
  });
  expect(code).toBe(1);
  expect(stdout.match(/\nWhat happened\n/gu)).toHaveLength(2);
  expect(stdout).toContain('This record would be a dead letter: ');
  expect(stdout).toContain('DECODE_NOT_JSON');
});

test('a hostile event steers no terminal, whether it is explained, refused or shown as JSON', async () => {
  const computer = 'evil\u009b2J\u0085\u202e\u200f\u061c';
  const event = { ...EVENT, computer, data: EVENT.data.map(([name]) => [name, computer] as const) };
  const input = `${renderEventXml(event)}\n{"a":\u001b[2J${computer}`;
  for (const options of [[], ['--json']]) {
    const { stdout } = await runWincanal(['explain', ...options, '-'], { input });
    expect(stdout).toContain('evil');
    expect(stdout).toContain('DECODE_NOT_JSON');
    for (const line of stdout.split('\n')) expect(line).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
  }
});

test('an event of another provider is said to be one', async () => {
  const input = renderEventXml({ ...EVENT, providerName: 'Service Control Manager', providerGuid: undefined });
  const { code, stdout } = await runWincanal(['explain'], { input });
  expect(code).toBe(1);
  expect(stdout).toContain('Known are schannel, rassstp.');
});

test('a provider alone lists its catalogue', async () => {
  const { code, stdout } = await runWincanal(['explain', 'RasSstp']);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^ {2}6 +critical +\S/mu);
  const { stdout: json } = await runWincanal(['explain', 'rassstp', '--json']);
  expect(
    json
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as { provider: string }).provider),
  ).toContain('rassstp');
});

test.each([
  [['schanel', '36887'], '"schanel" is neither a file nor a provider (schannel, rassstp). Did you mean Schannel?'],
  [['no-such-file.xml'], '"no-such-file.xml" is neither a file nor a provider'],
  [['schannel', '36878x'], 'Schannel has no event "36878x" in the catalogue. Did you mean 36878'],
  [['schannel', '36888', 'AlertDsc=40'], 'Schannel 36888 carries no value named "AlertDsc"', 'Did you mean AlertDesc?'],
  [['schannel', '36888', 'AlertDesc'], '"AlertDesc" is not Name=Value'],
  [['schannel', '36887', 'AlertDesc=unknown_ca'], 'AlertDesc=unknown_ca: the value must be a number'],
  [['rassstp', '11', 'CoId=x'], 'Microsoft-Windows-RasSstp 11 carries no value named "CoId": it carries no values.'],
] as const)('%j is wrong use', async (args: readonly string[], ...parts: readonly string[]) => {
  const { code, stdout, stderr } = await runWincanal(['explain', ...args]);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  for (const part of parts) expect(stderr).toContain(part);
});
