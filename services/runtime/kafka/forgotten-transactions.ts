import { setTimeout as delay } from 'node:timers/promises';
import type { Kafka } from 'kafkajs';
import {
  createCluster,
  findLeader,
  findTransactionCoordinator,
  type Broker,
  type Cluster,
  type ProducerIdentity,
} from './cluster.ts';
import { readMessage } from './consumer.ts';
import { DESCRIBE_PRODUCERS, describeProducers, type ActiveProducer } from './describe-producers.ts';
import type { ReceivedMessage } from './messages.ts';
import { TRANSACTION_TIMEOUT_MS } from './producer.ts';

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

/** A transaction that was ended on one partition. */
export interface EndedTransaction {
  readonly topic: string;
  readonly partition: number;
  readonly firstOffset: string;
  readonly end: TransactionEnd;
}

/** A transaction of ours on a partition that nobody ended there. */
interface Forgotten {
  readonly topic: string;
  readonly partition: number;
  readonly firstOffset: string;
}

/** Who works under an id from now on. */
interface Owner extends ProducerIdentity {
  readonly transactionalId: string;
}

/** What the coordinator answers while it ends the previous transaction, or while it starts. */
const PASSING = new Set([
  'CONCURRENT_TRANSACTIONS',
  'GROUP_LOAD_IN_PROGRESS',
  'GROUP_COORDINATOR_NOT_AVAILABLE',
  'NOT_COORDINATOR_FOR_GROUP',
]);
const FENCE_TRIES = 12;

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
      ended.push({ ...place, end: await options.decide(await readFirst(cluster, place)) });
    }
    for (const end of ['commit', 'abort'] as const) {
      await endOn(
        cluster,
        owner,
        ended.filter((place) => place.end === end),
        end,
        options.group,
      );
    }
    return ended;
  } finally {
    await cluster.disconnect();
  }
}

async function fence(cluster: Cluster, transactionalId: string): Promise<Owner> {
  for (let attempt = 1; ; attempt++) {
    try {
      const coordinator = await findTransactionCoordinator(cluster, transactionalId);
      const { producerId, producerEpoch } = await coordinator.initProducerId({
        transactionalId,
        transactionTimeout: TRANSACTION_TIMEOUT_MS,
      });
      return { transactionalId, producerId, producerEpoch };
    } catch (error) {
      const { type } = error as { type?: string };
      if (type === undefined || !PASSING.has(type) || attempt === FENCE_TRIES) throw error;
      await delay(Math.min(50 * 2 ** attempt, 2000));
    }
  }
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
        open.push({ topic, partition, firstOffset: transactionStart });
      }
    }
  }
  return open;
}

async function askFor(broker: Broker, led: Readonly<Record<string, number[]>>): Promise<readonly ActiveProducer[]> {
  try {
    return await broker.connectionPool.send(describeProducers(led));
  } catch (cause) {
    if ((cause as { type?: string }).type !== 'TOPIC_AUTHORIZATION_FAILED') throw cause;
    const names = Object.keys(led).join(', ');
    throw new Error(`no right to see the transactions on ${names}: the user needs READ on them`, { cause });
  }
}

/** Reads one record, ended or not. */
async function readFirst(cluster: Cluster, place: Forgotten): Promise<ReceivedMessage | undefined> {
  const { topic, partition, firstOffset } = place;
  const broker = await findLeader(cluster, topic, partition);
  const { responses } = await broker.fetch({
    isolationLevel: 0, // uncommitted records too
    maxWaitTime: 1000,
    topics: [{ topic, partitions: [{ partition, fetchOffset: firstOffset, maxBytes: 1024 * 1024 }] }],
  });
  const messages = responses.flatMap(({ partitions }) => partitions).flatMap((part) => part.messages);
  const first = messages.find(({ offset }) => offset === firstOffset);
  return first === undefined ? undefined : readMessage(topic, partition, first);
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
  await coordinator.addPartitionsToTxn({ ...owner, topics });
  // An offset that still waits is of the same transaction.
  if (group !== undefined) await coordinator.addOffsetsToTxn({ ...owner, groupId: group });
  await coordinator.endTxn({ ...owner, transactionResult: end === 'commit' });
}
