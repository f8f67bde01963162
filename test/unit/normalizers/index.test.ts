import { expect, test } from '@jest/globals';
import { createNormalizer, type NormalizerOptions, type Outcome } from '../../../normalizers/index.ts';
import { GOLDEN_NOW, GOLDEN_SOURCE, readGoldenCases } from '../../golden/golden-cases.ts';

const cases = new Map(readGoldenCases().map(({ name, bytes }) => [name, Buffer.from(bytes).toString('utf8')]));

function golden(name: string): string {
  const text = cases.get(name);
  if (text === undefined) throw new Error(`no golden case ${name}`);
  return text;
}

function run(text: string, options: NormalizerOptions = {}): Outcome[] {
  return createNormalizer(options).normalize(Buffer.from(text), GOLDEN_SOURCE, GOLDEN_NOW);
}

/** The outcomes in one word each: kind, or code of a dead letter. */
function words(outcomes: readonly Outcome[]): string[] {
  return outcomes.map((outcome) =>
    outcome.kind === 'dead' ? outcome.code : outcome.kind === 'skip' ? outcome.reason : outcome.provider,
  );
}

function originals(outcomes: readonly Outcome[]): (string | undefined)[] {
  return outcomes.map((outcome) => (outcome.kind === 'event' ? outcome.document.event.original : undefined));
}

test('a tombstone is skipped and counted', () => {
  expect(createNormalizer().normalize(null, GOLDEN_SOURCE, GOLDEN_NOW)).toEqual([
    { kind: 'skip', index: 0, reason: 'tombstone' },
  ]);
});

test('the bytes of a record are read at their place in a larger buffer', () => {
  const text = golden('event_xml/36887-unknown-ca');
  const buffer = Buffer.from(`garbage${text}garbage`);
  const view = new Uint8Array(buffer.buffer, buffer.byteOffset + 7, Buffer.byteLength(text));
  expect(words(createNormalizer().normalize(view, undefined, GOLDEN_NOW))).toEqual(['schannel']);
});

test('without a source the document names only the format', () => {
  const [outcome] = createNormalizer().normalize(
    Buffer.from(golden('event_xml/36887-unknown-ca')),
    undefined,
    GOLDEN_NOW,
  );
  expect(outcome?.kind === 'event' ? outcome.document.wincanal.input : outcome).toEqual({ format: 'event_xml' });
});

test('the clock of each call is the time of ingestion', () => {
  const normalizer = createNormalizer();
  const bytes = Buffer.from(golden('event_xml/36887-unknown-ca'));
  const times = [0, 60_000, 60_000].map((later) => {
    const [outcome] = normalizer.normalize(bytes, undefined, GOLDEN_NOW + later);
    return outcome?.kind === 'event' ? [outcome.document.event.ingested, outcome.document.wincanal.lag_seconds] : [];
  });
  expect(times).toEqual([
    ['2026-03-04T05:07:00.000Z', 53],
    ['2026-03-04T05:08:00.000Z', 113],
    ['2026-03-04T05:08:00.000Z', 113],
  ]);
});

test('excluded ids are skipped, those of the other provider are not', () => {
  const excludedIds = new Set(['schannel:36887', 'schannel:1']);
  expect(words(run(golden('event_xml/36887-unknown-ca'), { excludedIds }))).toEqual(['excluded_id']);
  expect(words(run(golden('event_xml/1-windows-2008'), { excludedIds }))).toEqual(['rassstp']);
});

test('the namespace of the operator is that of the data stream', () => {
  const [outcome] = run(golden('event_xml/36887-unknown-ca'), { namespace: 'prod' });
  expect(outcome?.kind === 'event' ? outcome.document.data_stream : outcome).toEqual({
    type: 'logs',
    dataset: 'wincanal.schannel',
    namespace: 'prod',
  });
});

test.each(['event_xml/36887-unknown-ca', 'event_xml/36887-crlf', 'winlogbeat/36887-version8'])(
  'the original of %s is the whole record',
  (name) => {
    expect(originals(run(golden(name), { keepOriginal: true }))).toEqual([golden(name)]);
    expect(originals(run(golden(name)))).toEqual([undefined]);
  },
);

test.each(['event_xml/events-of-four', 'event_xml/events-of-four-crlf'])(
  'the original of each event of %s is exactly its own text',
  (name) => {
    const text = golden(name);
    const parts = text.match(/<Event [\s\S]*?<\/Event>/g) ?? [];
    expect(parts).toHaveLength(4);
    expect(originals(run(text, { keepOriginal: true }))).toEqual([parts[0], undefined, undefined, parts[3]]);
  },
);

test('the originals of a batch are found behind characters of two code units, comments and prefixes', () => {
  const event = golden('event_xml/36887-namespace-prefix').replace('svchost', '😀 ü');
  const text = `<e:Events xmlns:e='urn:x'>😀<!-- <e:Event> -->\r\n${event}\r\n\r\n${event}</e:Events>`;
  expect(originals(run(text, { keepOriginal: true }))).toEqual([event, event]);
});

