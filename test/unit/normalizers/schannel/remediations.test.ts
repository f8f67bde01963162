import { describe, expect, test } from '@jest/globals';
import type { CatalogData } from '../../../../normalizers/catalog.ts';
import catalogFile from '../../../../normalizers/schannel/catalog.json' with { type: 'json' };
import { listRemediations } from '../../../support/list-remediations.ts';
import { listUnlike } from '../../../support/list-unlike.ts';

// The types that TypeScript infers from the file are exact; the tests read it as the schema describes it.
const byName = listRemediations(catalogFile as unknown as CatalogData);
const remediations = Object.entries(byName);

describe('remediations', () => {
  const commands = remediations.flatMap(([key, { commands: list }]) => list.map((command) => ({ key, ...command })));
  const registry = remediations.flatMap(([key, { registry: list = [] }]) => list.map((line) => [key, line] as const));

  test('summaries and steps are sentences', () => {
    const sentences = remediations.flatMap(([key, { summary, steps }]) =>
      [summary, ...steps].map((text) => [key, text] as const),
    );
    expect(listUnlike(/^[A-Z].*\.$/, sentences)).toEqual([]);
    expect(remediations.filter(([, { actor, steps }]) => actor.endsWith('.') || steps.length === 0)).toEqual([]);
  });

  test('each command is one of its shell', () => {
    expect(commands.filter(({ run, shell }) => /%[A-Z]+%|< NUL/.test(run) && shell !== 'cmd')).toEqual([]);
  });

  test('OpenSSL is asked only for what no tool of Windows shows, and said to be needed', () => {
    const foreign = commands.filter(({ run }) => run.includes('openssl'));
    expect(foreign.length).toBeGreaterThan(0);
    // Certificates as they are sent besides the first, the choice of ALPN, a stapled response.
    expect(foreign.filter(({ run }) => !/ -(?:showcerts|alpn|status) /.test(run))).toEqual([]);
    expect(foreign.filter(({ purpose }) => !/OpenSSL.* no tool of Windows shows/.test(purpose))).toEqual([]);
  });

  test('what needs no action says so plainly', () => {
    const idle = remediations.filter(([, { action }]) => action === 'none');
    expect(idle.length).toBeGreaterThan(5);
    expect(
      listUnlike(
        /Nothing needs to be done/,
        idle.map(([key, { summary }]) => [key, summary] as const),
      ),
    ).toEqual([]);
  });

  test('registry lines name key, value, type where it is known, and the reason', () => {
    expect(listUnlike(/^HKLM\\.+ values? (?:.+\(REG_(?:DWORD|BINARY)\).*|Functions): \S/, registry)).toEqual([]);
  });

  test('what can do harm is guarded', () => {
    const takeown = commands.findIndex(({ run }) => run.startsWith('takeown'));
    const save = commands.findIndex(({ run }) => /^icacls .* \/save /.test(run));
    expect(save).toBeGreaterThanOrEqual(0);
    expect(takeown).toBeGreaterThan(save);
    const roots = commands.filter(({ run }) => run.includes('addstore Root'));
    expect(roots.length).toBeGreaterThan(0);
    expect(roots.filter(({ purpose }) => !purpose.includes('only after'))).toEqual([]);
    expect(byName['server-certificate-untrusted']?.summary).toContain('never import a root only to');
    // Whoever controls a CA in NTAuth can log on as anybody.
    const logon = commands.filter(({ run }) => run.includes('-dspublish'));
    expect(logon.map(({ purpose }) => purpose)).toEqual([expect.stringContaining('only with the agreement')]);
    expect(commands.filter(({ run }) => /CertificateMappingMethods/.test(run))).toEqual([]);
    // A binding that is deleted must have been noted, and comes back by the next command.
    const unbind = commands.findIndex(({ run }) => run.startsWith('netsh http delete sslcert'));
    expect(commands[unbind]?.purpose).toContain('noted');
    expect(commands[unbind + 1]?.run).toMatch(/^netsh http add sslcert/);
    expect(commands.filter(({ run }) => /verifyclientcertrevocation=disable|NoCertRevocationCheck/i.test(run))).toEqual(
      [],
    );
    // TLS 1.0 and 1.1 come back as the last resort only, and by no command that could be pasted.
    expect(commands.filter(({ run }) => /TLS 1\.[01].*Enabled.*\/d 1\b/.test(run))).toEqual([]);
    const reEnable = registry.filter(([, line]) => /TLS 1\.[01]\\.*Enabled \(REG_DWORD\) = 1/.test(line));
    expect(reEnable.length).toBeGreaterThan(0);
    expect(listUnlike(/last resort/, reEnable)).toEqual([]);
  });
});
