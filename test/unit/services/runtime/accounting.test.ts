import { describe, expect, test } from '@jest/globals';
import {
  AccountOutOfBalance,
  addNormalizerAccounts,
  emptyIndexerAccount,
  emptyNormalizerAccount,
  readAccounting,
  readIndexerAccount,
  readIndexing,
  readNormalizerAccount,
  requireBalance,
  writeAccount,
} from '../../../../services/runtime/accounting.ts';
import type { KafkaAdmin } from '../../../../services/runtime/kafka/index.ts';

const ACCOUNT = { records: 10, events: 12, documents: 7, alerts: 2, dead: 1, skips: { other_provider: 4 } };

/** An admin that knows only committed offsets. */
function adminWith(metadata: readonly string[]): KafkaAdmin {
  const groupOffsets: KafkaAdmin['groupOffsets'] = (_group, [topic = '']) =>
    Promise.resolve(metadata.map((text, partition) => ({ topic, partition, offset: 1, metadata: text })));
  return { groupOffsets } as KafkaAdmin;
}

test('an account survives its way through the metadata of an offset', () => {
  expect(readNormalizerAccount(writeAccount(ACCOUNT))).toEqual(ACCOUNT);
  const indexed = { records: 5, indexed: 3, duplicates: 1, rejected: 1 };
  expect(readIndexerAccount(writeAccount(indexed))).toEqual(indexed);
});

test('the text is small enough for the metadata of an offset, with the largest numbers and every reason', () => {
  const n = Number.MAX_SAFE_INTEGER;
  const skips = { tombstone: n, other_provider: n, excluded_id: n };
  const text = writeAccount({ records: n, events: n, documents: n, alerts: n, dead: n, skips });
  // offset.metadata.max.bytes of a broker is 4,096 by default.
  expect(text.length).toBeLessThan(1024);
});

test('an account whose fates do not add up is refused, with all its numbers', () => {
  expect(() => {
    requireBalance({ records: 6, indexed: 3, duplicates: 2, rejected: 1 }, 'a/0');
  }).not.toThrow();
  expect(() => {
    requireBalance({ records: 6, indexed: 3, duplicates: 1, rejected: 1 }, 'a/0');
  }).toThrow('6 records of a/0 have 5 fates (3 indexed, 1 duplicates, 1 rejected)');
  expect(() => {
    requireBalance({ records: 6, indexed: 4, duplicates: 2, rejected: 1 }, 'a/0');
  }).toThrow(AccountOutOfBalance);
});

describe('metadata that is not ours counts nothing', () => {
  test.each(['', 'committed by a tool', '[]', 'null', '{"records":5}', '{"v":2,"records":5}'])('%s', (text) => {
    expect(readNormalizerAccount(text)).toEqual(emptyNormalizerAccount());
    expect(readIndexerAccount(text)).toEqual(emptyIndexerAccount());
  });

  test('nor do values that are no counts', () => {
    expect(readNormalizerAccount('{"v":1,"records":-1,"events":1.5,"documents":"7","skips":{"x":null}}')).toEqual({
      ...emptyNormalizerAccount(),
      skips: { x: 0 },
    });
  });
});

test('accounts add up, reason by reason', () => {
  const sum = addNormalizerAccounts(ACCOUNT, { ...ACCOUNT, skips: { tombstone: 3, other_provider: 1 } });
  expect(sum).toEqual({
    records: 20,
    events: 24,
    documents: 14,
    alerts: 4,
    dead: 2,
    skips: { other_provider: 5, tombstone: 3 },
  });
});

test('a topic is the sum of its partitions, those without an offset included', async () => {
  const admin = adminWith([writeAccount(ACCOUNT), '', writeAccount(ACCOUNT)]);
  expect(await readAccounting(admin, 'g', 't')).toEqual(addNormalizerAccounts(ACCOUNT, ACCOUNT));
  const one = writeAccount({ records: 2, indexed: 1, duplicates: 0, rejected: 1 });
  expect(await readIndexing(adminWith([one, one]), 'g', ['t'])).toEqual({
    records: 4,
    indexed: 2,
    duplicates: 0,
    rejected: 2,
  });
});
