import { expect, test } from '@jest/globals';
import { EcsFlat } from '@elastic/ecs';
import { Ajv } from 'ajv';
import type { CatalogData } from '../../../../normalizers/catalog.ts';
import schema from '../../../../normalizers/catalog.schema.json' with { type: 'json' };
import statusCodes from '../../../../normalizers/enrich/status-codes.json' with { type: 'json' };
import json from '../../../../normalizers/rassstp/catalog.json' with { type: 'json' };
import { listRemediations, type WholeRemediation } from '../../../support/list-remediations.ts';

type When = Readonly<Record<string, readonly string[]>>;
interface Texts {
  readonly summary?: string;
  readonly reason?: string;
  readonly causes?: readonly string[];
}
interface Ecs {
  readonly category: readonly string[];
  readonly type: readonly string[];
  readonly outcome?: string;
}
interface Variant extends Texts {
  readonly when: When;
  readonly ecs?: Ecs;
  readonly remediation?: string;
}
interface Event extends Texts {
  readonly title: string;
  readonly coverage: string;
  readonly source: readonly string[];
  readonly templates: readonly { readonly builds: string; readonly fields: readonly string[] }[];
  readonly ecs: Ecs;
  readonly role: string;
  readonly severity: string;
  readonly rules?: readonly {
    readonly when?: When;
    readonly to: string;
    readonly move?: string;
    readonly reason: string;
  }[];
  readonly remediation?: string;
  readonly related?: readonly string[];
  readonly variants?: readonly Variant[];
}
interface Catalog {
  readonly sources: Readonly<Record<string, string>>;
  readonly fields: Readonly<Record<string, { readonly decode: string }>>;
  readonly events: Readonly<Record<string, Event>>;
  readonly remediations: Readonly<Record<string, WholeRemediation>>;
}

// The first test holds the file against its schema, which is what makes this cast true.
const catalog: Catalog = {
  ...(json as unknown as Catalog),
  remediations: listRemediations(json as unknown as CatalogData),
};
const events = Object.entries(catalog.events);
const remediations = Object.entries(catalog.remediations);
const symbols = new Map(
  Object.values(statusCodes.codes as Record<string, { symbol: string; meaning?: string }>).map((code) => [
    code.symbol,
    code,
  ]),
);

const DECODERS = [
  'correlation_id',
  'error_text',
  'http_status',
  'http_version',
  'sha1',
  'sha256',
  'sstp_hash',
  'listener_hash',
  'url',
  'certificate_name',
  'keep',
];
/** Each fact of normalize.ts with a value as it comes: messages of Windows end with a full stop, meanings do not. */
const FACTS: Readonly<Record<string, string>> = {
  computer: 'laptop-7.example.com',
  role: 'vpn_client',
  'role.word': 'VPN client',
  'host.domain_controller': 'yes',
  'host.vpn_server': 'yes',
  'host.internet_server': 'yes',
  correlation_id: '0b8f7d52-3f0e-4d7c-9a61-0d5f6c2e8b11',
  'error.text': 'Der Remoteserver wurde nicht gefunden.',
  'error.code': '0x80072ee7',
  'error.symbol': 'ERROR_WINHTTP_NAME_NOT_RESOLVED',
  'error.meaning': 'the server name could not be resolved',
  'error.fix': 'check DNS and the name in the connection profile',
  'http.status': '503',
  'http.version': 'HTTP/1.0',
  'hash.sha1': 'AB'.repeat(20),
  'hash.sha256': 'CD'.repeat(32),
  'sstp.hash': 'EF'.repeat(32),
  'listener.hash': '12'.repeat(20),
  url: 'https://+:443/sra/',
  'certificate.name': 'CN=vpn.example.com',
};

const FACT = /\{([^{}]*)\}/g;

function factsOf(text: string): string[] {
  return [...new Set([...text.matchAll(FACT)].map((match) => match[1] ?? ''))];
}

