import { describe, expect, test } from '@jest/globals';
import { EcsFlat } from '@elastic/ecs';
import { Ajv } from 'ajv';
import alertsFile from '../../../../normalizers/schannel/alerts.json' with { type: 'json' };
import catalogFile from '../../../../normalizers/schannel/catalog.json' with { type: 'json' };
import { SCHANNEL_FACTS } from '../../../../normalizers/schannel/facts.ts';
import { listCipherSuites, type CipherSuite } from '../../../../normalizers/schannel/cipher-suites.ts';
import statesFile from '../../../../normalizers/schannel/error-states.json' with { type: 'json' };
import protocolsFile from '../../../../normalizers/schannel/protocols.json' with { type: 'json' };
import statusCodesFile from '../../../../normalizers/enrich/status-codes.json' with { type: 'json' };
import catalogSchema from '../../../../normalizers/catalog.schema.json' with { type: 'json' };

type Table<T> = Readonly<Record<string, T>>;
type When = Table<readonly string[] | { below: number }>;

interface Texts {
  readonly title?: string;
  readonly summary?: string;
  readonly reason?: string;
  readonly causes?: readonly string[];
  readonly remediation?: string;
  readonly ecs?: { category: readonly string[]; type: readonly string[]; outcome?: string };
}

interface Event extends Texts {
  readonly coverage: 'full' | 'generic';
  readonly source: readonly string[];
  readonly alias_of?: string;
  readonly templates: readonly { builds: string; fields: readonly string[] }[];
  readonly rules?: readonly { when?: When; to: string | { fact: string }; reason: string }[];
  readonly related?: readonly string[];
  readonly variants?: readonly (Texts & { readonly when: When })[];
}

interface Remediation {
  readonly references: readonly string[];
}

// The types that TypeScript infers from the files are exact; the tests read them as the schemas describe them.
const catalog = catalogFile as unknown as {
  readonly sources: Table<string>;
  readonly fields: Table<{ type: string; decode: string }>;
  readonly events: Table<Event>;
  readonly remediations: Table<Remediation>;
};
const suites: Table<CipherSuite> = Object.fromEntries(listCipherSuites());
const events = Object.entries(catalog.events);
const remediations = Object.entries(catalog.remediations);

/** Every id that a manifest, a message table or Microsoft's documentation gives the provider. */
const IDS = [
  36855, 36864, 36865, 36866, 36867, 36868, 36869, 36870, 36871, 36872, 36873, 36874, 36875, 36876, 36877, 36878, 36879,
  36880, 36881, 36882, 36883, 36884, 36885, 36886, 36887, 36888, 36889, 36896, 36897, 36898, 36899, 36912, 36928,
];

/** What the provider can tell about an event; texts, conditions and rules may use nothing else. */
const FACTS = new Set(Object.keys(SCHANNEL_FACTS));

const DECODERS: Table<readonly string[]> = {
  role: ['Type'],
  pid: ['CallerProcessId'],
  image: ['CallerProcessImageName'],
  tls_alert: ['AlertDesc'],
  error_state: ['ErrorState', 'ErrorStatus'],
  status_code: ['Error', 'ErrorCode'],
  protocol: ['Protocol'],
  cipher_suite: ['CipherSuite'],
  classic_cipher: ['Cipher'],
  classic_exchange: ['Exchange'],
  exchange_strength: ['ExchangeStrength'],
  target_name: ['Name', 'TargetName'],
  local_subject: ['LocalCertSubjectName'],
  remote_subject: ['RemoteCertSubjectName'],
  module: ['ModuleName'],
  csp: ['CSPName'],
  key_name: ['KeyName'],
  key_type: ['KeyType'],
  ticket_path: ['Path'],
  ocsp_reason: ['FailureReason'],
  ocsp_url: ['OCSPResponderURL'],
  local_certificate: ['Certificate', 'CredContext', 'EncodedCert', 'binaryData'],
  remote_certificate: ['certificateContext', 'pCertificateContext'],
};

/** Every text of an event and its variants that may hold facts, with where it is. */
function listTexts(id: string, event: Event): { where: string; kind: string; text: string }[] {
  return [event, ...(event.variants ?? [])].flatMap((part: Texts, i) => {
    const where = i === 0 ? id : `${id} variant ${String(i)}`;
    const one = (kind: string, text: string | undefined) => (text === undefined ? [] : [{ where, kind, text }]);
    return [
      ...one('title', part.title),
      ...one('summary', part.summary),
      ...one('reason', part.reason),
      ...(part.causes ?? []).flatMap((cause) => one('cause', cause)),
    ];
  });
}

function listFacts(text: string): string[] {
  return [...new Set([...text.matchAll(/\{([^{}]*)\}/g)].map((match) => match[1] ?? ''))];
}

/** Renders a text with these facts present, each as a plain word, and all others missing. */
function render(text: string, present: ReadonlySet<string>): string {
  const fill = (part: string) =>
    part.replace(/\{([^{}]*)\}/g, (_, fact: string) => (present.has(fact) ? 'value' : 'undefined'));
  return fill(
    text.replace(/\[([^[\]]*)\]/g, (_, part: string) =>
      listFacts(part).every((fact) => present.has(fact)) ? part : '',
    ),
  );
}

