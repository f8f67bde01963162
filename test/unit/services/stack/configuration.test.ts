import { expect, test } from '@jest/globals';
import { elasticsearchYaml } from '../../../../services/stack/elasticsearch.ts';
import { kafkaProperties } from '../../../../services/stack/kafka.ts';
import { serverEnvironment } from '../../../../services/stack/launch.ts';

test('Kafka listens on loopback only, for clients and for its controller', () => {
  const lines = kafkaProperties(9092, 9093).split('\n');
  expect(lines).toContain('listeners=BROKER://127.0.0.1:9092,CONTROLLER://127.0.0.1:9093');
  expect(lines).toContain('advertised.listeners=BROKER://127.0.0.1:9092');
  expect(lines).toContain('controller.quorum.voters=1@127.0.0.1:9093');
});

test('Kafka creates no topic by accident, and its internal topics fit on one node', () => {
  const lines = kafkaProperties(9092, 9093).split('\n');
  expect(lines).toContain('auto.create.topics.enable=false');
  expect(lines).toContain('offsets.topic.replication.factor=1');
  expect(lines).toContain('transaction.state.log.replication.factor=1');
  expect(lines).toContain('transaction.state.log.min.isr=1');
});

test('Elasticsearch listens on loopback only, and a path with odd characters stays one value', () => {
  const lines = elasticsearchYaml('/tmp/a "b": #c', 9200, 9300).split('\n');
  expect(lines).toContain('network.host: "127.0.0.1"');
  expect(lines).toContain('http.port: 9200');
  expect(lines).toContain('path.data: "/tmp/a \\"b\\": #c/data"');
});

test('a server does not inherit what would change its Java or its configuration', () => {
  const env = serverEnvironment(
    { ES_JAVA_HOME: '/jdk' },
    {
      PATH: '/bin',
      ES_JAVA_OPTS: '-Xmx8g',
      ES_PATH_CONF: '/etc',
      JAVA_TOOL_OPTIONS: '-x',
      _JAVA_OPTIONS: '-y',
      JDK_JAVA_OPTIONS: '-z',
      JAVA_HOME: '/old',
      KAFKA_HEAP_OPTS: '-Xmx1g',
      NODE_OPTIONS: '--inspect',
    },
  );
  expect(env).toEqual({ PATH: '/bin', ES_JAVA_HOME: '/jdk' });
});