/** The rule of the catalogue: a part in brackets goes when one of its facts is missing. */
function render(text: string, facts: Readonly<Record<string, string | undefined>>): string {
  return text
    .replace(/\[([^[\]]*)\]/g, (_, part: string) =>
      factsOf(part).every((fact) => facts[fact] !== undefined) ? part : '',
    )
    .replace(FACT, (_, fact: string) => String(facts[fact]));
}

/** Every combination of present and missing among the facts that a text uses; those fixed by a condition stay as they are. */
function combinations(text: string, when: When = {}): Record<string, string | undefined>[] {
  let all: Record<string, string | undefined>[] = [{}];
  for (const fact of factsOf(text)) {
    const wanted = when[fact];
    const value = wanted?.[0] === '*' || wanted === undefined ? FACTS[fact] : wanted[0];
    const choices = wanted === undefined ? [value, undefined] : wanted[0] === '-' ? [undefined] : [value];
    all = all.flatMap((facts) => choices.map((choice) => ({ ...facts, [fact]: choice })));
  }
  return all;
}

/** What is wrong with a rendered text, or nothing. */
function faults(text: string): string[] {
  const checks: readonly (readonly [RegExp, string])[] = [
    [/undefined/, 'a missing fact'],
    [/[[\]{}]/, 'a bracket or brace'],
    [/ {2}/, 'a double space'],
    [/ [.,;:!?)]/, 'a space before punctuation'],
    [/\(\s*\)/, 'empty parentheses'],
    [/\( |^\s|\s$/, 'a stray space'],
    [/[,;:]\s*[.,;:]|\.\./, 'doubled punctuation'],
    [/\w\(|\)\w/, 'parentheses without a space'],
  ];
  return checks.filter(([pattern]) => pattern.test(text)).map(([, fault]) => fault);
}

/** All templates of texts with the condition under which they are shown. */
const texts = events.flatMap(([id, event]) =>
  [
    { when: {}, from: event as Texts },
    ...(event.variants ?? []).map((variant) => ({ when: variant.when, from: variant })),
  ].flatMap(({ when, from }) => [
    ...(from.summary === undefined ? [] : [{ id, when, kind: 'summary', text: from.summary }]),
    ...(from.reason === undefined ? [] : [{ id, when, kind: 'reason', text: from.reason }]),
    ...(from.causes ?? []).map((text) => ({ id, when, kind: 'cause', text })),
  ]),
);

/** Category to the types that ECS expects with it. */
const expectedTypes = new Map(
  EcsFlat['event.category'].allowed_values.map((value) => [
    value.name,
    (value as { expected_event_types?: readonly string[] }).expected_event_types ?? [],
  ]),
);

test('the catalogue fits its schema', () => {
  const ajv = new Ajv({ allErrors: true, strict: true, strictRequired: false, strictTypes: false });
  const fits = ajv.validate(schema, json);
  expect(ajv.errors ?? []).toEqual([]);
  expect(fits).toBe(true);
});

test('it describes RasSstp and all of its event ids', () => {
  expect(json.provider).toEqual({
    key: 'rassstp',
    name: 'Microsoft-Windows-RasSstp',
    guid: '{6c260f2c-049a-43d8-bf4d-d350a4e6611a}',
    aliases: ['RasSstp'],
    protocol: 'sstp',
  });
  const expected = [...Array.from({ length: 25 }, (_, at) => String(at + 1)), '32', '33'];
  expect(events.map(([id]) => id)).toEqual(expected);
});

test('all events have full coverage, with reason and related events too', () => {
  expect(events.filter(([, event]) => event.coverage !== 'full')).toEqual([]);
  for (const [id, event] of events)
    expect([id, event.reason, event.related]).toEqual([id, expect.any(String), expect.any(Array)]);
});

