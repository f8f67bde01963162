import { expect, test } from '@jest/globals';
import { decodeText } from '../../../../../normalizers/decode/detect.ts';

const SYSTEM = {
  Provider: { $: { Name: 'Schannel' } },
  EventID: '36884',
  TimeCreated: { $: { SystemTime: '2026-03-04T05:06:07Z' } },
};

function decodeData(data: unknown) {
  return decodeText(JSON.stringify({ Event: { System: SYSTEM, EventData: { Data: data } } }))[0];
}

test.each([
  ['an element without text', [{ $: { Name: 'Name' } }], { Name: '' }],
  ['one element with a text', { Name: 'Name', '#text': 'vpn' }, { Name: 'vpn' }],
  ['one element with other attributes', { '@_Name': 'Name', '@_Type': 'x', '#text': 'vpn' }, { Name: 'vpn' }],
  [
    'values by name, one of them called Name',
    { Name: 'vpn', CallerProcessId: '4' },
    { Name: 'vpn', CallerProcessId: '4' },
  ],
  [
    'values by name, one of them called Value',
    { Value: '1', CallerProcessId: '4' },
    { Value: '1', CallerProcessId: '4' },
  ],
])('%s in Data', (_, data, values) => {
  expect(decodeData(data)).toMatchObject({ data: values, unnamed: [] });
});
