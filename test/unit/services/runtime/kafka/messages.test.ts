import { expect, test } from '@jest/globals';
import { cutPieces, measureMessage, type OutgoingMessage } from '../../../../../services/runtime/kafka/messages.ts';

function message(bytes: number, name = 0): OutgoingMessage {
  return { topic: 't', key: String(name), value: Buffer.alloc(bytes), headers: {} };
}

test('a piece holds a limited number of messages', () => {
  const list = Array.from({ length: 2500 }, (_, i) => message(1, i));
  const pieces = cutPieces(list);
  expect(pieces.map((piece) => piece.length)).toEqual([1000, 1000, 500]);
  expect(pieces.flat()).toEqual(list);
});

test('a piece holds a limited number of bytes, all of a message counted', () => {
  const one = { ...message(1000), headers: { name: 'ü'.repeat(50) } };
  expect(measureMessage(one)).toBeGreaterThanOrEqual(1000 + 1 + 4 + 100);
  const pieces = cutPieces([one, one, one, one, one], { items: 10, bytes: 2 * measureMessage(one) });
  expect(pieces.map((piece) => piece.length)).toEqual([2, 2, 1]);
});

test('a message larger than a piece is sent alone and in its place', () => {
  const list = [message(10, 1), message(2_000_000, 2), message(10, 3)];
  expect(cutPieces(list)).toEqual(list.map((entry) => [entry]));
});

test('nothing to send is no piece', () => {
  expect(cutPieces([])).toEqual([]);
});
