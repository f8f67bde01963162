import type { Kafka } from 'kafkajs';
import { createCluster, GROUP_COORDINATOR, TRANSACTION_COORDINATOR, type Broker, type Cluster } from './cluster.ts';
import { DESCRIBE_PRODUCERS } from './describe-producers.ts';
import {
  describeRightsToGroup,
  describeRightsToTopics,
  type BrokerAddress,
  type Right,
  type TopicView,
} from './describe-rights.ts';
import { typeOf } from './errors.ts';
import { outlast } from './outlast.ts';
import { TRANSACTION_TIMEOUT_MS } from './producer.ts';

/** What to look at. */
export interface InspectOptions {
  readonly topics: readonly string[];
  readonly group: string;
  /** An id that nobody works under: whoever did would be fenced. Its entry on the broker expires by itself. */
  readonly transactionalId: string;
}

/** The cluster as it is, and what the client may do there. Nothing in it is an exception: what is not allowed is said. */
export interface ClusterView {
  readonly brokers: readonly BrokerAddress[];
  /** In the order in which they were asked for. */
  readonly topics: readonly TopicView[];
  /** Whether the client may read as a member of the group. */
  readonly mayUseGroup: boolean;
  /** Whether the client may work under the transactional id. */
  readonly mayUseTransactions: boolean;
  /** Whether brokers can say which transactions are open (Kafka 2.8 and later). */
  readonly describesProducers: boolean;
}

/** Answers of a broker that say that a client has not the right. */
const NOT_ALLOWED = new Set(['GROUP_AUTHORIZATION_FAILED', 'TRANSACTIONAL_ID_AUTHORIZATION_FAILED']);

/**
 * Asks a cluster for topics, and for what this client may do with them, with a group and with a transactional id.
 * @throws the client's errors where the brokers cannot be reached or do not let the client in
 */
export async function inspectCluster(client: Kafka, options: InspectOptions): Promise<ClusterView> {
  const cluster = createCluster(client);
  try {
    await cluster.connect();
    await cluster.refreshMetadata();
    const broker = await cluster.findControllerBroker();
    const { brokers, topics } = await broker.connectionPool.send(describeRightsToTopics(options.topics));
    const byName = new Map(topics.map((topic) => [topic.name, topic]));
    return {
      brokers,
      describesProducers: broker.versions?.[DESCRIBE_PRODUCERS] !== undefined,
      topics: options.topics.flatMap((name) => byName.get(name) ?? []),
      mayUseGroup: await isAllowed(async () => mayRead(cluster, broker, options.group)),
      mayUseTransactions: await isAllowed(async () => mayWrite(cluster, broker, options.transactionalId)),
    };
  } finally {
    await cluster.disconnect();
  }
}

async function isAllowed(ask: () => Promise<boolean>): Promise<boolean> {
  try {
    return await outlast(ask);
  } catch (error) {
    if (NOT_ALLOWED.has(typeOf(error))) return false;
    throw error;
  }
}

async function mayRead(cluster: Cluster, broker: Broker, group: string): Promise<boolean> {
  const coordinator = await findCoordinator(cluster, broker, group, GROUP_COORDINATOR);
  const rights: ReadonlySet<Right> = await coordinator.connectionPool.send(describeRightsToGroup(group));
  return rights.has('READ');
}

/** There is no question for this right but the use of it. */
async function mayWrite(cluster: Cluster, broker: Broker, transactionalId: string): Promise<boolean> {
  const coordinator = await findCoordinator(cluster, broker, transactionalId, TRANSACTION_COORDINATOR);
  await coordinator.initProducerId({ transactionalId, transactionTimeout: TRANSACTION_TIMEOUT_MS });
  return true;
}

/** Not by the client's view of the cluster: it makes "not found" of "not allowed". */
async function findCoordinator(cluster: Cluster, broker: Broker, id: string, coordinatorType: number): Promise<Broker> {
  const { coordinator } = await broker.findGroupCoordinator({ groupId: id, coordinatorType });
  return cluster.findBroker({ nodeId: String(coordinator.nodeId) });
}
