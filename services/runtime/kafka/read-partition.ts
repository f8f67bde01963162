import type { Kafka } from 'kafkajs';
import { createCluster, findLeader, type Cluster } from './cluster.ts';
import type { ReceivedMessage } from './messages.ts';
import { readMessage } from './read-message.ts';

/** Reads partitions from one offset to another, without a consumer group. */
export interface PartitionReader {
  /**
   * The committed messages of a partition, in order, in pieces as the broker gives them.
   * @param from the first offset; one that the broker has deleted already is an error
   * @param to the offset to stop before; never read beyond what was committed when the reading began, which is the default
   * @throws the client's errors, and Error where the broker gives nothing though there is something
   */
  read(
    topic: string,
    partition: number,
    from: number,
    to?: number,
    options?: ReadPartitionOptions,
  ): AsyncGenerator<readonly ReceivedMessage[]>;
  disconnect(): Promise<void>;
}

/** What is known of a topic that is read. */
export interface ReadPartitionOptions {
  /**
   * Its cleanup.policy has `compact`. Compaction leaves batches without a message, of which the client gives no sign: where
   * the broker gives nothing, reading goes on one offset further.
   */
  readonly compacted?: boolean;
}

/** Bytes of a partition that are asked for at a time. A larger batch comes all the same. */
const FETCH_BYTES = 4 * 1024 * 1024;

/** A broker has each answer at once; this is for one that is about to lose the partition. */
const EMPTY_ANSWERS = 10;

/** Connects a reader. */
export async function connectReader(client: Kafka): Promise<PartitionReader> {
  const cluster = createCluster(client);
  try {
    await cluster.connect();
  } catch (error) {
    await cluster.disconnect();
    throw error;
  }
  return {
    read: (topic, partition, from, to, options) => readPartition(cluster, topic, partition, from, to, options),
    disconnect: () => cluster.disconnect(),
  };
}

/** The messages of one partition: see PartitionReader. */
export async function* readPartition(
  cluster: Cluster,
  topic: string,
  partition: number,
  from: number,
  to = Number.POSITIVE_INFINITY,
  { compacted = false }: ReadPartitionOptions = {},
): AsyncGenerator<readonly ReceivedMessage[]> {
  await cluster.addMultipleTargetTopics([topic]);
  let position = from;
  let end: number | undefined;
  for (let empty = 0; position < (end ?? to);) {
    const broker = await findLeader(cluster, topic, partition);
    const { responses } = await broker.fetch({
      isolationLevel: 1, // committed records only
      maxWaitTime: 500,
      topics: [{ topic, partitions: [{ partition, fetchOffset: String(position), maxBytes: FETCH_BYTES }] }],
    });
    const [fetched] = responses.flatMap(({ partitions }) => partitions);
    if (fetched !== undefined) end ??= Math.min(to, Number(fetched.lastStableOffset));
    const next = Number(fetched?.messages.at(-1)?.offset ?? -1) + 1;
    if (fetched === undefined || next <= position) {
      if (end !== undefined && position >= end) return;
      if (compacted && fetched !== undefined) {
        position++;
        continue;
      }
      if (++empty < EMPTY_ANSWERS) continue;
      throw new Error(`the broker gives nothing of ${topic}/${partition} from offset ${position} on: try again`);
    }
    const first = position;
    const stop = end ?? to;
    const wanted = fetched.messages.filter(({ isControlRecord, offset }) => {
      // A batch is given whole, also what is before the place that was asked for.
      return isControlRecord !== true && Number(offset) >= first && Number(offset) < stop;
    });
    position = next;
    empty = 0;
    if (wanted.length > 0) yield wanted.map((message) => readMessage(topic, partition, message));
  }
}
