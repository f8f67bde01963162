import { setTimeout as sleep } from 'node:timers/promises';
import { loadConfig, type Config } from '../../../runtime/config.ts';
import { createElasticsearch, type Elasticsearch } from '../../../runtime/elasticsearch/index.ts';
import { createKafka, type KafkaPort } from '../../../runtime/kafka/index.ts';
import { createLogger } from '../../../runtime/telemetry.ts';
import { messageOf } from '../../../runtime/message-of.ts';
import { loadSiteFile } from '../../../runtime/site-file.ts';
import { countStates, runSetup } from '../../../setup/main.ts';
import {
  describeExit,
  describeProgress,
  downloadedTenth,
  startStack,
  type Stack,
  type StackProgress,
} from '../../../stack/index.ts';
import { drawBar } from '../../layout.ts';
import type { Steps } from './steps.ts';
import { lastLines, startWorker, type Worker, type WorkerName } from './workers.ts';

/** Steps of the start, in order. */
export const STEPS = ['Kafka', 'Elasticsearch', 'Setup', 'Normalizer', 'Indexer'] as const;
export type StepName = (typeof STEPS)[number];

export interface CanalOptions {
  readonly dataDir?: string;
  readonly kafkaPort?: number;
  readonly elasticsearchPort?: number;
}

/** The whole canal, running on this machine. */
export interface Canal {
  readonly config: Config;
  /** Environment of the workers, and of whoever wants to use this canal. */
  readonly env: NodeJS.ProcessEnv;
  readonly kafka: KafkaPort;
  readonly elasticsearch: Elasticsearch;
  readonly logDir: string;
  readonly workers: readonly Worker[];
  /** Rejects when a server or a worker ends by itself; the message holds the end of its log. */
  readonly broken: Promise<never>;
}

/** Everything that has to be stopped, in the order in which it was started. */
export class Cleanup {
  readonly #stops: (() => Promise<void>)[] = [];
  readonly #kills: (() => void)[] = [];

  add(stop: () => Promise<void>, kill: () => void = () => undefined): void {
    this.#stops.push(stop);
    this.#kills.push(kill);
  }

