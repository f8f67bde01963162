import { InvalidArgumentError, type Command } from 'commander';
import { DEAD_CODES } from '../../../normalizers/outcome.ts';
import { providers } from '../../../normalizers/registry.ts';
import { suggest } from '../../runtime/closest-names.ts';
import type { Stage } from '../../runtime/deadletter.ts';
import type { Topics } from '../../runtime/topics.ts';
import type { LetterFilter } from '../../replay/main.ts';
import { checkFilters } from '../check-filters.ts';
import { createCommand, oneOf, wholeNumber, type Frame } from '../command.ts';
import { abortOnInterrupt } from '../interrupt.ts';
import { time } from '../parse-time.ts';
import { printableJson } from '../terminal.ts';

interface Options {
  readonly code?: readonly string[];
  readonly provider?: string;
  readonly stage?: Stage;
  readonly since?: number;
  readonly until?: number;
  readonly reason?: string;
  readonly source?: string;
  readonly limit?: number;
  readonly maxAttempts: number;
  readonly again?: number | true;
  readonly dryRun?: boolean;
  readonly all?: boolean;
  readonly json?: boolean;
}

const PROVIDER_KEYS = providers.map(({ key }) => key);
const STAGES = ['normalize', 'index'] as const satisfies readonly Stage[];

/** How often a record may have died and still be sent again. */
const MAX_ATTEMPTS = 3;

/** `wincanal replay`: dead letters back to where they came from. */
export function defineCommand(frame: Frame): Command {
  return createCommand(
    {
      name: 'replay',
      description:
        'Sends the originals of dead letters back to the topic that they came from, after what was wrong has been set ' +
        'right: raw records to the raw topic, documents that Elasticsearch refused to their enriched topic. Key, bytes, ' +
        'headers, partition and order are those of the original. Each letter is sent once: what was sent before is left ' +
        'out, also by a run that was killed and started again. Of a record with several dead letters, any of them ' +
        'selects it, and it is sent once. Without filters: all that can be sent. See docs/replay.md.',
      examples: [
        ['npx wincanal replay --dry-run', 'what is open, by code and reason, and what would be sent; nothing is'],
        [
          'npx wincanal replay --code EVENT_NO_TIME --since 24h',
          'after WINCANAL_ASSUMED_TIMEZONE was set on the normalizers',
        ],
        ['npx wincanal replay --stage index --limit 100', 'after the mapping was corrected, carefully at first'],
      ],
      exits: [
        'all that was selected has been sent, now or before (with --dry-run: can be sent)',
        'something that was selected and is open cannot be sent, all that was selected is never going to be sent, the ' +
          'run was stopped before its end, or Kafka could not be reached',
      ],
    },
    frame,
  )
    .option('--code <code>', 'only letters with this code (docs/dead-letters.md); may be given several times', addCode)
    .option(
      '--provider <provider>',
      `only of this provider, one of ${PROVIDER_KEYS.join(', ')}: raw records in whose bytes its name is, and its documents`,
      oneOf(PROVIDER_KEYS),
    )
    .option('--stage <stage>', `only those that died there: ${STAGES.join(' or ')}`, oneOf(STAGES))
    .option('--since <time>', 'only letters written since: 2026-03-04, 2026-03-04T05:06:07Z, 90m, 24h, 7d', asTime)
    .option('--until <time>', 'only letters written before', asTime)
    .option('--reason <text>', 'only letters whose reason has this text in it, in any case')
    .option('--source <place>', 'only the record that was there: topic/partition/offset, as tail shows it', asPlace)
    .option(
      '--limit <n>',
      'at most this many records, the oldest letters first',
      wholeNumber(1, Number.MAX_SAFE_INTEGER),
    )
    .option('--max-attempts <n>', 'leave out what has died so often', wholeNumber(1, 999_999), MAX_ATTEMPTS)
    .option(
      '--again [before]',
      'also what was sent again before; with a time, only where that was before it, which is how such a run is continued',
      asTime,
    )
    .option('--dry-run', 'only say what would be done')
    .option('--all', 'show also reasons of which no letter is open')
    .option(
      '--json',
      'one JSON object: dryRun, read, strangers, letters, originals, toSend, sent, done, leftOver, refused (by reason), ' +
        'groups (code, reason, example, source, letter, letters, open, sent, refused)',
    )
    .action(async (options: Options) => {
      frame.finish(await replay(options, frame));
    });
}