/** All subsets of a list. */
function listSubsets(names: readonly string[]): Set<string>[] {
  return Array.from(
    { length: 2 ** names.length },
    (_, bits) => new Set(names.filter((_name, i) => (bits >> i) % 2 === 1)),
  );
}

function listWhens(): { where: string; when: When }[] {
  return events.flatMap(([id, event]) => [
    ...(event.rules ?? []).flatMap((rule, i) =>
      rule.when === undefined ? [] : [{ where: `${id} rule ${String(i)}`, when: rule.when }],
    ),
    ...(event.variants ?? []).map((variant, i) => ({ where: `${id} variant ${String(i + 1)}`, when: variant.when })),
  ]);
}

describe('catalogue', () => {
  test('fits its schema', () => {
    const validate = new Ajv({ allErrors: true }).compile(catalogSchema);
    expect(validate(catalogFile) ? [] : validate.errors).toEqual([]);
  });

  test('holds exactly the ids of the provider, all of them in full', () => {
    expect(events.map(([id]) => Number(id))).toEqual(IDS);
    expect(events.filter(([, event]) => event.coverage !== 'full').map(([id]) => id)).toEqual([]);
    expect(
      events.filter(([, event]) => event.alias_of !== undefined).map(([id, event]) => [id, event.alias_of]),
    ).toEqual([['36855', '36885']]);
  });

  test('full entries have a reason and related ids that exist', () => {
    for (const [id, event] of events.filter(([, { coverage }]) => coverage === 'full')) {
      expect([id, event.reason]).toEqual([id, expect.any(String)]);
      expect((event.related ?? []).filter((other) => !(other in catalog.events) || other === id)).toEqual([]);
      expect(event.related?.length).toBeGreaterThan(0);
    }
  });

  test('decodes each field by a decoder of the closed list, the rest is kept', () => {
    const found: Record<string, string[]> = {};
    for (const [name, { decode }] of Object.entries(catalog.fields))
      if (decode !== 'keep') (found[decode] ??= []).push(name);
    for (const names of Object.values(found)) names.sort();
    expect(found).toEqual(DECODERS);
  });

  test('declares the fields of every template, and no field that no template has', () => {
    const used = new Set(events.flatMap(([, event]) => event.templates.flatMap((template) => template.fields)));
    expect([...used].sort()).toEqual(Object.keys(catalog.fields).sort());
  });

  test('lists each field list of an event once, the caller fields only in the newest', () => {
    for (const [id, { templates }] of events) {
      const lists = templates.map((template) => template.fields.join());
      expect([id, new Set(lists).size]).toEqual([id, lists.length]);
      expect([id, templates.slice(0, -1).filter((template) => template.fields.includes('CallerProcessId'))]).toEqual([
        id,
        [],
      ]);
    }
  });

  test.each([
    [36864, [0]],
    [36865, [2]],
    [36870, [2, 3, 5]],
    [36872, [0, 5, 7]],
    [36880, [7, 4, 8]],
    [36887, [1, 3]],
    [36888, [2, 3, 5]],
    [36928, [6]],
  ])('%i has templates of these lengths, oldest first', (id, lengths) => {
    expect(catalog.events[String(id)]?.templates.map((template) => template.fields.length)).toEqual(lengths);
  });

  test('binary values follow their length', () => {
    for (const [id, { templates }] of events) {
      for (const { fields } of templates) {
        const binary = fields.findIndex((name) => catalog.fields[name]?.type === 'Binary');
        if (binary >= 0) expect([id, fields[binary - 1]]).toEqual([id, '__binLength']);
      }
    }
  });

  test('categories and types are legal pairs of ECS', () => {
    const categories: readonly { readonly name: string; readonly expected_event_types?: readonly string[] }[] =
      EcsFlat['event.category'].allowed_values;
    const expected = new Map(categories.map((value) => [value.name, new Set(value.expected_event_types)]));
    const outcomes: readonly { readonly name: string }[] = EcsFlat['event.outcome'].allowed_values;
    const triples = events.flatMap(([id, event]) =>
      [event, ...(event.variants ?? [])].flatMap(({ ecs }: Texts) => (ecs === undefined ? [] : [{ id, ecs }])),
    );
    for (const { id, ecs } of triples) {
      expect([id, ecs.category.filter((name) => !expected.has(name))]).toEqual([id, []]);
      const illegal = ecs.type.filter((type) => !ecs.category.some((name) => expected.get(name)?.has(type)));
      expect([id, illegal]).toEqual([id, []]);
      if (ecs.outcome !== undefined) expect(outcomes.map((value) => value.name)).toContain(ecs.outcome);
    }
  });

  test('names only sources and remediations that exist, and has none to spare', () => {
    const cited = new Set([
      ...events.flatMap(([, event]) => event.source.map((key) => catalog.sources[key] ?? `missing source ${key}`)),
      ...remediations.flatMap(([, remediation]) => remediation.references),
    ]);
    expect([...cited].sort()).toEqual(Object.values(catalog.sources).sort());
    const applied = new Set(
      events.flatMap(([, event]) =>
        [event, ...(event.variants ?? [])].flatMap((part: Texts) => part.remediation ?? []),
      ),
    );
    expect([...applied].sort()).toEqual(Object.keys(catalog.remediations).sort());
  });
});

