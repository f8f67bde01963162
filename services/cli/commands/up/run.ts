import { setTimeout as sleep } from 'node:timers/promises';
import { composeFleet, countBroken, SAMPLE_FLEET } from '../../../simulate/index.ts';
import { preferPort, StackError, type StackErrorCode } from '../../../stack/index.ts';
import { UsageError, type ExitCode, type Frame } from '../../command.ts';
import { abortOnInterrupt } from '../../interrupt.ts';
import { count, textWidth } from '../../layout.ts';
import { sendFleet, type Sent } from '../../send-fleet.ts';
import { printable, type Output } from '../../terminal.ts';
import { openTopicSink } from '../../topic-sink.ts';
import { Cleanup, localEnvironment, startCanal, STEPS, type Canal } from './canal.ts';
import { openCounter } from './counts.ts';
import { followCounts } from './follow.ts';
import { describeNext, describeNextWithoutServers } from './next.ts';
import { openSteps } from './steps.ts';
import { describeDeadLetters, describeMostSevere, describeSeverities } from './summary.ts';
import { lastLines } from './workers.ts';

/** Options of the command. */
export interface UpOptions {
  readonly once?: boolean;
  readonly samples: boolean;
  readonly events: number;
  readonly hosts: number;
  readonly dataDir?: string;
  readonly kafkaPort?: number;
  readonly elasticsearchPort?: number;
}

/** The same fleet each time, so that what the documentation shows is what appears. */
const SEED = 1;
const SHOWN_IN_FULL = 3;

/** Runs the whole canal: start, samples, summary, until Ctrl-C or the end of the samples. */
export async function up(options: UpOptions, { terminal, onReaderGone }: Frame): Promise<ExitCode> {
  const env = localEnvironment(process.env);
  const cleanup = new Cleanup();
  const interrupt = abortOnInterrupt(() => {
    cleanup.kill();
  });
  onReaderGone(() => {
    interrupt.abort();
  });
  // Whatever the reason for the end is, what still waits and polls ends with it.
  const ending = new AbortController();
  const signal = AbortSignal.any([interrupt.signal, ending.signal]);
  const aborted = new Promise<'aborted'>((resolve) => {
    interrupt.signal.addEventListener('abort', () => {
      resolve('aborted');
    });
  });
  const { out } = terminal;
  let work: Promise<ExitCode> = Promise.resolve(0);
  try {
    const canal = await start(options, env, cleanup, signal, out);
    if (options.samples) work = showSamples(options, canal, signal, out);
    const code = await Promise.race([work, canal.broken, aborted]);
    if (code === 'aborted') return options.once === true ? 1 : 0;
    if (options.once === true) {
      await out.write(`${describeNextWithoutServers(out).join('\n')}\n`);
      return code;
    }
    await out.write(`${describeNext(canal, out).join('\n')}\n`);
    await Promise.race([canal.broken, aborted]);
    return code;
  } catch (error) {
    if (interrupt.signal.aborted) return options.once === true ? 1 : 0;
    throw asUsageError(error);
  } finally {
    if (interrupt.signal.aborted) await out.write('\nstopping\n');
    ending.abort();
    await Promise.race([work.catch(() => undefined), sleep(PATIENCE_MS)]);
    await cleanup.stop();
    // Clients whose server is gone may still be trying to reach it.
    setTimeout(() => process.exit(), PATIENCE_MS).unref();
  }
}

/** Where the other commands look when nothing tells them where the servers are. */
const USUAL_PORTS = { kafka: 9092, elasticsearch: 9200 };

/** How long what was started by us may take to notice that it is over. */
const PATIENCE_MS = 3000;

