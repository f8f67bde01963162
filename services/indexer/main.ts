import { providers } from '../../normalizers/index.ts';
import { AccountOutOfBalance } from '../runtime/accounting.ts';
import { DEADLETTER, nameDataStream } from '../runtime/data-streams.ts';
import { createElasticsearch, ElasticsearchRefused } from '../runtime/elasticsearch/index.ts';
import { createKafka } from '../runtime/kafka/index.ts';
import { runProcess, type ProcessContext, type Running } from '../runtime/lifecycle.ts';
import { openKafka } from '../runtime/open-kafka.ts';
import { findElasticsearchProblems, type CheckedStore } from '../runtime/start/check-elasticsearch.ts';
import { findKafkaProblems, QUICK_RETRIES } from '../runtime/start/check-kafka.ts';
import { INDEXED, listIndexerNeeds, type KafkaNeeds } from '../runtime/start/list-needs.ts';
import { waitToStart } from '../runtime/start/wait-to-start.ts';
import type { Route } from './entries.ts';
import { createWorker } from './worker.ts';

/** Partitions worked on, and so bulk requests in flight, at the same time. */
const CONCURRENCY = 4;

/**
 * How long a stop waits for the answers to requests in flight, at most half of the time that it has: enough for a server
 * that answers at all, and the rest is for leaving the group.
 */
const LAST_ANSWER_MS = 5000;

/** Runs an indexer until it is told to stop; returns the exit code. Configured by the environment. */
export function main(): Promise<number> {
  return runProcess('indexer', start);
}

async function start({ config, logger, telemetry, stopping }: ProcessContext): Promise<Running> {
  const { topics, namespace } = config;
  const needs = listIndexerNeeds(config);
  const { group } = needs;
  const routes = new Map<string, Route>(
    providers.map(({ key }) => [
      topics.enriched(key),
      { kind: 'documents', dataStream: nameDataStream(key, namespace) },
    ]),
  );
  routes.set(topics.deadletter, { kind: 'deadletters', dataStream: nameDataStream(DEADLETTER, namespace) });

  const givingUp = new AbortController();
  const elasticsearch = createElasticsearch({ ...config.elasticsearch, signal: givingUp.signal });
  await waitUntilReady({ config, logger, stopping }, needs, elasticsearch);
  const kafka = createKafka(config.kafka, logger, { clientId: group });
  const admin = await openKafka(kafka, config.kafka, needs.reads);
  const worker = createWorker({
    elasticsearch,
    kafka,
    admin,
    routes,
    group,
    namespace,
    telemetry,
    logger,
    deadletterTopic: topics.deadletter,
    bulk: config.bulk,
    random: Math.random,
    now: Date.now,
  });
  const consumer = await kafka.runConsumer({
    group,
    topics: needs.reads,
    fetchBytes: config.fetchBytes,
    concurrency: CONCURRENCY,
    onAssigned: worker.onAssigned,
    onBatch: worker.onBatch,
    // No setup, no rights, no login, or a defect: repeating changes nothing, and no document is at fault.
    isFatal: (error) => error instanceof ElasticsearchRefused || error instanceof AccountOutOfBalance,
  });
  return {
    failed: consumer.failed,
    async stop() {
      const patience = Math.min(LAST_ANSWER_MS, config.stopTimeoutSeconds * 500);
      const timer = setTimeout(() => {
        givingUp.abort();
      }, patience);
      await consumer.stop();
      clearTimeout(timer);
      await worker.close();
      await admin.disconnect();
      await elasticsearch.close();
    },
  };
}

/** Waits until topics, templates and rights are there. */
async function waitUntilReady(
  { config, logger, stopping }: Pick<ProcessContext, 'config' | 'logger' | 'stopping'>,
  needs: KafkaNeeds,
  elasticsearch: CheckedStore,
): Promise<void> {
  const hasty = createKafka(config.kafka, logger, { clientId: needs.group, retries: QUICK_RETRIES });
  const findProblems = async (): Promise<string[]> => {
    const [ofKafka, ofElasticsearch] = await Promise.all([
      findKafkaProblems(hasty, config, needs),
      findElasticsearchProblems(elasticsearch, config, INDEXED),
    ]);
    return [...ofKafka, ...ofElasticsearch];
  };
  await waitToStart(findProblems, { waitSeconds: config.startWaitSeconds, logger, stopping });
}

if (import.meta.main) process.exit(await main());
