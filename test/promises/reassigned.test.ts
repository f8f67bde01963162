import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { composeAlert, digCanal, until, type Canal } from '../support/canal.ts';
import { chooseSize } from '../support/promise-size.ts';
import { stopGently } from './support/documents.ts';

const ROUNDS = chooseSize({ short: 1, full: 5 });
const EVENTS = 200;

jest.setTimeout(chooseSize({ short: 180_000, full: 600_000 }));

let canal: Canal;
beforeEach(async () => {
  canal = await digCanal();
});
afterEach(() => canal.close());

/*
 * Seen to fail where what is known of partitions outlives an assignment (OwnedPartitions.forget): a worker ended by itself, and 380
 * of 600 events were indexed.
 */
test('who gets a partition back goes on where its owner in between was', async () => {
  const workers = (['normalizer', 'indexer'] as const).map((name) => ({ name, worker: canal.startWorker(name) }));
  const hasEnded = (): boolean => workers.some(({ worker }) => worker.child.exitCode !== null);
  let sent = 0;
  const sendMore = async (): Promise<void> => {
    const count = sent;
    await canal.sendRaw(Array.from({ length: EVENTS }, (_, i) => composeAlert(count + i, i % 20)));
    sent += EVENTS;
    const { records } = await until(canal.indexed, (account) => account.records >= sent || hasEnded());
    expect(records).toBe(sent);
  };
  const untilMembers = async (wanted: number): Promise<void> => {
    for (const { name } of workers) {
      await until(
        () => canal.admin.describeGroup(canal.config.groups[name]),
        ({ state, members }) => state === 'Stable' && members === wanted,
      );
    }
  };
  await sendMore();
  for (let round = 0; round < ROUNDS; round++) {
    const others = workers.map(({ name }) => canal.startWorker(name));
    await untilMembers(2);
    await sendMore();
    await Promise.all(others.map(stopGently));
    await untilMembers(1);
    await sendMore();
  }
  await Promise.all(workers.map(({ worker }) => stopGently(worker)));
  expect(await canal.normalized()).toMatchObject({ records: sent, documents: sent, dead: 0 });
  expect(await canal.indexed()).toMatchObject({ records: sent, indexed: sent, duplicates: 0 });
});
