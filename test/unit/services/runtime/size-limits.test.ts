import { expect, test } from '@jest/globals';
import { KafkaJSProtocolError } from 'kafkajs';
import type { OutgoingMessage, Transaction } from '../../../../services/runtime/kafka/index.ts';
import { RefusedBySize, SizeLimits } from '../../../../services/runtime/size-limits.ts';

function makeTransaction(send: Transaction['send']): Transaction {
  return { send, commit: () => Promise.resolve(), abort: () => Promise.resolve() };
}

function makeMessage(topic: string): OutgoingMessage {
  return { topic, key: null, value: null, headers: {} };
}

test('a limit is of the topic that refused, and halves with each refusal', () => {
  const limits = new SizeLimits();
  expect(limits.find('a')).toBe(Number.POSITIVE_INFINITY);
  limits.lower(new RefusedBySize('a', undefined));
  expect(limits.find('a')).toBe(800_000);
  limits.lower(new RefusedBySize('a', undefined));
  expect([limits.find('a'), limits.find('b')]).toEqual([400_000, Number.POSITIVE_INFINITY]);
});

test('a topic that takes next to nothing is a mistake that is named; an error without a topic is passed on', () => {
  const limits = new SizeLimits();
  const lower = (): void => {
    for (;;) limits.lower(new RefusedBySize('a', undefined));
  };
  expect(lower).toThrow('the topic a refuses messages of 6250 bytes. Raise its max.message.bytes');
  const other = new Error('other');
  expect(() => {
    limits.lower(other);
  }).toThrow(other);
});

test('messages go topic by topic, in requests within the limit, and a refusal says of which topic', async () => {
  const limits = new SizeLimits();
  limits.lower(new RefusedBySize('b', undefined));
  const sent: unknown[] = [];
  const transaction = makeTransaction((messages, pieceBytes) => {
    sent.push([messages.map(({ topic }) => topic), pieceBytes]);
    const error = { type: 'MESSAGE_TOO_LARGE', message: 'too large', code: 10, retriable: false };
    return messages[0]?.topic === 'c' ? Promise.reject(new KafkaJSProtocolError(error as never)) : Promise.resolve();
  });
  await limits.send(transaction, ['a', 'b', 'a'].map(makeMessage));
  expect(sent).toEqual([
    [['a', 'a'], undefined],
    [['b'], 800_000],
  ]);
  await expect(limits.send(transaction, [makeMessage('c')])).rejects.toMatchObject({
    name: 'RefusedBySize',
    topic: 'c',
  });
  const broken = makeTransaction(() => Promise.reject(new Error('broken')));
  await expect(limits.send(broken, [makeMessage('c')])).rejects.toThrow('broken');
});
