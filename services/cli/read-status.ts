import { readAccounting, readIndexing, type IndexerAccount, type NormalizerAccount } from '../runtime/accounting.ts';
import type { GroupDescription, KafkaAdmin } from '../runtime/kafka/index.ts';

/** A consumer group and how many processes are in it. */
export interface GroupStatus extends GroupDescription {
  readonly group: string;
}

/** Offsets of a topic that a group has not committed yet. */
interface Behind {
  readonly topic: string;
  readonly lag: number;
}

/** What the workers have done with everything they have read, by the metadata of their committed offsets. */
export interface Status {
  readonly normalizer: GroupStatus & Behind & NormalizerAccount;
  readonly indexer: GroupStatus & { readonly topics: readonly (Behind & IndexerAccount)[] };
}

/** What is asked about. */
export interface StatusQuestion {
  readonly groups: { readonly normalizer: string; readonly indexer: string };
  readonly raw: string;
  /** Topics that the indexer reads. */
  readonly indexed: readonly string[];
}

/** What `readStatus` asks of Kafka. */
export type StatusSource = Pick<KafkaAdmin, 'groupOffsets' | 'groupLag' | 'describeGroup'>;

/** Reads where both groups stand; nothing is changed. */
export async function readStatus(admin: StatusSource, { groups, raw, indexed }: StatusQuestion): Promise<Status> {
  const describe = async (group: string): Promise<GroupStatus> => ({ group, ...(await admin.describeGroup(group)) });
  const measure = async (group: string, topic: string): Promise<Behind> => {
    const lags = await admin.groupLag(group, [topic]);
    return { topic, lag: lags.reduce((sum, { lag }) => sum + lag, 0) };
  };
  const topics: (Behind & IndexerAccount)[] = [];
  for (const topic of indexed) {
    topics.push({ ...(await measure(groups.indexer, topic)), ...(await readIndexing(admin, groups.indexer, [topic])) });
  }
  return {
    normalizer: {
      ...(await describe(groups.normalizer)),
      ...(await measure(groups.normalizer, raw)),
      ...(await readAccounting(admin, groups.normalizer, raw)),
    },
    indexer: { ...(await describe(groups.indexer)), topics },
  };
}
