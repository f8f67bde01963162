import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { FORMAT_NAMES } from '../../../../../../normalizers/index.ts';
import { renderEventXml } from '../../../../../../services/simulate/index.ts';
import { runWincanal } from '../../../../../support/run-wincanal.ts';
import { SIMULATED_EVENT } from '../../../../../support/simulated-event.ts';

const folder = mkdtempSync(join(tmpdir(), 'wincanal-explain-records-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('records are read as the normalizer here reads them', () => {
  const local = join(import.meta.dirname, '../../../../../golden/nxlog/dead-36887-no-zone.json');

  test('without a zone a local time is a dead letter, and the setting that would read it is named', async () => {
    const { code, stdout } = await runWincanal(['explain', local]);
    expect(code).toBe(1);
    expect(stdout.replace(/\s+/gu, ' ')).toContain(
      'EVENT_NO_TIME EventTime is "2026-03-04 06:06:07", which names no zone: set WINCANAL_ASSUMED_TIMEZONE What to do ',
    );
    expect(stdout.replace(/\s+/gu, ' ')).toContain('set WINCANAL_ASSUMED_TIMEZONE, for example to Europe/Berlin.');
    expect(stdout).not.toContain('`');
    expect(stdout).toContain('docs/dead-letters.md');
  });

  test('WINCANAL_ASSUMED_TIMEZONE counts', async () => {
    const env = { WINCANAL_ASSUMED_TIMEZONE: 'Europe/Berlin' };
    const { code, stdout, stderr } = await runWincanal(['explain', local], { env });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain(', 2026-03-04 05:06:07 UTC');
    expect(stdout).toMatch(/\nHow it was read\n {2}as nxlog\n/u);
    expect(stdout).toContain('\n  timezone_assumed: the record states no zone for its time;');
  });

  test('it is said how a record was read, and of an event that is named by its values nothing of that', async () => {
    const path = join(folder, 'relayed.json');
    writeFileSync(
      path,
      JSON.stringify({ message: `<13>1 2026-03-04T05:06:08Z h a - - - ${renderEventXml(SIMULATED_EVENT)}` }),
    );
    const { code, stdout } = await runWincanal(['explain', path]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/\nHow it was read\n {2}as event_xml within logstash, syslog_rfc5424\n/u);
    const named = await runWincanal(['explain', 'schannel', '36887', 'AlertDesc=48']);
    expect(named.code).toBe(0);
    expect(named.stdout).not.toContain('How it was read');
  });

  test.each([
    [{ WINCANAL_MAX_RECORD_EVENTS: '1' }, 'DECODE_TOO_MANY', '(WINCANAL_MAX_RECORD_EVENTS)'],
    [{ WINCANAL_MAX_DEPTH: '8' }, 'DECODE_TOO_DEEP', '(WINCANAL_MAX_DEPTH)'],
    [{ WINCANAL_MAX_RECORD_BYTES: '1024' }, 'DECODE_TOO_LARGE', '(WINCANAL_MAX_RECORD_BYTES)'],
  ])('%j counts, and is named', async (env: Record<string, string>, why, setting) => {
    const path = join(folder, 'batch.xml');
    const nested = renderEventXml(SIMULATED_EVENT).replace(
      '</System>',
      `</System>${'<a>'.repeat(8)}${'</a>'.repeat(8)}`,
    );
    writeFileSync(path, `<Events>${nested}${renderEventXml(SIMULATED_EVENT)}</Events>`);
    expect((await runWincanal(['explain', path])).code).toBe(0);
    const { code, stdout } = await runWincanal(['explain', path], { env });
    expect(code).toBe(1);
    expect(stdout).toContain(why);
    expect(stdout).toContain(setting);
  });
});

test.each([
  ['standard input', [], ''],
  ['standard input', ['-', '--json'], '\n\r\n'],
  ['the file ', [join(folder, 'empty.xml')], ''],
])('%s without a record is an error that says what was expected', async (source, args, input) => {
  writeFileSync(join(folder, 'empty.xml'), '');
  const { code, stdout, stderr } = await runWincanal(['explain', ...args], { input });
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr.startsWith(`error: ${source}`)).toBe(true);
  expect(stderr.replace(/\s+/gu, ' ')).toContain(
    `is empty: it should have a record in one of the ${FORMAT_NAMES.length} formats that are recognised`,
  );
  for (const name of FORMAT_NAMES) expect(stderr).toMatch(new RegExp(`\\b${name}\\b`, 'u'));
});
