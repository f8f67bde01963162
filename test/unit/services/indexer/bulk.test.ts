import { expect, test } from '@jest/globals';
import { buildBulkBody, cutBulks, type BulkEntry } from '../../../../services/indexer/bulk.ts';

function entry(id: string, document = `{"n":"${id}"}`): BulkEntry {
  return { dataStream: 'logs-wincanal.schannel-default', id, document: Buffer.from(document) };
}

test('a body is an action line and the untouched document, each ended by a line break', () => {
  expect(buildBulkBody([entry('a'), entry('b', '{"ü": 1.0 }')]).toString()).toBe(
    '{"create":{"_index":"logs-wincanal.schannel-default","_id":"a"}}\n{"n":"a"}\n' +
      '{"create":{"_index":"logs-wincanal.schannel-default","_id":"b"}}\n{"ü": 1.0 }\n',
  );
});

test('an id cannot leave its quotes', () => {
  const [action = ''] = buildBulkBody([entry('a"},"x":{"\n')])
    .toString()
    .split('\n');
  expect(JSON.parse(action)).toEqual({ create: { _index: expect.any(String), _id: 'a"},"x":{"\n' } });
});

test('requests are limited in documents', () => {
  const entries = Array.from({ length: 5 }, (_, i) => entry(String(i)));
  const bulks = cutBulks(entries, { bytes: 1_000_000, documents: 2 });
  expect(bulks.map((bulk) => bulk.length)).toEqual([2, 2, 1]);
  expect(bulks.flat()).toEqual(entries);
});

test('requests are limited in bytes, and no body is larger than the limit', () => {
  const entries = Array.from({ length: 40 }, (_, i) => entry(String(i), JSON.stringify({ text: 'x'.repeat(i * 50) })));
  const bulks = cutBulks(entries, { bytes: 10_000, documents: 1000 });
  expect(bulks.length).toBeGreaterThan(4);
  for (const bulk of bulks) expect(buildBulkBody(bulk).length).toBeLessThanOrEqual(10_000);
  expect(bulks.flat()).toEqual(entries);
});

test('a document larger than the limit is a request of its own', () => {
  const entries = [entry('a'), entry('b', `"${'x'.repeat(2000)}"`), entry('c')];
  expect(cutBulks(entries, { bytes: 1000, documents: 10 }).map((bulk) => bulk.map(({ id }) => id))).toEqual([
    ['a'],
    ['b'],
    ['c'],
  ]);
});