describe('facts', () => {
  test('texts, conditions and rules use known facts only', () => {
    const used = [
      ...events.flatMap(([id, event]) => listTexts(id, event).flatMap(({ text }) => listFacts(text))),
      ...listWhens().flatMap(({ when }) => Object.keys(when)),
      ...events.flatMap(([, event]) =>
        (event.rules ?? []).flatMap((rule) => [
          ...listFacts(rule.reason),
          ...(typeof rule.to === 'string' ? [] : [rule.to.fact]),
        ]),
      ),
    ];
    expect(used.filter((fact) => !FACTS.has(fact))).toEqual([]);
    expect(used.length).toBeGreaterThan(100);
  });

  test('the reason of a rule uses only facts that its condition implies', () => {
    for (const [id, event] of events) {
      for (const rule of event.rules ?? []) {
        const family = (fact: string) => fact.split('.')[0];
        const implied = new Set(
          Object.entries(rule.when ?? {}).flatMap(([fact, values]) =>
            Array.isArray(values) && values.includes('-') ? [] : [family(fact)],
          ),
        );
        expect([id, rule.reason, listFacts(rule.reason).filter((fact) => !implied.has(family(fact)))]).toEqual([
          id,
          rule.reason,
          [],
        ]);
      }
    }
  });

  test('conditions ask for codes, names and grades that exist', () => {
    const known: Table<ReadonlySet<string>> = {
      'alert.code': new Set(Object.keys(alertsFile.alerts)),
      'error_state.code': new Set(Object.keys(statesFile.error_states)),
      'error.code': new Set(Object.keys(statusCodesFile.codes)),
      'error.symbol': new Set(Object.values(statusCodesFile.codes).map(({ symbol }) => symbol)),
      'protocol.grade': new Set(Object.values(protocolsFile.protocols).map((protocol) => protocol.grade)),
      'cipher.grade': new Set(Object.values(suites).map((suite) => suite.grade)),
    };
    for (const { where, when } of listWhens()) {
      for (const [fact, values] of Object.entries(when)) {
        const codes = known[fact];
        if (codes === undefined || !Array.isArray(values)) continue;
        expect([where, values.filter((value: string) => value !== '*' && value !== '-' && !codes.has(value))]).toEqual([
          where,
          [],
        ]);
      }
    }
  });

  test('each variant can be reached: no earlier one takes all its values', () => {
    for (const [id, event] of events) {
      const taken = new Set<string>();
      for (const { when } of event.variants ?? []) {
        const [only, ...more] = Object.entries(when);
        if (only === undefined || more.length > 0 || !Array.isArray(only[1])) continue;
        const keys = only[1].map((value: string) => `${only[0]}=${value}`);
        expect([id, keys.filter((key) => taken.has(key))]).toEqual([id, []]);
        for (const key of keys) taken.add(key);
      }
    }
  });
});

/** What a rendered text must not contain; `.NET` is the one word that starts with a full stop. */
const FAULTS = [/undefined|[{}[\]]| {2}|\.\.|^\s|\s$/, / [,;:!?)]| \.(?!NET)/, /\( ?\)|[,;:][,;:.]/];

describe('texts', () => {
  const all = events.flatMap(([id, event]) => listTexts(id, event));

  test('brackets are balanced, do not nest and hold a fact each; a title has none', () => {
    for (const { where, kind, text } of all) {
      expect([where, text]).toEqual([
        where,
        expect.stringMatching(/^(?:[^[\]{}]|\{[a-z_.]+\}|\[[^[\]{}]*(?:\{[a-z_.]+\}[^[\]{}]*)+\])+$/),
      ]);
      if (kind === 'title') expect(text).not.toMatch(/[[\]{}.]/);
    }
  });

  test('every text reads well for every combination of missing facts', () => {
    let rendered = 0;
    for (const { where, kind, text } of all) {
      for (const present of listSubsets(listFacts(text))) {
        const result = render(text, present);
        rendered++;
        const faults = FAULTS.filter((fault) => fault.test(result)).map(String);
        if (kind === 'summary' || kind === 'cause') {
          if (!/^[A-Z]/.test(result)) faults.push('no capital at the start');
          if (!result.endsWith('.')) faults.push('no full stop');
        } else if (result.endsWith('.')) faults.push('full stop');
        if (faults.length > 0) expect({ where, result, faults }).toEqual({ where, result, faults: [] });
      }
    }
    expect(rendered).toBeGreaterThan(1000);
  });

  test('the renderer of this test would show a missing fact', () => {
    expect(render('from {computer}[ by {process.name}]', new Set())).toBe('from undefined');
    expect(render('from {computer}[ by {process.name}]', new Set(['computer', 'process.name']))).toBe(
      'from value by value',
    );
  });
});