async function replay(options: Options, { terminal, onReaderGone }: Frame): Promise<0 | 1> {
  const { prepareKafka, requireTopics } = await import('../connect-kafka.ts');
  const { createKafka } = await import('../../runtime/kafka/index.ts');
  const { createQuietLogger } = await import('../../runtime/telemetry.ts');
  const { isSettled, runReplay } = await import('../../replay/main.ts');
  const { presentReplay } = await import('../present-replay.ts');
  const connection = prepareKafka(process.env);
  const { config } = connection;
  const { topics } = config;
  checkFilters(options, topics, PROVIDER_KEYS, Date.now());
  const targets = [topics.raw, ...PROVIDER_KEYS.map((key) => topics.enriched(key))];
  await requireTopics(connection, [topics.deadletter, topics.replayed, ...targets]);
  // What has begun is not given up as soon as a person's question is.
  const kafka = createKafka(config.kafka, createQuietLogger(config, process.env), { clientId: 'wincanal-replay' });
  const interrupt = abortOnInterrupt();
  onReaderGone(() => {
    interrupt.abort();
  });
  const { out, err } = terminal;
  const againBefore = options.again === true ? Date.now() : options.again;
  const admin = await kafka.connectAdmin();
  try {
    const dryRun = options.dryRun === true;
    const result = await runReplay({
      kafka,
      admin,
      topics,
      providers: PROVIDER_KEYS,
      filter: makeFilter(options, topics),
      maxAttempts: options.maxAttempts,
      limit: options.limit,
      againBefore,
      dryRun,
      signal: interrupt.signal,
      onProgress: (sent, toSend) => {
        if (err.interactive)
          void err.write(
            `\r${sent.toLocaleString('en-US')} of ${toSend.toLocaleString('en-US')} sent${sent === toSend ? '\n' : ''}`,
          );
      },
    });
    const text =
      options.json === true
        ? printableJson(JSON.stringify({ dryRun, ...result }))
        : presentReplay(result, { dryRun, all: options.all === true, againBefore }, out).join('\n');
    await out.write(`${text}\n`);
    return isSettled(result, dryRun) ? 0 : 1;
  } finally {
    await admin.disconnect();
  }
}

function makeFilter(options: Options, topics: Topics): LetterFilter {
  const { code, stage, since, until, reason, source } = options;
  const provider = providers.find(({ key }) => key === options.provider);
  return {
    ...(code === undefined ? {} : { codes: code }),
    ...(provider === undefined ? {} : { provider: { ...provider, topic: topics.enriched(provider.key) } }),
    ...(stage === undefined ? {} : { stage }),
    ...(since === undefined ? {} : { since }),
    ...(until === undefined ? {} : { until }),
    ...(reason === undefined ? {} : { reason }),
    ...(source === undefined ? {} : { source }),
  };
}

const CODES = Object.keys(DEAD_CODES);

function addCode(text: string, before: readonly string[] = []): readonly string[] {
  const code = text.toUpperCase();
  if (CODES.includes(code)) return [...before, code];
  throw new InvalidArgumentError(`There is no such code.${suggest(code, CODES)} docs/dead-letters.md has all of them.`);
}

/** Commander hands over the value of a former use of the option, too. */
function asTime(text: string): number {
  return time(text);
}

function asPlace(text: string): string {
  if (/^[\w.-]{1,249}\/\d{1,9}\/\d{1,15}$/.test(text)) return text;
  throw new InvalidArgumentError('It must be topic/partition/offset, for example wincanal.raw/2/1234.');
}
