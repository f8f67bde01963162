import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { providers } from '../../normalizers/index.ts';
import {
  readAccounting,
  readIndexing,
  type IndexerAccount,
  type NormalizerAccount,
} from '../../services/runtime/accounting.ts';
import { loadConfig, type Config } from '../../services/runtime/config.ts';
import { nameDataStream } from '../../services/runtime/data-streams.ts';
import { createElasticsearch, type Elasticsearch } from '../../services/runtime/elasticsearch/index.ts';
import {
  createKafka,
  type KafkaAdmin,
  type KafkaPort,
  type MessageSender,
  type ReceivedMessage,
} from '../../services/runtime/kafka/index.ts';
import { createLogger } from '../../services/runtime/telemetry.ts';
import { runSetup } from '../../services/setup/index.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** A worker, or a command of the command line, as a process of its own. */
export interface WorkerProcess {
  readonly child: ChildProcess;
  /** Exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals>;
  /** What it wrote to standard error so far. */
  log(): string;
  /** What it wrote to standard output so far. */
  output(): string;
}

/** Topics and data streams of one test, on the shared servers. */
export interface Canal {
  readonly config: Config;
  readonly kafka: KafkaPort;
  readonly admin: KafkaAdmin;
  readonly sender: MessageSender;
  readonly elasticsearch: Elasticsearch;
  readonly indexedTopics: readonly string[];
  startWorker(name: 'normalizer' | 'indexer', env?: Readonly<Record<string, string>>): WorkerProcess;
  /** Starts a command of the command line, with its arguments. */
  startCommand(args: readonly string[]): WorkerProcess;
  sendRaw(values: readonly (string | Buffer)[]): Promise<void>;
  readonly normalized: () => Promise<NormalizerAccount>;
  readonly indexed: () => Promise<IndexerAccount>;
  dataStream(dataset: string): string;
  /** All committed messages of a topic. Nobody else may be writing to it. */
  readAll(topic: string): Promise<ReceivedMessage[]>;
  close(): Promise<void>;
}

/** Makes a canal with topics of three partitions and a namespace of its own; `settings` count more than both, and than the shared servers. */
export async function digCanal(settings: Readonly<Record<string, string>> = {}): Promise<Canal> {
  const tag = randomBytes(4).toString('hex');
  const own = { WINCANAL_TOPIC_PREFIX: `e2e-${tag}`, WINCANAL_NAMESPACE: `e2e_${tag}`, WINCANAL_TOPIC_PARTITIONS: '3' };
  const environment = { ...process.env, ...own, ...settings };
  const config = loadConfig(environment);
  const logger = createLogger('silent', 'e2e');
  const kafka = createKafka(config.kafka, logger);
  const elasticsearch = createElasticsearch(config.elasticsearch);
  const admin = await kafka.connectAdmin();
  const sender = await kafka.connectSender();
  await runSetup({ kafka: admin, elasticsearch, config, check: false, report: () => undefined });
  const indexedTopics = [...providers.map(({ key }) => config.topics.enriched(key)), config.topics.deadletter];
  const children = new Set<ChildProcess>();

  function start(args: readonly string[], env: Readonly<Record<string, string>>): WorkerProcess {
    const child = spawn(process.execPath, args, {
      cwd: ROOT,
      env: { ...environment, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    children.add(child);
    const texts = { log: '', output: '' };
    child.stderr.setEncoding('utf8').on('data', (text: string) => (texts.log += text));
    child.stdout.setEncoding('utf8').on('data', (text: string) => (texts.output += text));
    // Not `exit`: what was written last may not be read by then.
    const ended = once(child, 'close').then(([code, signal]) => (code ?? signal) as number | NodeJS.Signals);
    void ended.then(() => children.delete(child));
    return { child, ended, log: () => texts.log, output: () => texts.output };
  }

  return {
    config,
    kafka,
    admin,
    sender,
    elasticsearch,
    indexedTopics,
    startWorker: (name, env = {}) => start([`services/${name}/main.ts`], env),
    startCommand: (args) => start(['services/cli/main.ts', ...args], {}),
    async sendRaw(values) {
      const { raw } = config.topics;
      await sender.send(
        values.map((v, i) => ({ topic: raw, key: `sender-${i % 20}`, value: Buffer.from(v), headers: {} })),
      );
    },
    normalized: () => readAccounting(admin, config.groups.normalizer, config.topics.raw),
    indexed: () => readIndexing(admin, config.groups.indexer, indexedTopics),
    dataStream: (dataset) => nameDataStream(dataset, config.namespace),
    readAll: (topic) => readAll(kafka, admin, sender, topic),
    async close() {
      for (const child of children) child.kill('SIGKILL');
      await Promise.all([...children].map((child) => once(child, 'exit')));
      await Promise.all([admin.disconnect(), sender.disconnect(), elasticsearch.close()]);
    },
  };
}

/** Repeats a question until its answer is good; the test's own timeout is the limit. */
export async function until<T>(ask: () => Promise<T> | T, good: (answer: T) => boolean): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (good(answer)) return answer;
    await delay(50);
  }
}

const MARK = 'e2e-end';

/** Puts a mark at the end of each partition and reads until all marks are seen, so that nothing can come late. */
async function readAll(
  kafka: KafkaPort,
  admin: KafkaAdmin,
  sender: MessageSender,
  topic: string,
): Promise<ReceivedMessage[]> {
  const mark = randomBytes(8).toString('hex');
  const partitions = (await admin.topicEnds(topic)).map(({ partition }) => partition);
  const headers = { [MARK]: mark };
  // A topic that is compacted takes nothing without a key.
  await sender.send(partitions.map((partition) => ({ topic, partition, key: MARK, value: null, headers })));
  const missing = new Set(partitions);
  const found: ReceivedMessage[] = [];
  const stop = new AbortController();
  await kafka.readTopics([topic], {
    fromBeginning: true,
    signal: stop.signal,
    onMessage(message) {
      if (message.headers[MARK] === undefined) found.push(message);
      else if (message.headers[MARK] === mark) missing.delete(message.partition);
      if (missing.size === 0) stop.abort();
    },
  });
  return found;
}

/** An event of Schannel as the Windows Event Collector forwards it: a fatal alert that a server received. */
export function composeAlert(recordId: number, host: number, provider = 'Schannel'): string {
  const guid =
    provider === 'Schannel' ? '{1f678132-5938-4686-9fdc-c8ff68f15c85}' : '{9b1f0a52-0c65-4e10-8a44-6d2f9e3b7c11}';
  const time = new Date(Date.UTC(2026, 0, 15, 8, 0, 0) + recordId * 1000).toISOString().replace('Z', '4321Z');
  return (
    `<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>` +
    `<Provider Name='${provider}' Guid='${guid}'/><EventID>36887</EventID><Version>0</Version><Level>2</Level>` +
    `<Task>0</Task><Opcode>0</Opcode><Keywords>0x8000000000000000</Keywords><TimeCreated SystemTime='${time}'/>` +
    `<EventRecordID>${recordId}</EventRecordID><Correlation/><Execution ProcessID='712' ThreadID='2044'/>` +
    `<Channel>System</Channel><Computer>web${host}.fleet.example</Computer><Security UserID='S-1-5-18'/></System>` +
    `<EventData><Data Name='AlertDesc'>${40 + (recordId % 9)}</Data></EventData></Event>`
  );
}
