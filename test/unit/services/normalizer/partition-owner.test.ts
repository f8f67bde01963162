import { beforeEach, describe, expect, test } from '@jest/globals';
import { takeOver, type PartitionOwner } from '../../../../services/normalizer/partition-owner.ts';
import { emptyNormalizerAccount, writeAccount } from '../../../../services/runtime/accounting.ts';
import type {
  EndedTransaction,
  ForgottenOptions,
  GroupOffset,
  PartitionEnd,
  ReceivedMessage,
  TransactionalProducer,
} from '../../../../services/runtime/kafka/index.ts';

/** What the broker answers for a partition without a committed offset. */
const NOTHING: GroupOffset = { topic: 'c.raw', partition: 3, offset: undefined, metadata: '' };

const ACCOUNT = { records: 5, events: 6, documents: 3, alerts: 1, dead: 1, skips: { other_provider: 2 } };

function makeReceived(headers: Record<string, string>, value: unknown): ReceivedMessage {
  const bytes = Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
  return { topic: 'c.out', partition: 0, offset: 0, key: null, value: bytes, headers, timestamp: 0 };
}

/** What was asked of Kafka, in order. */
let calls: string[];
/** The first records of what the broker forgot to end. */
let open: (ReceivedMessage | undefined)[];
/** What the group has committed. */
let offsets: GroupOffset[];
/** What happens on the broker while a call is under way; may throw. */
let during: Partial<Record<'connect' | 'begin' | 'read offsets', () => void>>;

beforeEach(() => {
  calls = [];
  open = [];
  offsets = [NOTHING];
  during = {};
});

// eslint-disable-next-line @typescript-eslint/require-await -- what happens meanwhile must reject, not throw
async function step(name: string, event?: () => void): Promise<void> {
  calls.push(name);
  event?.();
}

async function connectTransactional(id: string): Promise<TransactionalProducer> {
  await step(`connect ${id}`, during.connect);
  return {
    async begin() {
      await step('begin', during.begin);
      return {
        send: () => step('send'),
        commit: () => step('commit'),
        abort: () => step('abort'),
      };
    },
    disconnect: () => step('disconnect'),
  };
}

async function endForgotten(options: ForgottenOptions): Promise<EndedTransaction[]> {
  await step(`end forgotten of ${options.transactionalId} in ${options.topics.join(', ')}`);
  return Promise.all(
    open.map(async (first, partition) => ({
      topic: 'c.out',
      partition,
      firstOffset: 0,
      transactionalId: options.transactionalId,
      end: await options.decide(first),
    })),
  );
}

async function groupOffsets(group: string, topics: readonly string[]): Promise<GroupOffset[]> {
  await step(`read offsets of ${group} in ${topics.join(', ')}`, during['read offsets']);
  return offsets;
}

async function topicEnds(topic: string): Promise<PartitionEnd[]> {
  await step(`read ends of ${topic}`);
  return [{ partition: 3, low: 0, high: 30 }];
}

function take(partition: number, firstOffset = 0): Promise<PartitionOwner> {
  const kafka = { connectTransactional, endForgotten };
  const admin = { groupOffsets, topicEnds };
  return takeOver({ kafka, admin, group: 'g', outputs: ['c.out', 'c.dead'] }, 'c.raw', partition, firstOffset);
}

const END_FORGOTTEN = 'end forgotten of g-c.raw-3 in c.out, c.dead';

test('the previous owner is fenced before the offset is read, and nothing is published by that', async () => {
  expect((await take(3)).forgotten).toEqual([]);
  expect(calls).toEqual([END_FORGOTTEN, 'connect g-c.raw-3', 'begin', 'abort', 'read offsets of g in c.raw']);
});

