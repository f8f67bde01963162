import kafkajs from 'kafkajs';
import { createClient } from '../../services/runtime/kafka/client.ts';
import { createCluster, findLeader } from '../../services/runtime/kafka/cluster.ts';
import { createLogger } from '../../services/runtime/telemetry.ts';
import type { Canal } from './canal.ts';

/** Sends records in one batch, compressed with zstd. The client's producers take quadratic time for many messages. */
export async function sendAsOneBatch(
  canal: Canal,
  topic: string,
  partition: number,
  values: readonly string[],
): Promise<void> {
  const cluster = createCluster(createClient(canal.config.kafka, createLogger('silent', 'e2e')));
  await cluster.connect();
  try {
    await cluster.addMultipleTargetTopics([topic]);
    const leader = await findLeader(cluster, topic, partition);
    const messages = values.map((value) => ({ key: Buffer.from('a'), value: Buffer.from(value), headers: {} }));
    const topicData = [{ topic, partitions: [{ partition, messages }] }];
    await leader.produce({ acks: -1, compression: kafkajs.CompressionTypes.ZSTD, topicData });
  } finally {
    await cluster.disconnect();
  }
}
