import { expect, test } from '@jest/globals';
import { exchangeKind, findCipherSuite } from '../../../../normalizers/schannel/cipher-suites.ts';

test('Schannel of Windows 2000 had RC2 for export, and never IDEA', () => {
  expect(findCipherSuite('0x0006')?.schannel).toBe(true);
  expect(findCipherSuite('0x50080')?.schannel).toBeUndefined();
});

test.each([
  ['0xc030', 'curve'],
  ['0xc004', 'curve'],
  ['0x002f', 'finite'],
  ['0x009e', 'finite'],
  ['0x0003', 'finite'],
  ['0xc0aa', 'finite'],
  ['0x10080', 'finite'],
  ['0x1301', undefined],
  ['0x008c', undefined],
  ['0x001e', undefined],
  ['0xc103', undefined],
])('the key exchange of %s is %s', (id, kind) => {
  const suite = findCipherSuite(id);
  expect(suite === undefined ? 'missing' : exchangeKind(suite)).toBe(kind);
});
