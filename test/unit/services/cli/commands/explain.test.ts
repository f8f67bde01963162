import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import type { Explanation } from '../../../../../normalizers/index.ts';
import { renderEventXml, renderWinlogbeat } from '../../../../../services/simulate/index.ts';
import { runWincanal } from '../../../../support/run-wincanal.ts';
import { SIMULATED_EVENT } from '../../../../support/simulated-event.ts';

const folder = mkdtempSync(join(tmpdir(), 'wincanal-explain-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

test('an event without values is said to be judged without them', async () => {
  const { stdout } = await runWincanal(['explain', 'schannel', '36884']);
  expect(stdout).toContain('\nJudged without values, as none were given. A record carries Name, ');
  const { stdout: more } = await runWincanal(['explain', 'schannel', '36884', 'Name=a']);
  expect(more).not.toContain('Judged without values');
  // It carries none.
  expect((await runWincanal(['explain', 'rassstp', '11'])).stdout).not.toContain('Judged without values');
});

test('without a terminal text is laid out for a hundred columns, and commands and addresses are not broken', async () => {
  const { stdout } = await runWincanal(['explain', 'schannel', '36884', 'Name=a']);
  const prose = stdout.split(/\n(?:Commands for|References)/u)[0]?.split('\n') ?? [];
  const longest = Math.max(...prose.map((line) => line.length));
  expect(longest).toBeLessThanOrEqual(100);
  expect(longest).toBeGreaterThan(90);
  expect(stdout).toMatch(/^ {2}\$e = Get-WinEvent .{100,}$/mu);
});

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
  writeFileSync(path, renderEventXml(SIMULATED_EVENT, { indented: true, quote: '"' }));
  const fromFile = await runWincanal(['explain', path]);
  const fromInput = await runWincanal(['explain'], { input: renderEventXml(SIMULATED_EVENT) });
  expect(fromFile).toEqual(fromInput);
  expect(fromFile.stdout).toContain(
    `RasSstp ${SIMULATED_EVENT.eventId}, ${SIMULATED_EVENT.computer.toLowerCase()}, 2026-03-04 05:06:07 UTC`,
  );
});

test('several records are explained one after the other; one that cannot be makes the exit code 1', async () => {
  const { code, stdout } = await runWincanal(['explain', '-'], {
    input: [renderEventXml(SIMULATED_EVENT), '{', renderWinlogbeat(SIMULATED_EVENT)].join('\n'),
  });
  expect(code).toBe(1);
  expect(stdout.match(/\nWhat happened\n/gu)).toHaveLength(2);
  expect(stdout).toContain('This record would be a dead letter: ');
  expect(stdout).toContain('DECODE_NOT_JSON');
});

test('a hostile event steers no terminal, whether it is explained, refused or shown as JSON', async () => {
  const computer = 'evil\u009b2J\u0085\u202e\u200f\u061c';
  const event = { ...SIMULATED_EVENT, computer, data: SIMULATED_EVENT.data.map(([name]) => [name, computer] as const) };
  const input = `${renderEventXml(event)}\n{"a":\u001b[2J${computer}`;
  for (const options of [[], ['--json']]) {
    const { stdout } = await runWincanal(['explain', ...options, '-'], { input });
    expect(stdout).toContain('evil');
    expect(stdout).toContain('DECODE_NOT_JSON');
    for (const line of stdout.split('\n')) expect(line).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
  }
});

