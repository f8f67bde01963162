import { describe, expect, test } from '@jest/globals';
import type { CatalogData } from '../../../../normalizers/catalog.ts';
import catalogFile from '../../../../normalizers/schannel/catalog.json' with { type: 'json' };
import { listRemediations } from '../../../support/list-remediations.ts';
import { listUnlike } from '../../../support/list-unlike.ts';

// The types that TypeScript infers from the file are exact; the tests read it as the schema describes it.
const data = catalogFile as unknown as CatalogData;
const byName = listRemediations(data);
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

  test('registry lines name key, value, type and the reason', () => {
    expect(listUnlike(/^HKLM\\.+ values? .+\(REG_(?:DWORD|BINARY|SZ|MULTI_SZ)\).*: \S/, registry)).toEqual([]);
  });

  test('what works only after a restart says so', () => {
    const boundToStart = registry.filter(([, line]) => /\\Protocols\\|Configuration\\SSL\\/.test(line));
    expect(boundToStart.length).toBeGreaterThan(5);
    expect(listUnlike(/restart/, boundToStart)).toEqual([]);
    const suites = remediations.filter(([, { commands: list }]) =>
      list.some(({ run }) => /^(?:En|Dis)able-TlsCipherSuite/.test(run)),
    );
    expect(suites.length).toBeGreaterThan(5);
    // The cmdlets work at once, the group policy that overrules them does not.
    expect(suites.filter(([, { steps }]) => !/"SSL Cipher Suite Order".*restart/.test(steps.join('\n')))).toEqual([]);
  });

  test('every step that asks for a packet capture has one to stop it', () => {
    const captures = remediations.filter(([, { commands: list }]) =>
      list.some(({ run }) => run.includes('trace start')),
    );
    expect(captures.length).toBeGreaterThan(5);
    for (const [key, { steps, commands: list }] of captures) {
      const start = list.find(({ run }) => run.startsWith('netsh trace start'))?.step ?? 0;
      const stop = list.find(({ run }) => run.startsWith('netsh trace stop'))?.step ?? 0;
      expect([key, stop]).toEqual([key, start + 2]);
      expect(steps[start]).toBe('Let the fault happen again, and note the time.');
    }
  });

  test('what changes anything says when, or only makes and runs the task that looks', () => {
    const changing = commands.filter(
      ({ changes, run }) => changes && !/^schtasks .* \/?tls-check-as-system\b/.test(run),
    );
    expect(changing.length).toBeGreaterThan(50);
    expect(changing.filter(({ purpose }) => !/^Only (?:after|for|if|together with|with) /.test(purpose))).toEqual([]);
  });

  test('a check as SYSTEM is run, read and cleaned up in the step that makes it', () => {
    const made = commands.filter(({ run }) => run.startsWith('schtasks /create'));
    expect(made.map(({ key }) => key).sort()).toEqual([
      'ocsp-response-missing',
      'own-chain-broken',
      'private-key-check',
      'private-key-rights',
      'private-key-unusable',
      'revocation-unreachable',
    ]);
    for (const { key, step, run } of made) {
      expect(run).toMatch(/ \/ru SYSTEM \/sc once \/st \d\d:\d\d \/tr "cmd\.exe \/c certutil [^"]+.* 2>&1"$/);
      // schtasks takes no more than 261 characters after /tr; the folder TEMP can be 80 long.
      expect(run.slice(run.indexOf('/tr ') + 4).replaceAll('%TEMP%', 'x'.repeat(80)).length).toBeLessThan(262);
      const runs = commands.filter((command) => command.key === key && command.step === step).map((other) => other.run);
      // Where ordinary users cannot plant a link for SYSTEM to follow.
      expect(run).toContain('> %SystemRoot%\\tls-check-as-system.txt 2>&1');
      expect(runs.slice(runs.indexOf(run) + 1)).toEqual([
        'schtasks /run /tn tls-check-as-system',
        'Get-Content "$env:SystemRoot\\tls-check-as-system.txt"',
        'schtasks /delete /f /tn tls-check-as-system & del "%SystemRoot%\\tls-check-as-system.txt"',
      ]);
    }
  });

  test('a certificate that is checked was saved before, under the same name', () => {
    const CERTIFICATE = /(?:%TEMP%|\$env:TEMP)\\CERTIFICATE\.cer/;
    const users = remediations.filter(([, { commands: list }]) => list.some(({ run }) => CERTIFICATE.test(run)));
    expect(users.length).toBeGreaterThan(15);
    for (const [key, { commands: list }] of users) {
      const first = list.find(({ run }) => CERTIFICATE.test(run))?.run ?? '';
      expect([key, first]).toEqual([key, expect.stringMatching(/WriteAllBytes|^Export-Certificate/)]);
    }
    expect(commands.filter(({ run }) => /(?<!CERTIFICATE|INTERMEDIATE|\bCA)\.cer\b/.test(run))).toEqual([]);
  });

  test('commands work where Windows Server 2012 R2 has its PowerShell 4, or say what they need', () => {
    expect(commands.filter(({ run, shell }) => shell === 'powershell' && run.includes(']::new('))).toEqual([]);
    const newer = commands.filter(({ run }) => /-Tls(?:CipherSuite|EccCurve)\b/.test(run));
    expect(newer.length).toBeGreaterThan(10);
    expect(newer.filter(({ purpose }) => !purpose.includes('needs Windows 10 or Windows Server 2016'))).toEqual([]);
    const suites = remediations.filter(([, { commands: list }]) => list.some(({ run }) => run.startsWith('Get-TlsC')));
    const older = suites.filter(([, { commands: list }]) => list.some(({ run }) => /Local\\SSL\\00010002/.test(run)));
    expect(older).toEqual(suites);
  });

  test('nobody is sent to logs that know nothing of failed handshakes', () => {
    const texts = remediations.flatMap(([key, { summary, steps }]) => [summary, ...steps].map((text) => [key, text]));
    const logs = texts.filter(([, text = '']) => /HTTP\.sys/.test(text) && /\blogs?\b/.test(text));
    expect(logs.length).toBeGreaterThan(5);
    expect(logs.filter(([, text = '']) => !text.includes('log requests only, no failed handshakes'))).toEqual([]);
    expect(commands.filter(({ run }) => /HTTPERR/i.test(run))).toEqual([]);
  });

  test('a certificate of this host that ends soon is renewed in time, without an alarm', () => {
    const variants = Object.values(data.events).flatMap(({ variants: list = [] }) => list);
    const soon = variants.filter(({ when }) => Object.hasOwn(when['certificate.days_left'] ?? {}, 'below'));
    expect(soon.map(({ remediation }) => remediation)).toEqual(Array(2).fill('own-certificate-ends-soon'));
    expect(variants.filter(({ remediation }) => remediation === 'own-certificate-ends-soon')).toEqual(soon);
  });

  test('a certificate with the SID of another account goes to the security team', () => {
    const kdc = remediations.filter(([, { steps }]) =>
      steps.some((step) => step.includes('Kerberos-Key-Distribution')),
    );
    expect(kdc.length).toBeGreaterThan(3);
    expect(kdc.filter(([, { steps }]) => !/A 41 goes to the security team/.test(steps.join(' ')))).toEqual([]);
  });

  test('what can do harm is guarded', () => {
    const save = commands.findIndex(({ run }) => /^icacls .* \/save /.test(run));
    const owners = commands.findIndex(({ run }) => run.startsWith('dir /q'));
    expect(Math.min(save, owners)).toBeGreaterThanOrEqual(0);
    // Nothing but restoring stands after the change of rights of all keys, and nothing is changed before they are noted.
    const wide = commands.filter(({ run }) => /MachineKeys\b.* (?:\/grant|\/a \/r)/.test(run));
    expect(wide).toHaveLength(2);
    for (const command of wide) {
      expect(commands.indexOf(command)).toBeGreaterThan(Math.max(save, owners));
      expect(command.run).not.toContain('S-1-5-20');
    }
    const network = commands.filter(({ run }) => run.includes('S-1-5-20'));
    expect(network.map(({ purpose }) => purpose)).toEqual([expect.stringMatching(/^Only for .* Remote Desktop/)]);
    // The folder above the saved one.
    const restore = commands.filter(({ run }) => run.includes('/restore'));
    expect(restore.map(({ run }) => run)).toEqual([
      expect.stringMatching(/^icacls C:\\ProgramData\\\S+\\RSA \/restore/),
    ]);
    const roots = commands.filter(({ run }) => run.includes('addstore Root'));
    expect(roots.length).toBeGreaterThan(0);
    expect(roots.filter(({ purpose }) => !purpose.includes('only after'))).toEqual([]);
    expect(byName['server-certificate-untrusted']?.summary).toContain('never import a root only to');
    // Whoever controls a CA in NTAuth can log on as anybody.
    const logon = commands.filter(({ run }) => run.includes('-dspublish'));
    expect(logon.map(({ purpose }) => purpose)).toEqual([expect.stringMatching(/^Only with the agreement/)]);
    // A step with one of these holds no command that only looks: nobody pastes both in one go.
    const harmful = commands.filter(({ run }) =>
      /addstore Root|^takeown|^icacls .*MachineKeys .*\/grant|\/restore |-dspublish|^Remove-Item|^Disable-Tls/.test(
        run,
      ),
    );
    const steps = new Set(harmful.map(({ key, step }) => `${key} ${step}`));
    expect(commands.filter(({ key, step, changes }) => !changes && steps.has(`${key} ${step}`))).toEqual([]);
    expect(commands.filter(({ run }) => /CertificateMappingMethods/.test(run))).toEqual([]);
    // It takes a site down, and what its binding held is seldom known in full.
    expect(commands.filter(({ run }) => /^netsh http (?:add|delete|update) /.test(run))).toEqual([]);
    // The cache of the caller is not that of SYSTEM.
    expect(commands.filter(({ run }) => /-urlcache .*delete/.test(run))).toEqual([]);
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
