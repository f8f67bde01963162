import type { KafkaConfig } from '../config.ts';
import type { Logger } from '../telemetry.ts';
import { connectAdmin, type KafkaAdmin } from './admin.ts';
import { createClient, type ClientOptions } from './client.ts';
import { runConsumer, type ConsumerOptions, type RunningConsumer } from './consumer.ts';
import { endForgotten, type EndedTransaction, type ForgottenOptions } from './forgotten-transactions.ts';
import { inspectCluster, type ClusterView, type InspectOptions } from './inspect.ts';
import { connectSender, connectTransactional, type MessageSender, type TransactionalProducer } from './producer.ts';
import { connectReader, type PartitionReader } from './read-partition.ts';
import { readTopics, type ReadOptions } from './read-topics.ts';

export type { GroupDescription, GroupLag, GroupOffset, KafkaAdmin, PartitionEnd, TopicDescription } from './admin.ts';
export type { ClientOptions } from './client.ts';
export { ReadAgainFrom } from './consumer.ts';
export type { Batch, BatchContext, ConsumerOptions, Postponed, RunningConsumer } from './consumer.ts';
export type { BrokerAddress, PartitionView, Right, TopicView } from './describe-rights.ts';
export { isLoginRefused, isTooLarge } from './errors.ts';
export type { EndedTransaction, ForgottenOptions, TransactionEnd } from './forgotten-transactions.ts';
export type { ClusterView, InspectOptions } from './inspect.ts';
export { measureMessage, SAFE_VALUE_BYTES, type OutgoingMessage, type ReceivedMessage } from './messages.ts';
export type { MessageSender, OffsetCommit, Transaction, TransactionalProducer } from './producer.ts';
export type { PartitionReader } from './read-partition.ts';
export type { ReadOptions } from './read-topics.ts';

/** All that the processes do with Kafka. Whoever connects something disconnects it. */
export interface KafkaPort {
  connectAdmin(): Promise<KafkaAdmin>;
  connectSender(): Promise<MessageSender>;
  connectTransactional(transactionalId: string, timeoutMs?: number): Promise<TransactionalProducer>;
  endForgotten(options: ForgottenOptions): Promise<readonly EndedTransaction[]>;
  inspect(options: InspectOptions): Promise<ClusterView>;
  runConsumer(options: ConsumerOptions): Promise<RunningConsumer>;
  readTopics(topics: readonly string[], options: ReadOptions): Promise<void>;
  connectReader(): Promise<PartitionReader>;
}

/** Opens nothing by itself: each connect makes its own connections. */
export function createKafka(config: KafkaConfig, logger: Logger, options: ClientOptions = {}): KafkaPort {
  const client = (): ReturnType<typeof createClient> => createClient(config, logger, options);
  return {
    connectAdmin: () => connectAdmin(client()),
    connectSender: () => connectSender(client()),
    connectTransactional: (transactionalId, timeoutMs) => connectTransactional(client(), transactionalId, timeoutMs),
    endForgotten: (forgottenOptions) => endForgotten(client(), forgottenOptions),
    inspect: (inspectOptions) => inspectCluster(client(), inspectOptions),
    runConsumer: (consumerOptions) => runConsumer(client(), logger, consumerOptions),
    readTopics: (topics, readOptions) => readTopics(client(), topics, readOptions),
    connectReader: () => connectReader(client()),
  };
}