test('the original of event XML keeps what no document takes', () => {
  const text = golden('event_xml/36887-unknown-ca').replace('svchost', 'svc\u0001host');
  expect(originals(run(text, { keepOriginal: true }))).toEqual([text]);
});

test('the original of a Winlogbeat record with XML is that XML', () => {
  const text = golden('winlogbeat/36887-include-xml');
  const { event } = JSON.parse(text) as { event: { original: string } };
  expect(originals(run(text, { keepOriginal: true }))).toEqual([event.original]);
});

test('where fields are put together from those of an envelope, the original is all of it', () => {
  for (const name of ['wrapped/36887-gelf-nxlog', 'wrapped/36887-gelf-fluent-bit-joined', 'nxlog/36887-syslog-ietf']) {
    expect([name, originals(run(golden(name), { keepOriginal: true }))]).toEqual([name, [golden(name)]]);
    expect(originals(run(golden(name)))).toEqual([undefined]);
  }
  const joined = golden('wrapped/36887-gelf-fluent-bit-joined');
  const [first, second] = originals(run(`[${joined},{}]`, { keepOriginal: true }));
  expect([JSON.parse(first ?? ''), second]).toEqual([JSON.parse(joined), undefined]);
  const xml = golden('wrapped/36887-gelf-xml-in-full-message');
  expect(originals(run(xml, { keepOriginal: true }))).toEqual([
    (JSON.parse(xml) as Record<string, string>)['full_message'],
  ]);
});

test('the original of an element of an array is that element', () => {
  const [first, second] = originals(run(golden('winlogbeat/36887-two-in-array'), { keepOriginal: true }));
  const elements = JSON.parse(golden('winlogbeat/36887-two-in-array')) as unknown[];
  expect([first, second].map((text) => JSON.parse(text ?? 'null') as unknown)).toEqual(elements);
});

test('every event of a batch is accounted for, in order', () => {
  expect(words(run(golden('event_xml/events-of-four')))).toEqual([
    'schannel',
    'other_provider',
    'EVENT_NO_ID',
    'rassstp',
  ]);
  // Also where no event of the batch is ours: skipping the record as a whole would count one.
  expect(words(run(golden('event_xml/events-of-others')))).toEqual(['other_provider', 'other_provider']);
});

test('a record over the size limit is dead, one at the limit is not', () => {
  const text = golden('event_xml/36887-unknown-ca');
  const recordBytes = Buffer.byteLength(text);
  expect(words(run(text, { limits: { recordBytes } }))).toEqual(['schannel']);
  expect(words(run(text, { limits: { recordBytes: recordBytes - 1 } }))).toEqual(['DECODE_TOO_LARGE']);
});

test.each([
  ['XML', (event: string, n: number) => `<Events>${event.repeat(n)}</Events>`, 'event_xml/36887-unknown-ca'],
  ['JSON', (event: string, n: number) => `[${Array<string>(n).fill(event).join()}]`, 'winlogbeat/36887-version8'],
] as const)('a batch over the limit of events is one dead letter: %s', (_, batch, name) => {
  const limits = { events: 3 };
  expect(words(run(batch(golden(name), 3), { limits }))).toEqual(['schannel', 'schannel', 'schannel']);
  const [outcome] = run(batch(golden(name), 4), { limits });
  expect(outcome).toMatchObject({
    code: 'DECODE_TOO_MANY',
    detail: 'more than 3 events in one record (WINCANAL_MAX_RECORD_EVENTS): send smaller batches',
  });
});

const DEEP = 200_000;
test.each([
  ['XML elements', '<Event>'.repeat(DEEP), 'DECODE_TOO_DEEP'],
  ['XML elements in the data', `<Event><EventData>${'<a>'.repeat(DEEP)}`, 'DECODE_TOO_DEEP'],
  ['XML elements below Events', `<Events>${'<a>'.repeat(DEEP)}`, 'DECODE_TOO_DEEP'],
  ['JSON arrays', `${'['.repeat(DEEP)}${']'.repeat(DEEP)}`, 'DECODE_TOO_DEEP'],
  ['JSON objects', `${'{"a":'.repeat(DEEP)}1${'}'.repeat(DEEP)}`, 'DECODE_TOO_DEEP'],
  ['JSON arrays without end', '['.repeat(DEEP), 'DECODE_NOT_JSON'],
  [
    'data of Winlogbeat',
    golden('winlogbeat/36887-version8').replace('"46"', `${'[1,'.repeat(DEEP)}1${']'.repeat(DEEP)}`),
    'DECODE_TOO_DEEP',
  ],
  [
    'data of Winlogbeat in an array',
    `[${golden('winlogbeat/36887-version8').replace('"46"', `${'{"a":'.repeat(DEEP)}1${'}'.repeat(DEEP)}`)}]`,
    'DECODE_TOO_DEEP',
  ],
])('deep nesting is refused, not followed: %s', (_, text, code) => {
  expect(words(run(text))).toEqual([code]);
});

