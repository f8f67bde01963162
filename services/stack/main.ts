/** `npm run stack`: the local stack in the foreground, until Ctrl-C or SIGTERM. */
import { parseArgs } from 'node:util';
import { describeExit } from './bring-up.ts';
import { StackError, messageOf } from './errors.ts';
import { describeProgress, downloadedTenth, startStack, type StackOptions, type StackProgress } from './index.ts';

const USAGE = 'usage: npm run stack -- [--data-dir DIR] [--kafka-port N] [--elasticsearch-port N]';

process.exitCode = await run();

async function run(): Promise<number> {
  const cancel = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      cancel.abort();
    });
  }
  try {
    const stack = await startStack({ ...readOptions(), onProgress: printProgress(), signal: cancel.signal });
    const [broker] = stack.kafka.brokers;
    print(`Kafka ${broker ?? ''}  Elasticsearch ${stack.elasticsearch.url}  logs ${stack.logDir}  (Ctrl-C stops both)`);
    const asked = new Promise<undefined>((resolve) => {
      cancel.signal.addEventListener('abort', () => {
        resolve(undefined);
      });
      if (cancel.signal.aborted) resolve(undefined);
    });
    const exit = await Promise.race([stack.exited, asked]);
    await stack.stop();
    if (exit === undefined) return 0;
    const lines = [`${exit.component} ended by itself with ${describeExit(exit)}.`, ...exit.lastLines];
    process.stderr.write(`${lines.join('\n  ')}\n`);
    return 1;
  } catch (error) {
    if (error instanceof StackError && error.code === 'ABORTED') return 0;
    process.stderr.write(`${messageOf(error)}\n`);
    return 1;
  }
}

function readOptions(): StackOptions {
  const { values } = parseArgs({
    options: {
      'data-dir': { type: 'string' },
      'kafka-port': { type: 'string', default: '0' },
      'elasticsearch-port': { type: 'string', default: '0' },
      help: { type: 'boolean' },
    },
  });
  if (values.help === true) {
    print(USAGE);
    process.exit(0);
  }
  return {
    ...(values['data-dir'] === undefined ? {} : { dataDir: values['data-dir'] }),
    kafkaPort: readPort('--kafka-port', values['kafka-port']),
    elasticsearchPort: readPort('--elasticsearch-port', values['elasticsearch-port']),
  };
}

function readPort(option: string, text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  throw new StackError('PORT_INVALID', `${option} is "${text}": use a number from 1 to 65535, or 0 for a free port.`);
}

/** Prints a line a step; of the many reports of a download only one in every tenth of it. */
function printProgress(): (progress: StackProgress) => void {
  let shown = '';
  return (progress) => {
    const tenth = progress.step === 'downloading' ? downloadedTenth(progress) : '';
    const key = `${progress.component} ${progress.step} ${tenth}`;
    if (key !== shown) print(describeProgress(progress));
    shown = key;
  };
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
