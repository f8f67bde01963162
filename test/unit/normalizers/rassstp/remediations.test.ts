import { expect, test } from '@jest/globals';
import type { CatalogData } from '../../../../normalizers/catalog.ts';
import json from '../../../../normalizers/rassstp/catalog.json' with { type: 'json' };
import { listRemediations } from '../../../support/list-remediations.ts';

// The first test of data.test.ts holds the file against its schema, which is what makes this cast true.
const data = json as unknown as CatalogData;
const byName = listRemediations(data);
const remediations = Object.entries(byName);

/** The variant of an event for one value of a fact. */
function findVariant(id: string, fact: string, value: string) {
  return data.events[id]?.variants?.find(({ when }) => {
    const wanted = when[fact];
    return Array.isArray(wanted) && wanted.includes(value);
  });
}

test('remediations are plain, complete sentences and commands', () => {
  for (const [key, entry] of remediations) {
    const sentences = [entry.summary, ...entry.steps];
    for (const sentence of sentences)
      expect([key, sentence]).toEqual([key, expect.stringMatching(/^[A-Z](?!.* {2}).*[A-Za-z0-9)]\.$/)]);
    expect([key, entry.steps.length]).toEqual([key, new Set(entry.steps).size]);
    for (const command of entry.commands) {
      expect([key, command.run]).toEqual([key, expect.not.stringMatching(/ {2}|<|undefined|example/)]);
    }
    if (entry.action !== 'none') expect([key, entry.commands.length]).not.toEqual([key, 0]);
    expect(entry.references.length).toBeGreaterThan(0);
  }
});

test('each command belongs to a step, and a step either looks or changes', () => {
  for (const [key, { commands }] of remediations) {
    for (const { step, changes, run } of commands) {
      expect([key, run, step]).toEqual([key, run, expect.any(Number)]);
      const others = commands.filter((other) => other.step === step && other.changes !== changes);
      expect([key, run, others]).toEqual([key, run, []]);
    }
  }
});

test('what changes anything says under which condition', () => {
  const changing = remediations.flatMap(([key, { commands }]) =>
    commands.filter(({ changes }) => changes).map(({ run, purpose }) => ({ key, run, purpose })),
  );
  expect(changing.length).toBeGreaterThan(80);
  expect(changing.filter(({ purpose }) => !/^Only (after|for|if|on|with) /.test(purpose))).toEqual([]);
});

/** What takes a setting into use; what needs it stands before it, or in a step that asks for it once more. */
const RESTARTS = /^Restart-Service (RemoteAccess|SstpSvc)/;
const SETTINGS =
  /^(Import-PfxCertificate|Set-RemoteAccess|certutil -(addstore CA|repairstore)|netsh http|reg (add|delete|import)) /;
const AGAIN = /\bdo steps? \d+( and \d+)? again\b/;

test('a service restarts after the change that needs it', () => {
  let found = 0;
  for (const [key, { steps, commands }] of remediations) {
    const restart = commands.findIndex(({ run }) => RESTARTS.test(run));
    if (restart < 0) continue;
    for (const { run, step, changes } of commands.slice(restart + 1).filter((command) => SETTINGS.test(command.run))) {
      if (!changes) continue;
      found += 1;
      expect([key, run, steps[step - 1]]).toEqual([key, run, expect.stringMatching(AGAIN)]);
    }
  }
  expect(found).toBeGreaterThan(10);
});

test.each([
  'sstp-certificate-binding',
  'sstp-certificate-hash',
  'sstp-listener-certificates-differ',
  'sstp-url-reservation',
  'sstp-url-taken',
  'sstp-web-listener-certificate',
])('%s: the ordinary fix, its restart and a look at the outcome come before anything is deleted', (key) => {
  const { steps = [], commands = [] } = byName[key] ?? {};
  const restart = commands.findIndex(({ run }) => RESTARTS.test(run));
  const last = steps.length;
  expect(restart).toBeGreaterThan(0);
  expect(commands.slice(0, restart).filter(({ run }) => / delete /.test(run))).toEqual([]);
  expect(steps[last - 2]).toMatch(/stop here\.$/);
  expect(steps[last - 1]).toMatch(/^If .*\bagain\b/);
  expect(commands.slice(restart + 1).filter(({ changes, step }) => changes && step !== last)).toEqual([]);
});

