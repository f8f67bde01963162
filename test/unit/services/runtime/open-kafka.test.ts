import { expect, test } from '@jest/globals';
import type { KafkaAdmin } from '../../../../services/runtime/kafka/index.ts';
import { openKafka } from '../../../../services/runtime/open-kafka.ts';

const config = { brokers: ['a:1', 'b:2'], sasl: undefined };

function kafkaWith(topics: readonly string[] | Error): { connectAdmin: () => Promise<KafkaAdmin>; open: () => number } {
  let open = 0;
  return {
    open: () => open,
    connectAdmin() {
      open++;
      const admin = {
        listTopics: () => (topics instanceof Error ? Promise.reject(topics) : Promise.resolve(topics)),
        disconnect() {
          open--;
          return Promise.resolve();
        },
      };
      return Promise.resolve(admin as unknown as KafkaAdmin);
    },
  };
}

test('all missing topics are named at once, with what to do, and no connection stays open', async () => {
  const kafka = kafkaWith(['a.raw', 'other']);
  await expect(openKafka(kafka, config, ['a.raw', 'a.alerts', 'a.deadletter'])).rejects.toThrow(
    'Kafka at a:1, b:2 has no topic a.alerts, a.deadletter: run "npx wincanal setup"',
  );
  expect(kafka.open()).toBe(0);
});

test('brokers that do not answer are named each with its reason, with the variable', async () => {
  const connectAdmin = (): Promise<KafkaAdmin> => Promise.reject(new Error('the last one that was tried'));
  const brokers = ['127.0.0.1:1', 'kafka.invalid:9092'];
  await expect(openKafka({ connectAdmin }, { ...config, brokers }, [])).rejects.toThrow(
    /^Kafka cannot be reached at 127\.0\.0\.1:1: nothing listens there \(ECONNREFUSED\); kafka\.invalid:9092: .*: start it, or correct WINCANAL_KAFKA_BROKERS$/u,
  );
});

test('with all topics present the connection is handed over', async () => {
  const kafka = kafkaWith(['a.raw']);
  await openKafka(kafka, config, ['a.raw']);
  expect(kafka.open()).toBe(1);
});

test('a connection over which the topics cannot be asked for is closed', async () => {
  const kafka = kafkaWith(new Error('not authorised'));
  await expect(openKafka(kafka, config, ['a.raw'])).rejects.toThrow('not authorised');
  expect(kafka.open()).toBe(0);
});
