import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import statusCodes from '../../../normalizers/enrich/status-codes.json' with { type: 'json' };
import { createNormalizer, type EnrichedDocument } from '../../../normalizers/index.ts';
import { PROVIDERS } from '../../../normalizers/registry.ts';
import alertsFile from '../../../normalizers/schannel/alerts.json' with { type: 'json' };
import { listCipherSuites } from '../../../normalizers/schannel/cipher-suites.ts';
import statesFile from '../../../normalizers/schannel/error-states.json' with { type: 'json' };
import protocolsFile from '../../../normalizers/schannel/protocols.json' with { type: 'json' };
import { composeEventXml, findProviderByWord } from '../../../services/cli/compose-event.ts';
import { GOLDEN_NOW, GOLDEN_SOURCE, normalizeGolden, readGoldenCases } from '../../golden/golden-cases.ts';

const ROOT = join(import.meta.dirname, '../../..');

/**
 * Every event id that a manifest, a message table or Microsoft's documentation gives the two providers, with the number of
 * values in each generation of its values, oldest first. Typed in from the manifests and message tables of Windows 2000 to
 * Windows 11, not from the catalogue, which this list holds to account.
 */
const EXPECTED: Readonly<Record<string, Readonly<Record<string, readonly number[]>>>> = {
  schannel: {
    36855: [],
    36864: [0],
    36865: [2],
    36866: [0],
    36867: [1, 3, 5],
    36868: [6, 8],
    36869: [1, 3, 5],
    36870: [2, 3, 5],
    36871: [1, 2, 4],
    36872: [0, 5, 7],
    36873: [0, 2],
    36874: [0, 1, 3],
    36875: [0, 2],
    36876: [1, 3, 5],
    36877: [1, 3, 5],
    36878: [1, 3, 5],
    36879: [1, 3, 5],
    36880: [7, 4, 8],
    36881: [0, 2, 4],
    36882: [0, 2, 4],
    36883: [0, 2, 4],
    36884: [1, 3, 5],
    36885: [0, 2],
    36886: [0, 2],
    36887: [1, 3],
    36888: [2, 3, 5],
    36889: [4, 6],
    36896: [0, 2],
    36897: [0, 2],
    36898: [0, 2],
    36899: [0, 2],
    36912: [1, 3],
    36928: [6],
  },
  rassstp: {
    1: [1, 2],
    2: [1, 2],
    3: [0, 3],
    4: [0, 2],
    5: [0, 2],
    6: [2, 3],
    7: [0, 1],
    8: [0, 1],
    9: [2],
    10: [2],
    11: [0],
    12: [2],
    13: [2],
    14: [1],
    15: [1],
    16: [1, 2],
    17: [1],
    18: [1],
    19: [1],
    20: [0, 1],
    21: [1],
    22: [1],
    23: [0, 2],
    24: [0],
    25: [0],
    32: [2],
    33: [2],
  },
};

const IDS = Object.entries(EXPECTED).flatMap(([key, events]) =>
  Object.entries(events).map(([id, lengths]) => ({ key, id, lengths })),
);

interface Documented {
  readonly name: string;
  readonly document: EnrichedDocument;
}

const golden: readonly Documented[] = readGoldenCases().flatMap(({ name, bytes }) =>
  normalizeGolden({ name, bytes }).flatMap((outcome) =>
    outcome.kind === 'event' ? [{ name, document: outcome.document }] : [],
  ),
);

function catalogOf(key: string) {
  const found = PROVIDERS.find(({ catalog }) => catalog.data.provider.key === key);
  if (found === undefined) throw new Error(`no provider ${key}`);
  return found.catalog;
}

/** Values that belong to the data section of classic records, or stand for it. */
const SECTION = new Set(['Binary', '__binLength']);

/**
 * Whether a record has exactly the values of this generation. A binary value and its length may be in the data section
 * instead, where the collector leaves them; an empty data section is a generation without values.
 */
function isOfGeneration(data: Readonly<Record<string, string>>, fields: readonly string[]): boolean {
  const names = Object.keys(data).filter((name) => !SECTION.has(name));
  const wanted = fields.filter((name) => !SECTION.has(name));
  return names.length === wanted.length && wanted.every((name) => names.includes(name));
}

test('the list has sixty ids, and the catalogues have the same', () => {
  expect(IDS).toHaveLength(60);
  const known = PROVIDERS.flatMap(({ catalog: { data } }) =>
    Object.keys(data.events).map((id) => `${data.provider.key} ${id}`),
  );
  expect(known.sort()).toEqual(IDS.map(({ key, id }) => `${key} ${id}`).sort());
});

