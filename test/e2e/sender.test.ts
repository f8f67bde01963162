import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { inTransaction } from '../../services/runtime/in-transaction.ts';
import type { TransactionalProducer } from '../../services/runtime/kafka/index.ts';
import { digCanal, type Canal } from '../support/canal.ts';

jest.setTimeout(90_000);

let canal: Canal;

beforeEach(async () => {
  canal = await digCanal();
});

afterEach(async () => {
  await canal.close();
});

const compose = (partition: number, value: string, timestamp = Date.now()) => ({
  topic: canal.config.topics.alerts,
  partition,
  key: null,
  value: Buffer.from(value),
  headers: {},
  timestamp,
});

/**
 * The broker writes the message of partition 0 and refuses that of partition 1, which is from the future, in one
 * request; the client then thinks that neither was written.
 */
const sendHalf = (value: string): Promise<void> =>
  canal.sender.send([compose(0, value), compose(1, 'refused', Date.now() + 7 * 86_400_000)]);

test('what follows a send that was half refused is written, not taken for a repetition', async () => {
  await canal.sender.send([compose(0, 'first')]);
  await expect(sendHalf('half')).rejects.toThrow('timestamp of the message is out of acceptable range');
  await canal.sender.send([compose(0, 'second')]);
  await canal.sender.send([compose(0, 'third'), compose(1, 'fourth')]);
  const values = (await canal.readAll(canal.config.topics.alerts)).map(({ value }) => String(value));
  expect(values.toSorted()).toEqual(['first', 'fourth', 'half', 'second', 'third']);
});

test('a send that waited for one that failed is written too', async () => {
  const sends = await Promise.allSettled([
    sendHalf('half'),
    canal.sender.send([compose(0, 'waited')]),
    canal.sender.send([compose(0, 'waited as well')]),
  ]);
  expect(sends.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
  const values = (await canal.readAll(canal.config.topics.alerts)).map(({ value }) => String(value));
  expect(values).toEqual(['half', 'waited', 'waited as well']);
});

/* A takeover rests on this: see connect-as-owner.ts. */
test('of two producers under one transactional id the one that began its first transaction last may commit', async () => {
  const connect = (): Promise<TransactionalProducer> => canal.kafka.connectTransactional(canal.config.topics.prefix);
  const [first, second] = await Promise.all([connect(), connect()]);
  const commit = (producer: TransactionalProducer, value: string): Promise<void> =>
    inTransaction(producer, async (transaction) => {
      await transaction.send([compose(0, value)]);
      await transaction.commit();
    });
  try {
    await commit(first, 'while another one is connected');
    await (await second.begin()).abort();
    await expect(commit(first, 'of one that is fenced')).rejects.toThrow(/epoch/i);
    await commit(second, 'of the last one');
  } finally {
    await Promise.all([first.disconnect(), second.disconnect()]);
  }
  const values = (await canal.readAll(canal.config.topics.alerts)).map(({ value }) => String(value));
  expect(values).toEqual(['while another one is connected', 'of the last one']);
});
