import { expect, test } from '@jest/globals';
import { createExplainer, type Explanation } from '../../../normalizers/index.ts';
import { GOLDEN_NOW, normalizeGolden, readGoldenCases, zoneOf, type GoldenCase } from '../../golden/golden-cases.ts';

const cases = readGoldenCases();
const plain = createExplainer();
const berlin = createExplainer({ assumedTimezone: 'Europe/Berlin' });
const explain = ({ name, bytes }: Pick<GoldenCase, 'name' | 'bytes'>) =>
  (zoneOf(name) === undefined ? plain : berlin)(bytes, GOLDEN_NOW);
const explanations = cases.flatMap(({ name, bytes }) =>
  explain({ name, bytes }).flatMap((entry) => (entry.kind === 'explanation' ? [{ name, entry }] : [])),
);

/** Every text that is shown to a person as a sentence or a heading. */
function texts({ document, decoded, causes, related }: Explanation): string[] {
  const { title, summary, severity, remediation } = document.wincanal;
  return [
    title,
    summary,
    document.event.reason,
    ...severity.reasons,
    ...causes,
    remediation?.summary,
    remediation?.actor,
    ...(remediation?.steps ?? []),
    ...related.map((event) => event.title),
    ...decoded.flatMap(({ symbol, meaning, fix }) => [symbol, meaning, fix]),
  ].filter((text) => text !== undefined);
}

