import { expect, test } from '@jest/globals';
import { EcsFlat } from '@elastic/ecs';
import { Ajv } from 'ajv';
import type { CatalogData } from '../../../../normalizers/catalog.ts';
import schema from '../../../../normalizers/catalog.schema.json' with { type: 'json' };
import statusCodes from '../../../../normalizers/enrich/status-codes.json' with { type: 'json' };
import json from '../../../../normalizers/rassstp/catalog.json' with { type: 'json' };
import { RASSSTP_FACTS } from '../../../../normalizers/rassstp/facts.ts';
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
/** Each fact of the provider with a value as it comes: messages of Windows end with a full stop, meanings do not. */
const FACTS: Readonly<Record<string, string>> = {
  computer: 'laptop-7.example.com',
  level: 'error',
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
  expect(Object.keys(FACTS).sort()).toEqual(Object.keys(RASSSTP_FACTS).sort());
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
