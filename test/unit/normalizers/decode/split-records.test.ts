import { expect, test } from '@jest/globals';
import { splitBroken, splitRecords } from '../../../../normalizers/decode/split-records.ts';

test.each([
  ['{"a":1}', ['{"a":1}']],
  ['{"a":1}\n{"b":2}\r\n', ['{"a":1}', '{"b":2}']],
  ['{"a":1}{"b":{"c":[2]}}', ['{"a":1}', '{"b":{"c":[2]}}']],
  ['\u001e{"a":1}\n\u001e{"b":2}\n', ['{"a":1}', '{"b":2}']],
  ['{"a":1}\0{"b":2}\0', ['{"a":1}', '{"b":2}']],
  ['{"a":\0{"b":2}', ['{"a":', '{"b":2}']],
  ['{"a":"}{"}\n{"b":"\\\\"}', ['{"a":"}{"}', '{"b":"\\\\"}']],
  ['{"a":"\\"}{"}{"b":2}', ['{"a":"\\"}{"}', '{"b":2}']],
  ['[1,2] [3]', ['[1,2]', '[3]']],
  // What cannot be read is a piece too.
  ['{"a":1}\nnonsense\n{"b":2}', ['{"a":1}', 'nonsense', '{"b":2}']],
  ['{"a":1}\n{"b":', ['{"a":1}', '{"b":']],
  ['{"a":1}\n{"b":"', ['{"a":1}', '{"b":"']],
  ['{"a":1}}{"b":2}', ['{"a":1}', '}{"b":2}']],
  // A string without an end ends with its line, and with what cannot be a record by itself.
  ['{"a":"b\n{"c":2}\n{"d":3}', ['{"a":"b', '{"c":2}', '{"d":3}']],
  ['{"a":"b\\\n{"c":2}', ['{"a":"b\\', '{"c":2}']],
  ['{"a":"\n{"c":2}', ['{"a":"', '{"c":2}']],
  ['{"a":"b\r\nc","d":1}\r\n{"e":2}', ['{"a":"b\r\nc","d":1}\r', '{"e":2}']],
  ['{"a":"b\n[{"c":2}]', ['{"a":"b', '[{"c":2}]']],
  // XML, with and without declaration, prefix, list and end.
  ['<Event a="/">1</Event><Event>2</Event>', ['<Event a="/">1</Event>', '<Event>2</Event>']],
  ['<?xml version="1.0"?><Event/>\n<?xml version="1.0"?><Event/>', Array(2).fill('<?xml version="1.0"?><Event/>')],
  ['<e:Event>1</e:Event>\r\n<e:Event >2</e:Event >\r\n', ['<e:Event>1</e:Event>', '<e:Event >2</e:Event >']],
  [
    '<Events><Event/><Event>2</Event></Events><Event>3</Event>',
    ['<Events><Event/><Event>2</Event></Events>', '<Event>3</Event>'],
  ],
  ['<Event>1\n<Event>2</Event>', ['<Event>1\n', '<Event>2</Event>']],
  ['<Event>1</Event>\n{"a":1}\n<Event>2</Event>', ['<Event>1</Event>', '{"a":1}', '<Event>2</Event>']],
  ['<EventData/>\n<Event>1</Event>', ['<EventData/>\n<Event>1</Event>']],
  ['<Event', ['<Event']],
  // The numbers of evtx_dump, which are no records.
  ['Record 1\n<Event>1</Event>\nRecord 2\r\n{"a":\n1}\n', ['<Event>1</Event>', '{"a":\n1}']],
  ['Record 1', ['Record 1']],
  ['{"a":1}\nRecord x\n', ['{"a":1}', 'Record x']],
  ['', []],
  [' , \n', []],
])('%j', (text, pieces) => {
  expect(splitRecords(text, 100)).toEqual(pieces);
});

test.each([
  // Values without an end have taken along what is behind them.
  ['{"a":{\n{"b":1}\n{"c":{\n{"d":2}', ['{"a":{', '{"b":1}', '{"c":{', '{"d":2}']],
  ['{"a":{\n{\n  "b": 1\n}\n', ['{"a":{', '{\n  "b": 1\n}']],
  ['{"a":{\n<Event>1</Event>', ['{"a":{', '<Event>1</Event>']],
  // Elements of a list on lines of their own.
  ['[\n{"a":1},\n{"b":2},\n{"c":', ['{"a":1}', '{"b":2}', '{"c":']],
  ['[\n{"a":,\n{"b":[2]}\n]\n', ['{"a":,', '{"b":[2]}']],
  ['{"a":\n "b"', ['{"a":\n "b"']],
  ['', []],
])('of the broken %j', (text, pieces) => {
  expect(splitBroken(text, 100)).toEqual(pieces);
});

test('too many pieces are counted no further than to know it', () => {
  expect(splitRecords('{}'.repeat(50), 10)).toHaveLength(11);
  expect(splitBroken('{\n'.repeat(50), 10)).toHaveLength(11);
});

test('it takes time in proportion to the text, whatever stands in it', () => {
  const timeOnce = (text: string): number => {
    const from = performance.now();
    splitRecords(text, Number.POSITIVE_INFINITY);
    splitBroken(text, Number.POSITIVE_INFINITY);
    return performance.now() - from;
  };
  // Other work on the machine only lengthens.
  const time = (text: string): number => Math.min(timeOnce(text), timeOnce(text), timeOnce(text));
  const parts = ['{', '"', '\\', '}', '{"', '[]', 'x\n', '{"\n', '<', '<Event ', '<Event>', '</Event>', '<Events>\n'];
  for (const part of [...parts, '<?xml ', '\n[', '\n[ ', '\n<a', 'Record 1\n', 'Record ', '{\n]', '{,\n', '>']) {
    time(part.repeat(1000));
    const small = Math.max(1, time(part.repeat(50_000)));
    expect([part, time(part.repeat(400_000)) < small * 100]).toEqual([part, true]);
  }
});
