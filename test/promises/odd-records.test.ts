import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { composeAlert, digCanal, until, type Canal } from '../support/canal.ts';
import { stopGently } from './support/documents.ts';

let canal: Canal;
beforeEach(async () => {
  canal = await digCanal({ WINCANAL_TOPIC_PARTITIONS: '1' });
});
afterEach(() => canal.close());

const winlogbeat = (eventId: string): string =>
  `{"@timestamp":"2026-03-04T05:06:07Z","winlog":{"provider_name":"Schannel"${eventId}}}`;

/** What other pipelines were seen to let vanish, and what becomes of it here. */
const ODD: readonly (readonly [name: string, value: Buffer | null, outcome: string])[] = [
  ['words', Buffer.from('the collector was restarted'), 'DECODE_UNKNOWN_FORMAT'],
  ['cut JSON', Buffer.from(winlogbeat(',"event_id":"36887"').slice(0, -20)), 'DECODE_NOT_JSON'],
  ['a list of something else', Buffer.from('[1]'), 'DECODE_UNKNOWN_FORMAT'],
  ['the wrong shape', Buffer.from(winlogbeat(',"event_id":{"a":1}')), 'EVENT_NO_ID'],
  ['no id', Buffer.from(winlogbeat('')), 'EVENT_NO_ID'],
  ['an id that nobody knows', Buffer.from(winlogbeat(',"event_id":"4711"')), 'document'],
  [
    'bytes that are not UTF-8',
    Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xff]), Buffer.from('"}')]),
    'DECODE_NOT_UTF8',
  ],
  ['nothing at all', Buffer.alloc(0), 'DECODE_EMPTY'],
  ['a tombstone', null, 'skip'],
];

/* Each is followed by an event that has to pass. */
test('of nine odd records each has one outcome, and none holds up the next', async () => {
  const { raw, deadletter } = canal.config.topics;
  const values = ODD.flatMap(([, value], i) => [value, Buffer.from(composeAlert(i + 1, i))]);
  await canal.sender.send(values.map((value) => ({ topic: raw, key: 'one-host', value, headers: {} })));
  const normalizer = canal.startWorker('normalizer');
  const account = await until(canal.normalized, ({ records }) => records >= values.length);
  await stopGently(normalizer);
  expect(account).toMatchObject({ records: 18, events: 18, documents: 10, dead: 7, skips: { tombstone: 1 } });

  const outcomes = new Map<number, string>([[2 * ODD.findIndex(([, value]) => value === null), 'skip']]);
  for (const { headers } of await canal.readAll(deadletter)) {
    outcomes.set(Number(headers['source-offset']), headers['error-code'] ?? '');
  }
  for (const { value } of await canal.readAll(canal.config.topics.enriched('schannel'))) {
    const { wincanal } = JSON.parse(String(value)) as { wincanal: { input: { offset: number } } };
    outcomes.set(wincanal.input.offset, 'document');
  }
  const expected = ODD.flatMap(([, , outcome], i) => [
    [2 * i, outcome],
    [2 * i + 1, 'document'],
  ]);
  expect([...outcomes].sort(([a], [b]) => a - b)).toEqual(expected);
});
