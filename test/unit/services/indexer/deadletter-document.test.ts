import { describe, expect, test } from '@jest/globals';
import { buildDeadLetterDocument } from '../../../../services/indexer/deadletter-document.ts';
import type { ReceivedMessage } from '../../../../services/runtime/kafka/index.ts';
import { makeMessage } from './fakes.ts';

const HEADERS = {
  'error-code': 'DECODE_NOT_JSON',
  'error-detail': 'position 4',
  stage: 'normalize',
  'source-topic': 'c.raw',
  'source-partition': '5',
  'source-offset': '1234567890123',
  'source-index': '2',
  'first-seen': '2026-02-03T04:05:06.789Z',
  attempts: '3',
};

interface Built {
  '@timestamp': string;
  event: { original?: string };
  error: { code: string };
  tags?: string[];
  wincanal: { deadletter: Record<string, unknown> };
}

function build(value: Buffer | null, headers: Record<string, string> = HEADERS): { id: string; document: Built } {
  const letter: ReceivedMessage = makeMessage(7, { topic: 'c.deadletter', partition: 1, value, headers });
  const { id, document } = buildDeadLetterDocument(letter, 'lab');
  return { id, document: JSON.parse(document.toString()) as Built };
}

test('a dead letter is told with where it came from, and its id is made of that', () => {
  const { id, document } = build(Buffer.from('{"a":'));
  expect(id).toBe('c.raw-5-1234567890123-2');
  expect(document).toEqual({
    '@timestamp': '2026-02-03T04:05:06.789Z',
    ecs: { version: expect.stringMatching(/^9\./) },
    data_stream: { type: 'logs', dataset: 'wincanal.deadletter', namespace: 'lab' },
    event: { kind: 'pipeline_error', module: 'wincanal', dataset: 'wincanal.deadletter', original: '{"a":' },
    error: { code: 'DECODE_NOT_JSON', message: 'position 4' },
    wincanal: {
      deadletter: {
        stage: 'normalize',
        topic: 'c.raw',
        partition: 5,
        offset: 1234567890123,
        index: 2,
        attempts: 3,
        key: 'web1',
      },
    },
  });
});

test.each([
  ['web01.corp.example', { key: 'web01.corp.example' }],
  [Buffer.from([0xff]), { key_base64: '/w==' }],
  [null, {}],
])('the key, by which the producer is found, is told: %#', (key, told) => {
  const bytes = key === null ? null : Buffer.from(key);
  const { document } = buildDeadLetterDocument(makeMessage(1, { headers: HEADERS, key: bytes }), 'lab');
  const { deadletter } = (JSON.parse(document.toString()) as Built).wincanal;
  expect({ key: deadletter['key'], key_base64: deadletter['key_base64'] }).toEqual(told);
});

test('the same dead letter at two offsets of its topic is one document', () => {
  const first = buildDeadLetterDocument(makeMessage(1, { headers: HEADERS }), 'lab');
  expect(buildDeadLetterDocument(makeMessage(2, { headers: HEADERS }), 'lab').id).toBe(first.id);
});

describe('the original', () => {
  test('that is no text is kept in base64', () => {
    const { document } = build(Buffer.from([0xff, 0xfe, 0x00]));
    expect(document.event.original).toBeUndefined();
    expect(document.wincanal.deadletter['original_base64']).toBe('//4A');
  });

  test.each([1, 2, 3, 4])('is cut between characters, never within one (offset %i)', (shift) => {
    const { document } = build(Buffer.from('x'.repeat(shift) + '🚰'.repeat(20_000)));
    const text = document.event.original ?? '';
    expect(text).toMatch(/^x+(🚰)+$/u);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(30 * 1024);
    expect(Buffer.byteLength(text)).toBeGreaterThan(30 * 1024 - 4);
    expect(document.tags).toEqual(['original_truncated']);
  });

  test('fits into a keyword in either form', () => {
    const { document } = build(Buffer.alloc(100_000, 0xff));
    expect(String(document.wincanal.deadletter['original_base64']).length).toBeLessThanOrEqual(32_766);
    expect(document.tags).toEqual(['original_truncated']);
  });

  test('that is missing is absent', () => {
    expect(build(null).document.event).not.toHaveProperty('original');
  });

  test('that another letter has is pointed to', () => {
    const { id, document } = build(null, { ...HEADERS, 'original-at': '0' });
    expect(id).toBe('c.raw-5-1234567890123-2');
    expect(document.event).not.toHaveProperty('original');
    expect(document.wincanal.deadletter).toMatchObject({ index: 2, original_at: 0 });
    expect(document.tags).toBeUndefined();
  });

  test('that was cut on the topic already is marked', () => {
    expect(build(Buffer.from('x'), { ...HEADERS, 'original-bytes': '9' }).document.tags).toEqual([
      'original_truncated',
    ]);
  });
});

test('headers that are missing or nonsense are replaced by its own place and time', () => {
  const headers = { 'source-offset': '-1', 'source-partition': 'x', 'first-seen': 'yesterday', attempts: '1e99' };
  const { id, document } = build(Buffer.from('x'), headers);
  expect(id).toBe('c.deadletter-1-7-0');
  expect(document['@timestamp']).toBe('2026-01-01T00:00:00.000Z');
  expect(document.error.code).toBe('unknown');
  expect(document.wincanal.deadletter['attempts']).toBe(1);
});
