import type { KafkaPort } from '../runtime/kafka/index.ts';
import type { RecordSink } from './send-fleet.ts';

/** Connects a producer that sends records to a topic. */
export async function openTopicSink(kafka: Pick<KafkaPort, 'connectSender'>, topic: string): Promise<RecordSink> {
  const sender = await kafka.connectSender();
  return {
    write: (records) => sender.send(records.map(({ key, value }) => ({ topic, key, value, headers: {} }))),
    close: () => sender.disconnect(),
  };
}