/*
 * Hostile records of a few megabytes. Where the work grew with the square of their size, each of these would take minutes to
 * hours: the run would hang. Nothing is measured.
 */
const MEGABYTE = 1024 * 1024;
test.each([
  [
    'one data name many thousand times',
    golden('event_xml/36887-unknown-ca').replace('</EventData>', `${"<Data Name='a'>1</Data>".repeat(90_000)}$&`),
    'schannel',
  ],
  [
    'unnamed values',
    golden('event_xml/36887-unknown-ca').replace('</EventData>', `${'<Data>1</Data>'.repeat(140_000)}$&`),
    'schannel',
  ],
  [
    'an error text of blanks',
    golden('event_xml/1-windows-2008').replace('The connection', `x${' '.repeat(2 * MEGABYTE)}x`),
    'rassstp',
  ],
  ['digits of a character reference', `<Event>&#${'0'.repeat(2 * MEGABYTE)}`, 'DECODE_XML_MALFORMED'],
  ['character references', `<Event>${'&#0'.repeat(MEGABYTE)}`, 'DECODE_XML_MALFORMED'],
  ['provider elements without a name', `<Event>${'<Provider '.repeat(200_000)}</Event>`, 'DECODE_XML_MALFORMED'],
  ['provider name without a value', `{${'"provider_name" '.repeat(120_000)}}`, 'DECODE_NOT_JSON'],
  ['attributes', `<Event ${Array.from({ length: 100_000 }, (_, i) => `a${i}='x'`).join(' ')}/>`, 'EVENT_NO_PROVIDER'],
  ['white space', `${' '.repeat(4 * MEGABYTE)}<Event/>`, 'EVENT_NO_PROVIDER'],
  [
    'names of data',
    golden('winlogbeat/36887-version8').replace(
      '"AlertDesc"',
      `${Array.from({ length: 100_000 }, (_, i) => `"n${i}":"x"`).join()},"AlertDesc"`,
    ),
    'schannel',
  ],
])('hostile repetition takes no quadratic time: %s', (_, text, word) => {
  expect(words(run(text))).toEqual([word]);
});

test('documents that do not fit are dead letters of their own place in the batch, with what is wrong', () => {
  const outcomes = run(golden('winlogbeat/36887-two-in-array'), { namespace: 'Not-Allowed' });
  const detail: unknown = expect.stringMatching(/^data_stream\.namespace: must match pattern .*, got "Not-Allowed"$/);
  expect(outcomes).toEqual([
    { kind: 'dead', index: 0, code: 'DOCUMENT_INVALID', detail },
    { kind: 'dead', index: 1, code: 'DOCUMENT_INVALID', detail },
  ]);
});

test('values that have no room are cut, and a tag says so', () => {
  const many = Array.from({ length: 300 }, (_, i) => `<Data Name='n${i}'>x</Data>`).join('');
  const [outcome] = run(golden('event_xml/36887-unknown-ca').replace('</EventData>', `${many}</EventData>`));
  if (outcome?.kind !== 'event') throw new Error('expected an event');
  expect(Object.keys(outcome.document.winlog.event_data ?? {})).toHaveLength(200);
  expect(outcome.document.tags).toContain('event_data_cut');
  expect(outcome.document.wincanal.tls?.alert?.code).toBe(48);
});

test('a Winlogbeat record whose original holds several events is read by its own fields', () => {
  const xml = (id: number): string =>
    `<Event><System><Provider Name="Schannel"/><EventID>${id}</EventID><TimeCreated SystemTime="2026-03-04T05:06:07Z"/></System></Event>`;
  const record = {
    '@timestamp': '2026-03-04T05:06:07.000Z',
    event: { original: `<Events>${xml(36887)}${xml(36888)}</Events>` },
    winlog: { provider_name: 'Schannel', event_id: '36874', record_id: 5 },
  };
  const outcomes = createNormalizer().normalize(Buffer.from(JSON.stringify(record)), undefined, 0);
  expect(outcomes.map((outcome) => (outcome.kind === 'event' ? outcome.document.event.code : outcome))).toEqual([
    '36874',
  ]);
});

test('a record id that is no whole number is none', () => {
  const record = `{"@timestamp":"2026-03-04T05:06:07.000Z","winlog":{"provider_name":"Schannel","event_id":"36887","record_id":90210.5}}`;
  const [outcome] = createNormalizer().normalize(Buffer.from(record), undefined, 0);
  expect(outcome?.kind === 'event' ? outcome.document.winlog.record_id : 'no event').toBeUndefined();
});
