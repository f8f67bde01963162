import { expect, test } from '@jest/globals';
import { readStructuredData } from '../../../../normalizers/decode/structured-data.ts';

function read(text: string): [object, string] {
  const { parameters, end } = readStructuredData(text, 0);
  return [
    Object.fromEntries(Array.from(parameters, ([id, values]) => [id, Object.fromEntries(values)])),
    text.slice(end),
  ];
}

test.each<[string, object, string]>([
  ['- message', {}, ' message'],
  ['message', {}, 'message'],
  ['[a@1 b="c"] message', { 'a@1': { b: 'c' } }, ' message'],
  ['[a@1 b="c" d="e"][f g="h"]m', { 'a@1': { b: 'c', d: 'e' }, f: { g: 'h' } }, 'm'],
  ['[a@1][f]', { 'a@1': {}, f: {} }, ''],
  // A space begins the message.
  ['[a b="c"] [d e="f"]', { a: { b: 'c' } }, ' [d e="f"]'],
  ['[a b="\\"\\\\\\]"]', { a: { b: '"\\]' } }, ''],
  // Before anything else a backslash is one, and brackets and line breaks need no escape.
  ['[a b="C:\\Windows [1] \n"]', { a: { b: 'C:\\Windows [1] \n' } }, ''],
  ['[a b="" b="c"]', { a: { b: '' } }, ''],
  ['[a b="c"][a d="e"]', { a: { b: 'c', d: 'e' } }, ''],
  // Not what the RFC allows: the rest of the element is passed over.
  ['[a b="c" d e="f]"] m', { a: { b: 'c' } }, ' m'],
  ['[] m', { '': {} }, ' m'],
  ['[a __proto__="x"]', Object.fromEntries([['a', Object.fromEntries([['__proto__', 'x']])]]), ''],
])('%j is read', (text, parameters, rest) => {
  expect(read(text)).toEqual([parameters, rest]);
});

test.each(['[', '[a', '[a b="c"', '[a b="c', '[a b="c\\', '[a b="c]', '[a b="c"][d', '[a b'])(
  '%j has no end and says nothing',
  (text) => {
    expect(read(text)).toEqual([{}, '']);
  },
);

test('it takes time in proportion to the text, whatever stands in it', () => {
  // The best of three: other work on the machine is none of ours.
  const time = (part: string, times: number): number =>
    Math.min(
      ...[1, 2, 3].map(() => {
        const text = `[a ${part.repeat(times)}`;
        const from = performance.now();
        readStructuredData(text, 0);
        return performance.now() - from;
      }),
    );
  for (const part of ['b="c" ', '[a ', 'b ', 'b="', '\\"', '] [', '][a']) {
    time(part, 1000);
    const small = Math.max(1, time(part, 20_000));
    expect([part, time(part, 160_000) < small * 100]).toEqual([part, true]);
  }
});
