import { expect, test } from '@jest/globals';
import { countMissing, readHosts, type Hosts } from '../../../../services/cli/read-hosts.ts';
import { openTopics } from '../replay/fakes.ts';

const TOPIC = 'c.hosts';

interface Given {
  readonly host?: string;
  readonly channel?: string;
  /** Of the raw topic. */
  readonly partition?: number;
  readonly from?: number;
  readonly at?: number;
  readonly missing?: readonly (readonly [number, number])[];
  /** It is kept for its watch. */
  readonly kept?: boolean;
  /** No value: the entry is taken away. */
  readonly isGone?: boolean;
}

type Message = Parameters<typeof openTopics>[0][number];

function makeEntry(offset: number, given: Given, value?: string): Message {
  const { host = 'web1', channel = 'System', partition = 3, from = 0, at = offset, missing = [] } = given;
  const entry = {
    ...{ host, channel, partition, at: `t${at}`, highest_time: 't', whole: true, restarts: 0, lag_seconds: 1 },
    watched: { since: `s${from}`, from_offset: from },
    missing: missing.reduce((sum, [first, last]) => sum + last - first + 1, 0),
    missing_ranges: missing,
  };
  return {
    ...{ topic: TOPIC, partition: 0, offset, timestamp: 0, headers: {} },
    key: Buffer.from(JSON.stringify([host, channel, partition, ...(given.kept === true ? [from] : [])])),
    value: given.isGone === true ? null : Buffer.from(value ?? JSON.stringify(entry)),
  };
}

function read(...messages: readonly Message[]): Promise<Hosts> {
  const { reader, admin } = openTopics(messages);
  return readHosts(reader, admin, TOPIC);
}

test('of each host, channel and partition the newest entry counts, in their order', async () => {
  const { logs, strangers } = await read(
    makeEntry(0, { host: 'web2' }),
    makeEntry(1, { partition: 10 }),
    makeEntry(2, { from: 5 }),
    makeEntry(3, { channel: 'Application' }),
    makeEntry(4, { from: 7 }),
  );
  expect(logs.map(({ host, channel, partition, at }) => [host, channel, partition, at])).toEqual([
    ['web1', 'Application', 3, 't3'],
    ['web1', 'System', 3, 't4'],
    ['web1', 'System', 10, 't1'],
    ['web2', 'System', 3, 't0'],
  ]);
  expect(strangers).toBe(0);
});

test('what an earlier watch had found missing counts beside what this one has, and that of this one once', async () => {
  const { logs } = await read(
    makeEntry(0, { missing: [[5, 6]], from: 1, kept: true }),
    makeEntry(1, { missing: [[5, 7]], from: 1, kept: true }),
    makeEntry(2, { missing: [[50, 50]], from: 2, kept: true }),
    makeEntry(3, { missing: [[50, 50]], from: 2 }),
  );
  expect(logs.map(countMissing)).toEqual([4]);
  expect(logs[0]?.earlier.map(({ missing_ranges: ranges }) => ranges)).toEqual([[[5, 7]]]);
});

test('what is taken away is gone; of what is left of a log, the newest is shown', async () => {
  const { logs } = await read(
    makeEntry(0, { missing: [[5, 6]], from: 1, kept: true }),
    makeEntry(1, { missing: [[9, 9]], from: 2, kept: true }),
    makeEntry(2, { from: 3 }),
    makeEntry(3, { isGone: true, from: 3 }),
    makeEntry(4, { isGone: true, from: 1, kept: true }),
    makeEntry(5, { host: 'web2' }),
    makeEntry(6, { host: 'web2', isGone: true }),
  );
  expect(logs).toMatchObject([{ host: 'web1', missing_ranges: [[9, 9]], earlier: [] }]);
});

test('what is no entry is counted and shown nowhere', async () => {
  const odd = ['null', '[]', 'no JSON', '{"host":"web1"}'].map((value, offset) => makeEntry(offset, {}, value));
  const ranges = makeEntry(
    7,
    {},
    String(makeEntry(0, {}).value).replace('"missing_ranges":[]', '"missing_ranges":[1]'),
  );
  const keys = [null, Buffer.from('web1'), Buffer.from('["web1",7]')].map((key, i) => ({
    ...makeEntry(4 + i, {}),
    key,
  }));
  expect(await read(...odd, ...keys, ranges)).toEqual({ logs: [], strangers: 8 });
});
