import { join } from 'node:path';
import { readLock } from './artefacts.ts';
import { bringUp } from './bring-up.ts';
import { cacheDirectory, installArtefact } from './cache.ts';
import { claimDataDirectory, openDataDirectory } from './data-directory.ts';
import { StackError } from './errors.ts';
import { startGuard, type Guard } from './guard-client.ts';
import { chooseJdk, findJdks } from './jdk.ts';
import { checkUser } from './launch.ts';
import { lastRelevantLines } from './log-tail.ts';
import type { StackComponent, StackProgress } from './progress.ts';
import { elasticsearchUrl, kafkaBroker, prepareServer, reservePorts } from './servers.ts';

export { describeExit } from './bring-up.ts';
export { StackError, type StackErrorCode } from './errors.ts';
export { preferPort } from './ports.ts';
export { describeProgress, downloadedTenth, type StackComponent, type StackProgress } from './progress.ts';

/** What to start, and where. */
export interface StackOptions<C extends StackComponent = StackComponent> {
  /** Keeps topics and indices for the next start. Default: a temporary directory that is removed at the end. */
  readonly dataDir?: string;
  /** Default 0: a free port. */
  readonly kafkaPort?: number;
  /** Default 0: a free port. */
  readonly elasticsearchPort?: number;
  /** Default: both. */
  readonly components?: readonly C[];
  readonly onProgress?: (progress: StackProgress) => void;
  /** Gives up starting. A stack that is up is ended with `stop`. */
  readonly signal?: AbortSignal;
}

/** A server that ended without having been asked to. */
export interface ServerExit {
  readonly component: StackComponent;
  readonly code: number | null;
  readonly signal: string | null;
  readonly logFile: string;
  readonly lastLines: readonly string[];
}

/** How to reach each server, and the process that it is. */
export interface Endpoints {
  readonly kafka: { readonly brokers: string[]; readonly pid: number };
  readonly elasticsearch: { readonly url: string; readonly pid: number };
}

/** The running servers: only those that were asked for. */
export type Stack<C extends StackComponent = StackComponent> = Pick<Endpoints, C> & {
  readonly dataDir: string;
  readonly logDir: string;
  /** Settles when a server ends by itself, or with undefined when `stop` is called. */
  readonly exited: Promise<ServerExit | undefined>;
  /** Ends the servers and returns when no process of theirs is left. May be called more than once. */
  stop(): Promise<void>;
};

/** How long a server may take until it answers. */
const START_TIMEOUT_MS = 120_000;

const BOTH: readonly StackComponent[] = ['kafka', 'elasticsearch'];

/**
 * Starts a real Kafka and a real Elasticsearch on loopback and returns when both can be used.
 * The first start fetches them with Maven; see docs/stack.md.
 * @throws StackError, and then nothing is left running
 */
export async function startStack<C extends StackComponent = StackComponent>(
  options: StackOptions<C> = {},
): Promise<Stack<C>> {
  if (process.platform === 'win32') {
    throw new StackError('PLATFORM', 'The local stack runs on Linux and macOS, not on Windows: use it inside WSL.');
  }
  const aborting = new AbortController();
  const signal = AbortSignal.any([aborting.signal, ...(options.signal === undefined ? [] : [options.signal])]);
  try {
    return await start(options, aborting, signal);
  } catch (error) {
    aborting.abort();
    if (options.signal?.aborted === true) {
      throw new StackError('ABORTED', 'The start of the stack was cancelled.', { cause: error });
    }
    throw error;
  }
}

async function start<C extends StackComponent>(
  options: StackOptions<C>,
  aborting: AbortController,
  signal: AbortSignal,
): Promise<Stack<C>> {
  const components: readonly StackComponent[] = options.components ?? BOTH;
  const onProgress = options.onProgress ?? (() => undefined);
  // What can be refused at once is refused before anything is downloaded.
  const found = findJdks();
  const jdks = new Map(components.map((component) => [component, chooseJdk(component, found)]));
  if (components.includes('elasticsearch')) checkUser();
  await reservePorts(options);

  const lock = readLock();
  const homes = new Map<StackComponent, string>();
  // One after the other: two runs of Maven would share its local repository.
  for (const [component, { home: javaHome }] of jdks) {
    const context = { javaHome, onProgress, signal };
    homes.set(component, await installArtefact(component, lock[component], cacheDirectory(), context));
  }

  const directory = await openDataDirectory(options.dataDir);
  const guard = startGuard(directory.temporary ? directory.path : undefined);
  try {
    claimDataDirectory(directory, guard.pid);
    const ports = await reservePorts(options);
    const pids: Record<StackComponent, number> = { kafka: 0, elasticsearch: 0 };
    const addresses: Record<StackComponent, string> = {
      kafka: kafkaBroker(ports),
      elasticsearch: elasticsearchUrl(ports),
    };
    const startOne = async (component: StackComponent): Promise<void> => {
      const jdk = jdks.get(component);
      const home = homes.get(component);
      if (jdk === undefined || home === undefined) return;
      const begin = performance.now();
      onProgress({ step: 'starting', component, java: jdk.version });
      const prepared = await prepareServer(component, { home, javaHome: jdk.home }, directory, ports, signal);
      const pid = await bringUp({ component, timeoutMs: START_TIMEOUT_MS, ...prepared }, guard, directory, signal);
      pids[component] = pid;
      const milliseconds = Math.round(performance.now() - begin);
      onProgress({ step: 'ready', component, address: addresses[component], pid, milliseconds });
    };
    await Promise.all(components.map(startOne));
    const endpoints: Endpoints = {
      kafka: { brokers: [addresses.kafka], pid: pids.kafka },
      elasticsearch: { url: addresses.elasticsearch, pid: pids.elasticsearch },
    };
    const asked = Object.fromEntries(components.map((component) => [component, endpoints[component]])) as Pick<
      Endpoints,
      C
    >;
    const exited = watch(guard, directory.logs);
    let stopping: Promise<void> | undefined;
    const stop = (): Promise<void> => {
      if (stopping === undefined) for (const component of components) onProgress({ step: 'stopping', component });
      stopping ??= guard.stop();
      return stopping;
    };
    return { ...asked, dataDir: directory.path, logDir: directory.logs, exited, stop };
  } catch (error) {
    aborting.abort();
    await guard.stop();
    throw error;
  }
}

async function watch(guard: Guard, logs: string): Promise<ServerExit | undefined> {
  const exit = await guard.exited;
  if (exit === undefined) return undefined;
  const component: StackComponent = exit.name === 'kafka' ? 'kafka' : 'elasticsearch';
  const logFile = join(logs, `${component}.log`);
  return { component, code: exit.code, signal: exit.signal, logFile, lastLines: lastRelevantLines(logFile) };
}
