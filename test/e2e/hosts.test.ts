import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { Ajv } from 'ajv';
import schema from '../../mappings/schemas/host-log.schema.json' with { type: 'json' };
import type { HostLog } from '../../services/normalizer/watched-log.ts';
import { digCanal, until, type Canal, type WorkerProcess } from '../support/canal.ts';

jest.setTimeout(120_000);

let canal: Canal;
beforeEach(async () => {
  canal = await digCanal();
});
afterEach(async () => {
  await canal.close();
});

const validate = new Ajv({ allErrors: true, strict: true }).compile(schema);
const ENVIRONMENT = { WINCANAL_WATCH_INTERVAL_SECONDS: '1' };
const START = Date.UTC(2026, 0, 1);
const HOUR = 3_600_000;

/** An event of a host; its time is so many hours after the start. */
function compose(host: string, recordId: number, hours = recordId): string {
  return JSON.stringify({
    '@timestamp': new Date(START + hours * HOUR).toISOString(),
    winlog: {
      ...{ provider_name: 'Schannel', event_id: 36887, channel: 'System', computer_name: host, record_id: recordId },
      event_data: { AlertDesc: '48' },
    },
  });
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, i) => from + i);

async function send(partition: number, values: readonly string[]): Promise<void> {
  const { raw } = canal.config.topics;
  await canal.sender.send(
    values.map((v) => ({ topic: raw, partition, key: null, value: Buffer.from(v), headers: {} })),
  );
}

async function untilSettled(records: number): Promise<void> {
  await until(canal.normalized, (account) => account.records === records);
}

async function stopGently(worker: WorkerProcess): Promise<void> {
  worker.child.kill('SIGTERM');
  expect([await worker.ended, worker.log()]).toEqual([0, expect.stringContaining('stopped')]);
}

/** All entries, in order; each fits the published schema. */
async function readEntries(): Promise<HostLog[]> {
  const messages = await canal.readAll(canal.config.topics.hosts);
  return messages.map(({ key, value }) => {
    const entry = JSON.parse(String(value)) as HostLog;
    expect(validate(entry) ? [] : validate.errors).toEqual([]);
    const name = [entry.host, entry.channel, entry.partition];
    const ofWatch = [...name, entry.watched.from_offset];
    expect(entry.missing > 0 ? [name, ofWatch] : [name]).toContainEqual(JSON.parse(String(key)));
    return entry;
  });
}

/** Runs `wincanal hosts`. */
async function show(args: readonly string[]): Promise<{ code: number | string; text: string }> {
  const command = canal.startCommand(['hosts', ...args]);
  return { code: await command.ended, text: command.output() };
}

/** What compaction leaves: the newest entry of each key, by `host/partition`. */
function keepNewest(entries: readonly HostLog[]): Record<string, HostLog> {
  return Object.fromEntries(entries.map((entry) => [`${entry.host}/${entry.partition}`, entry]));
}

// Fails where WatchedLog never suspects that ids begin anew, and where SeenIds takes every gap for a loss.
test('ids left out, a log that was cleared, a host on two partitions, and a filtered one are told as what they are', async () => {
  const whole = [...range(1, 1500), ...range(1504, 2000)];
  const cleared = [...range(70_000, 70_020).map((id, i) => [id, i]), ...range(1, 5).map((id, i) => [id, 100 + i])];
  await send(
    0,
    whole.map((id) => compose('WHOLE', id)),
  );
  await send(
    1,
    cleared.map(([id, hours]) => compose('CLEARED', id ?? 0, hours)),
  );
  await send(
    1,
    range(1, 40)
      .filter((id) => id % 2 === 0)
      .map((id) => compose('SPREAD', id)),
  );
  await send(
    2,
    range(1, 40)
      .filter((id) => id % 2 === 1)
      .map((id) => compose('SPREAD', id)),
  );
  await send(
    2,
    range(0, 300).map((i) => compose('FILTERED', 17 * i + 4)),
  );
  // Two collectors: the second brings all again, in another order.
  await send(
    0,
    whole
      .slice(-50)
      .reverse()
      .map((id) => compose('WHOLE', id)),
  );
  const normalizer = canal.startWorker('normalizer', ENVIRONMENT);
  await untilSettled(whole.length + 26 + 40 + 301 + 50);
  await stopGently(normalizer);

  const logs = keepNewest(await readEntries());
  expect(logs['whole/0']).toMatchObject({
    ...{ first_id: 1, highest_id: 2000, seen: 1997, not_seen_at_most: 3, repeated: 50 },
    ...{ whole: true, missing: 3, missing_ranges: [[1501, 1503]], restarts: 0 },
  });
  expect(logs['cleared/1']).toMatchObject({
    ...{ first_id: 1, highest_id: 5, seen: 5, not_seen_at_most: 0, events: 26, restarts: 1, missing: 0 },
    last_restart: { time: new Date(START + 100 * HOUR).toISOString(), highest_id_before: 70_020 },
  });
  expect(logs['spread/1']).toMatchObject({ highest_id: 40, seen: 20, whole: false, missing: 0, restarts: 0 });
  expect(logs['spread/2']).toMatchObject({ highest_id: 39, seen: 20, whole: false, missing: 0, restarts: 0 });
  expect(logs['filtered/2']).toMatchObject({ seen: 301, not_seen_at_most: 16 * 300, whole: false, missing: 0 });
  expect(Object.keys(logs)).toHaveLength(5);

  const shown = await show(['--json']);
  expect(shown.code).toBe(0);
  const told = (JSON.parse(shown.text) as { logs: (HostLog & { earlier: unknown })[] }).logs;
  expect(Object.fromEntries(told.map((entry) => [`${entry.host}/${entry.partition}`, entry]))).toEqual(
    Object.fromEntries(Object.entries(logs).map(([name, entry]) => [name, { ...entry, earlier: [] }])),
  );
  const missing = await show(['--missing']);
  expect(missing.code).toBe(1);
  expect(missing.text).toMatch(/^whole +System +0 .* 3 +0\n {2}record ids 1501 to 1503\n\n5 logs of 4 hosts: /mu);
});

