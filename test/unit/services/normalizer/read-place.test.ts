import { describe, expect, test } from '@jest/globals';
import { createNormalizer, type EventOutcome } from '../../../../normalizers/index.ts';
import { readPlace, type LogPlace } from '../../../../services/normalizer/read-place.ts';
import { readGoldenCases } from '../../../golden/golden-cases.ts';

const NOW = Date.parse('2026-03-04T05:07:00.000Z');
const normalizer = createNormalizer({ keepOriginal: true, assumedTimezone: 'Europe/Berlin' });

function normalizeAll(bytes: Uint8Array): EventOutcome[] {
  return normalizer.normalize(bytes, undefined, NOW).filter((outcome) => outcome.kind === 'event');
}

function read(outcome: Pick<EventOutcome, 'bytes' | 'key'>): LogPlace | string {
  const place = { channel: '', id: -1, time: 0 };
  return readPlace(outcome.bytes, outcome.key ?? '', place) ?? place;
}

/** What the document says, read the slow way. */
function expectPlace({ document }: EventOutcome): LogPlace | string {
  const { channel, record_id: recordId, computer_name: computer } = document.winlog;
  if (computer === undefined) return 'no_host';
  if (channel === undefined) return 'no_channel';
  if (recordId === undefined) return 'no_record_id';
  if (!Number.isSafeInteger(Number(recordId))) return 'implausible_record_id';
  return { channel, id: Number(recordId), time: Date.parse(document['@timestamp']) };
}

test('channel, record id and time are those of the document, for each golden record of each format', () => {
  const outcomes = readGoldenCases().flatMap(({ bytes }) => normalizeAll(bytes));
  const places = outcomes.map(read);
  expect(places).toEqual(outcomes.map(expectPlace));
  // Both kinds are among them, or the comparison says nothing.
  expect(places.filter((place) => typeof place === 'object').length).toBeGreaterThan(300);
  expect(new Set(places.filter((place) => typeof place === 'string')).size).toBeGreaterThanOrEqual(2);
});

function compose(fields: Readonly<Record<string, unknown>>, time = '2026-03-04T05:06:07.891Z'): Uint8Array {
  const winlog = {
    ...{ provider_name: 'Schannel', event_id: 36887, channel: 'System', computer_name: 'WEB1', record_id: 7 },
    ...fields,
  };
  return Buffer.from(JSON.stringify({ '@timestamp': time, winlog }));
}

describe('of what a sender makes up,', () => {
  test.each([
    ['a host with quotes', { computer_name: 'a","channel":"Fake","record_id":"9' }],
    ['a host that ends with a backslash', { computer_name: 'a\\' }],
    ['a host that looks like the object', { computer_name: '"},"winlog":{"provider_name":"X","channel":"Fake"' }],
    ['data that look like the object', { event_data: { AlertDesc: '48', winlog: ',"winlog":{"provider_name":"X' } }],
    ['a host of other letters', { computer_name: 'ホスト' }],
    ['a host whose lower case is longer', { computer_name: 'İİİ' }],
    ['a long channel of other letters', { channel: 'ü'.repeat(100) }],
    ['the largest id that is plausible', { record_id: '9007199254740991' }],
    ['the id 0', { record_id: '0' }],
  ])('%s is read as what it is', (_what, fields) => {
    const [outcome] = normalizeAll(compose(fields));
    if (outcome === undefined) throw new Error('no event');
    expect(read(outcome)).toEqual(expectPlace(outcome));
    expect(read(outcome)).toMatchObject({ id: expect.any(Number) });
  });

  test.each([
    ['an id of 2^64 - 1', { record_id: '18446744073709551615' }, 'implausible_record_id'],
    ['an id of 2^53', { record_id: '9007199254740992' }, 'implausible_record_id'],
    ['a channel that JSON escapes', { channel: 'a"b' }, 'unusual_name'],
    ['a channel longer than any', { channel: 'a'.repeat(256) }, 'unusual_name'],
    ['a host longer than any', { computer_name: 'a'.repeat(256) }, 'unusual_name'],
    ['no host', { computer_name: undefined }, 'no_host'],
    ['no channel', { channel: undefined }, 'no_channel'],
    ['no id', { record_id: undefined }, 'no_record_id'],
  ])('%s gives a reason', (_what, fields, reason) => {
    const [outcome] = normalizeAll(compose(fields));
    if (outcome === undefined) throw new Error('no event');
    expect(read(outcome)).toBe(reason);
  });
});

test.each(['1970-01-01T00:00:00Z', '2000-02-29T23:59:59.9Z', '2024-12-31T23:59:59.99Z', '2100-03-01T00:00:00.001Z'])(
  'the time %s is read as by the calendar',
  (time) => {
    const [outcome] = normalizeAll(compose({}, time));
    if (outcome === undefined) throw new Error('no event');
    expect(read(outcome)).toMatchObject({ time: Date.parse(time) });
  },
);

test('a document that is shorter than all is searched from its beginning', () => {
  const winlog = '{"provider_name":"S","event_id":"1","version":12,"channel":"System","record_id":"5"}';
  const bytes = Buffer.from(`{"@timestamp":"2026-03-04T05:06:07Z","event":{},"winlog":${winlog}}`);
  expect(read({ bytes, key: 'web1' })).toMatchObject({ channel: 'System', id: 5 });
});

test('bytes that are no document of ours give a reason and no exception', () => {
  for (const text of ['', '{}', '{"id":"a"}', 'x'.repeat(900), `${'x'.repeat(900)},"winlog":{"provider_name":"S`]) {
    expect(read({ bytes: Buffer.from(text), key: 'web1' })).toMatch(/^no_/);
  }
});
