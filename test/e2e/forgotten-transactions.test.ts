import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { composeAlert, digCanal, until, type Canal } from '../support/canal.ts';
import { leaveTransactionOpen, type OpenPart } from '../support/leave-transaction-open.ts';

jest.setTimeout(120_000);

let canal: Canal;
beforeEach(async () => {
  canal = await digCanal({ WINCANAL_LOG_LEVEL: 'info' });
});
afterEach(async () => {
  await canal.close();
});

/** What the previous owner of the first raw partition published and never saw ended: a document of this raw record. */
function documentOf(offset: number): OpenPart {
  const topic = canal.config.topics.enriched('schannel');
  return { topic, partition: 1, value: JSON.stringify({ wincanal: { input: { partition: 0, offset } } }) };
}

async function runOn(values: readonly string[]): Promise<string> {
  const normalizer = canal.startWorker('normalizer');
  const { records } = await canal.normalized();
  await canal.sendRaw(values);
  await until(canal.normalized, (account) => account.records === records + values.length);
  normalizer.child.kill('SIGTERM');
  expect(await normalizer.ended).toBe(0);
  return normalizer.log();
}

function fleet(first: number): string[] {
  return Array.from({ length: 60 }, (_, i) => composeAlert(first + i, i % 7));
}

/** The raw records whose documents a reader of committed messages sees. */
async function sources(): Promise<string[]> {
  const messages = await canal.readAll(canal.config.topics.enriched('schannel'));
  return messages.map(({ value }) => {
    const { wincanal } = JSON.parse(String(value)) as { wincanal: { input: { partition: number; offset: number } } };
    return `${wincanal.input.partition}/${wincanal.input.offset}`;
  });
}

/**
 * The state that a coordinator leaves which took the partitions of a committed transaction for deleted: records and the
 * group's offset wait for an end that never comes. Without `endForgotten` the next commit under the id publishes them as
 * well, and with them twice what is done again: this is what the test was seen to fail with.
 */
test('what the broker forgot to end is dropped and done again, not published beside its repetition', async () => {
  await runOn(fleet(1));
  const before = await sources();
  const { groups, topics } = canal.config;
  const [committed] = await canal.admin.groupOffsets(groups.normalizer, [topics.raw]);
  const next = committed?.offset ?? 0;
  await leaveTransactionOpen(canal, `${groups.normalizer}-${topics.raw}-0`, [documentOf(next)], {
    group: groups.normalizer,
    topic: topics.raw,
    partition: 0,
    offset: next + 1,
  });

  const log = await runOn(fleet(101));
  const after = await sources();
  expect(new Set(after).size).toBe(before.length + 60);
  expect(after).toHaveLength(before.length + 60);
  expect(log).toContain('the broker had left a transaction of a former owner open: ended it');
});

test('what was committed and forgotten on one partition only is published', async () => {
  await runOn(fleet(1));
  const before = await sources();
  const { groups, topics } = canal.config;
  const [committed] = await canal.admin.groupOffsets(groups.normalizer, [topics.raw]);
  // The offset is behind the record, so its transaction was committed; the document is one that only this test wrote.
  const offset = (committed?.offset ?? 0) - 1;
  await leaveTransactionOpen(canal, `${groups.normalizer}-${topics.raw}-0`, [documentOf(offset)]);

  const log = await runOn(fleet(101));
  expect(await sources()).toHaveLength(before.length + 1 + 60);
  expect(log).toContain('"end":"commit"');
});

test('a takeover that finds nothing forgotten says nothing of it', async () => {
  await runOn(fleet(1));
  expect(await runOn(fleet(101))).not.toContain('transaction of a former owner');
  expect(new Set(await sources()).size).toBe(120);
});