test('fields decode by the closed list, and every template field is declared', () => {
  for (const field of Object.values(catalog.fields)) expect(DECODERS).toContain(field.decode);
  const used = new Set(events.flatMap(([, event]) => event.templates.flatMap((template) => template.fields)));
  expect([...used].sort()).toEqual(Object.keys(catalog.fields).sort());
});

test('the templates of one event differ in their count of values, the newest last', () => {
  for (const [id, event] of events) {
    const counts = event.templates.map((template) => template.fields.length);
    expect([id, [...new Set(counts)].sort((a, b) => a - b)]).toEqual([id, counts]);
    expect(event.templates.length).toBeGreaterThan(0);
  }
});

test.each([
  ['1', ['CoId', 'ErrorMessage']],
  ['3', ['CoId', '__binLength', 'binary']],
  ['4', ['CoId', 'HTTPResponseCode']],
  ['6', ['CoId', 'SHA1CertificateHash', 'SHA256CertificateHash']],
  ['9', ['Url', 'ErrorMessage']],
  ['12', ['ErrorMessage', 'CertificateName']],
  ['16', ['CoId', 'ErrorMessage']],
  ['22', ['ErrorMessage']],
  ['24', []],
  ['32', ['param1', 'param2']],
])('event %s has the fields of the current manifest', (id, fields) => {
  expect(catalog.events[id]?.templates.at(-1)?.fields).toEqual(fields);
});

test('sources, remediations and related events that are named exist, and all remediations and sources are used', () => {
  const sources = events.flatMap(([, event]) => event.source);
  expect(sources.filter((key) => !(key in catalog.sources))).toEqual([]);
  const references = remediations.flatMap(([, entry]) => entry.references);
  expect(references.filter((address) => !Object.values(catalog.sources).includes(address))).toEqual([]);
  const unused = Object.entries(catalog.sources).filter(
    ([key, address]) => !sources.includes(key) && !references.includes(address),
  );
  expect(unused).toEqual([]);
  const named = events.flatMap(([, event]) => [
    event.remediation,
    ...(event.variants ?? []).map((variant) => variant.remediation),
  ]);
  expect([...new Set(named.filter((key) => key !== undefined))].sort()).toEqual(
    Object.keys(catalog.remediations).sort(),
  );
  const related = events.flatMap(([, event]) => event.related ?? []);
  expect(related.filter((id) => !(id in catalog.events))).toEqual([]);
});

test('categories and types are pairs that ECS expects', () => {
  const lists = events.flatMap(([id, event]) =>
    [event, ...(event.variants ?? [])].flatMap(({ ecs }) => (ecs === undefined ? [] : [{ id, ecs }])),
  );
  const illegal = lists.filter(({ ecs }) => {
    const types = ecs.category.flatMap((category) => expectedTypes.get(category) ?? []);
    return (
      ecs.category.some((category) => !expectedTypes.has(category)) || ecs.type.some((type) => !types.includes(type))
    );
  });
  expect(illegal).toEqual([]);
  // Guards the check itself: `connection` goes with `network` and not with `host`.
  expect(expectedTypes.get('network')).toContain('connection');
  expect(expectedTypes.get('host')).not.toContain('connection');
});

test('texts, conditions and rules use facts that exist', () => {
  const inTexts = texts.flatMap(({ text }) => factsOf(text));
  const inRules = events.flatMap(([, event]) =>
    (event.rules ?? []).flatMap((rule) => [...factsOf(rule.reason), ...Object.keys(rule.when ?? {})]),
  );
  const inVariants = events.flatMap(([, event]) =>
    (event.variants ?? []).flatMap((variant) => Object.keys(variant.when)),
  );
  expect([...inTexts, ...inRules, ...inVariants].filter((fact) => !(fact in FACTS))).toEqual([]);
});

test('error symbols of variants and rules are known status codes with a meaning', () => {
  const named = events.flatMap(([, event]) =>
    [...(event.variants ?? []), ...(event.rules ?? [])].flatMap((entry) => entry.when?.['error.symbol'] ?? []),
  );
  expect(named.length).toBeGreaterThan(50);
  expect(named.filter((symbol) => symbols.get(symbol)?.meaning === undefined)).toEqual([]);
});

