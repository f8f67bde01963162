import { expect, test } from '@jest/globals';
import { GELF } from '../../../../normalizers/decode/gelf.ts';
import { DECODE_CONTEXT } from '../../../support/decode-context.ts';

const XML = "<Event xmlns='x'><System/></Event>";

const open = (json: object): unknown => GELF.unwrap({ version: '1.1', short_message: 'm', ...json }, DECODE_CONTEXT)[0];

test.each<[string, object, unknown]>([
  [
    'what Fluent Bit moved is put back under its names',
    { _ProviderName: 'p', host: 'h', timestamp: 1.5 },
    { Message: 'm', Computer: 'h', '@timestamp': 1.5, ProviderName: 'p' },
  ],
  [
    'a time that was moved is a text',
    { _ProviderName: 'p', timestamp: '2026-03-04 06:06:07 +0100' },
    { Message: 'm', TimeCreated: '2026-03-04 06:06:07 +0100', ProviderName: 'p' },
  ],
  [
    'what the event says under its own name goes first',
    { _ProviderName: 'p', _Computer: 'c', _Message: 'own', host: 'h' },
    { Message: 'own', Computer: 'c', '@timestamp': undefined, ProviderName: 'p' },
  ],
  [
    'values are one level down',
    { _ProviderName: 'p', _EventData_a: 1, _EventData___binLength: 2 },
    { Message: 'm', '@timestamp': undefined, ProviderName: 'p', EventData: { a: 1, __binLength: 2 } },
  ],
  [
    'the time of NXLog is that of the event, and its short message is cut',
    { _SourceName: 's', host: 'h', timestamp: 1772600767, full_message: 'message', level: 3, facility: 's' },
    { Message: 'message', Hostname: 'h', EventTime: '2026-03-04T05:06:07Z', SourceName: 's' },
  ],
  [
    'parts of a second are kept',
    { _SourceName: 's', timestamp: 1772600767.123 },
    { Message: 'm', EventTime: '2026-03-04T05:06:07.123Z', SourceName: 's' },
  ],
  [
    'the older event log API has names of its own',
    { _SourceName: 's', _TimeWritten: 't', host: 'h' },
    { Message: 'm', ComputerName: 'h', '@timestamp': undefined, SourceName: 's', TimeWritten: 't' },
  ],
  [
    'no message is none',
    { _ProviderName: 'p', short_message: '(no message)' },
    { '@timestamp': undefined, ProviderName: 'p' },
  ],
  ['XML is an event by itself', { short_message: XML, _tag: 'x' }, XML],
  ['also where it is the long message', { full_message: ` ${XML}`, _SourceName: 's' }, ` ${XML}`],
  [
    'beside XML there is the rendered message',
    { short_message: XML, _Message: 'm' },
    { Message: 'm', System: XML, '@timestamp': undefined },
  ],
  [
    'lines of text are read beside their values',
    { short_message: 'ProviderName=p', _StringInserts: '1' },
    { StringInserts: '1', log: 'ProviderName=p', '@timestamp': undefined },
  ],
  ['another text that carries an event', { full_message: '{"winlog":{}}' }, '{"winlog":{}}'],
  ['nothing known', { _a: 1, b: 2 }, { a: 1 }],
])('%s', (_, json, inner) => {
  expect(open(json)).toEqual(inner);
});

test('a name is only a name', () => {
  const inner = open(JSON.parse('{"___proto__":{"a":1},"_ProviderName":"p","_EventData___proto__":1}') as object);
  expect(Object.getPrototypeOf(inner)).toBe(Object.prototype);
  expect(({} as Record<string, unknown>)['a']).toBeUndefined();
});
