import { expect, test } from '@jest/globals';
import { DEFAULT_LIMITS } from '../../../../normalizers/decode/limits.ts';
import { SYSLOG_RFC3164, SYSLOG_RFC5424 } from '../../../../normalizers/decode/syslog.ts';
import { DECODE_CONTEXT } from '../../../support/decode-context.ts';

const CONTEXT = { ...DECODE_CONTEXT, limits: { ...DEFAULT_LIMITS, events: 3 } };

function cut(text: string): [string, string | undefined][] {
  const wrapper = [SYSLOG_RFC5424, SYSLOG_RFC3164].find(({ matches }) => matches(text));
  if (wrapper === undefined) throw new Error('no header');
  return wrapper
    .unwrap(text, CONTEXT)
    .map(({ content, outer }) => [
      typeof content === 'string' ? content : JSON.stringify(content),
      outer.collector?.host,
    ]);
}

test.each<[string, string, string | undefined]>([
  ['<13>1 2026-03-04T05:06:09Z h app 1 m - {"a":1}', '{"a":1}', 'h'],
  ['<13>1 - - - - - - {"a":1}', '{"a":1}', undefined],
  ['<13>1 2026-03-04T05:06:09Z h app 1 m - \uFEFF<Event/>', '<Event/>', 'h'],
  ['<13>1 2026-03-04T05:06:09Z h app 1 m [x a="]" b="\\"]" c="\\\\"][y] {"a":1}', '{"a":1}', 'h'],
  ['<13>1 2026-03-04T05:06:09Z h app 1 m - @cee: {"a":1}', '{"a":1}', 'h'],
  ['<13>1 2026-03-04T05:06:09Z h MSWinEventLog\t1\tSystem', 'MSWinEventLog\t1\tSystem', 'h'],
  ['<13>{"a":1}', '{"a":1}', undefined],
  ['<13>[{"a":1}]', '[{"a":1}]', undefined],
  ['<13>Mar  4 06:06:09 h {"a":1}', '{"a":1}', 'h'],
  ['<13>Mar 04 2026 06:06:09 h tag: {"a":1}', '{"a":1}', 'h'],
  ['<13>Mar  4 06:06:09.123 h tag[12]: [{"a":1}]', '[{"a":1}]', 'h'],
  ['<13>2026-03-04T06:06:09.001+01:00 192.0.2.10 tag <Event/>', '<Event/>', '192.0.2.10'],
  ['<13>Mar  4 06:06:09 h a b c: {"a":1}', '{"a":1}', 'h'],
  ['Mar  4 06:06:09 h tag: {"a":1}', '{"a":1}', 'h'],
  ['<13>Mar  4 06:06:09 h MSWinEventLog#0111', 'MSWinEventLog#0111', 'h'],
  ['<13>Mar  4 06:06:09 h sshd[1]: no content', 'sshd[1]: no content', 'h'],
])('%j is cut', (text, content, host) => {
  expect(cut(text)).toEqual([[content, host]]);
});

test('messages with octet count follow one another, without they stand on lines', () => {
  const [one, two] = ['<13>1 - h a - - - {"ä":1}', '<13>1 - h a - - - {"b":2}'];
  const count = (text: string) => `${Buffer.byteLength(text)} ${text}`;
  const both = [
    ['{"ä":1}', 'h'],
    ['{"b":2}', 'h'],
  ];
  expect(cut(count(one) + count(two))).toEqual(both);
  expect(cut(`${count(one)}\n${count(two)}\n`)).toEqual(both);
  expect(cut(`${one}\n${two}`)).toEqual(both);
});

test('a count that is too large, too small or nothing loses no byte in silence', () => {
  expect(cut('999 <13>{"a":1}')).toEqual([['{"a":1}', undefined]]);
  expect(cut('5 <13>{"a":1}').map(([text]) => text)).toEqual(['{', '"a":1}']);
  expect(cut('0 <13>{"a":1}').length).toBeGreaterThan(0);
});

test('no more messages are cut than are taken', () => {
  expect(cut('<13>{}\n'.repeat(100)).length).toBe(4);
  expect(cut('6 <13>{}'.repeat(100)).length).toBe(4);
});

test.each(['<Event/>', '<1234>x', '{"a":1}', '2026-03-04 06:06:09 x', 'March 4'])('%j has no header', (text) => {
  expect([SYSLOG_RFC5424, SYSLOG_RFC3164].some(({ matches }) => matches(text))).toBe(false);
});
