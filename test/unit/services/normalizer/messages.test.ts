import { describe, expect, test } from '@jest/globals';
import type { Normalizer, Outcome } from '../../../../normalizers/index.ts';
import { dead, skip } from '../../../../normalizers/outcome.ts';
import { convertRecords } from '../../../../services/normalizer/messages.ts';
import { nameTopics } from '../../../../services/runtime/topics.ts';
import { makeEvent, makeRecord } from './fakes.ts';

const topics = nameTopics('c');
const now = Date.UTC(2026, 1, 3);

/** A normalizer that looks its answer up by the record's text. */
function answering(answers: Record<string, () => Outcome[]>): Normalizer {
  return { normalize: (value) => answers[value === null ? 'null' : Buffer.from(value).toString()]?.() ?? [] };
}

function convert(
  normalizer: Normalizer,
  texts: readonly string[],
  maxBytes?: number,
): ReturnType<typeof convertRecords> {
  const records = texts.map((text, i) => makeRecord(i, text));
  return convertRecords(records, {
    normalizer,
    topics,
    now,
    ...(maxBytes === undefined ? {} : { limits: { find: () => maxBytes } }),
  });
}

test('a document goes to the topic of its provider, with what a subscriber filters by in headers', () => {
  const { messages } = convert(answering({ a: () => [makeEvent('id-1', 47)] }), ['a']);
  expect(messages).toEqual([
    {
      topic: 'c.enriched.schannel',
      key: 'web1',
      value: Buffer.from('{"id":"id-1"}'),
      headers: {
        'event-id': 'id-1',
        'event-code': '36887',
        provider: 'schannel',
        severity: '47',
        'schema-version': '1.0',
        'content-type': 'application/json',
      },
    },
  ]);
});

test('the normalizer is told where a record comes from, and of what type its producer says it is', () => {
  const told: unknown[] = [];
  const normalizer: Normalizer = {
    normalize: (_, source) => {
      told.push(source);
      return [skip('other_provider')];
    },
  };
  const records = [
    makeRecord(7, 'a'),
    { ...makeRecord(8, 'b'), headers: { 'content-type': 'application/x-protobuf' } },
  ];
  convertRecords(records, { normalizer, topics, now });
  const source = { topic: 'c.raw', partition: 0 };
  expect(told).toEqual([
    { ...source, offset: 7, contentType: undefined },
    { ...source, offset: 8, contentType: 'application/x-protobuf' },
  ]);
});

test.each([
  [72, ['c.enriched.schannel']],
  [73, ['c.enriched.schannel', 'c.alerts']],
  [99, ['c.enriched.schannel', 'c.alerts']],
])('severity %i is published on %j', (severity, expected) => {
  const { messages, account } = convert(answering({ a: () => [makeEvent('x', severity)] }), ['a']);
  expect(messages.map(({ topic }) => topic)).toEqual(expected);
  expect(account.alerts).toBe(expected.length - 1);
});

test('an event without a known computer has no key', () => {
  const { messages } = convert(answering({ a: () => [{ ...makeEvent('x', 0), key: undefined }] }), ['a']);
  expect(messages[0]?.key).toBeNull();
});

test('each dead event has a letter; the first one of a record carries it, the others say which one does', () => {
  const normalizer = answering({
    batch: () => [makeEvent('x', 0), dead('EVENT_NO_TIME', 'no time', 1), dead('EVENT_NO_ID', 'no id', 2)],
    other: () => [dead('EVENT_NO_ID', 'no id', 0)],
  });
  const { messages, account } = convert(normalizer, ['batch', 'other']);
  const letters = messages.filter(({ topic }) => topic === 'c.deadletter');
  expect(account.dead).toBe(3);
  expect(letters.map(({ value }) => value?.toString())).toEqual(['batch', undefined, 'other']);
  const names = ['error-code', 'source-offset', 'source-index', 'original-at', 'stage'];
  expect(letters.map(({ headers }) => names.map((name) => headers[name]))).toEqual([
    ['EVENT_NO_TIME', '0', '1', undefined, 'normalize'],
    ['EVENT_NO_ID', '0', '2', '1', 'normalize'],
    ['EVENT_NO_ID', '1', '0', undefined, 'normalize'],
  ]);
  expect(letters[0]?.headers['first-seen']).toBe('2026-02-03T00:00:00.000Z');
});