test('no variant hides behind an earlier one', () => {
  for (const [id, event] of events) {
    for (const fact of ['error.symbol', 'http.status']) {
      const values = (event.variants ?? []).flatMap((variant) => variant.when[fact] ?? []);
      expect([id, fact, values.filter((value, at) => values.indexOf(value) !== at)]).toEqual([id, fact, []]);
    }
  }
});

test('the reason of a rule holds only facts that its condition proves', () => {
  for (const [id, event] of events) {
    for (const rule of event.rules ?? []) {
      expect([id, factsOf(rule.reason).filter((fact) => !(fact in (rule.when ?? {})))]).toEqual([id, []]);
    }
  }
});

test.each(['1', '2'])('event %s: an error that may be an interception is high and is to be investigated', (id) => {
  const event = catalog.events[id];
  const raised = (event?.rules ?? [])
    .filter((rule) => rule.to === 'high')
    .flatMap((rule) => rule.when?.['error.symbol'] ?? []);
  expect(raised).toEqual(expect.arrayContaining(['CERT_E_UNTRUSTEDROOT', 'CERT_E_CN_NO_MATCH', 'CERT_E_REVOKED']));
  for (const symbol of raised) {
    const variant = (event?.variants ?? []).find(({ when }) => when['error.symbol']?.includes(symbol));
    expect([symbol, catalog.remediations[variant?.remediation ?? '']?.action]).toEqual([symbol, 'investigate']);
  }
});

test('the check of rendered texts finds each fault', () => {
  expect(faults(render('The client[ {computer}] failed.', {}))).toEqual([]);
  expect(faults(render('The client {computer} failed.', {}))).toEqual(['a missing fact']);
  expect(faults(render('The client [{computer}] failed.', {}))).toEqual(['a double space']);
  expect(faults(render('The client failed [{computer}].', {}))).toEqual(['a space before punctuation']);
  expect(faults(render('The client failed ([{computer}]) here.', {}))).toEqual(['empty parentheses']);
  expect(faults(render('The client failed,[ {computer}].', {}))).toEqual(['doubled punctuation']);
  expect(faults(render('The client [a [b] c] failed.', {}))).toEqual(['a bracket or brace']);
});

test('every text reads well whichever facts are missing', () => {
  let rendered = 0;
  for (const { id, when, kind, text } of texts) {
    for (const facts of combinations(text, when)) {
      const result = render(text, facts);
      rendered += 1;
      expect([id, result, faults(result)]).toEqual([id, result, []]);
      if (kind === 'summary') expect(result).toMatch(/^[A-Z][^\n]{30,}[A-Za-z0-9")]\.$/);
      if (kind === 'cause') expect(result).toMatch(/^[A-Z].*[^.]\.$/);
      if (kind === 'reason') expect(result).toMatch(/^[a-z].{3,100}[^.]$/);
    }
  }
  expect(rendered).toBeGreaterThan(500);
});

test('a summary shows each value that its event has', () => {
  const all = texts.filter(({ kind }) => kind === 'summary').map(({ id, text }) => ({ id, facts: factsOf(text) }));
  const missing = (ids: readonly string[], fact: string) =>
    all.filter(({ id, facts }) => ids.includes(id) && !facts.includes(fact));
  const withError = events.flatMap(([id, { templates }]) =>
    templates.some(({ fields }) => fields.includes('ErrorMessage')) ? [id] : [],
  );
  expect(withError.length).toBe(20);
  for (const fact of ['error.symbol', 'error.code', 'error.text']) expect(missing(withError, fact)).toEqual([]);
  expect(missing(['9', '10'], 'url')).toEqual([]);
  expect(missing(['12', '13'], 'certificate.name')).toEqual([]);
  for (const fact of ['sstp.hash', 'listener.hash']) expect(missing(['32'], fact)).toEqual([]);
  expect(
    missing(
      events.map(([id]) => id),
      'computer',
    ),
  ).toEqual([]);
});

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
      expect([key, run, steps[(step ?? 0) - 1]]).toEqual([key, run, expect.stringMatching(AGAIN)]);
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
  const { steps = [], commands = [] } = catalog.remediations[key] ?? {};
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
  const addresses = Object.values(catalog.sources);
  expect(addresses.filter((address) => !address.startsWith('https://'))).toEqual([]);
  expect(addresses.filter((address) => /\/\/(technet|docs|msdn)\./.test(address))).toEqual([]);
  expect(
    addresses.filter((address) => address.includes('learn.microsoft.com') && !address.includes('/en-us/')),
  ).toEqual([]);
});

