import { open } from 'node:fs/promises';
import { InvalidArgumentError, Option, type Command } from 'commander';
import {
  composeFleet,
  countBroken,
  describeOrigin,
  FLEET_FORMATS,
  FLEET_ZONE,
  SAMPLE_FLEET,
  SAMPLE_FORMATS,
  type FleetFormat,
} from '../../simulate/index.ts';
import { createCommand, listOf, oneOf, rate, share, UsageError, wholeNumber, type Frame } from '../command.ts';
import { abortOnInterrupt } from '../interrupt.ts';
import { count, textWidth, wrapMessage } from '../layout.ts';
import { openBar } from '../progress-bar.ts';
import { checkSources, readRecords, type Framing } from '../read-records.ts';
import { sendFleet, type RecordSink, type SentRecord, type Sent } from '../send-fleet.ts';
import { total } from '../tally.ts';
import { warn } from '../warn.ts';
import { printable, type Terminal } from '../terminal.ts';
import { openTopicSink } from '../topic-sink.ts';
import { ALL, chooseFormats, listWarnings, noteFormats, type FormatName } from './simulate/choose-formats.ts';

interface Options {
  readonly hosts?: number;
  readonly events: number;
  readonly rate?: number;
  readonly shareOther: number;
  readonly broken?: number;
  readonly formats: readonly FormatName[];
  readonly seed?: number;
  readonly until?: number;
  readonly output?: string;
  readonly input?: string;
  readonly framing?: Framing;
}

/** More than any broker takes in one message. */
const LIMITS = { line: 64 * 1024 * 1024, file: 64 * 1024 * 1024 } as const;

/** `wincanal simulate`: a fleet's records, to Kafka or to a file. */
export function defineCommand(frame: Frame): Command {
  return createCommand(
    {
      name: 'simulate',
      description:
        'Sends what a fleet of Windows hosts would send: web servers, domain controllers, a VPN gateway, VPN clients ' +
        'and laptops, of several Windows releases and languages, with Schannel and RasSstp events among those of ' +
        'other providers, and some broken records. They go to the raw topic with the host as key, or to a file, a ' +
        'record a line. The same seed, options and end time give the same bytes. With --input it sends the records of a ' +
        'file instead. Each host sends in one format; --formats says which there are.',
      names: {
        title: 'Formats',
        meanings: [
          ...FLEET_FORMATS.map((name) => [name, describeOrigin(name).replaceAll('`', '')] as const),
          [ALL, 'each of these; to a file or standard output, those that are text on one line'],
        ],
      },
      examples: [
        ['npx wincanal simulate --events 10000', 'to the raw topic, as fast as it takes them'],
        ['npx wincanal simulate --events 6000 --rate 50/s', 'for two minutes, with events of this moment'],
        [
          'npx wincanal simulate --formats all',
          `in every format; those without a zone are read by a normalizer with WINCANAL_ASSUMED_TIMEZONE=${FLEET_ZONE}`,
        ],
        ['npx wincanal simulate --output - --share-other 0 --broken 0 | npx wincanal normalize', 'without any server'],
      ],
      exits: ['all records were sent', 'Kafka could not be reached, or the sending was interrupted'],
    },
    frame,
  )
    .option(
      '--hosts <n>',
      `hosts in the fleet (default: ${SAMPLE_FLEET.hosts}, or as many as formats are asked for)`,
      wholeNumber(1, 100_000),
    )
    .option('--events <n>', 'records in all', wholeNumber(1, 100_000_000), SAMPLE_FLEET.events)
    .option(
      '--rate <n/s>',
      'records a second, with the time of sending (default: at once, spread over the last hour)',
      rate,
    )
    .option('--share-other <0..1>', 'share of events of other providers', share, SAMPLE_FLEET.otherShare)
    .option(
      '--broken <n>',
      'how many of the records are broken, of seven kinds in turn (default: 7, of less than 70 records one in ten)',
      wholeNumber(0, 1_000_000),
    )
    .addOption(
      new Option('--formats <list>', 'formats of the records, between commas')
        .argParser(listOf([...FLEET_FORMATS, ALL]))
        .default([...SAMPLE_FORMATS], SAMPLE_FORMATS.join(',')),
    )
    .option(
      '--seed <n>',
      'number that determines everything but the time (default: a new one, which is shown)',
      wholeNumber(0, 2 ** 32 - 1),
    )
    .option('--until <time>', 'time of the last event, such as 2026-03-04T05:06:07Z (default: now)', parseTime)
    .option(
      '--input <file>',
      'send the records of this file as they are, without a key; only --framing, --rate and --output apply',
    )
    .option(
      '--framing <line|file>',
      'with --input: a record a line, or the file is one record (default: line)',
      oneOf(['line', 'file']),
    )
    .option('--output <file>', 'write to this file instead of Kafka; "-" is standard output')
    .action(async (options: Options) => {
      frame.finish(await simulate(options, frame));
    });
}