test('a record of ten thousand broken events is sent once, not ten thousand times', () => {
  const text = '<Events>'.padEnd(1_000_000);
  const broken = Array.from({ length: 10_000 }, (_, i) => dead('EVENT_NO_PROVIDER', 'no provider', i));
  const { messages } = convert(answering({ [text]: () => broken }), [text]);
  expect(messages).toHaveLength(10_000);
  expect(messages.reduce((sum, { value }) => sum + (value?.length ?? 0), 0)).toBe(1_000_000);
});

test('no further record is converted once there are enough bytes, but always one', () => {
  const records = ['a', 'a', 'a'].map((text, i) => makeRecord(i, text));
  const normalizer = answering({ a: () => [makeEvent('x', 0)] });
  const one = convertRecords(records, { normalizer, topics, now, stopAtBytes: 1 });
  expect([one.account.records, one.messages.length]).toEqual([1, 1]);
  expect(convertRecords(records, { normalizer, topics, now, stopAtBytes: 1e9 }).account.records).toBe(3);
});

test('events = documents + skips + dead letters, and each kind is counted', () => {
  const normalizer = answering({
    one: () => [makeEvent('a', 99), skip('other_provider', 1), skip('excluded_id', 2), dead('EVENT_NO_ID', '', 3)],
    two: () => [skip('other_provider')],
    three: () => [dead('DECODE_EMPTY', '')],
  });
  const { account, documents, dead: codes } = convert(normalizer, ['one', 'two', 'three']);
  expect(account).toEqual({
    records: 3,
    events: 6,
    documents: 1,
    alerts: 1,
    dead: 2,
    skips: { other_provider: 2, excluded_id: 1 },
  });
  expect([...documents]).toEqual([['schannel', 1]]);
  expect([...codes]).toEqual([
    ['EVENT_NO_ID', 1],
    ['DECODE_EMPTY', 1],
  ]);
});

describe('a normalizer that throws', () => {
  test('twice makes a dead letter of that record and leaves the others alone', () => {
    const normalizer = answering({
      good: () => [makeEvent('x', 0)],
      bad: () => {
        throw new RangeError('a mistake\nof ours');
      },
    });
    const { messages, account } = convert(normalizer, ['good', 'bad', 'good']);
    expect(messages.map(({ topic }) => topic)).toEqual(['c.enriched.schannel', 'c.deadletter', 'c.enriched.schannel']);
    expect(messages[1]?.headers['error-code']).toBe('INTERNAL_ERROR');
    expect(messages[1]?.headers['error-detail']).toBe('RangeError: a mistake of ours');
    expect(account).toMatchObject({ records: 3, events: 3, documents: 2, dead: 1 });
  });

  test('once only is forgiven', () => {
    let calls = 0;
    const normalizer = answering({
      a: () => {
        calls++;
        if (calls === 1) throw new Error('passing');
        return [makeEvent('x', 0)];
      },
    });
    expect(convert(normalizer, ['a']).account).toMatchObject({ documents: 1, dead: 0 });
  });
});

describe('when a topic has refused the batch for its size', () => {
  test('a document that is too long becomes a dead letter', () => {
    const { messages, account } = convert(answering({ a: () => [makeEvent('long-id', 99)] }), ['a'], 10);
    expect(messages.map(({ topic, headers }) => [topic, headers['error-code']])).toEqual([
      ['c.deadletter', 'DECODE_TOO_LARGE'],
    ]);
    expect(account).toMatchObject({ events: 1, documents: 0, alerts: 0, dead: 1 });
  });

  test('the value of a dead letter is cut', () => {
    const { messages } = convert(answering({ abcdef: () => [dead('DECODE_NOT_JSON', '')] }), ['abcdef'], 4);
    expect(String(messages[0]?.value)).toBe('abcd');
    expect(messages[0]?.headers['original-bytes']).toBe('6');
  });
});
