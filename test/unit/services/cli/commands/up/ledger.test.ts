import { expect, test } from '@jest/globals';
import { Ledger } from '../../../../../../services/cli/commands/up/ledger.ts';
import type { ReceivedMessage } from '../../../../../../services/runtime/kafka/index.ts';
import { nameTopics } from '../../../../../../services/runtime/topics.ts';

const TOPICS = nameTopics('t');
const SCHANNEL = TOPICS.enriched('schannel');

const openLedger = (rawStart: readonly (readonly [number, number])[] = []): Ledger =>
  new Ledger({ topics: TOPICS, providers: ['schannel', 'rassstp'], rawStart: new Map(rawStart) });

type Place = readonly [topic: string, partition: number, offset: number];

const message = ([topic, partition, offset]: Place, headers: Record<string, string> = {}): ReceivedMessage => ({
  topic,
  partition,
  offset,
  headers,
  key: null,
  value: Buffer.from('{}'),
  timestamp: 0,
});

const document = (offset: number, id: string, topic = SCHANNEL): ReceivedMessage =>
  message([topic, 0, offset], { 'event-id': id });

const letter = (offset: number, stage: string, [topic, partition, source]: Place, index = 0): ReceivedMessage =>
  message([TOPICS.deadletter, 1, offset], {
    stage,
    'source-topic': topic,
    'source-partition': String(partition),
    'source-offset': String(source),
    'source-index': String(index),
  });

test('messages are counted one by one, documents by their ids', () => {
  const ledger = openLedger();
  ledger.add(document(0, 'a'));
  ledger.add(document(1, 'b'));
  ledger.add(document(3, 'a'));
  ledger.add(document(0, 'a', TOPICS.enriched('rassstp')));
  ledger.add(message([TOPICS.alerts, 0, 0], { 'event-id': 'a' }));
  expect(Object.fromEntries(ledger.enriched)).toEqual({ schannel: 3, rassstp: 1 });
  expect(ledger.alerts).toBe(1);
  // The same id in another data stream is another document.
  expect(ledger.documentIds).toBe(3);
});

test('dead letters of the same event of the same record are one', () => {
  const ledger = openLedger();
  ledger.add(letter(0, 'normalize', [TOPICS.raw, 0, 7]));
  ledger.add(letter(1, 'normalize', [TOPICS.raw, 0, 7]));
  ledger.add(letter(2, 'normalize', [TOPICS.raw, 0, 7], 1));
  ledger.add(message([TOPICS.deadletter, 1, 3]));
  expect(ledger.dead).toEqual({ normalize: 4, index: 0 });
  expect(ledger.deadLetterIds).toBe(3);
});

test('a document that the indexer refused is not expected, whichever of the two is read first', () => {
  const ledger = openLedger();
  ledger.add(document(0, 'a'));
  ledger.add(letter(0, 'index', [SCHANNEL, 0, 0]));
  ledger.add(letter(1, 'index', [SCHANNEL, 0, 1]));
  ledger.add(document(1, 'b'));
  ledger.add(document(2, 'c'));
  expect(ledger.documentIds).toBe(1);
  expect(ledger.dead).toEqual({ normalize: 0, index: 2 });
});

test('of two messages with one id the other one stays expected', () => {
  const ledger = openLedger();
  ledger.add(document(0, 'a'));
  ledger.add(document(1, 'a'));
  ledger.add(letter(0, 'index', [SCHANNEL, 0, 1]));
  ledger.add(letter(1, 'index', [SCHANNEL, 0, 1]));
  expect(ledger.documentIds).toBe(1);
  ledger.add(letter(2, 'index', [SCHANNEL, 0, 0]));
  expect(ledger.documentIds).toBe(0);
});

test('what is read again counts once', () => {
  const ledger = openLedger();
  for (let time = 0; time < 2; time++) {
    for (const offset of [0, 2]) ledger.add(message([TOPICS.raw, 0, offset]));
    ledger.add(document(0, 'a'));
    ledger.add(letter(0, 'normalize', [TOPICS.raw, 0, 7]));
  }
  expect([ledger.raw, ledger.enriched.get('schannel'), ledger.dead.normalize]).toEqual([2, 1, 1]);
});

test('records are counted, not offsets: what a transaction leaves behind is no record', () => {
  const ledger = openLedger([[0, 4]]);
  for (const offset of [0, 1, 3, 5, 8]) ledger.add(message([TOPICS.raw, 0, offset]));
  ledger.add(message([TOPICS.raw, 1, 0]));
  expect([ledger.raw, ledger.rawSince]).toEqual([6, 3]);
});
