import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { providers } from '../../../normalizers/registry.ts';
import type { ReceivedMessage } from '../../runtime/kafka/index.ts';
import type { Topics } from '../../runtime/topics.ts';
import { createCommand, oneOf, UsageError, wholeNumber, type Frame } from '../command.ts';
import { abortOnInterrupt } from '../interrupt.ts';
import { formatMessage, formatMessageJson } from '../format-message.ts';

interface Options {
  readonly fromBeginning?: boolean;
  readonly json?: boolean;
  readonly count?: number;
  readonly save?: string;
}

const PROVIDER_KEYS = providers.map(({ key }) => key);
const WHAT = [...PROVIDER_KEYS, 'alerts', 'deadletter', 'raw'];

/** `wincanal tail`: what comes out of the canal, as it comes. */
export function defineCommand(frame: Frame): Command {
  return createCommand(
    {
      name: 'tail',
      description:
        'Subscribes to what the normalizer publishes and prints one line an event: time, severity, host, event and ' +
        'summary. Of a dead letter it prints the time, the reason, where the record was (topic, partition, offset), its ' +
        'key, which for most senders is the host, and what was wrong. With "raw" it shows what comes in. Only what is committed is shown, each event once. ' +
        'Nothing is committed, so watching disturbs no one. Ctrl-C ends it.',
      examples: [
        ['npx wincanal tail alerts', 'events of severity high and critical as they come'],
        [
          'npx wincanal tail schannel --from-beginning --count 20',
          'twenty that the topic still has, in order within a partition only',
        ],
        ['npx wincanal tail deadletter --from-beginning', 'what could not be read, why, and who sent it'],
        [
          'npx wincanal tail raw --count 20 --save records && npx wincanal explain records/wincanal.raw-0-1234',
          'the next records that arrive, byte for byte, and what they are read as',
        ],
        ['npx wincanal tail --json | jq -c .wincanal.remediation.id', 'whole documents for a script'],
      ],
      exits: ['ended by --count or Ctrl-C', 'Kafka could not be reached, or the topics are missing'],
    },
    frame,
  )
    .argument('[what]', `one of ${WHAT.join(', ')} (default: the documents of all providers)`, oneOf(WHAT))
    .option(
      '--from-beginning',
      'start with the oldest that each partition keeps, not with what comes now; partitions come in no order',
    )
    .option(
      '--json',
      'whole documents, one JSON object a line; of a dead letter its headers (error-code, error-detail, source-topic, ' +
        'source-partition, source-offset, source-index and more: docs/delivery.md), key, and original in base64',
    )
    .option(
      '--save <dir>',
      'also write the bytes of each message, as they are, to a file <topic>-<partition>-<offset> in this directory: of a ' +
        'dead letter its original',
    )
    .option('--count <n>', 'end after this many', wholeNumber(1, Number.MAX_SAFE_INTEGER))
    .action(async (what: string | undefined, options: Options) => {
      frame.finish(await tail(what, options, frame));
    });
}

async function tail(what: string | undefined, options: Options, { terminal, onReaderGone }: Frame): Promise<0> {
  const { prepareKafka, requireTopics } = await import('../connect-kafka.ts');
  const connection = prepareKafka(process.env);
  const { topics } = connection.config;
  const names = what === undefined ? PROVIDER_KEYS.map((key) => topics.enriched(key)) : [topicOf(what, topics)];
  await requireTopics(connection, names);
  const interrupt = abortOnInterrupt();
  onReaderGone(() => {
    interrupt.abort();
  });
  const { out, err } = terminal;
  const save = options.save === undefined ? undefined : await openFolder(options.save);
  if (err.interactive) await err.write(err.colors.dim(`reading ${names.join(', ')}; Ctrl-C ends\n`));
  let seen = 0;
  await connection.kafka.readTopics(names, {
    fromBeginning: options.fromBeginning === true,
    signal: interrupt.signal,
    onMessage: async (message) => {
      if (options.count !== undefined && seen >= options.count) return;
      seen++;
      await save?.(message);
      await out.write(
        `${options.json === true ? formatMessageJson(message, topics) : formatMessage(message, topics, out)}\n`,
      );
      if (seen === options.count) interrupt.abort();
    },
  });
  return 0;
}

function topicOf(what: string, topics: Topics): string {
  if (what === 'alerts' || what === 'raw') return topics[what];
  return what === 'deadletter' ? topics.deadletter : topics.enriched(what);
}

/**
 * Makes a directory for messages, where it is not there.
 * @returns what writes a message to a file of its own; one without a value has none
 * @throws UsageError where the directory cannot be made
 */
async function openFolder(folder: string): Promise<(message: ReceivedMessage) => Promise<void>> {
  await mkdir(folder, { recursive: true }).catch((error: unknown) => {
    throw new UsageError(`--save: "${folder}" cannot be made (${(error as NodeJS.ErrnoException).code ?? 'error'})`);
  });
  // Kafka allows letters, digits, dots, dashes and underscores in the name of a topic: nothing that leads elsewhere.
  return async ({ topic, partition, offset, value }) => {
    if (value !== null) await writeFile(join(folder, `${topic}-${partition}-${offset}`), value);
  };
}