describe.each(IDS)('$key $id', ({ key, id, lengths }) => {
  const { data } = catalogOf(key);
  const event = data.events[id];
  const cases = golden.filter(
    ({ document }) => document.data_stream.dataset === `wincanal.${key}` && document.event.code === id,
  );

  test('has a full entry', () => {
    expect(event?.coverage).toBe('full');
    for (const text of [event?.title, event?.summary, event?.reason]) expect(text).toMatch(/\w/);
    expect(event?.causes?.length).toBeGreaterThan(0);
    expect(event?.source.length).toBeGreaterThan(0);
    expect(event?.related?.filter((other) => data.events[other] === undefined)).toEqual([]);
    expect(event?.related?.length).toBeGreaterThan(0);
    const remediation = data.remediations[event?.remediation ?? ''];
    expect(remediation?.summary).toMatch(/\w/);
    expect(remediation?.references.length).toBeGreaterThan(0);
    if (remediation?.action !== 'none') expect(remediation?.steps.length).toBeGreaterThan(0);
  });

  test('has each generation of its values', () => {
    expect(event?.templates.map(({ fields }) => fields.length)).toEqual(lengths);
    const undeclared = event?.templates.flatMap(({ fields }) =>
      fields.filter((name) => data.fields[name] === undefined),
    );
    expect(undeclared).toEqual([]);
  });

  test('has a golden case of each generation', () => {
    expect(cases.length).toBeGreaterThan(0);
    const missing = (event?.templates ?? []).filter(
      ({ fields }) => !cases.some(({ document }) => isOfGeneration(document.winlog.event_data ?? {}, fields)),
    );
    expect(missing).toEqual([]);
  });

  test('has a section in the reference', () => {
    const page = readFileSync(join(ROOT, 'docs/events', `${key}.md`), 'utf8');
    expect(page).toContain(`<a id="${id}"></a>\n\n## ${id}: ${event?.title ?? ''}\n`);
  });
});

const normalizer = createNormalizer();

/** The document of an event that is composed from the catalogue with these values (`AlertDesc=48`). */
function documentOf(word: string, id: string, values: readonly string[]): EnrichedDocument {
  const provider = findProviderByWord(word);
  if (provider === undefined) throw new Error(`no provider ${word}`);
  return normalize(composeEventXml(provider, id, values, GOLDEN_NOW));
}

function normalize(xml: string): EnrichedDocument {
  const [outcome] = normalizer.normalize(Buffer.from(xml), GOLDEN_SOURCE, GOLDEN_NOW);
  if (outcome?.kind !== 'event') throw new Error(`no document: ${JSON.stringify(outcome)}`);
  return outcome.document;
}

type Table<T> = readonly (readonly [code: string, entry: T])[];

interface Side {
  readonly meaning: string;
  readonly severity: string;
}

interface Status {
  readonly symbol: string;
  readonly meaning?: string;
  readonly subsystem: string;
  readonly text?: string;
}

const ALERTS: Table<{ readonly name: string; readonly level: string; readonly received: Side; readonly sent: Side }> =
  Object.entries(alertsFile.alerts);
const STATES: Table<{ readonly name: string; readonly meaning: string; readonly confidence: string }> = Object.entries(
  statesFile.error_states,
);
const SUITES: Table<{ readonly name: string; readonly grade: string; readonly weaknesses?: readonly string[] }> = [
  ...listCipherSuites(),
];
const VERSIONS: Table<{ readonly version: string; readonly protocol: string }> = Object.entries(
  protocolsFile.protocols,
);
const CODES: Table<Status> = Object.entries(statusCodes.codes as Record<string, Status>);
const RAS: Table<Status> = Object.entries(statusCodes.ras as Record<string, Status>);

