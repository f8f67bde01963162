import { expect, test } from '@jest/globals';
import { describeProducers } from '../../../../../services/runtime/kafka/describe-producers.ts';

/** The bytes of Kafka's message definitions, version 0: lengths and counts are one more than what follows. */
const hex = (text: string): Buffer => Buffer.from(text.replaceAll(/[^0-9a-f]/g, ''), 'hex');

const NO_TAGS = '00';

test('the request names topics and partitions', async () => {
  const { request } = describeProducers({ out: [0, 258] });
  expect([request.apiKey, request.apiVersion]).toEqual([61, 0]);
  const { buffer } = (await request.encode()) as unknown as { buffer: Buffer };
  const topic = `04 6f7574 03 00000000 00000102 ${NO_TAGS}`;
  expect(buffer.toString('hex')).toBe(hex(`${NO_TAGS} 02 ${topic} ${NO_TAGS}`).toString('hex'));
});

function producer(id: string, start: string): string {
  return `${id} 00000004 00000009 0000019a00000000 00000001 ${start} ${NO_TAGS}`;
}

function partition(number: string, error: string, ...producers: readonly string[]): string {
  const count = (producers.length + 1).toString(16).padStart(2, '0');
  return `${number} ${error} 00 ${count} ${producers.join(' ')} ${NO_TAGS}`;
}

function respond(...partitions: readonly string[]): Buffer {
  const count = (partitions.length + 1).toString(16).padStart(2, '0');
  return hex(`${NO_TAGS} 00000000 02 04 6f7574 ${count} ${partitions.join(' ')} ${NO_TAGS} ${NO_TAGS}`);
}

const NONE = 'ffffffffffffffff';

test('the answer has the producers of every partition, and where their transaction begins', async () => {
  const { response } = describeProducers({ out: [0, 1] });
  const bytes = respond(
    partition('00000000', '0000', producer('000000000000004d', '000000000000000c'), producer('000000000000004e', NONE)),
    partition('00000001', '0000'),
    partition('00000002', '0000', producer('7fffffffffffffff', '0000000000000000')),
  );
  expect(await response.parse(await response.decode(bytes))).toEqual([
    { topic: 'out', partition: 0, producerId: '77', transactionStart: '12' },
    { topic: 'out', partition: 0, producerId: '78', transactionStart: undefined },
    { topic: 'out', partition: 2, producerId: '9223372036854775807', transactionStart: '0' },
  ]);
});

test('a partition that is refused is an error of the client, with its topic', async () => {
  const { response } = describeProducers({ out: [0] });
  const refused = async (): Promise<unknown> => response.decode(respond(partition('00000000', '001d')));
  await expect(refused()).rejects.toMatchObject({ type: 'TOPIC_AUTHORIZATION_FAILED', topic: 'out' });
});
