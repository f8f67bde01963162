import { expect, test } from '@jest/globals';
import { decodeText } from '../../../../../normalizers/decode/detect.ts';

const FIELDS = {
  ...{ EventRecordID: 7, TimeCreated: '2026-03-04T05:06:07.1234567Z', Data_Type: 'client', Message: 'Text' },
  ...{ Data: 'first', Data_2: 'third', Data_1: 'second', 'EventXML-Name': 'x', Binary: '00' },
};
const TAGS = { Source: 'Schannel', EventID: '36887', Computer: 'pc1.corp.example', host: 'wec1', Data_AlertDesc: '70' };

function decode(record: object): unknown {
  return decodeText(JSON.stringify({ name: 'win_eventlog', ...record })).map((event) => ({ ...event, original: '' }));
}

test.each([
  ['each in its place', TAGS, FIELDS],
  ['all fields are tags', { ...TAGS, ...FIELDS }, {}],
  ['all is there twice', { ...TAGS, ...FIELDS }, { ...FIELDS, ...TAGS }],
  [
    'a field says something else than the tag',
    { ...TAGS, Data_Type: 'server', host: 'other', EventID: '1' },
    { ...FIELDS, ...TAGS },
  ],
  [
    'a field is null',
    { ...TAGS, Data_Type: 'server', Message: 'Tag', Data_1: 'tag' },
    { ...FIELDS, Data_Type: null, Message: null, Data_1: null },
  ],
])('tags and fields read like one object in which fields go first: %s', (_, tags, fields) => {
  expect(decode({ tags, fields })).toEqual(decode({ fields: { ...tags, ...fields } }));
});

test('values are told from other names by element and separator', () => {
  const names = {
    Data_A: '1',
    'Data.B': '2',
    DataC: '3',
    Data_: '4',
    EventXML_D: '5',
    Device_E: '6',
    Data__F: '7',
    EventXML_1: '8',
  };
  expect(decode({ tags: TAGS, fields: { ...FIELDS, ...names } })).toMatchObject([
    {
      data: { AlertDesc: '70', Type: 'client', Name: 'x', A: '1', B: '2', D: '5', _F: '7', 1: '8' },
      unnamed: ['first', 'second', 'third'],
      binary: '00',
    },
  ]);
});
