import { gzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createNormalizer, type NormalizerOptions, type Outcome } from '../../../../../normalizers/index.ts';
import { OTLP } from '../../../../../normalizers/decode/formats/otlp.ts';
import { EventBudget } from '../../../../../normalizers/decode/event-budget.ts';
import { DEFAULT_LIMITS } from '../../../../../normalizers/decode/limits.ts';
import { readUnixNanoseconds } from '../../../../../normalizers/decode/times.ts';
import { GOLDEN_NOW, readGoldenCases } from '../../../../golden/golden-cases.ts';
import { ALERT_BODY, ALERT_XML, composeBatch, composeRecord, OTLP_CASES } from '../../../../support/compose-otlp.ts';
import { DECODE_CONTEXT } from '../../../../support/decode-context.ts';
import { HOSTILE_BATCHES } from '../../../../support/hostile-otlp.ts';
import { encodeOtlp, toPairs, type Otlp } from '../../../../../services/simulate/index.ts';

const SEED = 20260304;

function normalize(record: Uint8Array | string, options: NormalizerOptions = {}, contentType?: string): Outcome[] {
  const source = { topic: 'raw', partition: 0, offset: 0, contentType };
  return createNormalizer(options).normalize(Buffer.from(record), source, GOLDEN_NOW);
}

/** One word an outcome: its event code, or why there is none. */
const words = (outcomes: readonly Outcome[]): string[] =>
  outcomes.map((one) => (one.kind === 'event' ? one.document.event.code : one.kind === 'dead' ? one.code : one.reason));

const both = (batch: Otlp): readonly (string | Buffer)[] => [JSON.stringify(batch), encodeOtlp(batch)];

