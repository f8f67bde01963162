import { expect, test } from '@jest/globals';
import { makeEntries, type Route } from '../../../../services/indexer/entries.ts';
import { DEADLETTER, nameDataStream } from '../../../../services/runtime/data-streams.ts';
import { makeMessage } from './fakes.ts';

const route: Route = { kind: 'documents', dataStream: nameDataStream('schannel', 'lab') };

test('the id of the header is the id of the document, and the bytes are the very bytes', () => {
  const message = makeMessage(4, { headers: { 'event-id': 'abc' }, value: Buffer.from('{"a":1}') });
  const { entries, unusable } = makeEntries([message], route, 'lab');
  expect(unusable).toEqual([]);
  expect(entries).toEqual([{ dataStream: 'logs-wincanal.schannel-lab', id: 'abc', document: message.value, message }]);
  expect(entries[0]?.document).toBe(message.value);
});

test.each([
  ['without an event id', { headers: {} }, 'event-id'],
  ['with an id that is too long', { headers: { 'event-id': 'x'.repeat(513) } }, '512 bytes'],
  ['without a value', { value: null }, 'no value'],
  ['with a line break, which would start another action', { value: Buffer.from('{}\n{"delete":{}}') }, 'line break'],
])('a message %s is unusable', (_name, change, detail) => {
  const { entries, unusable } = makeEntries([makeMessage(1, change)], route, 'lab');
  expect(entries).toEqual([]);
  expect(unusable[0]?.detail).toContain(detail);
});

test('dead letters become documents of their own', () => {
  const deadletters: Route = { kind: 'deadletters', dataStream: nameDataStream(DEADLETTER, 'lab') };
  const { entries } = makeEntries([makeMessage(1, { headers: {}, value: null })], deadletters, 'lab');
  expect(entries[0]?.dataStream).toBe('logs-wincanal.deadletter-lab');
});
