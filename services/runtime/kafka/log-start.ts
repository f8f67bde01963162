import OffsetManager from 'kafkajs/src/consumer/offsetManager/index.js';
import { wrapFetch } from './wrap-fetch.ts';

/** The parts of a fetch response that matter here; the client's name of the log start offset has a typing error. */
interface FetchResponse {
  readonly responses?: readonly {
    readonly partitions: readonly { readonly messages: readonly unknown[]; readonly lastStartOffset?: string }[];
  }[];
}

/** What the client's keeper of positions looks like from inside (kafkajs 2.2.4). */
interface Positions {
  readonly cluster: {
    fetchTopicsOffset(
      topics: readonly { topic: string; partitions: readonly { partition: number }[]; fromBeginning: true }[],
    ): Promise<readonly { readonly partitions: readonly { readonly offset: string }[] }[]>;
  };
  /** The next offset to fetch, by topic and partition. */
  readonly resolvedOffsets: Record<string, Record<number, string>>;
}

interface Place {
  readonly topic: string;
  readonly partition: number;
}

/** By the list of messages of a fetch, which the client hands on as it is. */
const logStarts = new WeakMap<object, number>();

/**
 * The first offset that the partition still had when these messages were fetched.
 * @param messages `rawMessages` of the client's batch
 * @returns undefined where the broker did not say it (Kafka before 1.0)
 */
export function findLogStart(messages: object): number | undefined {
  return logStarts.get(messages);
}

/**
 * A consumer whose next offset was deleted unread goes on at the first one that is left, and commits nothing for that. The
 * client would commit "the beginning" without metadata, and with that erase the account and any trace of what was missed.
 * @throws Error for a version of the client that has no such methods
 */
export function goOnAtLogStart(): void {
  const positions = OffsetManager.prototype as { setDefaultOffset?: (this: Positions, place: Place) => Promise<void> };
  if (typeof positions.setDefaultOffset !== 'function') {
    throw new Error('this version of kafkajs has no OffsetManager.setDefaultOffset: see log-start.ts');
  }
  wrapFetch<unknown, FetchResponse>('what was deleted unread cannot be counted', async (request, fetch) => {
    const response = await fetch(request);
    for (const { partitions } of response.responses ?? []) {
      for (const { messages, lastStartOffset } of partitions) {
        if (lastStartOffset !== undefined && lastStartOffset !== '-1') logStarts.set(messages, Number(lastStartOffset));
      }
    }
    return response;
  });
  positions.setDefaultOffset = async function goOn(this: Positions, { topic, partition }: Place): Promise<void> {
    const [found] = await this.cluster.fetchTopicsOffset([{ topic, partitions: [{ partition }], fromBeginning: true }]);
    const offset = found?.partitions[0]?.offset;
    if (offset === undefined) throw new Error(`the broker gave no first offset of ${topic}/${partition}`);
    const ofTopic = (this.resolvedOffsets[topic] ??= {});
    ofTopic[partition] = offset;
  };
}
