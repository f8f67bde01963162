import { expect, test } from '@jest/globals';
import { connectSender, connectTransactional } from '../../../../../services/runtime/kafka/producer.ts';

type Client = Parameters<typeof connectSender>[0];

interface Plan {
  /** Throws where the producer of this number is to get no producer id. */
  readonly connect?: (id: number) => void;
  /** Settles when the broker has answered. */
  readonly send?: (value: string) => Promise<void> | void;
  readonly disconnect?: () => Promise<void>;
}

/** A client whose producers only write down what is asked of them; each has a connection from `connect` on, even if that fails. */
function fakeClient(plan: Plan = {}): { client: Client; log: string[]; open: Set<number>; options: object[] } {
  const log: string[] = [];
  const open = new Set<number>();
  const options: object[] = [];
  const producer = (given: object): object => {
    const id = options.push(given);
    return {
      connect: async () => {
        await Promise.resolve();
        open.add(id);
        plan.connect?.(id);
      },
      disconnect: async () => {
        log.push(`disconnect ${id}`);
        open.delete(id);
        await plan.disconnect?.();
      },
      sendBatch: async ({ topicMessages }: { topicMessages: { messages: { value: Buffer }[] }[] }) => {
        const value = String(topicMessages[0]?.messages[0]?.value);
        log.push(`send ${value} by ${id}`);
        await plan.send?.(value);
        log.push(`sent ${value}`);
      },
    };
  };
  return { client: { producer } as unknown as Client, log, open, options };
}

const message = (value: string) => [{ topic: 't', key: null, value: Buffer.from(value), headers: {} }];

const refuse = (value: string): void => {
  if (value.startsWith('bad')) throw new Error(`${value} was refused`);
};

/** Lets everything run that waits for nothing outside. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('the producer is idempotent and makes no topics', async () => {
  const { client, options } = fakeClient();
  await connectSender(client);
  expect(options).toEqual([expect.objectContaining({ idempotent: true, allowAutoTopicCreation: false })]);
});

test('sends wait for each other', async () => {
  const answers: (() => void)[] = [];
  const { client, log } = fakeClient({ send: () => new Promise((resolve) => answers.push(resolve)) });
  const sender = await connectSender(client);
  const sends = ['a', 'b'].map((value) => sender.send(message(value)));
  await settle();
  expect(log).toEqual(['send a by 1']);
  answers[0]?.();
  await settle();
  expect(log).toEqual(['send a by 1', 'sent a', 'send b by 1']);
  answers[1]?.();
  await Promise.all(sends);
});

test('a producer whose send failed is disconnected, and the next send takes a new one', async () => {
  const { client, log, open } = fakeClient({ send: refuse });
  const sender = await connectSender(client);
  await expect(sender.send(message('bad'))).rejects.toThrow('bad was refused');
  expect([...open]).toEqual([]);
  await sender.send(message('good'));
  expect(log).toEqual(['send bad by 1', 'disconnect 1', 'send good by 2', 'sent good']);
  expect([...open]).toEqual([2]);
});

test('a failed producer that cannot be disconnected does not hide why it failed', async () => {
  const { client } = fakeClient({ send: refuse, disconnect: () => Promise.reject(new Error('no connection')) });
  const sender = await connectSender(client);
  await expect(sender.send(message('bad'))).rejects.toThrow('bad was refused');
  await expect(sender.send(message('good'))).resolves.toBeUndefined();
});

test('replacements that get no producer id leave no connection open', async () => {
  let refused = true;
  const { client, open } = fakeClient({
    send: refuse,
    connect: (id) => {
      if (id > 1 && refused) throw new Error('not authorised');
    },
  });
  const sender = await connectSender(client);
  await expect(sender.send(message('bad'))).rejects.toThrow('bad was refused');
  for (let i = 0; i < 3; i++) await expect(sender.send(message('good'))).rejects.toThrow('not authorised');
  expect([...open]).toEqual([]);
  refused = false;
  await sender.send(message('good'));
  expect([...open]).toEqual([5]);
});

test.each([
  ['sender', (client: Client) => connectSender(client)],
  ['transactional producer', (client: Client) => connectTransactional(client, 'id')],
])('a %s that cannot start leaves no connection open', async (_, connect) => {
  const { client, open } = fakeClient({
    connect: () => {
      throw new Error('not authorised');
    },
    disconnect: () => Promise.reject(new Error('no connection')),
  });
  await expect(connect(client)).rejects.toThrow('not authorised');
  expect([...open]).toEqual([]);
});

test('disconnecting waits for what was sent before, also where a send fails meanwhile', async () => {
  const answers: (() => void)[] = [];
  const { client, log, open } = fakeClient({
    send: (value) =>
      new Promise((resolve, reject) => {
        answers.push(
          value === 'bad'
            ? () => {
                reject(new Error('refused'));
              }
            : resolve,
        );
      }),
  });
  const sender = await connectSender(client);
  const failing = expect(sender.send(message('bad'))).rejects.toThrow('refused');
  const queued = sender.send(message('queued'));
  let over = false;
  const closing = sender.disconnect().then(() => {
    over = true;
  });
  await settle();
  expect([over, log]).toEqual([false, ['send bad by 1']]);
  answers[0]?.();
  await failing;
  await settle();
  expect([over, log.at(-1)]).toEqual([false, 'send queued by 2']);
  answers[1]?.();
  await Promise.all([queued, closing]);
  expect(log.slice(-2)).toEqual(['sent queued', 'disconnect 2']);
  expect([...open]).toEqual([]);
});

test('after disconnecting nothing is sent, and nothing connects', async () => {
  const { client, log, open, options } = fakeClient();
  const sender = await connectSender(client);
  const closing = sender.disconnect();
  for (let i = 0; i < 2; i++) await expect(sender.send(message('late'))).rejects.toThrow('was disconnected before');
  await closing;
  await expect(sender.send(message('late'))).rejects.toThrow('was disconnected before');
  await sender.disconnect();
  expect([log, options.length, [...open]]).toEqual([['disconnect 1'], 1, []]);
});
