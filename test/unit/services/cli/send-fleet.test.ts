import { expect, test } from '@jest/globals';
import { sendFleet, type RecordSink, type SentRecord } from '../../../../services/cli/send-fleet.ts';

function compose(count: number): SentRecord[] {
  return Array.from({ length: count }, (_, index) => ({
    key: 'host',
    value: Buffer.from(String(index)),
    kind: index % 3 === 0 ? 'other' : 'ours',
  }));
}

function openSink(): { sink: RecordSink; batches: string[][] } {
  const batches: string[][] = [];
  const write = (records: readonly SentRecord[]): Promise<void> => {
    batches.push(records.map(({ value }) => value.toString()));
    return Promise.resolve();
  };
  return { sink: { write, close: () => Promise.resolve() }, batches };
}

const NEVER = new AbortController().signal;

test.each([0, 1, 499, 500, 501, 1700])('%d records are all sent, in order, and counted by kind', async (count) => {
  const { sink, batches } = openSink();
  const progress: number[] = [];
  const sent = await sendFleet(compose(count), sink, undefined, NEVER, (total) => progress.push(total));
  expect(batches.flat()).toEqual(compose(count).map(({ value }) => value.toString()));
  expect((sent.get('ours') ?? 0) + (sent.get('other') ?? 0)).toBe(count);
  expect(progress.at(-1) ?? 0).toBe(count);
});

test('at a rate they are all sent too', async () => {
  const { sink, batches } = openSink();
  await sendFleet(compose(300), sink, 2000, NEVER, () => undefined);
  expect(batches.flat()).toHaveLength(300);
  expect(batches.length).toBeGreaterThan(1);
});

test('an interruption ends the sending, and what is counted is what was sent', async () => {
  const { sink, batches } = openSink();
  const controller = new AbortController();
  const sent = await sendFleet(compose(5000), sink, undefined, controller.signal, (total) => {
    if (total >= 1000) controller.abort();
  });
  expect(batches.flat()).toHaveLength(1000);
  expect((sent.get('ours') ?? 0) + (sent.get('other') ?? 0)).toBe(1000);
});

test('a failing sink ends it with that failure', async () => {
  const sink: RecordSink = { write: () => Promise.reject(new Error('full')), close: () => Promise.resolve() };
  await expect(sendFleet(compose(1), sink, undefined, NEVER, () => undefined)).rejects.toThrow('full');
});
