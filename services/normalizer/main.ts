import { createKafka } from '../runtime/kafka/index.ts';
import { runProcess, type ProcessContext, type Running } from '../runtime/lifecycle.ts';
import { openKafka } from '../runtime/open-kafka.ts';
import { findKafkaProblems, QUICK_RETRIES } from '../runtime/start/check-kafka.ts';
import { listNormalizerNeeds } from '../runtime/start/list-needs.ts';
import { waitToStart } from '../runtime/start/wait-to-start.ts';
import { LogWatch } from './log-watch.ts';
import { createSiteNormalizer } from './site-normalizer.ts';
import { createWorker } from './worker.ts';

/** Partitions worked on at the same time: while one waits for its commit, the others use the processor. */
const CONCURRENCY = 8;

/** Runs a normalizer until it is told to stop; returns the exit code. Configured by the environment. */
export function main(): Promise<number> {
  return runProcess('normalizer', start);
}

async function start({ config, logger, telemetry, onReload, stopping }: ProcessContext): Promise<Running> {
  const { current, reload } = createSiteNormalizer(config, logger, telemetry);
  onReload(reload);
  const { topics, watch } = config;
  const needs = listNormalizerNeeds(config);
  const { group, reads, writes: outputs } = needs;
  const kafka = createKafka(config.kafka, logger, { clientId: group });
  const intervalMs = watch.intervalSeconds * 1000;
  const logs =
    watch.logs === 0
      ? undefined
      : new LogWatch({
          ...{ topics, telemetry, limit: watch.logs, intervalMs },
          onMissing: ({ ids, logs: lacking, first: { host, channel, missing_ranges: ranges } }) => {
            logger.warn(
              { ids, logs: lacking, host, channel, ranges },
              'record ids are missing: events were lost before they came here; host, channel and ranges are of the first log, ' +
                '"npx wincanal hosts --missing" lists all',
            );
          },
        });
  const hasty = createKafka(config.kafka, logger, { clientId: group, retries: QUICK_RETRIES });
  const waitSeconds = config.startWaitSeconds;
  await waitToStart(() => findKafkaProblems(hasty, config, needs), { waitSeconds, logger, stopping });
  const admin = await openKafka(kafka, config.kafka, [...reads, ...outputs]);
  const worker = createWorker({
    kafka,
    admin,
    normalizer: current,
    topics,
    outputs,
    group,
    logs,
    telemetry,
    logger,
    now: Date.now,
  });
  const consumer = await kafka.runConsumer({
    group,
    topics: reads,
    fetchBytes: config.fetchBytes,
    concurrency: CONCURRENCY,
    onAssigned: worker.onAssigned,
    onBatch: worker.onBatch,
  });
  const timer = logs === undefined ? undefined : setInterval(() => void worker.publishLogs(), intervalMs / 2);
  return {
    failed: consumer.failed,
    async stop() {
      clearInterval(timer);
      await consumer.stop();
      await worker.close();
      await admin.disconnect();
    },
  };
}

if (import.meta.main) process.exit(await main());