function snake(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(snake);
  if (typeof value !== 'object' || value === null) return value;
  const name = (key: string): string =>
    /^[a-z]+(?:[A-Z][a-z]+)+$/.test(key) ? key.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`) : key;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [name(key), snake(inner)]));
}

test('the binary golden cases are what the script composes', () => {
  const golden = new Map(readGoldenCases().map(({ name, bytes }) => [name, bytes]));
  for (const [name, bytes] of Object.entries(OTLP_CASES)) {
    expect([name, bytes.equals(golden.get(`otel/${name}`) ?? Buffer.of())]).toEqual([name, true]);
  }
});

test('a batch has the same outcomes as protobuf, as JSON, and in the spelling of the protobuf files', () => {
  const batch = composeBatch([
    composeRecord(ALERT_BODY),
    composeRecord(ALERT_XML),
    composeRecord({ ...ALERT_BODY, record_id: 2 ** 53, level: 'Fehler' }),
    composeRecord('no event'),
    composeRecord(ALERT_BODY, { attributes: toPairs({ 'log.record.original': ALERT_XML }) }),
  ]);
  const [json, protobuf, spelled] = [...both(batch), JSON.stringify(snake(batch))].map((record) => normalize(record));
  expect(words(protobuf ?? [])).toEqual(['36887', '36887', '36887', 'DECODE_UNKNOWN_FORMAT', '36887']);
  expect(protobuf).toEqual(json);
  expect(spelled).toEqual(json);
});

test('whatever holds an event in OTLP gives it the same identity', () => {
  const bodies = [composeRecord(ALERT_BODY), composeRecord(ALERT_XML), composeRecord('Ein Text.', withAttributes())];
  const outcomes = normalize(encodeOtlp(composeBatch(bodies)));
  const alone = [JSON.stringify(ALERT_BODY), ALERT_XML, JSON.stringify(ALERT_XML)].flatMap((text) => normalize(text));
  const ids = [...outcomes, ...alone].map((one) => (one.kind === 'event' ? one.document.event.id : one.kind));
  expect(ids).toEqual(Array(6).fill('PUnip42F6d_ye-7QKl_IXA'));
});

function withAttributes(): Otlp {
  const prefix = 'windows.eventlog.';
  const names = { event_id: 36887, record_id: 90210, channel: 'System', computer: 'VPN01.corp.example' };
  const own = Object.entries({ ...names, 'provider.name': 'Schannel', 'event_data.AlertDesc': '46' });
  return { attributes: toPairs(Object.fromEntries(own.map(([name, value]) => [prefix + name, value]))) };
}

test('more records than allowed are one dead letter, and none of them is built', () => {
  for (const record of both(composeBatch(Array<Otlp>(11).fill(composeRecord(ALERT_BODY))))) {
    expect(words(normalize(record, { limits: { events: 10 } }))).toEqual(['DECODE_TOO_MANY']);
    expect(normalize(record, { limits: { events: 11 } })).toHaveLength(11);
  }
  const events = `<Events>${ALERT_XML.repeat(6)}</Events>`;
  for (const record of both(composeBatch([composeRecord(events), composeRecord(events)])))
    expect(words(normalize(record, { limits: { events: 10 } }))).toEqual(['DECODE_TOO_MANY']);
  expect(words(normalize(Buffer.alloc(2_000_000, Buffer.of(0x0a, 0x02, 0x12, 0x00))))).toEqual(['DECODE_TOO_MANY']);
});

test('the records of OTLP/JSON are counted before any of them is read', () => {
  let reads = 0;
  const logRecords = Array.from({ length: 3 }, () => ({
    get body() {
      return reads++;
    },
  }));
  const decode = (events: number): readonly unknown[] =>
    [
      OTLP.decode({ resourceLogs: [{ scopeLogs: [{ logRecords }] }] }, undefined, {
        ...DECODE_CONTEXT,
        limits: { ...DEFAULT_LIMITS, events },
        budget: new EventBudget(events),
      }),
    ].flat();
  expect(decode(2)).toMatchObject([{ code: 'DECODE_TOO_MANY' }]);
  expect(reads).toBe(0);
  decode(3);
  expect(reads).toBeGreaterThanOrEqual(3);
});

test('a value nested too deep costs its record only', () => {
  const deep = (depth: number): unknown => (depth === 0 ? 'x' : [deep(depth - 1)]);
  for (const record of both(composeBatch([composeRecord(ALERT_BODY), composeRecord({ event_data: deep(40) })])))
    expect(words(normalize(record))).toEqual(['36887', 'DECODE_TOO_DEEP']);
});

test('a forbidden name costs its record only', () => {
  const record = composeRecord({ ...ALERT_BODY, event_data: { AlertDesc: '46' } });
  const bytes = (name: string): Buffer =>
    Buffer.from(
      encodeOtlp(composeBatch([record]))
        .toString('latin1')
        .replaceAll('AlertDesc', name),
      'latin1',
    );
  expect(words(normalize(bytes('AlertDesc')))).toEqual(['36887']);
  expect(words(normalize(bytes('__proto__')))).toEqual(['DECODE_FORBIDDEN_NAME']);
});

test('the collector is named where it is another host than that of the event', () => {
  const observers = ['vpn01', 'VPN01.corp.example', 'wec01.corp.example'].flatMap((host) =>
    normalize(encodeOtlp(composeBatch([composeRecord(ALERT_BODY)], host))).map((one) =>
      one.kind === 'event' ? one.document.observer?.name : one.kind,
    ),
  );
  expect(observers).toEqual([undefined, undefined, 'wec01.corp.example']);
});

test.each([
  ['Fehler', 17, 'error'],
  ['Fehler', 0, undefined],
  ['Error', 0, 'error'],
  ['2', 0, 'error'],
  ['', 21, 'critical'],
  ['', 14, 'warning'],
  ['', 9, 'information'],
  ['', 5, 'verbose'],
  ['', 25, undefined],
])('a level %j beside the severity %i is %j', (level, severityNumber, told) => {
  const [outcome] = normalize(encodeOtlp(composeBatch([composeRecord({ ...ALERT_BODY, level }, { severityNumber })])));
  expect(outcome?.kind === 'event' ? outcome.document.log?.level : outcome).toBe(told);
});

test('compressed protobuf is recognised too', () => {
  expect(words(normalize(gzipSync(OTLP_CASES['36887-proto-map'] ?? '')))).toEqual(['36887']);
});

test('a content-type makes protobuf of bytes that do not begin like it, but not of a text', () => {
  const bytes = OTLP_CASES['36887-proto-map'] ?? Buffer.of();
  const newer = Buffer.concat([Buffer.from('4a0107', 'hex'), bytes]);
  expect(words(normalize(newer))).toEqual(['DECODE_NOT_UTF8']);
  for (const type of ['application/x-protobuf', 'Application/Protobuf; messageType=x'])
    expect(words(normalize(newer, {}, type))).toEqual(['36887']);
  expect(words(normalize(newer, {}, 'application/json'))).toEqual(['DECODE_NOT_UTF8']);
  expect(words(normalize(bytes.subarray(0, 3), {}, 'application/x-protobuf'))).toEqual(['DECODE_NOT_PROTOBUF']);
  expect(words(normalize(Buffer.of(0x0a, 0), {}, 'application/x-protobuf'))).toEqual(['DECODE_EMPTY']);
  expect(words(normalize(`\n${ALERT_XML}`, {}, 'application/x-protobuf'))).toEqual(['36887']);
});

test.each(['\n', '\n\n', '\n\n\n', '\n\t', '\n  ', '\r\n', '\n[\n', '\n[\n  ', '\n\n\n\n\n\n\n\n\n\n\n\n\n\n'])(
  'JSON behind %j is a text',
  (start) => {
    const end = start.includes('[') ? ']' : '';
    expect(words(normalize(start + JSON.stringify(ALERT_BODY) + end))).toEqual(['36887']);
    expect(words(normalize(Buffer.from(start + JSON.stringify(ALERT_BODY) + end, 'utf16le')))).toEqual(['36887']);
  },
);

test('a batch of other providers alone is skipped unparsed, each event of it', () => {
  const other = composeRecord({ ...ALERT_BODY, provider: { name: 'disk' } });
  const skipped = (count: number): string[] => Array<string>(count).fill('other_provider_unparsed');
  expect(words(normalize(encodeOtlp(composeBatch(Array<Otlp>(5).fill(other)))))).toEqual(skipped(5));
  expect(words(normalize(encodeOtlp(composeBatch([other, composeRecord(ALERT_BODY)]))))).toEqual([
    'other_provider',
    '36887',
  ]);
  // What hides its name, has none, or is cut has to be looked at.
  const hidden = composeRecord(
    ALERT_XML.replace("Name='Schannel' Guid='{1F678132-", "Name='&#83;channel' Guid='{2F678132-"),
  );
  expect(words(normalize(encodeOtlp(composeBatch([other, hidden]))))).toEqual(['other_provider', '36887']);
  const nameless = composeRecord({ ...ALERT_BODY, provider: { name: '' } });
  expect(words(normalize(encodeOtlp(composeBatch([other, nameless]))))).toEqual([
    'other_provider',
    'EVENT_NO_PROVIDER',
  ]);
  expect(words(normalize(encodeOtlp(composeBatch([other])).subarray(0, -1)))).toEqual(['DECODE_NOT_PROTOBUF']);
});

test('a batch of other providers as JSON has an outcome for each event', () => {
  const other = composeRecord(ALERT_XML.replace("Name='Schannel' Guid='{1F678132-", "Name='disk' Guid='{2F678132-"));
  expect(words(normalize(JSON.stringify(composeBatch([other, other, other]))))).toEqual(
    Array(3).fill('other_provider'),
  );
});

/** Bytes that begin like a batch, and more or less like records. */
const likeOtlp = fc
  .array(
    fc.oneof(
      fc.constantFrom(0x0a, 0x12, 0x2a, 0x32, 0x09, 0x59, 0x10, 0x00, 0x80, 0xff, 0x0b, 0x0c, 0x0d, 0x7b, 0x3c),
      fc.nat(255),
      fc.nat(24),
    ),
    { maxLength: 200 },
  )
  .map((bytes) => Buffer.from([0x0a, ...bytes]));

test('any bytes that begin like protobuf have outcomes, and none of them throws', () => {
  const normalizer = createNormalizer({ keepOriginal: true });
  const binary = Object.values(OTLP_CASES);
  const cut = fc
    .tuple(fc.constantFrom(...binary), fc.nat(3000), fc.nat(3000), likeOtlp)
    .map(([bytes, from, to, part]) => Buffer.concat([bytes.subarray(0, from), part, bytes.subarray(to)]));
  fc.assert(
    fc.property(fc.oneof(likeOtlp, cut), fc.constantFrom(undefined, 'application/x-protobuf'), (bytes, contentType) => {
      const source = { topic: 'raw', partition: 0, offset: 0, contentType };
      const outcomes = normalizer.normalize(bytes, source, GOLDEN_NOW);
      expect(outcomes.map(({ index }) => index)).toEqual(outcomes.map((_, at) => at));
      expect(outcomes.length).toBeGreaterThan(0);
      expect(words(outcomes)).not.toContain('DOCUMENT_INVALID');
    }),
    { seed: SEED, numRuns: 20_000 },
  );
});

test.each(HOSTILE_BATCHES)('$name end in dead letters', ({ make }) => {
  const outcomes = normalize(make(640_000));
  expect(outcomes.length).toBeGreaterThan(0);
  expect(outcomes.filter(({ kind }) => kind !== 'dead')).toEqual([]);
});

test.each([
  ['1772600767123456700', '2026-03-04T05:06:07.1234567Z'],
  ['1772600767123456789', '2026-03-04T05:06:07.123456789Z'],
  ['1', '1970-01-01T00:00:00.000000001Z'],
  ['9223372036854775807', '2262-04-11T23:47:16.854775807Z'],
  ['0', undefined],
  ['-1', undefined],
  ['1.5', undefined],
  ['18446744073709551615', undefined],
  [undefined, undefined],
])('%s nanoseconds since 1970 are %s', (text, time) => {
  expect(readUnixNanoseconds(text)).toBe(time);
});
