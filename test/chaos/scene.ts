import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Random } from '../../services/simulate/index.ts';
import { startStack, type Stack } from '../../services/stack/index.ts';
import { gatherCrew, type Crew } from '../promises/support/crew.ts';
import { digCanal, type Canal } from '../support/canal.ts';
import { startFaultyProxy, type FaultyProxy } from '../support/faulty-proxy.ts';

/** What faults are done to. */
export interface Scene {
  readonly canal: Canal;
  readonly normalizers: Crew;
  readonly indexers: Crew;
  /** Between the indexers and Elasticsearch. */
  readonly proxy: FaultyProxy;
  /** Kills the broker and starts it again on the same data, at the same place. */
  killBroker(): Promise<void>;
  /** Stops the workers; one that does not end well is no error: something may be broken. */
  dismissAll(): Promise<void>;
  /** Stops all of it and removes what it wrote. */
  close(): Promise<void>;
}

/** Workers of each kind at the beginning. */
const MEMBERS = 2;

/**
 * Starts a Kafka and an Elasticsearch of its own, and two workers of each kind.
 * @param random chooses whom of them a fault meets
 */
export async function startScene(random: Random): Promise<Scene> {
  const dataDir = await mkdtemp(join(tmpdir(), 'wincanal-chaos-'));
  const search = await startStack({ components: ['elasticsearch'] });
  let kafka: Stack<'kafka'> = await startStack({ components: ['kafka'], dataDir });
  const [broker = ''] = kafka.kafka.brokers;
  const canal = await digCanal({
    WINCANAL_KAFKA_BROKERS: broker,
    WINCANAL_ELASTICSEARCH_URL: search.elasticsearch.url,
    WINCANAL_TOPIC_PARTITIONS: '6',
  });
  const proxy = await startFaultyProxy(search.elasticsearch.url);
  const options = {
    choose: (count: number): number => random.integer(0, Math.max(0, count - 1)),
    expectGentleEnds: false,
  };
  const env = { WINCANAL_ELASTICSEARCH_URL: proxy.url, WINCANAL_ELASTICSEARCH_TIMEOUT_SECONDS: '3' };
  const normalizers = gatherCrew(canal, 'normalizer', MEMBERS, options);
  const indexers = gatherCrew(canal, 'indexer', MEMBERS, { ...options, env });
  const dismissAll = async (): Promise<void> => {
    await Promise.all([normalizers.stop(), indexers.stop()]);
  };
  return {
    canal,
    normalizers,
    indexers,
    proxy,
    dismissAll,
    async killBroker() {
      process.kill(kafka.kafka.pid, 'SIGKILL');
      await kafka.exited;
      await kafka.stop();
      kafka = await startStack({ components: ['kafka'], dataDir, kafkaPort: Number(broker.split(':')[1]) });
    },
    async close() {
      await dismissAll();
      await canal.close();
      await proxy.close();
      await Promise.all([kafka.stop(), search.stop()]);
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
