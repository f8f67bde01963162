import type { Kafka, KafkaMessage } from 'kafkajs';
import type { ClientRequest } from './describe-producers.ts';

/** Who a transactional producer is to the broker. */
export interface ProducerIdentity {
  readonly producerId: string;
  readonly producerEpoch: number;
}

/** One broker, as the client knows it inside (kafkajs 2.2.4). */
export interface Broker {
  readonly versions: Readonly<Record<number, unknown>> | null;
  readonly connectionPool: { send<T>(request: ClientRequest<T>): Promise<T> };
  findGroupCoordinator(request: {
    readonly groupId: string;
    readonly coordinatorType: number;
  }): Promise<{ readonly coordinator: { readonly nodeId: number } }>;
  initProducerId(request: object): Promise<ProducerIdentity>;
  addPartitionsToTxn(request: object): Promise<unknown>;
  produce(request: object): Promise<unknown>;
  txnOffsetCommit(request: object): Promise<unknown>;
  addOffsetsToTxn(request: object): Promise<unknown>;
  endTxn(request: object): Promise<unknown>;
  fetch(
    request: object,
  ): Promise<{ readonly responses: readonly { readonly partitions: readonly FetchedRecords[] }[] }>;
}

/** What one fetch brought of a partition, control records included. */
export interface FetchedRecords {
  /** Before it every transaction has ended. */
  readonly lastStableOffset: string;
  readonly messages: readonly (KafkaMessage & { readonly isControlRecord?: boolean })[];
}

/** The client's view of the cluster. */
export interface Cluster {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  refreshMetadata(): Promise<void>;
  /** Of a cluster without ZooKeeper any broker; the metadata must be there. */
  findControllerBroker(): Promise<Broker>;
  addMultipleTargetTopics(topics: readonly string[]): Promise<void>;
  findTopicPartitionMetadata(topic: string): readonly { readonly partitionId: number }[];
  findLeaderForPartitions(topic: string, partitions: readonly number[]): Readonly<Record<string, number[]>>;
  findBroker(node: { readonly nodeId: string }): Promise<Broker>;
  findGroupCoordinator(request: { readonly groupId: string; readonly coordinatorType: number }): Promise<Broker>;
}

/** Coordinators of groups and of transactions, in FindCoordinator. */
export const GROUP_COORDINATOR = 0;
export const TRANSACTION_COORDINATOR = 1;

/**
 * Makes a client's view of the cluster, for requests that the client has no method for. The client keeps its own for
 * itself, but its method of making one can be found.
 * @throws Error for a version of the client that has no such method
 */
export function createCluster(client: Kafka): Cluster {
  const name = Object.getOwnPropertySymbols(client).find(
    ({ description }) => description === 'private:Kafka:createCluster',
  );
  const create = name === undefined ? undefined : (client as unknown as Record<symbol, unknown>)[name];
  if (typeof create !== 'function') {
    throw new Error('this version of kafkajs has no method to make a cluster: transactions cannot be looked after');
  }
  return (create as (settings: object) => Cluster)({ metadataMaxAge: 60_000, allowAutoTopicCreation: false });
}

/** The broker that keeps the transactions of an id. */
export function findTransactionCoordinator(cluster: Cluster, transactionalId: string): Promise<Broker> {
  return cluster.findGroupCoordinator({ groupId: transactionalId, coordinatorType: TRANSACTION_COORDINATOR });
}

/** The broker that leads a partition; the cluster must know the topic. */
export async function findLeader(cluster: Cluster, topic: string, partition: number): Promise<Broker> {
  const [nodeId = ''] = Object.keys(cluster.findLeaderForPartitions(topic, [partition]));
  return cluster.findBroker({ nodeId });
}
