import { expect, test } from '@jest/globals';
import { findProvider, providers } from '../../../normalizers/registry.ts';

const SCHANNEL_GUID = '{1f678132-5938-4686-9fdc-c8ff68f15c85}';

test('the providers have keys and canonical names', () => {
  expect(providers).toEqual([
    { key: 'schannel', name: 'Schannel' },
    { key: 'rassstp', name: 'Microsoft-Windows-RasSstp' },
  ]);
});

test.each([
  ['Schannel', undefined, 'schannel'],
  ['SCHANNEL', undefined, 'schannel'],
  ['sChannel', undefined, 'schannel'],
  ['Microsoft-Windows-RasSstp', undefined, 'rassstp'],
  ['microsoft-windows-rassstp', undefined, 'rassstp'],
  ['RasSstp', undefined, 'rassstp'],
  ['RASSSTP', undefined, 'rassstp'],
  ['renamed', SCHANNEL_GUID, 'schannel'],
  ['Microsoft-Windows-Schannel-Events', '{91cc1150-71aa-47e2-ae18-c96e61736b6f}', undefined],
  ['Schannel-Events', undefined, undefined],
  ['Schannel ', undefined, undefined],
  ['RemoteAccess', undefined, undefined],
  ['constructor', undefined, undefined],
  ['', undefined, undefined],
])('provider %j with GUID %j is %j', (name, guid, key) => {
  expect(findProvider(name, guid)?.catalog.data.provider.key).toBe(key);
});
