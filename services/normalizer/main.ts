import { providers } from '../../normalizers/index.ts';
import { createKafka } from '../runtime/kafka/index.ts';
import { runProcess, type ProcessContext, type Running } from '../runtime/lifecycle.ts';
import { openKafka } from '../runtime/open-kafka.ts';
import { createSiteNormalizer } from './site-normalizer.ts';
import { createWorker } from './worker.ts';

/** Partitions worked on at the same time: while one waits for its commit, the others use the processor. */
const CONCURRENCY = 8;

/** Runs a normalizer until it is told to stop; returns the exit code. Configured by the environment. */
export function main(): Promise<number> {
  return runProcess('normalizer', start);
}

async function start({ config, logger, telemetry, onReload }: ProcessContext): Promise<Running> {
  const { current, reload } = createSiteNormalizer(config, logger, telemetry);
  onReload(reload);
  const { topics } = config;
  const group = config.groups.normalizer;
  const kafka = createKafka(config.kafka, logger, { clientId: group });
  const outputs = [topics.alerts, topics.deadletter, ...providers.map(({ key }) => topics.enriched(key))];
  const admin = await openKafka(kafka, config.kafka, [topics.raw, ...outputs]);
  const worker = createWorker({
    kafka,
    admin,
    normalizer: current,
    topics,
    outputs,
    group,
    telemetry,
    logger,
    now: Date.now,
  });
  const consumer = await kafka.runConsumer({
    group,
    topics: [topics.raw],
    concurrency: CONCURRENCY,
    onAssigned: worker.onAssigned,
    onBatch: worker.onBatch,
  });
  return {
    failed: consumer.failed,
    async stop() {
      await consumer.stop();
      await worker.close();
      await admin.disconnect();
    },
  };
}

if (import.meta.main) process.exit(await main());
