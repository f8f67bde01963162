import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { digCanal, until, type Canal } from '../support/canal.ts';
import { startFaultyProxy } from '../support/faulty-proxy.ts';
import { chooseSize } from '../support/promise-size.ts';
import { rollOver } from '../support/roll-over.ts';
import { countPublished, expectedOf, settleAll } from './support/count-published.ts';
import { countAssignments, listIndexed, listLetters, stopGently, untilAware } from './support/documents.ts';
import { sendDocuments } from './support/send-documents.ts';
import { sendSteadily } from './support/send-steadily.ts';
import { startFreezing } from './support/worker-at-request.ts';

const ROUNDS = chooseSize({ short: 1, full: 8 });

jest.setTimeout(chooseSize({ short: 180_000, full: 900_000 }));

let canal: Canal;
beforeEach(async () => {
  canal = await digCanal();
});
afterEach(() => canal.close());

/*
 * Seen to fail with a transactional id of each process's own, so that nobody is fenced: 145 documents were published twice.
 */
test('a normalizer that was frozen for longer than its session publishes nothing that counts, and is back by itself', async () => {
  const sender = sendSteadily(canal, 50);
  const other = canal.startWorker('normalizer');
  let zombie = canal.startWorker('normalizer');
  const { normalizer } = canal.config.groups;
  for (let round = 0; round < ROUNDS; round++) {
    await until(
      () => canal.admin.describeGroup(normalizer),
      ({ state, members }) => state === 'Stable' && members === 2,
    );
    const { records } = await canal.normalized();
    // Both are at work; at which request it is frozen is left to chance.
    await until(canal.normalized, (account) => account.records > records + 500);
    const assignments = countAssignments(zombie);
    zombie.child.kill('SIGSTOP');
    await until(
      () => canal.admin.describeGroup(normalizer),
      ({ state, members }) => state === 'Stable' && members === 1,
    );
    const taken = await canal.normalized();
    await until(canal.normalized, (account) => account.records > taken.records + 500);
    zombie.child.kill('SIGCONT');
    if (!(await untilAware(zombie, assignments))) zombie = canal.startWorker('normalizer');
  }
  await sender.stop();
  const raw = await settleAll(canal);
  await Promise.all([stopGently(other), stopGently(zombie)]);
  expect(await countPublished(canal, raw)).toEqual(expectedOf(raw));
});

/* Seen to fail in the same way: the letters of the frozen one count as well. */
test('an indexer that was frozen while it committed dead letters leaves each refused document as one', async () => {
  const { good, bad } = await sendDocuments(canal, 'frozen', 300, { partition: 1 });
  const zombie = await startFreezing(canal, 'indexer', 'before endTxn');
  await zombie.untilFrozen();
  const other = canal.startWorker('indexer');
  // Not the letters, which are documents, too: a transaction that nobody has fenced would hold them up until it is too old.
  await until(canal.indexed, ({ records }) => records >= 300);
  const assignments = countAssignments(zombie.worker);
  await zombie.thaw();
  if (await untilAware(zombie.worker, assignments)) await stopGently(zombie.worker);
  const { rejected } = await until(canal.indexed, ({ records }) => records >= 300 + bad.length);
  await stopGently(other);
  expect(rejected).toBe(bad.length);
  expect(await listIndexed(canal, 'schannel')).toEqual([...good].sort());
  expect(await listLetters(canal)).toEqual([...bad].sort());
});

/* Seen to fail without the lease (`check` of services/runtime/kafka/consumer.ts): all of the 270 documents were there twice. */
test('an indexer that was frozen when it had just looked for its documents sends none of them when it goes on', async () => {
  const proxy = await startFaultyProxy(canal.config.elasticsearch.url);
  try {
    const { good, bad } = await sendDocuments(canal, 'looked-for', 300, { partition: 1 });
    const looked = Promise.withResolvers<undefined>();
    // Longer than it is frozen: a look that has failed would be repeated.
    const env = { WINCANAL_ELASTICSEARCH_URL: proxy.url, WINCANAL_ELASTICSEARCH_TIMEOUT_SECONDS: '120' };
    const zombie = canal.startWorker('indexer', env);
    proxy.behave(({ path }) => {
      if (path !== `/${canal.dataStream('schannel')}/_search`) return undefined;
      zombie.child.kill('SIGSTOP');
      looked.resolve(undefined);
      return undefined;
    });
    await looked.promise;
    const other = canal.startWorker('indexer');
    await until(canal.indexed, ({ records }) => records >= 300 + bad.length);
    // From here on Elasticsearch would take them a second time.
    await rollOver(canal, 'schannel');
    proxy.heal();
    const assignments = countAssignments(zombie);
    zombie.child.kill('SIGCONT');
    if (await untilAware(zombie, assignments)) await stopGently(zombie);
    await stopGently(other);
    expect(await listIndexed(canal, 'schannel')).toEqual([...good].sort());
  } finally {
    await proxy.close();
  }
});
