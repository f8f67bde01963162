import { beforeEach, expect, test } from '@jest/globals';
import { rmSync } from 'node:fs';
import { pino } from 'pino';
import type { Normalizer } from '../../../../normalizers/index.ts';
import { createSiteNormalizer, type SiteNormalizer } from '../../../../services/normalizer/site-normalizer.ts';
import { ConfigurationError, loadConfig } from '../../../../services/runtime/config.ts';
import { createTelemetry, type Logger, type Telemetry } from '../../../../services/runtime/telemetry.ts';
import { composeAlert } from '../../../support/canal.ts';
import { openTemporaryFiles } from '../../../support/temporary-files.ts';

const files = openTemporaryFiles();

let lines: Record<string, unknown>[];
let logger: Logger;
let telemetry: Telemetry;

beforeEach(() => {
  lines = [];
  logger = pino(
    { base: null, timestamp: false, formatters: { level: (level) => ({ level }) } },
    { write: (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>) },
  );
  telemetry = createTelemetry(logger);
  telemetry.close();
});

function open(env: Record<string, string>): SiteNormalizer {
  return createSiteNormalizer(loadConfig(env), logger, telemetry);
}

function judge(normalizer: Normalizer): string {
  const [outcome] = normalizer.normalize(Buffer.from(composeAlert(8, 1)), undefined, 0);
  return outcome?.kind === 'event' ? outcome.document.wincanal.severity.label : (outcome?.kind ?? 'none');
}

function writeSite(text: string): string {
  return files.write('site.yaml', text);
}

test('without a file it normalises all the same, and a reload says that there is none', () => {
  const { current, reload } = open({});
  const before = current();
  reload();
  expect(current()).toBe(before);
  expect(lines).toEqual([
    { level: 'info', msg: 'no site file is configured (WINCANAL_SITE_FILE): nothing to read again' },
  ]);
  expect(telemetry.read()).toEqual({});
});

test('a reload replaces the normalizer and says what changed; who has the old one keeps it whole', () => {
  const path = writeSite('events: {schannel:36887: {severity: critical}}');
  const { current, reload } = open({ WINCANAL_SITE_FILE: path });
  expect(judge(current())).toBe('critical');
  const batch = current();
  writeSite('hosts: [{match: [a], owner: b}]\nevents: {schannel:36887: {severity: high}, schannel:1: {owner: x}}');
  expect(judge(current())).toBe('critical');
  reload();
  expect([judge(current()), judge(batch)]).toEqual(['high', 'critical']);
  expect(lines).toEqual([
    { level: 'info', file: path, hosts: 0, events: 1, msg: 'site file read' },
    {
      level: 'info',
      file: path,
      hosts: 1,
      events: 2,
      hosts_added: 1,
      hosts_removed: 0,
      hosts_reordered: false,
      events_added: 1,
      events_removed: 0,
      events_changed: 1,
      msg: 'site file read again',
    },
    { level: 'warn', warning: expect.stringContaining(':2:44: '), msg: 'site file: this may be a mistake' },
  ]);
  expect(telemetry.read()).toEqual({ 'wincanal_site_reloads_total{result="ok"}': 1 });
});

test('a reload of the same file says so', () => {
  const { reload } = open({ WINCANAL_SITE_FILE: writeSite('hosts: []') });
  reload();
  expect(lines.at(-1)).toMatchObject({ msg: 'site file read again: nothing changed in it', hosts: 0, events: 0 });
});

test('a bad file keeps the last good one, and the log has the text that a start would have', () => {
  const path = writeSite('events: {schannel:36887: {severity: critical}}');
  const { current, reload } = open({ WINCANAL_SITE_FILE: path });
  writeSite('events: {schannel:36887: {severity: hgh}}');
  reload();
  expect(judge(current())).toBe('critical');
  const atStart = (): unknown => open({ WINCANAL_SITE_FILE: path });
  expect(atStart).toThrow(ConfigurationError);
  expect(lines.at(-1)).toMatchObject({ level: 'error', error: expect.stringContaining('Did you mean high?') });
  expect(atStart).toThrow(String(lines.at(-1)?.['error']));

  rmSync(path);
  reload();
  expect(judge(current())).toBe('critical');
  expect(lines.at(-1)).toMatchObject({ error: expect.stringContaining('ENOENT') });

  writeSite('events: {schannel:36887: {severity: low}}');
  reload();
  expect(judge(current())).toBe('low');
  expect(lines.at(-1)).toMatchObject({ events_changed: 1 });
  expect(telemetry.read()).toEqual({
    'wincanal_site_reloads_total{result="failed"}': 2,
    'wincanal_site_reloads_total{result="ok"}': 1,
  });
});

test('both ways to exclude count', () => {
  const path = writeSite('events: {schannel:36887: {exclude: true}}');
  expect(judge(open({ WINCANAL_SITE_FILE: path }).current())).toBe('skip');
  const other = open({ WINCANAL_SITE_FILE: writeSite('hosts: []'), WINCANAL_EXCLUDE: 'schannel:36887' });
  expect(judge(other.current())).toBe('skip');
});
