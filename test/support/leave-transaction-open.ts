import kafkajs from 'kafkajs';
import { createClient } from '../../services/runtime/kafka/client.ts';
import { createCluster, findLeader, findTransactionCoordinator } from '../../services/runtime/kafka/cluster.ts';
import type { OffsetCommit } from '../../services/runtime/kafka/index.ts';
import { createLogger } from '../../services/runtime/telemetry.ts';
import { until, type Canal } from './canal.ts';

/** One message of a transaction, and where it goes. */
export interface OpenPart {
  readonly topic: string;
  readonly partition: number;
  readonly value: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * Writes messages and, where it is given, an offset within a transaction of which the coordinator knows nothing, so that
 * it never ends: to the partitions this is the state after a coordinator counted a transaction as ended without having
 * told them. The broker's check against such writes is off meanwhile.
 */
export async function leaveTransactionOpen(
  canal: Canal,
  transactionalId: string,
  parts: readonly OpenPart[],
  offset?: Omit<OffsetCommit, 'metadata'>,
): Promise<void> {
  const client = createClient(canal.config.kafka, createLogger('silent', 'e2e'));
  const cluster = createCluster(client);
  await cluster.connect();
  await cluster.addMultipleTargetTopics(parts.map(({ topic }) => topic));
  await setVerification(client, false);
  try {
    const coordinator = await findTransactionCoordinator(cluster, transactionalId);
    const identity = await coordinator.initProducerId({ transactionalId, transactionTimeout: 60_000 });
    const owner = { transactionalId, producerId: identity.producerId, producerEpoch: identity.producerEpoch };
    for (const { topic, partition, value, headers = {} } of parts) {
      const messages = [{ key: Buffer.from('host'), value: Buffer.from(value), headers }];
      const topicData = [{ topic, partitions: [{ partition, firstSequence: 0, messages }] }];
      const leader = await findLeader(cluster, topic, partition);
      await insist(() => leader.produce({ ...owner, acks: -1, topicData }));
    }
    if (offset !== undefined) {
      const group = await cluster.findGroupCoordinator({ groupId: offset.group, coordinatorType: 0 });
      const partitions = [{ partition: offset.partition, offset: String(offset.offset), metadata: '' }];
      const topics = [{ topic: offset.topic, partitions }];
      await insist(() => group.txnOffsetCommit({ ...owner, groupId: offset.group, topics }));
    }
  } finally {
    await setVerification(client, true);
    await cluster.disconnect();
  }
}

/** The brokers' settings take effect a little after they were changed; until then the write is refused. */
async function insist(write: () => Promise<unknown>): Promise<void> {
  const isWritten = async (): Promise<boolean> => {
    try {
      await write();
      return true;
    } catch (error) {
      if ((error as { type?: string }).type !== 'INVALID_TXN_STATE') throw error;
      return false;
    }
  };
  await until(isWritten, (written) => written);
}

async function setVerification(client: ReturnType<typeof createClient>, on: boolean): Promise<void> {
  const admin = client.admin();
  await admin.connect();
  const { brokers } = await admin.describeCluster();
  const configEntries = [{ name: 'transaction.partition.verification.enable', value: String(on) }];
  await admin.alterConfigs({
    validateOnly: false,
    resources: brokers.map(({ nodeId }) => {
      return { type: kafkajs.ConfigResourceTypes.BROKER, name: String(nodeId), configEntries };
    }),
  });
  await admin.disconnect();
}