test('an event of another provider is said to be one', async () => {
  const input = renderEventXml({
    ...SIMULATED_EVENT,
    providerName: 'Service Control Manager',
    providerGuid: undefined,
  });
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
  [['schanel', '36887'], '"schanel" is neither a file nor a provider (schannel, rassstp)', 'Did you mean Schannel?'],
  [['no-such-file.xml'], '"no-such-file.xml" is neither a file nor a provider'],
  [['schannel', '36878x'], '"36878x" is no event id of Schannel', 'Did you mean 36878'],
  [['schannel', '36888', 'AlertDsc=40'], 'Schannel 36888 carries no value named "AlertDsc"', 'Did you mean AlertDesc?'],
  [['schannel', '36888', 'AlertDesc'], '"AlertDesc" is not Name=Value'],
  [['36888', 'AlertDsc=40'], 'Schannel 36888 carries no value named "AlertDsc"'],
  [['36887', '48'], '"48" behind the event id 36887 is no Name=Value; its values are', 'AlertDesc'],
  [['foo'], '"foo" is neither a file nor a provider (schannel, rassstp) nor a code or event id'],
  [['SEC_E_UNTRUSTD_ROOT'], '"SEC_E_UNTRUSTD_ROOT" is in no table of codes', 'status 0x80090325'],
  [['alert', 'foo'], '"foo" is no TLS alert (a number from 0 to 255), nor the name of one.'],
  [['alert', 'unknow_ca'], '"unknow_ca" is no TLS alert', 'Did you mean alert 48 (unknown_ca)?'],
  [['alert', '300'], '"300" is no TLS alert (a number from 0 to 255)'],
  [['alert', '4;8'], '"4;8" is no TLS alert'],
  [['0x800903255'], '"0x800903255" is no code', 'Did you mean status'],
  [['-2148074277'], '"-2148074277" is no code', 'status 0x80090325 (SEC_E_UNTRUSTED_ROOT)'],
  [['alrt', '48'], '"alrt" is neither a file nor a provider', 'Did you mean alert?'],
  [['rassstp', '11', 'CoId=x'], 'Microsoft-Windows-RasSstp 11 carries no value named "CoId": it carries no values.'],
] as const)('%j is wrong use', async (args: readonly string[], ...parts: readonly string[]) => {
  const { code, stdout, stderr } = await runWincanal(['explain', ...args]);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  for (const part of parts) expect(stderr).toContain(part);
});

test.each([
  [['0x80090325'], 'SEC_E_UNTRUSTED_ROOT'],
  [['-2146893019'], 'SEC_E_UNTRUSTED_ROOT'],
  [['--', '-2146893019'], 'SEC_E_UNTRUSTED_ROOT'],
  [['status', '-2146893019'], 'SEC_E_UNTRUSTED_ROOT'],
  [['sec_e_untrusted_root'], 'SEC_E_UNTRUSTED_ROOT'],
  [['ras', '800'], 'ERROR_AUTOMATIC_VPN_FAILED'],
  [['alert', 'unknown_ca'], 'unknown_ca'],
  [['error-state', '1205'], 'SrvCliHello_MismatchAlg'],
  [['cipher', 'c030'], 'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384'],
  [['protocol', 'TLS 1.0'], 'TLS 1.0'],
  [['protocol', 'TLS', '1.0'], 'TLS 1.0'],
  [['TLS', '1.0'], 'TLS 1.0'],
] as const)('the bare code %j is explained', async (args: readonly string[], symbol: string) => {
  const { code, stdout, stderr } = await runWincanal(['explain', ...args]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout.split('\n')[0]).toBe(symbol);
});

test('a bare number of several tables: all that fit, each with the command that asks for it alone', async () => {
  const { code, stdout } = await runWincanal(['explain', '800']);
  expect(code).toBe(0);
  expect(stdout).toContain('"800" can be 2 things, the likeliest first: RAS error ERROR_AUTOMATIC_VPN_FAILED, ');
  expect(stdout.match(/^only this one: npx wincanal explain .*$/gmu)).toEqual([
    'only this one: npx wincanal explain ras 800',
    'only this one: npx wincanal explain state 800',
  ]);
  const { stdout: json } = await runWincanal(['explain', '800', '--json']);
  const hits = json
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { kind: string; command: string });
  expect(hits.map(({ kind, command }) => [kind, command])).toEqual([
    ['ras', 'npx wincanal explain ras 800'],
    ['state', 'npx wincanal explain state 800'],
  ]);
});

test('a negative number may stand before and behind options', async () => {
  const before = await runWincanal(['explain', '-2146893019', '--json']);
  const behind = await runWincanal(['explain', '--json', '-2146893019']);
  expect(before).toEqual(behind);
  expect(JSON.parse(before.stdout)).toMatchObject({
    kind: 'status',
    code: '0x80090325',
    symbol: 'SEC_E_UNTRUSTED_ROOT',
    details: { usual_cause_and_fix: expect.any(String), confidence: 'documented' },
    related: [{ kind: 'alert', code: '48' }],
  });
});

