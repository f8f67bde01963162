import { expect, test } from '@jest/globals';
import { findNameByGuid, findProvider, providers } from '../../../normalizers/registry.ts';

const SCHANNEL_GUID = '{1f678132-5938-4686-9fdc-c8ff68f15c85}';

test('the providers have keys and canonical names', () => {
  expect(providers).toEqual([
    { key: 'schannel', name: 'Schannel' },
    { key: 'rassstp', name: 'Microsoft-Windows-RasSstp' },
  ]);
});

test.each([
  ['Schannel', 'schannel'],
  ['SCHANNEL', 'schannel'],
  ['sChannel', 'schannel'],
  ['Microsoft-Windows-RasSstp', 'rassstp'],
  ['microsoft-windows-rassstp', 'rassstp'],
  ['RasSstp', 'rassstp'],
  ['RASSSTP', 'rassstp'],
  ['Microsoft-Windows-Schannel-Events', undefined],
  ['Schannel-Events', undefined],
  ['Schannel ', undefined],
  ['RemoteAccess', undefined],
  ['constructor', undefined],
  ['', undefined],
])('provider %j is %j', (name, key) => {
  expect(findProvider(name)?.catalog.data.provider.key).toBe(key);
});

test('the GUID of a provider gives its name', () => {
  expect(findNameByGuid(SCHANNEL_GUID)).toBe('Schannel');
  expect(findNameByGuid('{91cc1150-71aa-47e2-ae18-c96e61736b6f}')).toBeUndefined();
});
