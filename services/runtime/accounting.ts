import type { KafkaAdmin } from './kafka/index.ts';

/**
 * What became of everything that one partition's owner (and all its predecessors) read. Stored as the metadata of the
 * committed offset, hence exactly as durable and as exact as the offset itself: for the normalizer, where both are part
 * of the transaction, each record counts exactly once. `events = documents + dead + sum of skips`, always.
 */
export interface NormalizerAccount {
  /** Raw records read. */
  records: number;
  /** Events found in them. */
  events: number;
  documents: number;
  /** Copies of documents, not counted among the events. */
  alerts: number;
  dead: number;
  /** By reason. */
  skips: Record<string, number>;
  /**
   * Offsets that were deleted from the topic before they were read, beside the records; only where there are some. Most of
   * them are records; the marks that end transactions have offsets too.
   */
  missed?: number;
}

/** The indexer's account of a partition. `records = indexed + duplicates + rejected`; repeats count as duplicates. */
export interface IndexerAccount {
  records: number;
  indexed: number;
  duplicates: number;
  rejected: number;
  /** As of the normalizer. */
  missed?: number;
}

/** Records without a fate, or with two: a defect of wincanal, after which a worker must not commit and cannot go on. */
export class AccountOutOfBalance extends Error {
  override readonly name = 'AccountOutOfBalance';
}

/** Version of the text below; a text of another version is not understood and counting starts anew. */
const VERSION = 1;

const NORMALIZER_COUNTS = ['records', 'events', 'documents', 'alerts', 'dead'] as const;
const INDEXER_COUNTS = ['records', 'indexed', 'duplicates', 'rejected'] as const;

/** An account of nothing. */
export function emptyNormalizerAccount(): NormalizerAccount {
  return { records: 0, events: 0, documents: 0, alerts: 0, dead: 0, skips: {} };
}

/** An account of nothing. */
export function emptyIndexerAccount(): IndexerAccount {
  return { records: 0, indexed: 0, duplicates: 0, rejected: 0 };
}

/** The text that is committed beside the offset; some hundred bytes. */
export function writeAccount(account: NormalizerAccount | IndexerAccount): string {
  return JSON.stringify({ v: VERSION, ...account });
}

/** Reads the text back; text of others or of other versions gives an empty account. */
export function readNormalizerAccount(metadata: string): NormalizerAccount {
  const stored = parse(metadata);
  const account = emptyNormalizerAccount();
  for (const name of NORMALIZER_COUNTS) account[name] = toCount(stored[name]);
  const { skips } = stored;
  if (typeof skips === 'object' && skips !== null) {
    for (const [reason, count] of Object.entries(skips)) account.skips[reason] = toCount(count);
  }
  return addMissed(account, toCount(stored['missed']));
}

/** Reads the text back; text of others or of other versions gives an empty account. */
export function readIndexerAccount(metadata: string): IndexerAccount {
  const stored = parse(metadata);
  const account = emptyIndexerAccount();
  for (const name of INDEXER_COUNTS) account[name] = toCount(stored[name]);
  return addMissed(account, toCount(stored['missed']));
}

/** Adds a second account to a first one and returns the sum. */
export function addNormalizerAccounts(a: NormalizerAccount, b: NormalizerAccount): NormalizerAccount {
  const sum = emptyNormalizerAccount();
  for (const name of NORMALIZER_COUNTS) sum[name] = a[name] + b[name];
  for (const reason of new Set([...Object.keys(a.skips), ...Object.keys(b.skips)])) {
    sum.skips[reason] = (a.skips[reason] ?? 0) + (b.skips[reason] ?? 0);
  }
  return addMissed(sum, (a.missed ?? 0) + (b.missed ?? 0));
}

/** Adds a second account to a first one and returns the sum. */
export function addIndexerAccounts(a: IndexerAccount, b: IndexerAccount): IndexerAccount {
  const sum = emptyIndexerAccount();
  for (const name of INDEXER_COUNTS) sum[name] = a[name] + b[name];
  return addMissed(sum, (a.missed ?? 0) + (b.missed ?? 0));
}

/** The same account with so many more offsets that were deleted unread. */
export function addMissed<A extends NormalizerAccount | IndexerAccount>(account: A, missed: number): A {
  return missed === 0 ? account : { ...account, missed: (account.missed ?? 0) + missed };
}

/**
 * Makes sure that each record of a batch has one fate.
 * @param where topic and partition, for the message
 * @throws AccountOutOfBalance where the fates do not add up: a defect, after which a worker must not commit and cannot go on
 */
export function requireBalance(account: IndexerAccount, where: string): void {
  const { records, indexed, duplicates, rejected } = account;
  const sum = indexed + duplicates + rejected;
  if (sum === records) return;
  throw new AccountOutOfBalance(
    `${records} records of ${where} have ${sum} fates (${indexed} indexed, ${duplicates} duplicates, ` +
      `${rejected} rejected): a defect of wincanal; nothing of the batch is committed`,
  );
}

/** Where the accounts are kept. */
type OffsetSource = Pick<KafkaAdmin, 'groupOffsets'>;

/** What the normalizers of a group did with a raw topic since it exists: the sum of its partitions' accounts. */
export async function readAccounting(admin: OffsetSource, group: string, topic: string): Promise<NormalizerAccount> {
  const offsets = await admin.groupOffsets(group, [topic]);
  return offsets
    .map(({ metadata }) => readNormalizerAccount(metadata))
    .reduce(addNormalizerAccounts, emptyNormalizerAccount());
}

/** What the indexers of a group did with these topics. */
export async function readIndexing(
  admin: OffsetSource,
  group: string,
  topics: readonly string[],
): Promise<IndexerAccount> {
  const offsets = await admin.groupOffsets(group, topics);
  return offsets.map(({ metadata }) => readIndexerAccount(metadata)).reduce(addIndexerAccounts, emptyIndexerAccount());
}

/** How many offsets the owners of these partitions found deleted unread, by their accounts. */
export function readMissed(offsets: readonly { readonly metadata: string }[]): number {
  return offsets.reduce((sum, { metadata }) => sum + toCount(parse(metadata)['missed']), 0);
}

/** How many documents the indexers of these partitions made dead letters of because Elasticsearch refused them. */
export function readRejected(offsets: readonly { readonly metadata: string }[]): number {
  return offsets.reduce((sum, { metadata }) => sum + toCount(parse(metadata)['rejected']), 0);
}

function parse(metadata: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(metadata);
    if (typeof value === 'object' && value !== null && 'v' in value && value.v === VERSION) {
      return value;
    }
  } catch {
    // Not ours: another tool committed the offset.
  }
  return {};
}

function toCount(value: unknown): number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : 0;
}
