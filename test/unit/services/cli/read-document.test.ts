import { expect, test } from '@jest/globals';
import { asDocument, readDocument } from '../../../../services/cli/read-document.ts';
import { composeFullDocument } from '../../../support/full-document.ts';

test('a document is read back as it was written', () => {
  const document = composeFullDocument('wincanal.schannel', 'default', 'iL1m7dXMVYb4k0ZrtZPZxw');
  expect(readDocument(Buffer.from(JSON.stringify(document)))).toEqual(JSON.parse(JSON.stringify(document)));
  expect(asDocument(document)).toBe(document);
});

test.each([
  ['a tombstone', null],
  ['nothing', Buffer.alloc(0)],
  ['no JSON', Buffer.from('{"event":')],
  ['JSON null', Buffer.from('null')],
  ['a message of somebody else', Buffer.from('{"event":{"code":"1"}}')],
])('%s is no document', (_, bytes) => {
  expect(readDocument(bytes)).toBeUndefined();
});

test('fields that a later version added do not hide the document', () => {
  const document = composeFullDocument('wincanal.schannel', 'default', 'iL1m7dXMVYb4k0ZrtZPZxw');
  const later = { ...document, novelty: { a: 1 }, wincanal: { ...document.wincanal, novelty: 'yes' } };
  expect(readDocument(Buffer.from(JSON.stringify(later)))).toEqual(JSON.parse(JSON.stringify(document)));
});