  /** Stops what was started last first, one after the other. */
  async stop(): Promise<void> {
    for (let stop = this.#stops.pop(); stop !== undefined; stop = this.#stops.pop()) await stop();
  }

  /** Ends at once what would not notice that we are gone. */
  kill(): void {
    for (const kill of this.#kills) kill();
  }
}

/** How to reach the servers is what `up` decides; everything else stays as the user configured it. */
const REACHING = /^WINCANAL_(KAFKA|ELASTICSEARCH)_/u;

/**
 * The environment without what says how to reach servers.
 * @throws ConfigurationError when the rest, or the site file that it names, is wrong
 */
export function localEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const local = Object.fromEntries(Object.entries(env).filter(([name]) => !REACHING.test(name)));
  const { siteFile } = loadConfig(local);
  // The normalizer would say so too, but only when the servers run.
  loadSiteFile(siteFile);
  return local;
}

/**
 * Starts servers, makes topics and templates, and starts both workers.
 * @throws StackError, or Error that says which step failed and why
 */
export async function startCanal(
  options: CanalOptions,
  localEnv: NodeJS.ProcessEnv,
  steps: Steps<StepName>,
  cleanup: Cleanup,
  signal: AbortSignal,
): Promise<Canal> {
  const stack = await startStack({ ...options, signal, onProgress: showProgress(steps) });
  cleanup.add(() => stack.stop());
  const env = {
    ...localEnv,
    WINCANAL_KAFKA_BROKERS: stack.kafka.brokers.join(','),
    WINCANAL_ELASTICSEARCH_URL: stack.elasticsearch.url,
  };
  const config = loadConfig(env);
  const kafka = createKafka(config.kafka, createLogger('silent', 'wincanal-up'), { clientId: 'wincanal-up' });
  const elasticsearch = createElasticsearch(config.elasticsearch);
  cleanup.add(() => elasticsearch.close());

  steps.run('Setup', 'making topics and templates');
  steps.done('Setup', await setUp(kafka, elasticsearch, config));
  signal.throwIfAborted();

  const workers: Worker[] = [];
  for (const [step, name] of [
    ['Normalizer', 'normalizer'],
    ['Indexer', 'indexer'],
  ] as const) {
    steps.run(step, 'starting', true);
    const worker = await startWorker(name, env, stack.logDir, (config.stopTimeoutSeconds + 5) * 1000);
    cleanup.add(() => worker.stop(), worker.kill);
    workers.push(worker);
  }
  const broken = watch(stack, workers);
  // Whoever waits for something races with it; that nobody waits just now is no unhandled error.
  broken.catch(() => undefined);
  const canal: Canal = { config, env, kafka, elasticsearch, logDir: stack.logDir, workers, broken };
  await Promise.race([broken, joinGroups(canal, steps, signal)]);
  return canal;
}

function showProgress(steps: Steps<StepName>): (progress: StackProgress) => void {
  const tenths = new Map<string, number>();
  return (progress) => {
    const step = progress.component === 'kafka' ? 'Kafka' : 'Elasticsearch';
    const text = describeProgress(progress).replace(/^\w+: /u, '');
    if (progress.step === 'ready') steps.done(step, text);
    else if (progress.step === 'downloading') {
      const tenth = downloadedTenth(progress);
      steps.run(step, `${drawBar(progress.done / progress.total, 20)} ${text}`, tenths.get(step) === tenth);
      tenths.set(step, tenth);
    } else if (progress.step !== 'stopping') steps.run(step, text);
  };
}

/**
 * Makes topics and templates; returns what came of it, in brief.
 * @throws Error where a server refuses, with its reason
 */
async function setUp(kafka: KafkaPort, elasticsearch: Elasticsearch, config: Config): Promise<string> {
  const admin = await kafka.connectAdmin();
  try {
    const result = await runSetup({ kafka: admin, elasticsearch, config, check: false, report: () => undefined });
    return countStates(result);
  } catch (error) {
    throw new Error(`setup failed: ${messageOf(error)}`, { cause: error });
  } finally {
    await admin.disconnect();
  }
}

const POLL_MS = 200;

/** A worker is up when its consumer group has a member that owns partitions. */
async function joinGroups(
  { config, kafka, workers }: Canal,
  steps: Steps<StepName>,
  signal: AbortSignal,
): Promise<void> {
  const admin = await kafka.connectAdmin();
  const waiting = new Set<WorkerName>(workers.map(({ name }) => name));
  try {
    while (waiting.size > 0) {
      signal.throwIfAborted();
      for (const { name, pid } of workers) {
        const { state, members } = await admin.describeGroup(config.groups[name]);
        if (state !== 'Stable' || members === 0 || !waiting.delete(name)) continue;
        steps.done(
          name === 'normalizer' ? 'Normalizer' : 'Indexer',
          `reading as group ${config.groups[name]} (process ${pid})`,
        );
      }
      if (waiting.size > 0) await sleep(POLL_MS);
    }
  } finally {
    await admin.disconnect();
  }
}

async function watch(stack: Stack, workers: readonly Worker[]): Promise<never> {
  const endOfWorker = async ({ name, ended, logFile }: Worker): Promise<string> =>
    describeEnd(`the ${name} ended by itself (${await ended})`, logFile, lastLines(logFile));
  const endOfServer = async (): Promise<string> => {
    const exit = await stack.exited;
    if (exit === undefined) return new Promise<never>(() => undefined);
    return describeEnd(`${exit.component} ended by itself (${describeExit(exit)})`, exit.logFile, exit.lastLines);
  };
  throw new Error(await Promise.race([endOfServer(), ...workers.map(endOfWorker)]));
}

function describeEnd(what: string, logFile: string, lines: readonly string[]): string {
  return [`${what}; the end of its log ${logFile}:`, ...lines.map((line) => `  ${line}`)].join('\n');
}
