import { expect, test } from '@jest/globals';
import { makeDeadLetter, readSourceHeaders } from '../../../../services/runtime/deadletter.ts';
import type { ReceivedMessage } from '../../../../services/runtime/kafka/index.ts';

const SOURCE: ReceivedMessage = {
  topic: 'c.raw',
  partition: 3,
  offset: 42,
  key: Buffer.from('k'),
  value: Buffer.from([0xff, 0x00, 0x01]),
  headers: { unrelated: 'x' },
  timestamp: 0,
};
const CAUSE = { stage: 'normalize', code: 'DECODE_NOT_UTF8', detail: 'byte 0', index: 2 } as const;
const NOW = '2026-02-03T04:05:06.000Z';

test('key and value are the original bytes; the rest is in headers', () => {
  expect(makeDeadLetter('c.deadletter', SOURCE, CAUSE, NOW)).toEqual({
    topic: 'c.deadletter',
    key: SOURCE.key,
    value: SOURCE.value,
    headers: {
      'error-code': 'DECODE_NOT_UTF8',
      'error-detail': 'byte 0',
      stage: 'normalize',
      'source-topic': 'c.raw',
      'source-partition': '3',
      'source-offset': '42',
      'source-index': '2',
      'first-seen': NOW,
      attempts: '1',
      'source-header-unrelated': 'x',
    },
  });
});

test('the headers of the message come back with it, and cannot be taken for those of the letter', () => {
  const headers = {
    traceparent: '00-1-2-01',
    'content-type': 'application/x-protobuf',
    'error-code': 'theirs',
    'original-at': '7',
    'event-id': 'e',
    'source-header-content-type': 'twice',
    'first-seen': '2026-01-01T00:00:00.000Z',
    attempts: '2',
  };
  const letter = makeDeadLetter('d', { ...SOURCE, headers }, CAUSE, NOW);
  expect(letter.headers).toMatchObject({ 'error-code': 'DECODE_NOT_UTF8', attempts: '3' });
  expect(letter.headers).not.toHaveProperty('original-at');
  expect(letter.headers).not.toHaveProperty('event-id');
  expect(readSourceHeaders(letter.headers)).toEqual({ ...headers, attempts: '3' });
});

test('headers that are named like parts of an object are kept like all others', () => {
  const headers = JSON.parse('{"__proto__":"a","constructor":"b","toString":"c","":"d"}') as Record<string, string>;
  const back = readSourceHeaders(makeDeadLetter('d', { ...SOURCE, headers }, CAUSE, NOW).headers);
  expect(Object.entries(back).filter(([name]) => !['first-seen', 'attempts'].includes(name))).toEqual(
    Object.entries(headers),
  );
});

test('of more headers than a letter has room for the content-type is kept, and it is said how many are not', () => {
  const many = Object.fromEntries(Array.from({ length: 20_000 }, (_, at) => [`h${at}`, 'value'] as const));
  const headers = { huge: 'x'.repeat(100_000), ...many, 'content-type': 'application/json' };
  const letter = makeDeadLetter('d', { ...SOURCE, headers }, CAUSE, NOW);
  const back = readSourceHeaders(letter.headers);
  expect(back['content-type']).toBe('application/json');
  expect(back).not.toHaveProperty('huge');
  expect(Object.keys(back).length).toBeGreaterThan(100);
  const lost = Number(letter.headers['source-headers-lost']);
  expect(lost + Object.keys(back).length - 2).toBe(Object.keys(headers).length);
  expect(Buffer.byteLength(JSON.stringify(letter.headers))).toBeLessThan(32 * 1024);
});

test('a message that was dead before keeps when it was first seen, and its attempts are counted', () => {
  const headers = { 'first-seen': '2026-01-01T00:00:00.000Z', attempts: '2' };
  expect(makeDeadLetter('d', { ...SOURCE, headers }, CAUSE, NOW).headers).toMatchObject({ ...headers, attempts: '3' });
  expect(makeDeadLetter('d', { ...SOURCE, headers: { attempts: 'x' } }, CAUSE, NOW).headers['attempts']).toBe('1');
});

test('a value is cut only where asked, and then says how long it was', () => {
  const letter = makeDeadLetter('d', SOURCE, CAUSE, NOW, { maxBytes: 2 });
  expect(letter.value).toEqual(Buffer.from([0xff, 0x00]));
  expect(letter.headers['original-bytes']).toBe('3');
  expect(makeDeadLetter('d', SOURCE, CAUSE, NOW, { maxBytes: 3 }).headers).not.toHaveProperty('original-bytes');
  expect(makeDeadLetter('d', { ...SOURCE, value: null }, CAUSE, NOW, { maxBytes: 2 }).value).toBeNull();
});

test('where another letter has the original, key and place are kept and the value is left out', () => {
  const letter = makeDeadLetter('d', SOURCE, CAUSE, NOW, { originalAt: 1, maxBytes: 2 });
  expect(letter.key).toBe(SOURCE.key);
  const long = { ...SOURCE, key: Buffer.alloc(1025) };
  expect(makeDeadLetter('d', long, CAUSE, NOW, { originalAt: 1 }).key).toBeNull();
  expect(makeDeadLetter('d', long, CAUSE, NOW).key).toBe(long.key);
  expect(letter.value).toBeNull();
  expect(letter.key).toBe(SOURCE.key);
  expect(letter.headers).toMatchObject({ 'original-at': '1', 'source-index': '2', 'source-offset': '42' });
  expect(letter.headers).not.toHaveProperty('original-bytes');
  expect(letter.headers).not.toHaveProperty('source-header-unrelated');
});

test.each([
  'yesterday',
  '2026',
  '2026-01-01T00:00:00',
  '2026-13-01T00:00:00Z',
  '2026-01-01T00:00:00Z\nx',
  'x'.repeat(9999),
])('a first-seen of a raw record that is no time is not taken: %j', (text) => {
  const headers = { 'first-seen': text };
  expect(makeDeadLetter('d', { ...SOURCE, headers }, CAUSE, NOW).headers['first-seen']).toBe(NOW);
});

test('a first-seen with another zone is given back in UTC', () => {
  const headers = { 'first-seen': '2026-01-01T01:00:00+01:00' };
  expect(makeDeadLetter('d', { ...SOURCE, headers }, CAUSE, NOW).headers['first-seen']).toBe(
    '2026-01-01T00:00:00.000Z',
  );
});

test.each(['-1', '1.5', '1e3', ' 7', '9007199254740991', ''])(
  'attempts that are no small count begin anew: %j',
  (text) => {
    expect(makeDeadLetter('d', { ...SOURCE, headers: { attempts: text } }, CAUSE, NOW).headers['attempts']).toBe('1');
  },
);