function parseTime(text: string): number {
  const ms = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/u.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(ms)) throw new InvalidArgumentError('It must be a time such as 2026-03-04T05:06:07Z.');
  return ms;
}

async function simulate(options: Options, { terminal, onReaderGone }: Frame): Promise<0 | 1> {
  if (options.input !== undefined) return sendFile(options.input, options, terminal);
  if (options.framing !== undefined)
    throw new UsageError('--framing goes with --input: the fleet sends a record at a time');
  const { events, rate: perSecond, shareOther, until } = options;
  const formats = chooseFormats(options.formats, options.output !== undefined);
  const hosts = options.hosts ?? Math.max(SAMPLE_FLEET.hosts, formats.length);
  if (perSecond !== undefined && until !== undefined)
    throw new UsageError('--rate and --until exclude each other: a rate means now');
  const seed = options.seed ?? Date.now() % 2 ** 32;
  const broken = Math.min(options.broken ?? countBroken(events), events);
  const { err } = terminal;
  for (const warning of listWarnings(formats, hosts, process.env)) await warn(err, warning);
  const interrupt = abortOnInterrupt();
  onReaderGone(() => process.exit(0));
  const { sink, place } = await openSink(options.output, terminal);
  const nowMs = Date.now();
  const toMs = perSecond === undefined ? (until ?? nowMs) : nowMs + (events / perSecond) * 1000;
  const fromMs = perSecond === undefined ? toMs - SAMPLE_FLEET.spanMs : nowMs;

  const seen = new Set<FleetFormat>();
  const bar = openBar(err, 'sending', events);
  let sent: Sent;
  try {
    const records = composeFleet({ seed, hosts, events, otherShare: shareOther, broken, formats, fromMs, toMs });
    sent = await sendFleet(noteFormats(records, seen), sink, perSecond, interrupt.signal, bar.update);
  } finally {
    bar.close();
    await sink.close();
  }
  const asked = new Set(formats).size;
  const ways = `${seen.size < asked ? `${seen.size} of ` : ''}${count(asked, 'format')}`;
  const summary = `${describe(sent)} of ${count(hosts, 'host')} in ${ways} to ${place} (seed ${seed})`;
  await err.write(`${err.interactive ? wrapMessage(summary, textWidth(err.columns())) : summary}\n`);
  return interrupt.signal.aborted ? 1 : 0;
}

/** Sends the records of a file. They have no key: only the normalizer finds out which host they are of. */
async function sendFile(input: string, options: Options, terminal: Terminal): Promise<0 | 1> {
  await checkSources([input]);
  const interrupt = abortOnInterrupt();
  const { sink, place } = await openSink(options.output, terminal);
  let sent = 0;
  try {
    for await (const lines of readRecords({ name: input, framing: options.framing ?? 'line' }, LIMITS)) {
      const records = lines.map(({ bytes }): SentRecord => ({ key: null, value: bytes, kind: 'file' }));
      sent += total(await sendFleet(records, sink, options.rate, interrupt.signal, () => undefined));
      if (interrupt.signal.aborted) break;
    }
  } finally {
    await sink.close();
  }
  await terminal.err.write(`${count(sent, 'record')} of ${printable(input)} to ${place}\n`);
  return interrupt.signal.aborted ? 1 : 0;
}

async function openSink(output: string | undefined, terminal: Terminal): Promise<{ sink: RecordSink; place: string }> {
  if (output === undefined) return openTopic();
  if (output === '-')
    return {
      sink: { write: (records) => terminal.out.write(joinLines(records)), close: async () => {} },
      place: 'standard output',
    };
  const file = await open(output, 'w').catch((error: unknown) => {
    throw new UsageError(
      `--output: "${output}" cannot be written (${(error as NodeJS.ErrnoException).code ?? 'error'})`,
    );
  });
  const write = async (records: readonly SentRecord[]): Promise<void> => {
    await file.write(joinLines(records));
  };
  return { sink: { write, close: () => file.close() }, place: printable(output) };
}

async function openTopic(): Promise<{ sink: RecordSink; place: string }> {
  const { prepareKafka, requireTopics } = await import('../connect-kafka.ts');
  const connection = prepareKafka(process.env);
  const topic = connection.config.topics.raw;
  await requireTopics(connection, [topic]);
  return { sink: await openTopicSink(connection.kafka, topic), place: topic };
}

function joinLines(records: readonly SentRecord[]): Buffer {
  return Buffer.concat(records.flatMap(({ value }) => [value, Buffer.from('\n')]));
}

function describe(sent: Sent): string {
  const all = total(sent);
  const [ours, other] = [sent.get('ours') ?? 0, sent.get('other') ?? 0];
  const broken = all - ours - other;
  const figure = (number: number): string => number.toLocaleString('en-US');
  return `${count(all, 'record')} (${figure(ours)} Schannel and RasSstp, ${figure(other)} other, ${figure(broken)} broken)`;
}
