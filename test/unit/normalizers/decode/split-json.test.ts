import { expect, test } from '@jest/globals';
import { splitJson } from '../../../../normalizers/decode/split-json.ts';

test.each([
  ['{"a":1}', ['{"a":1}']],
  ['{"a":1}\n{"b":2}\r\n', ['{"a":1}', '{"b":2}']],
  ['{"a":1}{"b":{"c":[2]}}', ['{"a":1}', '{"b":{"c":[2]}}']],
  ['\u001e{"a":1}\n\u001e{"b":2}\n', ['{"a":1}', '{"b":2}']],
  ['{"a":"}{"}\n{"b":"\\\\"}', ['{"a":"}{"}', '{"b":"\\\\"}']],
  ['{"a":"\\"}{"}{"b":2}', ['{"a":"\\"}{"}', '{"b":2}']],
  ['[1,2] [3]', ['[1,2]', '[3]']],
  // What cannot be read is a piece too.
  ['{"a":1}\nnonsense\n{"b":2}', ['{"a":1}', 'nonsense', '{"b":2}']],
  ['{"a":1}\n{"b":', ['{"a":1}', '{"b":']],
  ['{"a":1}\n{"b":"', ['{"a":1}', '{"b":"']],
  ['{"a":1}}{"b":2}', ['{"a":1}', '}{"b":2}']],
  // A zero ends whatever stands before it.
  ['{"a":1}\0{"b":2}\0', ['{"a":1}', '{"b":2}']],
  ['{"a":"\0{"b":2}\0', ['{"a":"', '{"b":2}']],
  ['{"a":{\0\0[1]', ['{"a":{', '[1]']],
  // A line that was cut ends where the next one begins with an object that cannot be part of it.
  ['{"a":{"b":1\n{"c":2}\n{"d":3}', ['{"a":{"b":1', '{"c":2}', '{"d":3}']],
  ['{"a":"b\n{"c":2}', ['{"a":"b', '{"c":2}']],
  ['{"a":"b\\"\r\n{"c":2}', ['{"a":"b\\"\r', '{"c":2}']],
  ['{"a":[1\n{"c":2}', ['{"a":[1', '{"c":2}']],
  ['{"a":1,\n{"c":2}', ['{"a":1,', '{"c":2}']],
  ['[{"a":1}\n{"c":2}', ['[{"a":1}', '{"c":2}']],
  // It could go on there, but never ends.
  ['{"a":\n{"c":2}\n{"d":\n{"e":3}', ['{"a":', '{"c":2}', '{"d":', '{"e":3}']],
  ['{"a":\n{"c":2}\n{"d":"\n{"e":3}', ['{"a":', '{"c":2}', '{"d":"', '{"e":3}']],
  // Printed on several lines.
  ['[\n{"a":\n{"b":1}},\n{"c":[\n{}\n]}\n]{}', ['[\n{"a":\n{"b":1}},\n{"c":[\n{}\n]}\n]', '{}']],
  ['', []],
  [' , \n', []],
])('%j', (text, pieces) => {
  expect(splitJson(text, 100)).toEqual(pieces);
});

test('too many pieces are counted no further than to know it', () => {
  expect(splitJson('{}'.repeat(50), 10)).toHaveLength(11);
});

test('it takes time in proportion to the text, whatever stands in it', () => {
  // The best of three: other work on the machine is none of ours.
  const time = (text: string): number =>
    Math.min(
      ...[1, 2, 3].map(() => {
        const from = performance.now();
        splitJson(text, Number.POSITIVE_INFINITY);
        return performance.now() - from;
      }),
    );
  for (const part of ['{', '"', '\\', '}', '{"', '[]', 'x\n', '\n{', '[\n\n\n{', '"\n{', '{"a":\n']) {
    time(part.repeat(1000));
    const small = Math.max(1, time(part.repeat(50_000)));
    expect([part, time(part.repeat(400_000)) < small * 100]).toEqual([part, true]);
  }
});
