import { expect, test } from '@jest/globals';
import pc from 'picocolors';
import { explainRecord, type Explanation } from '../../../../normalizers/index.ts';
import type { Provider } from '../../../../normalizers/provider.ts';
import { PROVIDERS } from '../../../../normalizers/registry.ts';
import { composeEventXml } from '../../../../services/cli/compose-event.ts';
import { explainDocument } from '../../../../services/cli/explain-document.ts';
import { paintSeverity, presentDocument } from '../../../../services/cli/present-document.ts';

const NOW = Date.parse('2026-03-04T05:06:07Z');
const PLAIN = pc.createColors(false);

/** A plausible value for a field of each type. */
const VALUES: Readonly<Record<string, string>> = {
  UnicodeString: 'vpn.corp.example',
  UInt32: '48',
  HexInt32: '0x80090325',
  Binary: '3082'.padEnd(400, 'AB'),
  Pointer: '0x1a2b3c',
  FILETIME: '2026-03-04T05:06:07.0000000Z',
};

function explain(provider: Provider, id: string, values: readonly string[]): Explanation {
  const [result] = explainRecord(Buffer.from(composeEventXml(provider, id, values, NOW)), NOW);
  if (result?.kind !== 'explanation') throw new Error(`${id} is not explained`);
  return result;
}

/** Every event of every catalogue: without values, and with all values of each template. */
const CASES = PROVIDERS.flatMap((provider) => {
  const { events, fields, provider: names } = provider.catalog.data;
  return Object.entries(events).flatMap(([id, { templates }]) =>
    [[], ...templates.map((template) => template.fields)].map((used) => ({
      name: `${names.key} ${id} with ${used.length} values`,
      provider,
      id,
      values: used.map((field) => `${field}=${VALUES[fields[field]?.type ?? ''] ?? 'x'}`),
    })),
  );
});

test('there are cases for all events', () => {
  expect(CASES.length).toBeGreaterThan(100);
});

/** Lines that hold what is to be copied as it is: they are never wrapped, and may hold any signs. */
function findCopied({ commands, document }: Explanation): Set<string> {
  const lines = commands.flatMap(({ run }) => run.split('\n'));
  return new Set([...lines, ...(document.wincanal.remediation?.references ?? [])].map((line) => line.trim()));
}