test('a code of a table that does not have it makes the exit code 1, with what may have been meant', async () => {
  const { code, stdout, stderr } = await runWincanal(['explain', '2146893019']);
  expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
  expect(stdout).toContain('"2146893019" is in no table of codes. Did you mean status 0x80090325');
  const { code: again, stdout: json } = await runWincanal(['explain', '--json', '0x80090235']);
  expect(again).toBe(1);
  expect(JSON.parse(json)).toMatchObject({
    kind: 'unlisted',
    asked: '0x80090235',
    suggestions: [{ kind: 'status', code: '0x80090325', symbol: 'SEC_E_UNTRUSTED_ROOT' }],
  });
});

test('a kind of code alone lists its table', async () => {
  const { code, stdout } = await runWincanal(['explain', 'alert']);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^ {2}48 +unknown_ca$/mu);
  const { stdout: json } = await runWincanal(['explain', 'alert', '--json']);
  expect(json.split('\n')).toContain('{"kind":"alert","code":"48","symbol":"unknown_ca"}');
});

test('a file with the name of a code goes before the code', async () => {
  const path = join(folder, '48');
  writeFileSync(path, renderEventXml(SIMULATED_EVENT));
  const { stdout } = await runWincanal(['explain', path]);
  expect(stdout).toContain('\nWhat happened\n');
});

test('commands have the values of the event in them, on the terminal and in JSON, the document has not', async () => {
  const event = ['schannel', '36888', 'AlertDesc=48', 'TargetName=ldap.corp.example'];
  const { stdout } = await runWincanal(['explain', ...event]);
  expect(stdout).toContain('  from the event  HOST = ldap.corp.example\n');
  expect(stdout).toContain(' -connect ldap.corp.example:PORT ');
  const { stdout: json } = await runWincanal(['explain', '--json', ...event]);
  const { commands, document, filled } = JSON.parse(json) as Explanation & { filled: Record<string, string> };
  expect(filled).toEqual({ HOST: 'ldap.corp.example' });
  expect(JSON.stringify(commands)).toContain('ldap.corp.example:PORT');
  expect(JSON.stringify(document.wincanal.remediation)).not.toContain('ldap.corp.example');
});

test('a hostile value stays out of the commands', async () => {
  const data = [
    ['AlertDesc', '48'],
    ['TargetName', '$(calc);`calc`'],
    ['CallerProcessId', '1;calc'],
  ] as const;
  const [name, guid] = ['Schannel', '{1F678132-5938-4686-9FDC-C8FF68F15C85}'];
  const input = renderEventXml({ ...SIMULATED_EVENT, providerName: name, providerGuid: guid, eventId: 36888, data });
  const { stdout } = await runWincanal(['explain', '--json', '-'], { input });
  const { commands } = JSON.parse(stdout) as Explanation;
  expect(JSON.stringify(commands)).toContain('HOST:PORT');
  expect(JSON.stringify(commands)).not.toContain('calc');
});

const IMPOSSIBLE = renderEventXml({
  ...SIMULATED_EVENT,
  providerName: 'Schannel',
  providerGuid: undefined,
  eventId: 36887,
  data: [['AlertDesc', '300']],
});

test('the help names every key of the JSON', async () => {
  const saved = join(import.meta.dirname, '../../../../golden/event_xml/36881-certificate.xml');
  const xml = readFileSync(saved, 'utf8');
  const site = join(folder, 'severities.json');
  writeFileSync(site, '{"events":{"schannel:36881":{"severity":"low"},"schannel:36887":{"severity":"critical"}}}');
  const path = join(folder, 'events.xml');
  writeFileSync(path, `<Events>${xml.replace(/^<\?xml.*?\?>/u, '')}${IMPOSSIBLE}</Events>`);
  const { stdout: json } = await runWincanal(['explain', '--json', path], {
    env: { WINCANAL_EXCLUDE: 'schannel:36881', WINCANAL_SITE_FILE: site },
  });
  const { stdout: help } = await runWincanal(['explain', '--help']);
  const said = /--json +(.*?); or/su.exec(help)?.[1] ?? '';
  const keys = json
    .trimEnd()
    .split('\n')
    .flatMap((line) => Object.keys(JSON.parse(line) as object));
  expect(keys).toEqual(
    expect.arrayContaining(['decoded', 'certificate', 'excluded', 'severity_without_site', 'impossible']),
  );
  for (const key of keys) expect(said).toMatch(new RegExp(`\\b${key}\\b`, 'u'));
});

