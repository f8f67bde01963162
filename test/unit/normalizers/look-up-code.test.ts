import { describe, expect, test } from '@jest/globals';
import { Ajv } from 'ajv';
import { NO_READING, type CodeTable } from '../../../normalizers/code-table.ts';
import type { explainEvent } from '../../../normalizers/explain.ts';
import { explainRecord } from '../../../normalizers/index.ts';
import { findCodeTable, lookUpCode, type CodeHit } from '../../../normalizers/look-up-code.ts';
import { CODE_TABLES, PROVIDERS } from '../../../normalizers/registry.ts';
import wordsFile from '../../../normalizers/schannel/code-words.json' with { type: 'json' };
import wordsSchema from '../../../normalizers/schannel/code-words.schema.json' with { type: 'json' };
import { listCipherSuites } from '../../../normalizers/schannel/cipher-suites.ts';
import { listProtocols } from '../../../normalizers/schannel/protocols.ts';
import { composeEventXml, findProviderByWord } from '../../../services/cli/compose-event.ts';
import { findTextFaults } from '../../support/find-text-faults.ts';

const NOW = Date.parse('2026-03-04T05:06:07Z');

/** `kind code` of what is found, in order. */
function look(text: string, kind?: string): string[] {
  const tables = kind === undefined ? CODE_TABLES : CODE_TABLES.filter((table) => table.kind === kind);
  return lookUpCode(text, tables).map((hit) => `${hit.kind} ${hit.code}`);
}

function detail({ details }: CodeHit, name: string): string | readonly string[] | undefined {
  return details.find((one) => one.name === name)?.text;
}

function only(text: string, kind?: string): CodeHit {
  const [hit, ...more] = lookUpCode(
    text,
    CODE_TABLES.filter((table) => kind === undefined || table.kind === kind),
  );
  if (hit === undefined || more.length > 0) throw new Error(`${text}: ${more.length + 1} hits`);
  return hit;
}

describe('notations', () => {
  test.each(
    [
      '0x80090325',
      '0X80090325',
      '80090325',
      '-2146893019',
      '2148074277',
      ' 0x80090325 ',
      'SEC_E_UNTRUSTED_ROOT',
    ].concat('sec_e_untrusted_root'),
  )('status %j', (text) => {
    expect(look(text)).toEqual(['status 0x80090325']);
  });

  test.each([
    ['0x800b0109', '800B0109', '0x800B0109', '-2146762487'],
    ['0x80070005', '5', '0x5', '0x00000005', '80070005', '-2147024891'],
    ['0x80072efd', '12029', '0x80072EFD', '-2147012867'],
    ['0x00090312', '590610', '0x90312', '00090312'],
  ])('%s in other notations', (code, ...others) => {
    for (const text of [code, ...others]) expect(look(text, 'status')).toEqual([`status ${code}`]);
  });

  test.each(
    ['0xC030', '0xc030', 'c030', 'C030', '0xC0,0x30', '{0xC0, 0x30}', '0xFFFFC030', '49200'].concat(
      'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384',
      'tls_ecdhe_rsa_with_aes_256_gcm_sha384',
    ),
  )('cipher %j', (text) => {
    expect(look(text)).toEqual(['cipher 0xC030']);
    expect(look(text, 'cipher')).toEqual(['cipher 0xC030']);
  });

  test('digits alone are hexadecimal for a suite, decimal only where they are no suite or too many', () => {
    expect(look('1301', 'cipher')).toEqual(['cipher 0x1301']);
    expect(look('0035', 'cipher')).toEqual(['cipher 0x0035']);
    expect(look('53', 'cipher')).toEqual(['cipher 0x0035']);
    expect(look('0x9', 'cipher')).toEqual(['cipher 0x0009']);
    expect(look('0x010080', 'cipher')).toEqual(['cipher 0x10080']);
  });

  test.each(['TLS 1.0', 'tls 1.0', 'TLS1.0', 'TLSv1.0', 'TLSv1', '0x0301', '769'])('protocol %j', (text) => {
    expect(look(text)).toEqual(['protocol TLS 1.0']);
  });

  test.each([
    ['unknown_ca', 'alert 48'],
    ['Unknown CA', 'alert 48'],
    ['TLS1_ALERT_UNKNOWN_CA', 'alert 48'],
    ['SrvCliHello_MismatchAlg', 'state 1205'],
    ['ERROR_AUTOMATIC_VPN_FAILED', 'ras 800'],
  ])('%j is %s', (text, found) => {
    expect(look(text)).toEqual([found]);
  });

  test.each([
    '',
    ' ',
    '-',
    '0x',
    '0xg',
    '99999999999',
    '-99999999999',
    '0x123456789',
    'constructor',
    '__proto__',
    'toString',
  ])('%j is nothing', (text) => {
    expect(look(text)).toEqual([]);
    for (const { kind } of CODE_TABLES) expect(look(text, kind)).toEqual([]);
  });

  test('each number is shown in every notation that occurs', () => {
    expect(only('0x80090325').notations).toEqual({
      hexadecimal: '0x80090325',
      'without 0x': '80090325',
      unsigned: '2148074277',
      signed: '-2146893019',
    });
    expect(only('5').notations).toMatchObject({ signed: '-2147024891', 'Win32 error': '5' });
    expect(only('0x00090312').notations).toEqual({ hexadecimal: '0x00090312', decimal: '590610' });
    expect(only('48').notations).toEqual({ decimal: '48', hexadecimal: '0x30' });
    expect(only('c030').notations).toEqual({ hexadecimal: '0xC030', bytes: '0xC0,0x30', decimal: '49200' });
  });
});

