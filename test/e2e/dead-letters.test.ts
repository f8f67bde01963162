import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { readSourceHeaders } from '../../services/runtime/deadletter.ts';
import type { ReceivedMessage } from '../../services/runtime/kafka/index.ts';
import { digCanal, until, type Canal } from '../support/canal.ts';
import { ALERT_BODY, composeBatch, composeRecord } from '../support/compose-otlp.ts';
import { encodeOtlp } from '../../services/simulate/index.ts';

jest.setTimeout(120_000);

/**
 * A dead letter has all that it takes to send its original again: here a batch that is only read because of its header
 * `content-type`, and that was dead because a limit was too low.
 */
const BATCH = Buffer.concat([
  // A field that this version does not know, in front of the batch.
  Buffer.from('4a0107', 'hex'),
  encodeOtlp(composeBatch(['web1', 'web2'].map((computer) => composeRecord({ ...ALERT_BODY, computer })))),
]);
const HEADERS = { traceparent: '00-01-02-01', 'content-type': 'application/x-protobuf', 'original-at': '5' };

let canal: Canal;

beforeAll(async () => {
  canal = await digCanal();
});

afterAll(() => canal.close());

async function settle(records: number, env: Readonly<Record<string, string>>): Promise<readonly ReceivedMessage[]> {
  const worker = canal.startWorker('normalizer', env);
  await until(canal.normalized, (account) => account.records === records);
  worker.child.kill('SIGTERM');
  expect(await worker.ended).toBe(0);
  const letters = await canal.readAll(canal.config.topics.deadletter);
  return letters.filter(({ headers }) => headers['error-code'] !== undefined);
}

const codesOf = (letters: readonly ReceivedMessage[]) => letters.map(({ headers }) => headers['error-code']).sort();

test('an original that is sent again with the headers of its letter is read as it was meant', async () => {
  const { raw } = canal.config.topics;
  await canal.sender.send([
    { topic: raw, key: 'a', value: BATCH, headers: HEADERS },
    { topic: raw, key: 'b', value: BATCH, headers: {} },
  ]);
  const first = await settle(2, { WINCANAL_MAX_RECORD_EVENTS: '1' });
  expect(codesOf(first)).toEqual(['DECODE_NOT_UTF8', 'DECODE_TOO_MANY']);

  const again = first.map(({ key, value, headers }) => ({
    topic: raw,
    key,
    value,
    headers: readSourceHeaders(headers),
  }));
  await canal.sender.send(again);
  const all = await settle(4, {});
  // The one that never had the header is no better off for being sent again.
  expect(codesOf(all)).toEqual(['DECODE_NOT_UTF8', 'DECODE_NOT_UTF8', 'DECODE_TOO_MANY']);
  const letters = all.filter(({ headers }) => headers['error-code'] === 'DECODE_NOT_UTF8');
  expect(letters.map(({ headers }) => headers['attempts']).sort()).toEqual(['1', '2']);
  expect(new Set(letters.map(({ headers }) => headers['first-seen'])).size).toBe(1);
  const documents = await canal.readAll(canal.config.topics.enriched('schannel'));
  expect(documents.filter(({ value }) => value !== null)).toHaveLength(2);
  const resent = again.find(({ key }) => String(key) === 'a');
  expect(resent?.headers).toMatchObject({ ...HEADERS, attempts: '1' });
});