describe('every entry of a code table is reached by an event that carries it', () => {
  test.each([
    ['36887', 'received'],
    ['36888', 'sent'],
  ] as const)(`${ALERTS.length} TLS alerts in %s, %s`, (id, direction) => {
    for (const [code, { name, level, [direction]: side }] of ALERTS) {
      const { wincanal } = documentOf('schannel', id, [`AlertDesc=${code}`]);
      expect(wincanal.tls?.alert).toMatchObject({ code: Number(code), name, level, direction });
      expect([code, wincanal.severity.label]).toEqual([code, side.severity]);
      // How a session ends in the normal way is said by the sentence itself.
      if (!['0', '90'].includes(code)) expect(wincanal.summary).toContain(side.meaning);
    }
  });

  test.each([
    ['36888', 'ErrorState'],
    ['36871', 'ErrorState'],
    ['36870', 'ErrorStatus'],
  ])(`${STATES.length} error states in %s as %s`, (id, field) => {
    for (const [code, { name, meaning, confidence }] of STATES) {
      const { wincanal } = documentOf('schannel', id, [`${field}=${code}`]);
      expect(wincanal.tls?.error_state).toMatchObject({ code: Number(code), name, meaning, confidence });
    }
  });

  test(`${SUITES.length} cipher suites by number, in both cases and sign-extended`, () => {
    for (const [code, { name, grade, weaknesses }] of SUITES) {
      const notations = [code, `0x${code.slice(2).toUpperCase()}`, String(Number(code))];
      if (Number(code) >= 0x8000 && Number(code) <= 0xffff) notations.push(`0xFFFF${code.slice(2)}`);
      for (const notation of notations) {
        const { tls, wincanal } = documentOf('schannel', '36880', ['Type=server', `CipherSuite=${notation}`]);
        expect([notation, tls?.cipher]).toEqual([notation, name]);
        expect(wincanal.tls?.cipher_suite).toEqual({ id: code, grade, weaknesses });
      }
    }
  });

  test(`${VERSIONS.length} protocol versions by their words, in both cases`, () => {
    for (const [words, { version, protocol }] of VERSIONS) {
      for (const notation of [words, words.toUpperCase()]) {
        const { tls } = documentOf('schannel', '36880', [`Protocol=${notation}`]);
        expect(tls).toMatchObject({ version, version_protocol: protocol });
      }
    }
  });

  test(`${CODES.length} status codes in every notation`, () => {
    for (const [code, { symbol, meaning, subsystem }] of CODES) {
      for (const notation of listNotations(code)) {
        const { error, wincanal } = normalize(composeStatus(notation));
        expect([notation, error?.code]).toEqual([notation, code]);
        expect([notation, wincanal.error]).toMatchObject([notation, { symbol, meaning, source: subsystem }]);
      }
    }
  });

  test('Win32 errors by their own number, as classic message tables print them', () => {
    const win32 = CODES.filter(([code]) => code.startsWith('0x8007'));
    expect(win32.length).toBeGreaterThan(20);
    for (const [code, { symbol }] of win32) {
      expect(normalize(composeStatus(`0x0000${code.slice(6)}`)).wincanal.error?.symbol).toBe(symbol);
    }
  });

  test(`${CODES.length} status codes inside a text of Windows`, () => {
    for (const [code, { symbol }] of CODES) {
      const { error, wincanal } = documentOf('rassstp', '1', [`ErrorMessage=Es ist ein Fehler aufgetreten (${code}).`]);
      expect([code, error?.code, wincanal.error?.symbol]).toEqual([code, code, symbol]);
    }
  });

  const worded = CODES.filter(([, { text }]) => text !== undefined);
  test(`${worded.length} status codes by their English words`, () => {
    expect(worded.length).toBeGreaterThan(40);
    for (const [code, { text, symbol }] of worded) {
      const { error, wincanal } = documentOf('rassstp', '1', [`ErrorMessage=Well: ${text ?? ''}.`]);
      expect([text, error?.code, wincanal.error?.symbol]).toEqual([text, code, symbol]);
    }
  });

  test(`${RAS.length} RAS errors by the data section of Windows Server 2008, which is the only place for them`, () => {
    for (const [number, { symbol, meaning, subsystem }] of RAS) {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32LE(Number(number));
      const provider = findProviderByWord('rassstp');
      if (provider === undefined) throw new Error('no provider rassstp');
      const xml = composeEventXml(provider, '5', [], GOLDEN_NOW).replace(
        '</Event>',
        `<EventData><Binary>${bytes.toString('hex')}</Binary></EventData></Event>`,
      );
      expect([number, normalize(xml).wincanal.error]).toMatchObject([number, { symbol, meaning, source: subsystem }]);
    }
  });
});

/** Hexadecimal with and without `0x` in both cases, unsigned and signed decimal. */
function listNotations(code: string): string[] {
  const digits = code.slice(2);
  const number = Number(code);
  return [
    code,
    `0x${digits.toUpperCase()}`,
    `0X${digits}`,
    digits,
    digits.toUpperCase(),
    String(number),
    String(number | 0),
  ];
}

/** 36870 with a status as it comes, also in a notation that nobody would type. */
function composeStatus(notation: string): string {
  const provider = findProviderByWord('schannel');
  if (provider === undefined) throw new Error('no provider schannel');
  return composeEventXml(provider, '36870', ['ErrorCode=0x1'], GOLDEN_NOW).replace('>0x1<', `>${notation}<`);
}

test('the reference shows how much the tables hold', () => {
  const index = readFileSync(join(ROOT, 'docs/events/README.md'), 'utf8');
  const counts = {
    alerts: ALERTS,
    error_states: STATES,
    status_codes: CODES,
    ras_errors: RAS,
    protocols: VERSIONS,
    cipher_suites: SUITES,
  };
  for (const [key, table] of Object.entries(counts)) {
    expect(table.length).toBeGreaterThan(0);
    expect(index).toMatch(new RegExp(`\\| \`${key}\` \\| ${table.length} \\|`));
  }
});
