import { expect, test } from '@jest/globals';
import pc from 'picocolors';
import { formatMessage, formatMessageJson } from '../../../../services/cli/format-message.ts';
import type { Output } from '../../../../services/cli/terminal.ts';
import type { ReceivedMessage } from '../../../../services/runtime/kafka/index.ts';
import { nameTopics } from '../../../../services/runtime/topics.ts';
import { composeFullDocument } from '../../../support/full-document.ts';

const TOPICS = nameTopics('t');
const OUT: Output = {
  interactive: false,
  colors: pc.createColors(false),
  columns: () => 100,
  rows: () => 24,
  write: () => Promise.resolve(),
};
const HOSTILE = '\u001b[2j\u009b2j\u202e\u200f\u061c\r\n';
const STEERING = /[\p{Cc}\p{Bidi_Control}]/u;
const DOCUMENT = composeFullDocument('wincanal.schannel', 'default', 'iL1m7dXMVYb4k0ZrtZPZxw');

const message = (value: string | null, more: Partial<ReceivedMessage> = {}): ReceivedMessage => ({
  topic: TOPICS.enriched('schannel'),
  partition: 2,
  offset: 7,
  key: null,
  value: value === null ? null : Buffer.from(value),
  headers: {},
  timestamp: Date.parse('2026-03-04T05:06:07Z'),
  ...more,
});

const DEAD = message('x', {
  topic: TOPICS.deadletter,
  key: Buffer.from(`web01${HOSTILE}`),
  headers: {
    'error-code': `DECODE_NOT_JSON${HOSTILE}`,
    'error-detail': `detail ${HOSTILE}`,
    'source-topic': `t.raw${HOSTILE}`,
    'source-partition': `1${HOSTILE}`,
    'source-offset': `2${HOSTILE}`,
  },
});

test('a document is one line: time, severity, host, event, summary', () => {
  const line = formatMessage(message(JSON.stringify(DOCUMENT)), TOPICS, OUT);
  expect(line).toContain(` schannel ${DOCUMENT.event.code} `);
  expect(line.endsWith(DOCUMENT.wincanal.summary)).toBe(true);
});

test.each([
  ['computer name', { ...DOCUMENT, host: { ...DOCUMENT.host, name: HOSTILE } }, true],
  ['summary', { ...DOCUMENT, wincanal: { ...DOCUMENT.wincanal, summary: HOSTILE } }, true],
  // The schema takes these for no document at all.
  ['event code', { ...DOCUMENT, event: { ...DOCUMENT.event, code: HOSTILE } }, false],
  ['time', { ...DOCUMENT, '@timestamp': HOSTILE }, false],
  ['data set', { ...DOCUMENT, data_stream: { ...DOCUMENT.data_stream, dataset: HOSTILE } }, false],
])('a hostile %s steers no terminal', (_, document, isDocument) => {
  const received = message(JSON.stringify(document));
  const line = formatMessage(received, TOPICS, OUT);
  expect(!line.includes('(not a document)')).toBe(isDocument);
  expect(line).not.toMatch(STEERING);
  expect(formatMessageJson(received, TOPICS)).not.toMatch(STEERING);
  expect(JSON.parse(formatMessageJson(received, TOPICS))).toEqual(document);
});

test('a dead letter is one line, whatever its headers are', () => {
  const line = formatMessage(DEAD, TOPICS, OUT);
  expect(line).toMatch(/^2026-03-04 05:06:07 {2}DECODE_NOT_JSON /u);
  expect(line).not.toMatch(STEERING);
  const json = formatMessageJson(DEAD, TOPICS);
  expect(json).not.toMatch(STEERING);
  expect(JSON.parse(json)).toEqual({
    ...DEAD.headers,
    key: `web01${HOSTILE}`,
    original: Buffer.from('x').toString('base64'),
  });
});

const LETTER = message('x', {
  topic: TOPICS.deadletter,
  key: Buffer.from('web01.corp.example'),
  headers: {
    'error-code': 'DECODE_UNKNOWN_FORMAT',
    'error-detail': `no format that is known fits ${'and more words '.repeat(9)}end`,
    'source-topic': 't.raw',
    'source-partition': '12',
    'source-offset': '1234567890',
  },
});

test('a dead letter names the key and all of its detail: on one line, or in the width of a terminal', () => {
  const whole = `2026-03-04 05:06:07  DECODE_UNKNOWN_FORMAT  t.raw/12/1234567890   web01.corp.example    ${LETTER.headers['error-detail'] ?? ''}`;
  expect(formatMessage(LETTER, TOPICS, OUT)).toBe(whole);
  for (const width of [60, 80, 100]) {
    const lines = formatMessage(LETTER, TOPICS, { ...OUT, interactive: true, columns: () => width }).split('\n');
    expect(lines.length).toBeGreaterThan(2);
    expect(lines.slice(1).filter((line) => line.length > width || !line.startsWith('  '))).toEqual([]);
    expect(lines.join(' ').split(/\s+/u)).toEqual(whole.split(/\s+/u));
  }
});

test.each([
  [null, '(no key)', {}],
  [Buffer.from([0xff]), 'base64:/w==', { key_base64: '/w==' }],
])('a key that is no text is told as well: %#', (key, shown, told) => {
  const letter = { ...LETTER, key };
  expect(formatMessage(letter, TOPICS, OUT)).toContain(` ${shown} `);
  expect(JSON.parse(formatMessageJson(letter, TOPICS))).toEqual({ ...letter.headers, ...told, original: 'eA==' });
});

test.each([
  [`{\r\n "a": "\u009b"\n}`, { a: '\u009b' }],
  [HOSTILE, HOSTILE],
  [null, null],
])('what a stranger wrote, %j, is one line of JSON', (value, meaning) => {
  const json = formatMessageJson(message(value), TOPICS);
  expect(json).not.toMatch(STEERING);
  expect(JSON.parse(json)).toEqual(meaning);
  expect(formatMessage(message(value), TOPICS, OUT)).toBe(
    '2026-03-04 05:06:07  (not a document)  t.enriched.schannel/2/7',
  );
});

test('a raw record is its place, key, size and beginning; for a script it is whole', () => {
  const value = Buffer.concat([Buffer.from([0xff, 0x1b]), Buffer.from(`<Event>${'x'.repeat(2000)}`)]);
  const raw = message('', { topic: TOPICS.raw, key: Buffer.from('web01'), value, headers: { 'content-type': 'a/b' } });
  const line = formatMessage(raw, TOPICS, OUT);
  expect(line).toMatch(/^2026-03-04 05:06:07 {2}t\.raw\/2\/7 {2}web01 {2}2,009 bytes {2}\ufffd <Event>x+…$/u);
  expect(formatMessage(raw, TOPICS, { ...OUT, interactive: true, columns: () => 80 })).toHaveLength(80);
  expect(formatMessage({ ...raw, value: null }, TOPICS, OUT)).toMatch(/ {2}web01 {2}\(no value\)$/u);
  expect(JSON.parse(formatMessageJson(raw, TOPICS))).toEqual({
    ...{ topic: TOPICS.raw, partition: 2, offset: 7, timestamp: raw.timestamp, key: 'web01' },
    ...{ headers: { 'content-type': 'a/b' }, original: value.toString('base64') },
  });
});

test('a time that no date can be is said to be none', () => {
  expect(formatMessage(message('x', { timestamp: 9.2e18 }), TOPICS, OUT)).toMatch(/^\(no time\) +\(not a document\)/u);
});