test('an event id without its provider is explained, with values too', async () => {
  const { code, stdout, stderr } = await runWincanal(['explain', '36887', 'AlertDesc=unknown_ca']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/^Other side does not trust the issuer .*\nSchannel 36887\n/u);
  expect(stdout).toContain('\n  AlertDesc  48 = unknown_ca. ');
});

test('an event id that is a code only in an unusual notation is the event; the code is named', async () => {
  const { code, stdout } = await runWincanal(['explain', '18']);
  expect(code).toBe(0);
  expect(stdout).toMatch(
    /^"18" is taken for event 18 of RasSstp\. It can also be cipher suite TLS_DHE_DSS_WITH_DES_CBC_SHA\n\("npx wincanal explain cipher 0x0012"\)\.\n/u,
  );
  expect(stdout).toContain('\nMicrosoft-Windows-RasSstp 18, VPN server\n');
  const { stdout: json } = await runWincanal(['explain', '--json', '18']);
  const [event, suite] = json
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as object);
  expect(event).toMatchObject({ document: { event: { code: '18' } } });
  expect(suite).toMatchObject({ kind: 'cipher', code: '0x0012' });
});

test('an event id that is a code as well is among the things that the number can be', async () => {
  const { stdout } = await runWincanal(['explain', '5']);
  expect(stdout).toContain(
    '"5" can be 2 things, the likeliest first: status code ERROR_ACCESS_DENIED, event 5 of RasSstp.',
  );
  expect(stdout).toContain(
    '\nTunnel negotiation failed\nEvent 5 of RasSstp, usually medium\nonly this one: npx wincanal explain rassstp 5\n',
  );
  const { stdout: json } = await runWincanal(['explain', '--json', '5']);
  expect(JSON.parse(json.trimEnd().split('\n').at(-1) ?? '')).toEqual({
    kind: 'event',
    provider: 'rassstp',
    id: '5',
    title: 'Tunnel negotiation failed',
    severity: 'medium',
    command: 'npx wincanal explain rassstp 5',
  });
});

test('an event id that the catalogue lacks makes the exit code 1, with those that look alike', async () => {
  const { code, stdout, stderr } = await runWincanal(['explain', 'schannel', '36878', '--json']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).not.toBe('');
  const unknown = await runWincanal(['explain', 'schannel', '36978']);
  expect({ code: unknown.code, stderr: unknown.stderr }).toEqual({ code: 1, stderr: '' });
  expect(unknown.stdout).toContain('Schannel has no event 36978 in the catalogue');
  expect(unknown.stdout).toMatch(/^ {2}36878 {2}Client certificate unsuitable/mu);
  const { code: again, stdout: json } = await runWincanal(['explain', '--json', 'schannel', '36978']);
  expect(again).toBe(1);
  expect(JSON.parse(json)).toMatchObject({
    kind: 'unlisted',
    asked: '36978',
    provider: 'schannel',
    suggestions: [{ id: '36878' }, { id: '36928' }],
  });
});

test.each([
  [['schannel', '36887', 'AlertDesc=48'], { WINCANAL_EXCLUDE: 'schanel:1' }, 'WINCANAL_EXCLUDE contains "schanel:1"'],
  [['alert', '48'], { WINCANAL_EXCLUDE: 'schanel:1' }, 'WINCANAL_EXCLUDE contains "schanel:1"'],
  [['alert'], { WINCANAL_SITE_FIL: 'x' }, 'did you mean WINCANAL_SITE_FILE?'],
  [['schannel'], { WINCANAL_SITE_FILE: '/does/not/exist' }, 'the file cannot be read (ENOENT)'],
  [['alert'], { WINCANAL_ASSUMED_TIMEZONE: 'Europe/Nowhere' }, 'WINCANAL_ASSUMED_TIMEZONE is "Europe/Nowhere"'],
] as const)('%j with wrong settings is refused as by every command', async (args: readonly string[], env, problem) => {
  const { code, stdout, stderr } = await runWincanal(['explain', ...args], { env });
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain('error: The configuration has one problem:');
  expect(stderr).toContain(problem);
});