// Fails where LogWatch.publish leaves out the entries that have a key of their watch.
test('what was found missing is known after a restart, and after what compaction leaves', async () => {
  await send(
    0,
    [...range(1, 1500), ...range(1504, 1700)].map((id) => compose('WHOLE', id)),
  );
  const first = canal.startWorker('normalizer', ENVIRONMENT);
  await untilSettled(1697);
  await stopGently(first);
  expect(first.log()).toContain('record ids are missing');
  await send(
    0,
    range(1701, 1703).map((id) => compose('WHOLE', id)),
  );
  const second = canal.startWorker('normalizer', ENVIRONMENT);
  await untilSettled(1700);
  await stopGently(second);
  expect(keepNewest(await readEntries())['whole/0']).toMatchObject({ seen: 3, missing: 0 });
  const { code, text } = await show(['--missing']);
  expect(code).toBe(1);
  expect(text).toMatch(/^whole +System +0 .* 3 +0\n {2}until .*: record ids 1501 to 1503\n/mu);
});

/** Sends the same ids to each partition, each of a host of its own, so that id = offset + 1 everywhere. */
async function sendToAll(ids: readonly number[]): Promise<void> {
  for (const partition of [0, 1, 2]) {
    await send(
      partition,
      ids.map((id) => compose(`HOST${partition}`, id)),
    );
  }
}

/** An entry knows the ids from where it began to where it says that it is, and no others; none of them is a gap. */
function expectExact(entries: readonly HostLog[], last: number): void {
  for (const entry of entries) {
    const { from_offset: from } = entry.watched;
    expect(entry).toMatchObject({
      ...{ first_id: from + 1, highest_id: entry.offset, seen: entry.offset - from, events: entry.offset - from },
      ...{ not_seen_at_most: 0, missing: 0, restarts: 0, repeated: 0, late: 0 },
    });
  }
  const newest = Object.values(keepNewest(entries));
  expect(newest.map(({ highest_id: highest }) => highest)).toEqual([last, last, last]);
}

// Fails where a watch that begins with its owner says that it began at offset 0 (LogWatch.resume).
test('a normalizer that is killed again and again reports nothing false', async () => {
  let sent = 0;
  for (let kill = 0; kill < 4; kill++) {
    const normalizer = canal.startWorker('normalizer', ENVIRONMENT);
    const before = (await canal.normalized()).records;
    await sendToAll(range(sent + 1, sent + 300));
    sent += 300;
    // Killed at work: something of this round is done, and nobody waits for all of it.
    await until(canal.normalized, (account) => account.records > before);
    normalizer.child.kill('SIGKILL');
    expect(await normalizer.ended).toBe('SIGKILL');
  }
  const last = canal.startWorker('normalizer', ENVIRONMENT);
  await sendToAll(range(sent + 1, sent + 300));
  await untilSettled(3 * (sent + 300));
  await stopGently(last);
  expectExact(await readEntries(), sent + 300);
});

// Fails where LogWatch.resume goes on whatever the offset is: partitions come back that another process had meanwhile.
test('partitions that go to another process and come back report nothing false', async () => {
  const stays = canal.startWorker('normalizer', ENVIRONMENT);
  await sendToAll(range(1, 100));
  await untilSettled(300);
  const goes = canal.startWorker('normalizer', ENVIRONMENT);
  await until(
    () => goes.log(),
    (log) => log.includes('partitions assigned'),
  );
  await sendToAll(range(101, 200));
  await untilSettled(600);
  await stopGently(goes);
  await sendToAll(range(201, 300));
  await untilSettled(900);
  await stopGently(stays);
  const entries = await readEntries();
  expectExact(entries, 300);
  // Else none has moved, and the test has shown nothing.
  expect(entries.filter(({ watched }) => watched.from_offset > 0)).not.toHaveLength(0);
});

test('what the last records of a silent partition showed is published without further ones', async () => {
  const normalizer = canal.startWorker('normalizer', ENVIRONMENT);
  await send(
    0,
    range(1, 3).map((id) => compose('WHOLE', id)),
  );
  await until(
    async () => keepNewest(await readEntries()),
    (logs) => logs['whole/0']?.highest_id === 3,
  );
  expect(await canal.normalized()).toMatchObject({ records: 3, documents: 3 });
  await stopGently(normalizer);
});

test('watching can be switched off, and needs no topic then', async () => {
  await canal.admin.deleteTopics([canal.config.topics.hosts]);
  const normalizer = canal.startWorker('normalizer', { WINCANAL_WATCHED_LOGS: '0' });
  await send(
    0,
    range(1, 3).map((id) => compose('WHOLE', id)),
  );
  await untilSettled(3);
  await stopGently(normalizer);
});