/** What is wrong with a text, or nothing. */
function faults(text: string): string[] {
  const checks: readonly (readonly [string, RegExp])[] = [
    ['a missing value', /\bundefined\b|\bnull\b|\bNaN\b|\[object/],
    // A digit or colon before it is the zone of an IPv6 address.
    ['an unresolved parameter', /(?<![0-9a-f:])%\d/],
    ['a placeholder', /\{(?![0-9A-F-]{36}\})|\[\]/i],
    ['empty parentheses', /\(\s*\)|""/],
    ['a doubled space', / {2}/],
    ['a space at the wrong place', /^\s|\s$|\( | [.,;:)](?!\w)/],
    ['doubled punctuation', /[,;:.]\s*[,;]|[^.]\.\.(?!\.)/],
    ['a colon without more', /:$/],
  ];
  return checks.filter(([, pattern]) => pattern.test(text)).map(([fault]) => fault);
}

test('every event that is published can be explained, and the same documents come of it', () => {
  const published = cases.flatMap(({ name, bytes }) =>
    normalizeGolden({ name, bytes }).flatMap((outcome) =>
      outcome.kind === 'event' ? [`${name} ${outcome.index}`] : [],
    ),
  );
  expect(explanations.map(({ name, entry }) => `${name} ${entry.index}`)).toEqual(published);
});

test('every outcome that is no event is told as such', () => {
  for (const { name, bytes } of cases) {
    const told = explain({ name, bytes }).filter(({ kind }) => kind !== 'explanation');
    const outcomes = normalizeGolden({ name, bytes }).flatMap((outcome) => {
      if (outcome.kind === 'event') return [];
      // Explaining takes every record apart.
      const unparsed = outcome.kind === 'skip' && outcome.reason === 'other_provider_unparsed';
      return unparsed ? [{ ...outcome, reason: 'other_provider' as const }] : [outcome];
    });
    expect([name, told]).toEqual([name, outcomes]);
  }
});

test('an explainer holds records to the limits that it was given', () => {
  const codesOf = (limits: Parameters<typeof createExplainer>[0], name: string) => {
    const bytes = cases.find((golden) => golden.name === name)?.bytes ?? Buffer.alloc(0);
    return createExplainer(limits)(bytes, GOLDEN_NOW).map((entry) => (entry.kind === 'dead' ? entry.code : entry.kind));
  };
  const batch = 'event_xml/events-of-four';
  expect(codesOf({}, batch).length).toBeGreaterThan(1);
  expect(codesOf({ limits: { events: 1 } }, batch)).toEqual(['DECODE_TOO_MANY']);
  expect(codesOf({ limits: { depth: 2 } }, batch)).toEqual(['DECODE_TOO_DEEP']);
  expect(codesOf({ limits: { recordBytes: 10 } }, batch)).toEqual(['DECODE_TOO_LARGE']);
  expect(() => createExplainer({ assumedTimezone: 'Europe/Nowhere' })).toThrow(RangeError);
});

test.each(explanations)('$name reads well', ({ entry }) => {
  const bad = texts(entry).map((text) => [text, faults(text)] as const);
  expect(bad.filter(([, found]) => found.length > 0)).toEqual([]);
  expect(texts(entry).every((text) => text !== '')).toBe(true);
  // What a required fact that is missing would be written as.
  expect(`${entry.document.wincanal.summary} ${entry.document.event.reason ?? ''}`).not.toMatch(/\bunknown\b/);
});

test.each(explanations)('$name has a cause, a remedy and a source where it is fully described', ({ entry }) => {
  const full = entry.document.wincanal.remediation !== undefined;
  expect(entry.causes.length > 0).toBe(full);
  const { tags = [] } = entry.document;
  expect(entry.sources.length > 0).toBe(!tags.includes('unknown_event_id'));
  expect(entry.sources.filter((address) => !/^https?:\/\//.test(address))).toEqual([]);
  expect(entry.related.filter(({ title }) => title === undefined)).toEqual([]);
  // The document's commands stand behind the prompt of their shell, those that change anything behind their condition.
  const prompts = { powershell: ['PS> ', '#'], cmd: ['cmd> ', 'rem'] } as const;
  const published = entry.commands.map(({ shell, run, purpose, changes }) => {
    const [prompt, remark] = prompts[shell];
    return (changes ? `${prompt}${remark} ${purpose}\n` : '') + prompt + run;
  });
  expect(published).toEqual(entry.document.wincanal.remediation?.commands ?? []);
});

test.each(explanations)('$name decodes values of the event only, and says how sure it is', ({ entry }) => {
  const { decoded, document } = entry;
  for (const { field, value, confidence, cause, check, fix, advice_confidence } of decoded) {
    expect(document.winlog.event_data?.[field]).toBe(value);
    expect(['documented', 'widely_reported', 'inferred']).toContain(confidence);
    expect(advice_confidence === undefined).toBe((cause ?? check ?? fix) === undefined);
  }
  // What the document says of a code, the explanation says too.
  const symbols = decoded.map(({ symbol }) => symbol);
  const { tls, error } = document.wincanal;
  for (const name of [tls?.alert?.name, tls?.error_state?.name, document.tls?.cipher])
    if (name !== undefined) expect(symbols).toContain(name);
  // A code in the data section has no value of its own.
  if (error?.symbol !== undefined && document.winlog.event_data?.['Binary'] === undefined)
    expect(symbols).toContain(error.symbol);
});

test('the codes of an event are decoded in its order, with usual cause and what to check', () => {
  const entry = explanations.find(({ name }) => name === 'event_xml/36888-no-common-suite')?.entry;
  expect(entry?.decoded).toEqual([
    {
      field: 'AlertDesc',
      value: '40',
      symbol: 'handshake_failure',
      meaning:
        'this host could not agree with the other side on the parameters of the handshake, or ended it without a closer reason',
      cause: expect.stringContaining('1205'),
      confidence: 'documented',
      advice_confidence: 'widely_reported',
    },
    {
      field: 'ErrorState',
      value: '1205',
      symbol: 'SrvCliHello_MismatchAlg',
      meaning: expect.stringContaining('cipher suite'),
      check: expect.stringMatching(/^[A-Z]/),
      confidence: 'documented',
      advice_confidence: 'documented',
    },
  ]);
});

test('a number that no alert can have is told from one that is only in no table', () => {
  const [record] = cases.filter(({ name }) => name === 'event_xml/36888-no-common-suite');
  const text = Buffer.from(record?.bytes ?? Buffer.alloc(0)).toString();
  const impossible = (alert: string) =>
    plain(Buffer.from(text.replace(/(Name='AlertDesc'>)40/, `$1${alert}`)), GOLDEN_NOW).flatMap((entry) =>
      entry.kind === 'explanation' ? entry.impossible : [],
    );
  for (const alert of ['40', '200', '255', '0xff', '-1', 'x', '']) expect(impossible(alert)).toEqual([]);
  for (const alert of ['256', '300', ' 300 ', '0x100', '99999999999999999999'])
    expect(impossible(alert)).toEqual([
      {
        field: 'AlertDesc',
        value: expect.stringContaining(alert.trim()),
        title: 'TLS alert',
        form: 'a number from 0 to 255',
      },
    ]);
});

test('the check of texts finds each fault', () => {
  expect(faults('The host vpn01 (svchost) failed: it was full.')).toEqual([]);
  expect(faults('code 0x80090325, symbol SEC_E_UNTRUSTED_ROOT (unknown_ca)')).toEqual([]);
  expect(faults('The host undefined failed.')).toEqual(['a missing value']);
  expect(faults('The alert is %1.')).toEqual(['an unresolved parameter']);
  expect(faults('The alert is {alert.code}.')).toEqual(['a placeholder']);
  expect(faults('The alert () came.')).toEqual(['empty parentheses']);
  expect(faults('The alert  came.')).toEqual(['a doubled space']);
  expect(faults('The alert came .')).toEqual(['a space at the wrong place']);
  expect(faults('The alert,, came.')).toEqual(['doubled punctuation']);
  expect(faults('alert:')).toEqual(['a colon without more']);
});