test.each(CASES)('$name: the text is whole', ({ provider, id, values }) => {
  const explanation = explain(provider, id, values);
  const copied = findCopied(explanation);
  const lines = presentDocument(explanation, 80, PLAIN);
  const text = lines.filter((line) => !copied.has(line.trim())).join('\n');
  expect(text).not.toMatch(/undefined|\bnull\b|NaN|\[object|%\d|\(\)|\[\]|\{[a-z_.]+\}|^ *- *$/mu);
  expect(text).toContain(`${provider.catalog.data.provider.name} ${id}`);
  expect(text).toContain('\nWhat happened\n  ');
});

test.each(CASES)(
  '$name: no line is wider than the terminal, but for what is to be copied',
  ({ provider, id, values }) => {
    const explanation = explain(provider, id, values);
    const copied = findCopied(explanation);
    for (const width of [60, 80, 140]) {
      const wide = presentDocument(explanation, width, PLAIN).filter((line) => line.length > Math.min(width, 100));
      // A single word that is too long (a path, a hash) stays whole.
      expect(wide.filter((line) => !copied.has(line.trim()) && line.trim().split(' ').length > 3)).toEqual([]);
    }
  },
);

test('it says all that a person needs, in order, with commands that can be pasted', () => {
  const [schannel] = PROVIDERS;
  if (schannel === undefined) throw new Error('no provider');
  const explanation = explain(schannel, '36887', ['AlertDesc=48']);
  const lines = presentDocument(explanation, 80, PLAIN);
  const heads = lines.filter((line) => /^[A-Z]/u.test(line)).slice(2);
  const headings = explanation.commands.map(({ shell, changes, step }) => ({
    block: `${shell} ${changes ? String(step) : ''}`,
    heading: `Commands for ${shell === 'cmd' ? 'cmd' : 'PowerShell'}${changes ? ', which change the system' : ''}`,
  }));
  expect(heads).toEqual([
    'What happened',
    'Values',
    'Likely causes',
    'Who acts',
    'What to do: fix it',
    'In the commands',
    ...headings.filter(({ block }, index) => block !== headings[index - 1]?.block).map(({ heading }) => heading),
    'Related events',
    'References',
  ]);
  expect(lines.find((line) => line.startsWith('  AlertDesc'))).toMatch(
    /^ {2}AlertDesc {2}48 = unknown_ca\. Usual cause/u,
  );
  for (const { run } of explanation.commands) expect(lines).toContain(`  ${run}`);
});

test('commands stay in the order of the catalogue, with a heading where shell, effect or what to change differs', () => {
  const [schannel] = PROVIDERS;
  if (schannel === undefined) throw new Error('no provider');
  const explanation = explain(schannel, '36887', ['AlertDesc=48']);
  const commands = [
    { step: 1, shell: 'cmd', run: 'look', purpose: 'First', changes: false },
    { step: 2, shell: 'powershell', run: 'Repair-One', purpose: 'Second', changes: true },
    { step: 2, shell: 'powershell', run: 'Repair-Two', purpose: 'Third', changes: true },
    { step: 3, shell: 'powershell', run: 'Repair-Three', purpose: 'Fourth', changes: true },
    { step: 3, shell: 'powershell', run: 'Get-Three', purpose: 'Fifth', changes: false },
    { step: 4, shell: 'powershell', run: 'Get-Four', purpose: 'Sixth', changes: false },
  ] as const;
  const lines = presentDocument({ ...explanation, commands }, 80, PLAIN);
  const start = lines.indexOf('Commands for cmd');
  expect(lines.slice(start, start + 19)).toEqual([
    'Commands for cmd',
    '  rem Step 1: First',
    '  look',
    '',
    'Commands for PowerShell, which change the system',
    '  # Step 2: Second',
    '  Repair-One',
    '  # Step 2: Third',
    '  Repair-Two',
    '',
    'Commands for PowerShell, which change the system',
    '  # Step 3: Fourth',
    '  Repair-Three',
    '',
    'Commands for PowerShell',
    '  # Step 3: Fifth',
    '  Get-Three',
    '  # Step 4: Sixth',
    '  Get-Four',
  ]);
});

test.each(CASES)('$name: the commands are shown in the order of the catalogue', ({ provider, id, values }) => {
  const explanation = explain(provider, id, values);
  const wanted = explanation.commands.flatMap(({ run }) => run.split('\n').map((line) => `  ${line}`));
  const lines = presentDocument(explanation, 80, PLAIN);
  const end = lines.findIndex((line) => ['Registry', 'Related events', 'References'].includes(line));
  const from = lines.findIndex((line) => line.startsWith('Commands for '));
  const shown = lines.slice(from, end === -1 ? undefined : end).filter((line) => wanted.includes(line));
  expect(from === -1 ? [] : shown).toEqual(wanted);
});

test.each([
  ['1201', ' (inferred)'],
  ['1203', ' (widely reported)'],
  ['1051', ''],
])('what ErrorState %s means comes with how sure that is', (state, confidence) => {
  const [schannel] = PROVIDERS;
  if (schannel === undefined) throw new Error('no provider');
  const explanation = explain(schannel, '36888', ['AlertDesc=40', `ErrorState=${state}`]);
  const { name = '', meaning = '' } = explanation.document.wincanal.tls?.error_state ?? {};
  const text = presentDocument(explanation, 80, PLAIN).join(' ').replace(/\s+/gu, ' ');
  expect(meaning).not.toBe('');
  expect(text).toContain(meaning);
  expect(text).toContain(` ErrorState ${state} = ${name}${confidence}. Advice${confidence}: `);
  const row = /ErrorState .* Likely causes/u.exec(text)?.[0] ?? '';
  if (confidence === '') expect(row).not.toMatch(/\((?:inferred|widely reported)\)/u);
});

test('no label says what the sentence behind it says itself', () => {
  const [schannel] = PROVIDERS;
  if (schannel === undefined) throw new Error('no provider');
  const shown = ['301', '701', '1101', '1204'].map((state) =>
    presentDocument(explain(schannel, '36888', [`ErrorState=${state}`]), 80, PLAIN)
      .join(' ')
      .replace(/\s+/gu, ' '),
  );
  for (const text of shown) {
    expect(text).toMatch(/Advice(?: \([a-z ]+\))?: Check /u);
    expect(text).not.toMatch(/check(?: \([a-z ]+\))?: check/iu);
  }
});

test('a path in the registry is never broken at a space in it', () => {
  const [schannel] = PROVIDERS;
  if (schannel === undefined) throw new Error('no provider');
  const lines = presentDocument(explain(schannel, '36888', ['AlertDesc=40', 'ErrorState=1205']), 80, PLAIN);
  expect(lines).toContain(
    '  - HKLM\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols\\TLS 1.2\\Server',
  );
});

test('who excludes an event is said', () => {
  const [schannel] = PROVIDERS;
  if (schannel === undefined) throw new Error('no provider');
  const explanation = explain(schannel, '36880', []);
  const show = (...excludedBy: string[]): string =>
    presentDocument({ ...explanation, excludedBy }, 80, PLAIN).join(' ');
  expect(show()).not.toContain('Excluded');
  expect(show('the site file', 'WINCANAL_EXCLUDE')).toContain('Excluded by the site file and WINCANAL_EXCLUDE: the ');
});

test('a value cannot steer the terminal', () => {
  const [schannel] = PROVIDERS;
  if (schannel === undefined) throw new Error('no provider');
  const explanation = explain(schannel, '36884', ['Name=server.example']);
  const { document } = explanation;
  const hostile = '\u001b[2J\u001b]0;owned\u0007\u009b2J\u202eelpmaxe\u200f\u061c\r\n';
  const remediation = document.wincanal.remediation ?? { actor: '', summary: '', action: 'none', id: 'x' };
  const changed: Explanation = {
    ...explanation,
    document: {
      ...document,
      host: { name: hostile, hostname: hostile, os: { type: 'windows', family: 'windows', platform: 'windows' } },
      winlog: { ...document.winlog, provider_name: hostile, event_data: { Name: hostile, [hostile]: 'x' } },
      wincanal: {
        ...document.wincanal,
        title: hostile,
        summary: hostile,
        remediation: { ...remediation, actor: hostile, steps: [hostile], references: [hostile] },
      },
    },
  };
  for (const line of presentDocument(changed, 80, PLAIN)) expect(line).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
});

test('values may be called as the properties that every object has', () => {
  const [schannel] = PROVIDERS;
  if (schannel === undefined) throw new Error('no provider');
  const explanation = explain(schannel, '36887', ['AlertDesc=48']);
  const { document } = explanation;
  const changed = { ...document, winlog: { ...document.winlog, event_data: { toString: 'a', valueOf: 'b' } } };
  expect(presentDocument({ ...explanation, document: changed }, 80, PLAIN)).toContain('  toString  a');
});

test('a hash is shown whole on a narrow terminal, and what says "none" not at all', () => {
  const [, rassstp] = PROVIDERS;
  if (rassstp === undefined) throw new Error('no provider');
  const hash = '0123456789ABCDEF'.repeat(4);
  const lines = presentDocument(explain(rassstp, '6', [`SHA256CertificateHash=${hash}`, 'CoId=-']), 60, PLAIN);
  expect(lines).toContain(`  SHA256CertificateHash  ${hash}`);
  expect(lines.join('\n')).not.toContain('CoId');
});

test('a severity is told with what moved it', () => {
  const [schannel] = PROVIDERS;
  if (schannel === undefined) throw new Error('no provider');
  const line = (id: string, values: string[]): string | undefined =>
    presentDocument(explain(schannel, id, values), 100, PLAIN)[3];
  expect(line('36887', ['AlertDesc=48'])).toBe('medium (47 of 99)  usually low; here: alert unknown_ca');
  expect(line('36887', ['AlertDesc=46'])).toBe(
    'low (21 of 99)  usually low; here: alert certificate_unknown, known noise (scanners)',
  );
  expect(line('36882', [])).toMatch(/ {2}as usual for this event$/u);
});

test('a severity of the site file is told with what it would be without', () => {
  const [schannel] = PROVIDERS;
  if (schannel === undefined) throw new Error('no provider');
  const explanation = explain(schannel, '36887', ['AlertDesc=45']);
  const { document } = explanation;
  const reasons = [...document.wincanal.severity.reasons, 'site:low'];
  const severity = { label: 'low', reasons } as const;
  const sited = { ...document, wincanal: { ...document.wincanal, severity } };
  const show = (more: Partial<Explanation>): string =>
    presentDocument({ ...explanation, document: sited, ...more }, 200, PLAIN)
      .join(' ')
      .replace(/\s+/gu, ' ');
  expect(show({ severityWithoutSite: 'high' })).toContain(
    'as the site file says; it would be high without it (usually low; here: alert certificate_expired)',
  );
  // A document that was read back does not say it.
  expect(show({})).toContain('as the site file says; it would be another one without it (usually low; here: ');
});

test('what was judged without values says so, with what a record carries', () => {
  const [schannel] = PROVIDERS;
  if (schannel === undefined) throw new Error('no provider');
  const explanation = explain(schannel, '36884', []);
  const show = (carries: readonly string[]): string =>
    presentDocument({ ...explanation, carries }, 80, PLAIN)
      .join(' ')
      .replace(/\s+/gu, ' ');
  expect(show(['Name', 'certificateContext'])).toContain(
    'Judged without values, as none were given. A record carries Name, certificateContext, and can count for more',
  );
  expect(show([])).not.toContain('Judged without values');
});

test('a number that can be no code is said to be none', () => {
  const [schannel] = PROVIDERS;
  if (schannel === undefined) throw new Error('no provider');
  const explanation = explain(schannel, '36887', ['AlertDesc=255']);
  const impossible = [{ field: 'AlertDesc', value: '255', title: 'TLS alert', form: 'a number from 0 to 254' }];
  expect(presentDocument({ ...explanation, impossible }, 80, PLAIN)).toContain(
    '  AlertDesc  255, which is no TLS alert (a number from 0 to 254)',
  );
  expect(presentDocument(explanation, 80, PLAIN)).toContain('  AlertDesc  255');
});

test('a document read back has the causes, commands and related events of its event', () => {
  const [schannel] = PROVIDERS;
  if (schannel === undefined) throw new Error('no provider');
  const explanation = explain(schannel, '36888', ['AlertDesc=40', 'ErrorState=1205', 'TargetName=']);
  const stored = JSON.parse(JSON.stringify(explanation.document)) as Explanation['document'];
  const { document, causes, commands, related } = explainDocument(stored);
  expect(document).toBe(stored);
  expect({ causes, commands, related }).toEqual({
    causes: explanation.causes,
    commands: explanation.commands,
    related: explanation.related,
  });
  expect(causes.length).toBeGreaterThan(0);
});

test('each severity has a colour of its own', () => {
  const colors = pc.createColors(true);
  const labels = ['informational', 'low', 'medium', 'high', 'critical'] as const;
  expect(new Set(labels.map((label) => paintSeverity(label, colors)('x'))).size).toBe(5);
});