test.each(['1', '2'])('event %s: a CA that a rule refuses is not answered with trust', (id) => {
  for (const symbol of ['CERT_E_UNTRUSTEDCA', 'TRUST_E_EXPLICIT_DISTRUST']) {
    const variant = catalog.events[id]?.variants?.find(({ when }) => when['error.symbol']?.includes(symbol));
    expect(variant?.when['error.symbol']).toEqual([symbol]);
    const remediation = catalog.remediations[variant?.remediation ?? ''];
    expect(remediation?.action).toBe('investigate');
    expect(remediation?.commands.filter(({ run }) => run.includes('-addstore'))).toEqual([]);
  }
});

test.each([
  ['1', 'WSAEACCES', /\bforbidden\b/],
  ['2', 'WSAEACCES', /\bforbidden\b/],
  ['8', 'WSAEACCES', /does not let it use the port/],
  ['8', 'ERROR_FILE_NOT_FOUND', /something that it needs was not found/],
  ['1', 'ERROR_WINHTTP_INVALID_URL', /server name in its profile/],
  ['12', 'NTE_PERM', /may not be used/],
])('event %s: %s has a text of its own', (id, symbol, words) => {
  const variant = catalog.events[id]?.variants?.find(({ when }) => when['error.symbol']?.includes(symbol));
  expect(variant?.when['error.symbol']).toEqual([symbol]);
  expect(variant?.summary).toMatch(words);
});

test('a proxy that Windows only supposes is called probable', () => {
  const supposed = catalog.events['23'];
  for (const text of [supposed?.title, supposed?.reason]) expect(text).toContain('probably');
  expect(supposed?.summary).toContain('Windows supposes');
  // A status 407 is certain.
  const certain = catalog.events['4']?.variants?.find(({ when }) => when['http.status']?.includes('407'));
  expect(certain?.summary).not.toMatch(/probably|supposes/);
});

test('what the SSTP service has cached is dropped for the whole computer, not for the user', () => {
  const { commands = [] } = catalog.remediations['sstp-revocation-unreachable'] ?? {};
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
  const variant = catalog.events[id]?.variants?.find(({ when }) =>
    when['error.symbol']?.includes('ERROR_ALREADY_EXISTS'),
  );
  const entry = catalog.remediations[variant?.remediation ?? ''];
  expect(entry?.action).toBe('investigate');
  const runs = (entry?.commands ?? []).map(({ run }) => run);
  expect(runs.indexOf('netsh http show urlacl')).toBe(0);
  expect(runs.findIndex((run) => run.includes('delete urlacl'))).toBeGreaterThan(0);
});

test('the records before a 22 are found by its time and its record id, not by being the newest', () => {
  const down = catalog.remediations[catalog.events['22']?.remediation ?? ''];
  const before = down?.commands[0]?.run;
  expect(before).toMatch(/Id=22\} -MaxEvents 1;.*StartTime=\$e\.TimeCreated.*RecordId -lt \$e\.RecordId/);
});

test('a login that a proxy wants is never answered with a certificate hash', () => {
  const proxy = catalog.remediations[catalog.events['23']?.remediation ?? ''];
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