test('no binding is deleted without a look at whose it is, and those of IIS are changed in IIS', () => {
  const deleting = remediations.filter(([, { commands }]) =>
    commands.some(({ run }) => run.includes('delete sslcert')),
  );
  expect(deleting.length).toBeGreaterThan(3);
  for (const [key, { steps, commands }] of deleting) {
    for (const { run, purpose } of commands.filter((command) => command.run.includes('delete sslcert')))
      expect([key, run, purpose]).toEqual([key, run, expect.stringContaining('application id')]);
    expect([key, commands[0]?.changes, commands.some(({ run }) => run.startsWith('netsh http show sslcert'))]).toEqual([
      key,
      false,
      true,
    ]);
    expect([key, steps.join(' ')]).toEqual([key, expect.stringContaining('4dc3e181-e14b-4a21-b022-59fc669b0914')]);
    expect([key, steps.join(' ')]).toEqual([
      key,
      expect.stringMatching(/in that program|in its own settings|in IIS Manager/),
    ]);
  }
});

test('commands work on Windows Server 2012 R2, or stand beside one that does', () => {
  for (const [key, { commands }] of remediations) {
    const runs = commands.map(({ run }) => run);
    // PowerShell 4 has no constructors of this form, and its services no StartType.
    expect([key, runs.filter((run) => /::new\(|StartType/.test(run))]).toEqual([key, []]);
    expect([key, runs.some((run) => run.startsWith('Get-TlsCipherSuite'))]).toEqual([
      key,
      runs.some((run) => run.endsWith('SSL\\00010002 /v Functions')),
    ]);
  }
});

test('registry lines name key, value, type and data', () => {
  const lines = remediations.flatMap(([, { registry = [] }]) => registry);
  expect(lines.length).toBeGreaterThan(5);
  for (const line of lines) expect(line).toMatch(/^HKLM\\[^,]+, \w+, REG_(BINARY|DWORD), [^:]+: ./);
});

test('sources are read over https, and those of Microsoft where they are kept today, in English', () => {
  const addresses = Object.values(data.sources);
  expect(addresses.filter((address) => !address.startsWith('https://'))).toEqual([]);
  expect(addresses.filter((address) => /\/\/(technet|docs|msdn)\./.test(address))).toEqual([]);
  expect(
    addresses.filter((address) => address.includes('learn.microsoft.com') && !address.includes('/en-us/')),
  ).toEqual([]);
});

test.each(['1', '2'])('event %s: a CA that a rule refuses is not answered with trust', (id) => {
  for (const symbol of ['CERT_E_UNTRUSTEDCA', 'TRUST_E_EXPLICIT_DISTRUST']) {
    const variant = findVariant(id, 'error.symbol', symbol);
    expect(variant?.when['error.symbol']).toEqual([symbol]);
    const remediation = byName[variant?.remediation ?? ''];
    expect(remediation?.action).toBe('investigate');
    expect(remediation?.commands.filter(({ run }) => run.includes('-addstore'))).toEqual([]);
  }
});

test.each([
  ['1', 'WSAEACCES', /\bforbade\b/],
  ['2', 'WSAEACCES', /\bforbade\b/],
  ['8', 'WSAEACCES', /does not let it use the port/],
  ['8', 'ERROR_FILE_NOT_FOUND', /something that it needs was not found/],
  ['1', 'ERROR_WINHTTP_INVALID_URL', /server name in its profile/],
  ['12', 'NTE_PERM', /may not be used/],
])('event %s: %s has a text of its own', (id, symbol, words) => {
  const variant = findVariant(id, 'error.symbol', symbol);
  expect(variant?.when['error.symbol']).toEqual([symbol]);
  expect(variant?.summary).toMatch(words);
});

test('a proxy that Windows only supposes is called probable', () => {
  const supposed = data.events['23'];
  for (const text of [supposed?.title, supposed?.reason]) expect(text).toContain('probably');
  expect(supposed?.summary).toContain('Windows supposes');
  // A status 407 is certain.
  const certain = findVariant('4', 'http.status', '407');
  expect(certain?.summary).not.toMatch(/probably|supposes/);
});

test('what the SSTP service has cached is dropped for the whole computer, not for the user', () => {
  const { commands = [] } = byName['sstp-revocation-unreachable'] ?? {};
  const whole = commands.findIndex(({ run }) => run === 'certutil -setreg chain\\ChainCacheResyncFiletime @now');
  const user = commands.findIndex(({ run }) => run === 'certutil -urlcache * delete');
  expect(commands[whole]?.purpose).toContain('SSTP');
  expect(commands[user]?.purpose).toMatch(/for your own checks.* SSTP service does not use$/);
  expect(user).toBeGreaterThan(whole);
});

test('hash settings are written with the right length and never with a bare number', () => {
  const runs = remediations.flatMap(([, entry]) => entry.commands.map((command) => command.run));
  // Deleting a value writes nothing.
  const hashes = runs.filter((run) => /Sha(256|1)CertificateHash/.test(run) && !run.startsWith('reg delete '));
  expect(hashes.length).toBeGreaterThan(0);
  for (const run of hashes) expect(run).toMatch(/\/t REG_BINARY \/d SHA(256|1)_HEX \/f$/);
});

test('no remediation repeats the length of a hash as its data, and each that deletes a hash tells when not to', () => {
  for (const [key, entry] of remediations) {
    expect([key, JSON.stringify(entry)]).toEqual([
      key,
      expect.not.stringMatching(/(type|enter|write|set it to) "?(32|20)\b/i),
    ]);
    const deletes = entry.commands.some(({ run }) => /^reg delete .*Sha256CertificateHash/.test(run));
    if (deletes)
      expect([key, entry.steps.join(' ')]).toEqual([key, expect.stringContaining('IsHashConfiguredByAdmin')]);
  }
});

test.each(['9', '10'])('event %s: an address that somebody holds is to be investigated before it is removed', (id) => {
  const variant = findVariant(id, 'error.symbol', 'ERROR_ALREADY_EXISTS');
  const entry = byName[variant?.remediation ?? ''];
  expect(entry?.action).toBe('investigate');
  const runs = (entry?.commands ?? []).map(({ run }) => run);
  expect(runs.indexOf('netsh http show urlacl')).toBe(0);
  expect(runs.findIndex((run) => run.includes('delete urlacl'))).toBeGreaterThan(0);
});

test('the records before a 22 are found by its time and its record id, not by being the newest', () => {
  const down = byName[data.events['22']?.remediation ?? ''];
  const before = down?.commands[0]?.run;
  expect(before).toMatch(/Id=22\} -MaxEvents 1;.*StartTime=\$e\.TimeCreated.*RecordId -lt \$e\.RecordId/);
});

test('a login that a proxy wants is never answered with a certificate hash', () => {
  const proxy = byName[data.events['23']?.remediation ?? ''];
  expect(JSON.stringify(proxy)).not.toMatch(/hash/i);
});

test('switching the revocation check off is never a command, and is named only as a last resort', () => {
  const mentions = remediations.filter(([, entry]) => JSON.stringify(entry).includes('NoCertRevocationCheck'));
  expect(mentions.map(([key]) => key)).toEqual(['sstp-revocation-unreachable']);
  for (const [, entry] of mentions) {
    const runs = entry.commands.filter((command) => command.run.includes('NoCertRevocationCheck'));
    expect(runs.every((command) => command.run.startsWith('reg delete '))).toBe(true);
    expect(entry.steps.at(-1)).toMatch(/last resort.*weakens security/);
  }
});
