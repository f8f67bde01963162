import { expect, test } from '@jest/globals';
import { readStatedValues } from '../../../../normalizers/decode/read-stated-values.ts';

const GUID = '{8B1D1F5A-33C5-4C1B-9A0F-2D6E1B7C9A10}';

test.each<[string, number, string, Record<string, string>]>([
  ['Schannel', 36887, 'The TLS protocol defined fatal alert code is 46.', { AlertDesc: '46' }],
  ['SCHANNEL', 36887, 'The SSL protocol defined fatal error code is 20.', { AlertDesc: '20' }],
  [
    'Schannel',
    36888,
    'The TLS protocol defined fatal error code is 40. The Windows SChannel error state is 1205.',
    { AlertDesc: '40', ErrorState: '1205' },
  ],
  [
    'Schannel',
    36874,
    'An TLS 1.2 connection request was received from a remote client application, but none of the cipher suites',
    { Protocol: 'TLS 1.2' },
  ],
  ['RasSstp', 1, `CoId=${GUID}:Die Anforderung ...`, { CoId: GUID }],
  ['Microsoft-Windows-RasSstp', 5, `CoId=${GUID}:x`, { CoId: GUID }],
])('%s %d: %s', (provider, id, message, values) => {
  expect({ ...readStatedValues(provider, id, message) }).toEqual(values);
});

test.each<[string, number, string]>([
  ['Disk', 36887, 'The TLS protocol defined fatal alert code is 46.'],
  ['Schannel', 36886, 'The TLS protocol defined fatal alert code is 46.'],
  ['Schannel', 36887, 'Die Warnungsnummer lautet: 46.'],
  ['Schannel', 36887, 'The TLS protocol defined fatal alert code is %1.'],
  ['Schannel', 36887, `${' x'.repeat(600)} protocol defined fatal alert code is 46.`],
  ['Schannel', 36888, 'The TLS protocol defined fatal error code is 40.'],
  ['RasSstp', 1, `Something with CoId=${GUID}:`],
  ['RasSstp', 1, 'CoId={nothing}:x'],
])('%s %d gives no value: %s', (provider, id, message) => {
  expect(readStatedValues(provider, id, message)).toBeUndefined();
});