describe('a bare number', () => {
  test.each([
    ['48', ['alert 48']],
    ['10', ['alert 10', 'state 10']],
    ['800', ['ras 800', 'state 800']],
    ['1301', ['state 1301', 'cipher 0x1301']],
    ['0x5', ['status 0x80070005', 'cipher 0x0005']],
    ['121', ['alert 121', 'status 0x80070079']],
  ])('%s: all that fit, the likeliest first', (text, found) => {
    expect(look(text)).toEqual(found);
  });

  test('is read in other notations only where no table has it in its usual one', () => {
    // 0x28 is a suite, alerts are never written so; 0x4b5 is nothing else than the state 1205.
    expect(look('0x28')).toEqual(['cipher 0x0028']);
    expect(look('0x28', 'alert')).toEqual(['alert 40']);
    expect(look('0x4b5')).toEqual(['state 1205']);
  });
});

describe('every entry of every table', () => {
  const ALL = CODE_TABLES.flatMap((table) =>
    table.codes.map((code) => {
      const entry = table.find(code);
      if (entry === undefined) throw new Error(`${table.kind} ${code} is listed, but not found`);
      return { table, entry };
    }),
  );

  test('is found by its code and by its symbol', () => {
    const lost = ALL.filter(({ table: { kind }, entry: { code, symbol } }) => {
      const wanted = `${kind} ${code}`;
      return !(look(code).includes(wanted) && look(symbol).includes(wanted) && look(code, kind).join() === wanted);
    });
    expect(lost.map(({ entry }) => entry.code)).toEqual([]);
    expect(ALL.length).toBeGreaterThan(900);
  });

  test('is found in each of its notations', () => {
    const lost = ALL.flatMap(({ table: { kind }, entry: { code, notations } }) =>
      Object.entries(notations)
        .filter(([, text]) => !look(text, kind).includes(`${kind} ${code}`))
        .map(([name, text]) => `${kind} ${code}: ${name} ${text}`),
    );
    expect(lost).toEqual([]);
  });

  test('has sources and reads well', () => {
    for (const { entry } of ALL) {
      expect([entry.code, entry.sources.filter((address) => /^https?:\/\//.test(address)).length > 0]).toEqual([
        entry.code,
        true,
      ]);
      const texts = entry.details.filter(({ isVerbatim }) => isVerbatim !== true).flatMap(({ text }) => text);
      const faults = texts.flatMap((text) => findTextFaults(text.replace(/"[^"]*"/g, 'QUOTED')));
      expect([entry.code, faults]).toEqual([entry.code, []]);
    }
  });

  test('links to entries that there are', () => {
    for (const { entry } of ALL) {
      for (const { kind, code } of entry.links)
        expect([entry.code, look(code, kind)]).toEqual([entry.code, [`${kind} ${code}`]]);
    }
  });

  test('comes out of the events that are said to carry it', () => {
    const FIELDS: Readonly<Record<string, (document: ReturnType<typeof explainEvent>['document']) => unknown>> = {
      alert: ({ wincanal }) => wincanal.tls?.alert?.name,
      state: ({ wincanal }) => wincanal.tls?.error_state?.name,
      status: ({ wincanal }) => wincanal.error?.symbol,
      cipher: ({ tls }) => tls?.cipher,
      protocol: ({ tls }) => `${tls?.version_protocol?.toUpperCase() ?? ''} ${tls?.version ?? ''}`,
    };
    let carried = 0;
    for (const { table, entry } of ALL) {
      const [hit] = lookUpCode(entry.code, [table]);
      // One event of each provider is enough: all fields of a kind have the same reader.
      for (const { key } of PROVIDERS.map(({ catalog }) => catalog.data.provider)) {
        const event = hit?.events.find(({ provider }) => provider === key);
        const provider = findProviderByWord(key);
        if (event === undefined || provider === undefined) continue;
        const values = event.values.map(([name, value]) => `${name}=${value}`);
        const [result] = explainRecord(Buffer.from(composeEventXml(provider, String(event.id), values, NOW)), NOW);
        if (result?.kind !== 'explanation') throw new Error(`${entry.code}: ${String(event.id)} is not explained`);
        expect([entry.code, FIELDS[table.kind]?.(result.document)]).toEqual([entry.code, entry.symbol]);
        expect([entry.code, result.document.wincanal.title]).toEqual([entry.code, event.title]);
        expect([entry.code, result.document.wincanal.severity.label]).toEqual([entry.code, event.severity]);
        carried++;
      }
    }
    expect(carried).toBeGreaterThan(1000);
  });
});

describe('what is said', () => {
  test('an alert: level, both directions without a severity, what the program gets, error states', () => {
    const hit = only('48');
    expect(detail(hit, 'level')).toMatch(/^fatal/);
    expect(detail(hit, 'received')).toMatch(/^The other side .* Event 36887 carries it\.$/);
    expect(detail(hit, 'sent')).toMatch(/^This host .* Event 36888 carries it\.$/);
    expect(detail(hit, 'defined in')).toBe('RFC 8446, current');
    expect(hit.related).toContainEqual({
      kind: 'status',
      code: '0x80090325',
      symbol: 'SEC_E_UNTRUSTED_ROOT',
      as: 'the program gets',
    });
    expect(hit.related.filter(({ kind }) => kind === 'state').map(({ code }) => code)).toEqual(['551', '552']);
    expect(hit.events.map(({ id, isSpecific }) => [id, isSpecific])).toEqual([
      [36887, true],
      [36888, true],
    ]);
  });

  test('a state: who, what to check, how sure that is, and its usual alert', () => {
    const hit = only('1205');
    expect(detail(hit, 'who')).toBe('the TLS server');
    expect(detail(hit, 'confidence')).toBe('documented');
    expect(detail(only('ServerHello_Invalid'), 'confidence')).toBe('inferred, not documented');
    expect(hit.related.map(({ kind, code }) => `${kind} ${code}`)).toEqual(['alert 40']);
    expect(hit.events[0]).toMatchObject({
      id: 36888,
      values: [
        ['AlertDesc', '40'],
        ['ErrorState', '1205'],
      ],
      isSpecific: true,
    });
  });

  test('a status code: which alert it follows, and first the events with a meaning of their own for it', () => {
    const hit = only('SEC_E_UNTRUSTED_ROOT');
    expect(hit.related.map(({ kind, code, as }) => `${as}: ${kind} ${code}`)).toEqual(['follows the alert: alert 48']);
    const specific = hit.events.filter(({ isSpecific }) => isSpecific);
    expect(specific.map(({ provider, id }) => `${provider} ${id}`)).toEqual([
      'schannel 36876',
      'schannel 36877',
      'rassstp 1',
      'rassstp 2',
    ]);
    expect(hit.events.slice(0, specific.length)).toEqual(specific);
    expect(hit.events.length).toBeGreaterThan(20);
  });

  test('a RAS error: where it is found, for no event of these providers has it as a value', () => {
    const hit = only('800', 'ras');
    expect(hit.events).toEqual([]);
    expect(hit.note).toContain('20227');
  });

  test.each([
    ['0xC030', 'TLS 1.2 only', /^ECDHE.*RSA certificate$/],
    ['0x002F', 'TLS 1.2 and older', /^RSA: the client encrypts/],
    ['0x003C', 'TLS 1.2 only', /^RSA: the client encrypts/],
    ['0x1301', 'TLS 1.3 only', /TLS 1\.3$/],
    ['0x00A8', 'TLS 1.2 only', /^PSK/],
    // RFC 5487 lets these be used in any version, so nothing is said.
    ['0x00AE', undefined, /^PSK/],
    ['0x10080', 'SSL 2.0 only', /^RSA: the client encrypts/],
    ['0x00C6', 'TLS 1.3 only', /TLS 1\.3$/],
    ['0xC103', 'TLS 1.3 only', /TLS 1\.3$/],
    ['0xC102', 'TLS 1.2 only', /^GOST/],
    ['0x0034', 'TLS 1.2 and older', /^DHE: a new.*not authenticated$/],
    ['0xC004', 'TLS 1.2 and older', /^ECDH: .*in the certificate/],
    ['0x5600', undefined, undefined],
  ])('cipher %s: used by %s', (code, versions, exchange) => {
    const hit = only(code, 'cipher');
    expect(detail(hit, 'used by')).toBe(versions);
    if (exchange === undefined) expect(detail(hit, 'key exchange')).toBeUndefined();
    else expect(detail(hit, 'key exchange')).toMatch(exchange);
  });

  test('an old protocol says how to switch it off, with both keys of the registry', () => {
    const hit = only('TLS 1.0');
    expect(detail(hit, 'registry keys')).toEqual(
      ['Client', 'Server'].map(
        (side) => `HKLM\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols\\TLS 1.0\\${side}`,
      ),
    );
    expect(detail(hit, 'in the registry')).toMatch(/^Enabled = 0 /);
    expect(detail(only('TLS 1.2'), 'in the registry')).toMatch(/^Enabled = 1 /);
  });
});

describe('words of the code tables', () => {
  test('fit their schema', () => {
    const validate = new Ajv({ allErrors: true }).compile(wordsSchema);
    expect(validate(wordsFile) ? [] : validate.errors).toEqual([]);
  });

  test('explain every grade, weakness and protocol, and nothing else', () => {
    const suites = [...listCipherSuites().values()];
    const sorted = (names: Iterable<string>): string[] => [...new Set(names)].sort();
    expect(Object.keys(wordsFile.grades).sort()).toEqual(sorted(suites.map(({ grade }) => grade)));
    expect(Object.keys(wordsFile.weaknesses).sort()).toEqual(
      sorted(suites.flatMap(({ weaknesses = [] }) => weaknesses)),
    );
    expect(Object.keys(wordsFile.protocols).sort()).toEqual(sorted(listProtocols().keys()));
    expect(Object.keys(wordsFile.protocol_grades).sort()).toEqual(
      sorted([...listProtocols().values()].map(({ grade }) => grade)),
    );
  });

  test('name the key exchange of every suite that has one', () => {
    const first = [...listCipherSuites().values()].flatMap(
      ({ name }) => /^(?:TLS|SSL)_([A-Z0-9]+).*_WITH_/.exec(name)?.[1] ?? [],
    );
    const known = new Set([...Object.keys(wordsFile.exchanges), 'NULL', 'CK']);
    expect([...new Set(first)].filter((name) => !known.has(name))).toEqual([]);
    expect(Object.keys(wordsFile.exchanges).filter((name) => !first.includes(name))).toEqual([]);
  });
});

test.each([
  ['ALERT', 'alert'],
  ['error-state', 'state'],
  ['ErrorState', 'state'],
  ['error state', 'state'],
  ['Cipher_Suite', 'cipher'],
  ['suite', 'cipher'],
  ['protocol', 'protocol'],
  ['error code', 'status'],
  ['ras', 'ras'],
])('%j asks for the table of %s', (word, kind) => {
  expect(findCodeTable(word)?.kind).toBe(kind);
});

test('no word asks for two tables, and none is the word for a provider', () => {
  const words = CODE_TABLES.flatMap(({ kind, aliases }) => [kind, ...aliases]).map((word) =>
    word.replace(/[\s_-]/g, ''),
  );
  expect(words.filter((word, at) => words.indexOf(word) !== at)).toEqual([]);
  expect(words.filter((word) => findProviderByWord(word) !== undefined)).toEqual([]);
  expect(new Set(CODE_TABLES.map(({ rank }) => rank)).size).toBe(CODE_TABLES.length);
});

test('a table of another provider is looked into as it stands', () => {
  const table: CodeTable = {
    kind: 'colour',
    aliases: [],
    title: 'Colour',
    reference: { title: 'Colours', page: 'colours.md', key: 'colours' },
    file: 'normalizers/painter/colours.json',
    sources: {},
    entries: new Map([['1', { symbol: 'RED' }]]),
    form: 'a number from 1 to 3',
    rank: 9,
    factPrefix: 'colour.',
    codes: ['1'],
    names: new Map([['red', '1']]),
    read: (text) => (text === '1' ? { usual: ['1'], unusual: [] } : NO_READING),
    find: (code) =>
      code === '1' ? { code, symbol: 'RED', notations: {}, details: [], links: [], value: '', sources: [] } : undefined,
  };
  for (const text of ['1', 'red', 'RED']) {
    expect(lookUpCode(text, [table])).toMatchObject([{ kind: 'colour', symbol: 'RED', events: [], related: [] }]);
  }
});