async function start(
  options: UpOptions,
  env: NodeJS.ProcessEnv,
  cleanup: Cleanup,
  signal: AbortSignal,
  out: Output,
): Promise<Canal> {
  const { dataDir } = options;
  // A canal that stops by itself takes a free port at once: nobody has to find it, and it must not stand in the way of
  // one that stays.
  const choose = (usual: number): Promise<number> => (options.once === true ? Promise.resolve(0) : preferPort(usual));
  const kafkaPort = options.kafkaPort ?? (await choose(USUAL_PORTS.kafka));
  const elasticsearchPort = options.elasticsearchPort ?? (await choose(USUAL_PORTS.elasticsearch));
  const steps = openSteps(STEPS, out);
  try {
    const canal = await startCanal(
      { kafkaPort, elasticsearchPort, ...(dataDir !== undefined && { dataDir }) },
      env,
      steps,
      cleanup,
      signal,
    );
    return canal;
  } finally {
    steps.close();
  }
}

/** Sends the fleet's records, follows them to the end, and reads back what came of them. */
async function showSamples(options: UpOptions, canal: Canal, signal: AbortSignal, out: Output): Promise<ExitCode> {
  const { config, kafka, elasticsearch, logDir } = canal;
  const { events, hosts } = options;
  const nowMs = Date.now();
  const fleet = composeFleet({
    seed: SEED,
    hosts,
    events,
    otherShare: SAMPLE_FLEET.otherShare,
    broken: countBroken(events),
    formats: ['xml', 'winlogbeat'],
    fromMs: nowMs - SAMPLE_FLEET.spanMs,
    toMs: nowMs,
  });
  await out.write(
    `\n${out.colors.bold('Sample fleet')}: ${events} records of ${hosts} hosts, logs in ${printable(logDir)}\n`,
  );
  const counter = await openCounter({ config, kafka, elasticsearch });
  const sink = await openTopicSink(kafka, config.topics.raw);
  try {
    let sent: Sent | undefined;
    const sending = sendFleet(fleet, sink, undefined, signal, () => undefined).then((all) => {
      sent = all;
    });
    const following = followCounts(counter, out, () => sent, signal);
    const [{ counts, missing }] = await Promise.race([Promise.all([following, sending]), counter.failed]);
    if (signal.aborted) return 1;
    const verdict = describeVerdict(missing, out);
    await out.write(`\n  ${verdict}\n`);
    if (missing.length > 0) {
      for (const { name, logFile } of canal.workers) {
        await out.write(`\nThe end of the log of the ${name}, ${printable(logFile)}:\n${indent(lastLines(logFile))}\n`);
      }
    }
    await summarise(canal, out);
    if (options.once === true) await out.write(`\n${count(counts.raw, 'record')}: ${verdict}\n`);
    return missing.length === 0 ? 0 : 1;
  } finally {
    await Promise.all([sink.close(), counter.close()]);
  }
}

async function summarise({ elasticsearch, config }: Canal, out: Output): Promise<void> {
  const write = async (lines: readonly string[]): Promise<void> => {
    if (lines.length > 0) await out.write(`\n${lines.join('\n')}\n`);
  };
  await write(await describeSeverities(elasticsearch, config, out));
  const severe = await describeMostSevere(elasticsearch, config, out, SHOWN_IN_FULL);
  for (const [index, lines] of severe.entries()) {
    const title = `── ${index + 1} of the ${severe.length} most severe, as Elasticsearch has it `;
    await write([out.colors.dim(title.padEnd(textWidth(out.columns()) - 1, '─')), '', ...lines]);
  }
  await write(await describeDeadLetters(elasticsearch, config, out));
}

function describeVerdict(missing: readonly string[], { colors }: Output): string {
  if (missing.length === 0)
    return colors.green('all accounted for: raw = enriched + skipped + dead, indexed = enriched + dead');
  return `${colors.red('not all accounted for, and nothing moves any more:')}\n${indent(missing.map((line) => `- ${line}`))}`;
}

function indent(lines: readonly string[]): string {
  return lines.map((line) => `  ${line}`).join('\n');
}

/** What the users can set right themselves: exit code 2. */
const WRONG_USE: ReadonlySet<StackErrorCode> = new Set([
  'PLATFORM',
  'NO_JAVA',
  'NO_MAVEN',
  'DATA_DIR',
  'PORT_INVALID',
  'PORT_IN_USE',
]);

function asUsageError(error: unknown): unknown {
  return error instanceof StackError && WRONG_USE.has(error.code) ? new UsageError(error.message) : error;
}
