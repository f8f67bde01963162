import { createServer } from 'node:net';
import { GenericContainer, Wait } from 'testcontainers';
import type { TestServers } from './servers.ts';

/** The versions of docker-compose.yml and of the embedded stack. */
const KAFKA_IMAGE = 'apache/kafka:4.3.0';
const ELASTICSEARCH_IMAGE = 'elasticsearch:9.5.0';

/** Starts both servers as containers. Not verified yet: it needs a Docker engine and the official images. */
export async function startContainers(): Promise<TestServers> {
  // Clients are sent to the advertised address, so the port outside has to be known before the broker starts.
  const port = await findFreePort();
  const kafka = new GenericContainer(KAFKA_IMAGE)
    .withExposedPorts({ container: 9092, host: port })
    .withEnvironment({
      KAFKA_NODE_ID: '1',
      KAFKA_PROCESS_ROLES: 'broker,controller',
      KAFKA_LISTENERS: 'PLAINTEXT://:9092,CONTROLLER://:9093',
      KAFKA_ADVERTISED_LISTENERS: `PLAINTEXT://127.0.0.1:${port}`,
      KAFKA_CONTROLLER_LISTENER_NAMES: 'CONTROLLER',
      KAFKA_CONTROLLER_QUORUM_VOTERS: '1@localhost:9093',
      KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
      KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: '1',
      KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR: '1',
      KAFKA_TRANSACTION_STATE_LOG_MIN_ISR: '1',
      KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS: '0',
      KAFKA_AUTO_CREATE_TOPICS_ENABLE: 'false',
    })
    .withWaitStrategy(Wait.forLogMessage(/Kafka Server started/));
  const elasticsearch = new GenericContainer(ELASTICSEARCH_IMAGE)
    .withExposedPorts(9200)
    .withEnvironment({
      'discovery.type': 'single-node',
      'xpack.security.enabled': 'false',
      ES_JAVA_OPTS: '-Xms512m -Xmx512m',
    })
    .withWaitStrategy(Wait.forHttp('/_cluster/health?wait_for_status=yellow', 9200))
    .withStartupTimeout(180_000);
  const [startedKafka, startedElasticsearch] = await Promise.all([kafka.start(), elasticsearch.start()]);
  return {
    brokers: [`127.0.0.1:${port}`],
    elasticsearchUrl: `http://${startedElasticsearch.getHost()}:${startedElasticsearch.getMappedPort(9200)}`,
    stop: async () => {
      await Promise.all([startedKafka.stop(), startedElasticsearch.stop()]);
    },
  };
}

function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        if (typeof address === 'object' && address !== null) resolve(address.port);
        else reject(new Error('the operating system gave no free port on 127.0.0.1'));
      });
    });
  });
}
