import { expect, test } from '@jest/globals';
import { judgeItem } from '../../../../services/indexer/settle.ts';

test.each([200, 201])('%i is indexed', (status) => {
  expect(judgeItem({ status }, 0)).toEqual({ kind: 'indexed' });
});

test('409 is there already', () => {
  expect(judgeItem({ status: 409, errorType: 'version_conflict_engine_exception' }, 0)).toEqual({ kind: 'duplicate' });
});

test.each([408, 429, 502, 503, 504])('%i is tried again, however often it came', (status) => {
  expect(judgeItem({ status }, 1_000_000)).toMatchObject({ kind: 'retry', reason: `status_${status}`, limited: false });
});

test.each([
  [401, 'security_exception'],
  [403, 'security_exception'],
  [403, 'cluster_block_exception'],
  [400, 'cluster_block_exception'],
])('%i %s is waited for with its reason, however often it came: no document is at fault', (status, errorType) => {
  const item = { status, errorType, errorReason: 'index [i] blocked by: [read-only]' };
  for (const failureStore of [undefined, 'failed']) {
    expect(judgeItem({ ...item, ...(failureStore === undefined ? {} : { failureStore }) }, 1_000_000)).toEqual({
      kind: 'retry',
      reason: `status_${status}`,
      limited: false,
      detail: `Elasticsearch does not take documents now: ${status} ${errorType}: index [i] blocked by: [read-only]`,
    });
  }
});

test('500 is tried again a few times, then rejected', () => {
  expect([0, 1, 2, 3, 4].map((attempt) => judgeItem({ status: 500 }, attempt).kind)).toEqual([
    'retry',
    'retry',
    'retry',
    'retry',
    'rejected',
  ]);
});

test.each([400, 413])('%i is rejected at once with the reason', (status) => {
  const item = { status, errorType: 'document_parsing_exception', errorReason: 'failed to parse [@timestamp]' };
  expect(judgeItem(item, 0)).toEqual({
    kind: 'rejected',
    detail: `Elasticsearch refused the document: ${status} document_parsing_exception: failed to parse [@timestamp]`,
  });
});

test.each(['used', 'failed'])('a success that went to the failure store (%s) is none', (failureStore) => {
  expect(judgeItem({ status: 201, failureStore }, 0).kind).toBe('rejected');
});
