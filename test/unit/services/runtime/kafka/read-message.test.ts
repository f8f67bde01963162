import { expect, test } from '@jest/globals';
import type { KafkaMessage } from 'kafkajs';
import { readMessage } from '../../../../../services/runtime/kafka/read-message.ts';

const MESSAGE = { key: null, value: Buffer.from('x'), timestamp: '5', offset: '7', attributes: 0 } as KafkaMessage;

function read(headers: object | undefined): Readonly<Record<string, string>> {
  return readMessage('t', 1, { ...MESSAGE, headers } as unknown as KafkaMessage).headers;
}

test('headers are text, and of a repeated one the last counts', () => {
  expect(read({ a: Buffer.from('1'), b: [Buffer.from('2'), Buffer.from('3')] })).toEqual({ a: '1', b: '3' });
  expect(read(undefined)).toEqual({});
});

test('a header without a value is none', () => {
  expect(read({ trace: null, a: Buffer.from('1'), b: [Buffer.from('2'), null] })).toEqual({ a: '1' });
});

test.each(['__proto__', 'constructor'])('a header may be called %s', (name) => {
  expect(Object.entries(read({ [name]: Buffer.from('1') }))).toEqual([[name, '1']]);
});
