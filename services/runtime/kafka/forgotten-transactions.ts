import type { Kafka } from 'kafkajs';
import {
  createCluster,
  findLeader,
  findTransactionCoordinator,
  type Broker,
  type Cluster,
  type ProducerIdentity,
} from './cluster.ts';
import { DESCRIBE_PRODUCERS, describeProducers, type ActiveProducer } from './describe-producers.ts';
import { typeOf } from './errors.ts';
import type { ReceivedMessage } from './messages.ts';
import { outlast } from './outlast.ts';
import { TRANSACTION_TIMEOUT_MS } from './producer.ts';
import { readMessage } from './read-message.ts';

/** How a transaction ends. */
export type TransactionEnd = 'commit' | 'abort';

/** Whose transactions to look for, and where. */
export interface ForgottenOptions {
  readonly transactionalId: string;
  /** The group whose offsets are committed in these transactions, if there is one. */
  readonly group?: string;
  /** Topics that they write to. */
  readonly topics: readonly string[];
  /**
   * Decides how a transaction should have ended, by its first record on a partition; undefined where that is gone. Asked
   * when nobody works under the id any more.
   */
  decide(first: ReceivedMessage | undefined): Promise<TransactionEnd>;
}

/** A transaction of ours on a partition that nobody ended there. */
interface Forgotten {
  readonly topic: string;
  readonly partition: number;
  /** Of its first record on the partition. */
  readonly firstOffset: number;
}

/** A transaction that was ended on one partition. */
export interface EndedTransaction extends Forgotten {
  /** Whose it was. */
  readonly transactionalId: string;
  readonly end: TransactionEnd;
}

/** Who works under an id from now on. */
interface Owner extends ProducerIdentity {
  readonly transactionalId: string;
}

/**
 * Ends what the broker forgot of the last transaction under an id. A coordinator that is elected while the partitions of
 * a transaction have no leader (Kafka 4.3.0 says so in its log after the only broker was killed) takes them for deleted: it counts
 * the transaction as ended without having told them. There its records stay open, and so does the group's offset; the
 * next owner would be given the old offset, do the work again, and publish it twice with its commit.
 *
 * Fences whoever works under the id, and finds nothing else to do nearly always.
 * @throws the client's errors: a broker that is away, no right to READ one of the topics
 */
export async function endForgotten(client: Kafka, options: ForgottenOptions): Promise<EndedTransaction[]> {
  const cluster = createCluster(client);
  try {
    await cluster.connect();
    await cluster.addMultipleTargetTopics(options.topics);
    const owner = await fence(cluster, options.transactionalId);
    const ended: EndedTransaction[] = [];
    for (const place of await findOpen(cluster, owner.producerId, options.topics)) {
      const end = await options.decide(await readFirst(cluster, place));
      ended.push({ transactionalId: options.transactionalId, ...place, end });
    }
    const places = (end: TransactionEnd): readonly Forgotten[] => ended.filter((place) => place.end === end);
    // First the abort, with the group: where an offset still waits, it is that of work that is going to be done again. A
    // commit is of work whose offset has been moved on already; the group must not take part in it.
    await endOn(cluster, owner, places('abort'), 'abort', options.group);
    await endOn(cluster, owner, places('commit'), 'commit', undefined);
    return ended;
  } finally {
    await cluster.disconnect();
  }
}

async function fence(cluster: Cluster, transactionalId: string): Promise<Owner> {
  return outlast(async () => {
    const coordinator = await findTransactionCoordinator(cluster, transactionalId);
    const { producerId, producerEpoch } = await coordinator.initProducerId({
      transactionalId,
      transactionTimeout: TRANSACTION_TIMEOUT_MS,
    });
    return { transactionalId, producerId, producerEpoch };
  });
}

async function findOpen(cluster: Cluster, producerId: string, topics: readonly string[]): Promise<Forgotten[]> {
  const byLeader = new Map<string, Record<string, number[]>>();
  for (const topic of topics) {
    const partitions = cluster.findTopicPartitionMetadata(topic).map(({ partitionId }) => partitionId);
    for (const [nodeId, led] of Object.entries(cluster.findLeaderForPartitions(topic, partitions))) {
      byLeader.set(nodeId, { ...byLeader.get(nodeId), [topic]: led });
    }
  }
  const open: Forgotten[] = [];
  for (const [nodeId, led] of byLeader) {
    const broker = await cluster.findBroker({ nodeId });
    if (broker.versions?.[DESCRIBE_PRODUCERS] === undefined) continue;
    for (const producer of await askFor(broker, led)) {
      const { topic, partition, transactionStart } = producer;
      if (producer.producerId === producerId && transactionStart !== undefined) {
        open.push({ topic, partition, firstOffset: Number(transactionStart) });
      }
    }
  }
  return open;
}

async function askFor(broker: Broker, led: Readonly<Record<string, number[]>>): Promise<readonly ActiveProducer[]> {
  try {
    return await broker.connectionPool.send(describeProducers(led));
  } catch (cause) {
    if (typeOf(cause) !== 'TOPIC_AUTHORIZATION_FAILED') throw cause;
    const { topic = Object.keys(led).join(', ') } = cause as { topic?: string };
    throw new Error(
      `no right to see the transactions on ${topic}: the user needs READ on every topic that it writes to`,
      {
        cause,
      },
    );
  }
}

/** Reads one record, ended or not; undefined where it was deleted. */
async function readFirst(cluster: Cluster, place: Forgotten): Promise<ReceivedMessage | undefined> {
  const { topic, partition } = place;
  const firstOffset = String(place.firstOffset);
  const broker = await findLeader(cluster, topic, partition);
  try {
    const { responses } = await broker.fetch({
      isolationLevel: 0, // uncommitted records too
      maxWaitTime: 1000,
      topics: [{ topic, partitions: [{ partition, fetchOffset: firstOffset, maxBytes: 1024 * 1024 }] }],
    });
    const messages = responses.flatMap(({ partitions }) => partitions).flatMap((part) => part.messages);
    const first = messages.find(({ offset }) => offset === firstOffset);
    return first === undefined ? undefined : readMessage(topic, partition, first);
  } catch (error) {
    if (typeOf(error) === 'OFFSET_OUT_OF_RANGE') return undefined;
    throw error;
  }
}

/** Begins a transaction on these partitions that writes nothing, and ends it as the forgotten one should have been. */
async function endOn(
  cluster: Cluster,
  owner: Owner,
  places: readonly Forgotten[],
  end: TransactionEnd,
  group: string | undefined,
): Promise<void> {
  if (places.length === 0) return;
  const coordinator = await findTransactionCoordinator(cluster, owner.transactionalId);
  const topics = [...new Set(places.map(({ topic }) => topic))].map((topic) => ({
    topic,
    partitions: places.filter((place) => place.topic === topic).map(({ partition }) => partition),
  }));
  // The coordinator may still be telling partitions of the end before this one.
  await outlast(() => coordinator.addPartitionsToTxn({ ...owner, topics }));
  if (group !== undefined) await coordinator.addOffsetsToTxn({ ...owner, groupId: group });
  await coordinator.endTxn({ ...owner, transactionResult: end === 'commit' });
}