describe('a transaction that the broker forgot to end', () => {
  const document = (offset: number) => makeReceived({}, { wincanal: { input: { offset } } });
  const letter = (offset: number) => makeReceived({ 'source-offset': String(offset) }, 'cut');

  test.each([
    ['a document below the committed offset is of a committed one', document(9), 'commit'],
    ['a dead letter below it too', letter(9), 'commit'],
    ['a document at the committed offset is of one that is done again', document(10), 'abort'],
    ['a dead letter at it too', letter(10), 'abort'],
    ['a message of others decides nothing', makeReceived({}, 'of others'), 'abort'],
    ['a record that is gone decides nothing', undefined, 'abort'],
  ])('%s', async (_case, first, end) => {
    offsets = [{ topic: 'c.raw', partition: 3, offset: 10, metadata: '' }];
    open = [first];
    expect((await take(3)).forgotten).toMatchObject([{ end }]);
  });

  test('is aborted where the committed offset is of another topic of that name', async () => {
    offsets = [{ topic: 'c.raw', partition: 3, offset: 31, metadata: '' }];
    open = [document(9)];
    expect((await take(3)).forgotten).toMatchObject([{ end: 'abort' }]);
  });

  test('is aborted where nothing was committed ever', async () => {
    open = [document(0)];
    expect((await take(3)).forgotten).toMatchObject([{ end: 'abort' }]);
  });
});

test('work goes on behind what the previous owner commits while it is being fenced', async () => {
  offsets = [{ topic: 'c.raw', partition: 3, offset: 10, metadata: '' }];
  during.begin = () => {
    offsets = [{ topic: 'c.raw', partition: 3, offset: 25, metadata: writeAccount(ACCOUNT) }];
  };
  expect(await take(3)).toMatchObject({ nextOffset: 25, account: ACCOUNT });
});

describe('a committed offset behind the end of the topic', () => {
  test('is of another topic of that name: work begins where the new one does', async () => {
    offsets = [{ topic: 'c.raw', partition: 3, offset: 31, metadata: writeAccount(ACCOUNT) }];
    expect(await take(3, 4)).toMatchObject({ nextOffset: 4, foreignOffset: 31, account: ACCOUNT });
  });

  test('is told from one at the end, where everything is done', async () => {
    offsets = [{ topic: 'c.raw', partition: 3, offset: 30, metadata: '' }];
    expect(await take(3, 4)).toMatchObject({ nextOffset: 30, foreignOffset: undefined });
  });
});

test('of several partitions each has its own offset and account', async () => {
  offsets = [
    { topic: 'c.raw', partition: 0, offset: 7, metadata: '' },
    { topic: 'other', partition: 1, offset: 99, metadata: '' },
    { topic: 'c.raw', partition: 1, offset: 8, metadata: writeAccount(ACCOUNT) },
  ];
  expect(await take(0)).toMatchObject({ nextOffset: 7, account: emptyNormalizerAccount() });
  expect(await take(1)).toMatchObject({ nextOffset: 8, account: ACCOUNT });
});

test('a partition without a committed offset is begun at its first record, with an empty account', async () => {
  expect(await take(3)).toMatchObject({ nextOffset: 0, account: emptyNormalizerAccount() });
});

test('an answer without the partition is not taken for one that nothing is done', async () => {
  offsets = [{ ...NOTHING, partition: 2 }];
  await expect(take(3)).rejects.toThrow('no committed offset of c.raw/3');
  expect(calls.at(-1)).toBe('disconnect');
});

test.each(['begin', 'read offsets'] as const)(
  'a takeover that fails at "%s" disconnects its producer',
  async (name) => {
    const failure = new Error('coordinator is away');
    during[name] = () => {
      throw failure;
    };
    await expect(take(3)).rejects.toBe(failure);
    expect(calls.at(-1)).toBe('disconnect');
    expect(calls.filter((call) => call === 'disconnect')).toHaveLength(1);
  },
);

test('a producer that cannot connect leaves nothing to disconnect, and no offset is read', async () => {
  during.connect = () => {
    throw new Error('no coordinator');
  };
  await expect(take(3)).rejects.toThrow('no coordinator');
  expect(calls).toEqual([END_FORGOTTEN, 'connect g-c.raw-3']);
});