test('what WINCANAL_EXCLUDE names is explained, and said to be excluded', async () => {
  const env = { WINCANAL_EXCLUDE: 'schannel:36880' };
  const event = await runWincanal(['explain', '36880'], { env });
  expect(event.stdout).toContain('Excluded by WINCANAL_EXCLUDE: the normalizer skips this event');
  const code = await runWincanal(['explain', 'cipher', 'C030'], { env });
  expect(code.stdout).toContain('  schannel  36880  info  TLS handshake completed (excluded here)\n');
  const list = await runWincanal(['explain', 'schannel', '--json'], { env });
  expect(list.stdout).toContain('"id":"36880","title":"TLS handshake completed","severity":"informational"');
  expect(list.stdout.match(/"excluded":true/gu)).toHaveLength(1);
});

describe('with a site file', () => {
  const path = join(folder, 'site.yaml');
  const env = { WINCANAL_SITE_FILE: path };
  writeFileSync(
    path,
    `hosts:
  - { match: [dc*], roles: [domain_controller], owner: Directory team }
events:
  schannel:36870: { runbook: 'https://wiki.corp.example/${'long/'.repeat(20)}' }
  schannel:36880: { exclude: true }
  schannel:36999: { severity: low }
  schannel:36887: { severity: critical }
`,
  );

  test('its roles, owner and runbook are shown, and its warnings on standard error', async () => {
    const { code, stdout, stderr } = await runWincanal(
      ['explain', '--host', 'DC1.corp.example', 'schannel', '36870', 'Type=server'],
      { env },
    );
    expect(code).toBe(0);
    expect(stdout).toContain('critical (99 of 99)  usually high; here: host role domain_controller');
    expect(stdout).toContain('\nAt this site\n  The host is  domain controller\n  Responsible  Directory team\n');
    expect(stdout).toContain(`\n  Runbook      https://wiki.corp.example/${'long/'.repeat(20)}\n`);
    expect(stderr).toMatch(/^warning: .*site\.yaml:6:3: events has the key "schannel:36999"/u);
  });

  test('a record counts with its own computer', async () => {
    const xml = renderEventXml({ ...SIMULATED_EVENT, computer: 'dc2.corp.example' });
    const { stdout } = await runWincanal(['explain', '--json'], { input: xml, env });
    expect((JSON.parse(stdout) as Explanation).document.wincanal.site).toEqual({
      roles: ['domain_controller'],
      owner: 'Directory team',
    });
  });

  test('an excluded event is explained, and said to be excluded', async () => {
    const plain = await runWincanal(['explain', 'schannel', '36880'], { env });
    expect(plain.stdout).toContain('Excluded by the site file');
    const json = await runWincanal(['explain', '--json', 'schannel', '36880'], { env });
    expect(JSON.parse(json.stdout)).toMatchObject({ excluded: true });
  });

  test('its severities and exclusions count where a code or a provider lists events', async () => {
    const code = await runWincanal(['explain', 'alert', '48'], { env });
    expect(code.stdout).toMatch(/^ {2}schannel {2}36887 {2}critical {2}/mu);
    expect(code.stdout.replace(/\s+/gu, ' ')).toContain("this host's certificate (medium without the site file) ");
    const json = await runWincanal(['explain', 'alert', '48', '--json'], { env });
    expect(JSON.parse(json.stdout)).toMatchObject({
      events: [
        {
          id: 36887,
          severity: 'critical',
          severity_without_site: 'medium',
          reasons: ['base:low', 'alert:unknown_ca', 'site:critical'],
        },
        { id: 36888, severity: 'medium' },
      ],
    });
    const list = await runWincanal(['explain', 'schannel'], { env });
    expect(list.stdout).toMatch(/^ {2}36880 {2}info +TLS handshake completed \(excluded here\)$/mu);
    expect(list.stdout).toMatch(/^ {2}36887 {2}critical .*\(low without the site file\)$/mu);
  });

  test('one with problems is refused with exit code 2', async () => {
    const wrong = join(folder, 'wrong.yaml');
    writeFileSync(wrong, 'hosts: [{match: [a], rolls: [vpn_server]}]');
    const { code, stdout, stderr } = await runWincanal(['explain', 'schannel', '36880'], {
      env: { WINCANAL_SITE_FILE: wrong },
    });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(`${wrong}:1:22: hosts[0] has no field "rolls"`);
    expect(stderr).toContain('Did you mean roles?');
  });
});

test('--host goes with an event that is named by its values', async () => {
  const { code, stderr } = await runWincanal(['explain', '--host', 'a', 'schannel']);
  expect(code).toBe(2);
  expect(stderr).toContain('--host goes with a provider and an event id');
});
