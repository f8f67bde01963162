import type { Command } from 'commander';
import type { EnrichedDocument } from '../../../normalizers/index.ts';
import { providers } from '../../../normalizers/registry.ts';
import type { ReceivedMessage } from '../../runtime/kafka/index.ts';
import type { Topics } from '../../runtime/topics.ts';
import { createCommand, oneOf, wholeNumber, type Frame } from '../command.ts';
import { abortOnInterrupt } from '../interrupt.ts';
import { cut, fit, shortTime } from '../layout.ts';
import { paintSeverity, shortLabel } from '../present-document.ts';
import { readDocument } from '../read-document.ts';
import { printable, widthOf, type Output } from '../terminal.ts';

interface Options {
  readonly fromBeginning?: boolean;
  readonly json?: boolean;
  readonly count?: number;
}

const PROVIDER_KEYS = providers.map(({ key }) => key);
const WHAT = [...PROVIDER_KEYS, 'alerts', 'deadletter'];

/** `wincanal tail`: what comes out of the canal, as it comes. */
export function defineCommand(frame: Frame): Command {
  return createCommand(
    {
      name: 'tail',
      description:
        'Subscribes to what the normalizer publishes and prints one line an event: time, severity, host, event and ' +
        'summary. Only what is committed is shown, each event once. Nothing is committed, so watching disturbs no one. ' +
        'Ctrl-C ends it.',
      examples: [
        ['wincanal tail alerts', 'events of severity high and critical as they come'],
        ['wincanal tail schannel --from-beginning --count 20', 'the oldest ones that the topic still has'],
        ['wincanal tail --json | jq -c .wincanal.remediation.id', 'whole documents for a script'],
      ],
      exits: ['ended by --count or Ctrl-C', 'Kafka could not be reached, or the topics are missing'],
    },
    frame,
  )
    .argument('[what]', `one of ${WHAT.join(', ')} (default: the documents of all providers)`, oneOf(WHAT))
    .option('--from-beginning', 'start with the oldest that is kept, not with what comes now')
    .option('--json', 'whole documents, one JSON object a line; a dead letter with its original in base64')
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
  if (err.interactive) await err.write(err.colors.dim(`reading ${names.join(', ')}; Ctrl-C ends\n`));
  let seen = 0;
  await connection.kafka.readTopics(names, {
    fromBeginning: options.fromBeginning === true,
    signal: interrupt.signal,
    onMessage: async (message) => {
      if (options.count !== undefined && seen >= options.count) return;
      seen++;
      await out.write(`${options.json === true ? formatJson(message, topics) : formatLine(message, topics, out)}\n`);
      if (seen === options.count) interrupt.abort();
    },
  });
  return 0;
}

function topicOf(what: string, topics: Topics): string {
  if (what === 'alerts') return topics.alerts;
  return what === 'deadletter' ? topics.deadletter : topics.enriched(what);
}

function formatJson({ topic, value, headers }: ReceivedMessage, topics: Topics): string {
  if (topic !== topics.deadletter) return value?.toString() ?? 'null';
  return JSON.stringify({ ...headers, original: value?.toString('base64') ?? null });
}

/** One line for a person; cut to the terminal's width, whole where there is none. */
function formatLine(message: ReceivedMessage, topics: Topics, out: Output): string {
  if (message.topic === topics.deadletter) return formatDeadLetter(message, out);
  const document = readDocument(message.value);
  return document === undefined ? formatStranger(message, out) : formatDocument(document, out);
}

/** Anybody who may write to the topic can have put it there. */
function formatStranger({ topic, partition, offset, timestamp }: ReceivedMessage, { colors }: Output): string {
  const time = shortTime(new Date(timestamp).toISOString());
  return `${time}  ${colors.yellow('(not a document)')}  ${topic}/${partition}/${offset}`;
}

/** From this width on a terminal has room for the date and for a whole sentence. */
const WIDE = 120;

function formatDocument(document: EnrichedDocument, out: Output): string {
  const { event, host, wincanal } = document;
  const isNarrow = out.interactive && out.columns() < WIDE;
  const { label } = wincanal.severity;
  const word = shortLabel(label);
  const time = shortTime(document['@timestamp']);
  const head = [
    isNarrow ? time.slice('2026-03-04 '.length) : time,
    paintSeverity(label, out.colors)(word) + ' '.repeat(8 - word.length),
    fit(printable(host?.name.split('.')[0] ?? '-'), 10),
    fit(`${document.data_stream.dataset.replace(/^.*\./u, '')} ${event.code}`, 14),
  ].join('  ');
  return behind(head, printable(isNarrow ? wincanal.title : wincanal.summary), out);
}

function formatDeadLetter({ headers, timestamp }: ReceivedMessage, out: Output): string {
  const time = shortTime(new Date(timestamp).toISOString());
  const code = headers['error-code'] ?? '-';
  const source = `${headers['source-topic'] ?? '-'}/${headers['source-partition'] ?? '-'}/${headers['source-offset'] ?? '-'}`;
  const head = `${time}  ${out.colors.yellow(fit(code, 22))}  ${fit(source, 20)}`;
  return behind(head, printable(headers['error-detail'] ?? ''), out);
}

/** A text behind a head: cut to what is left of a terminal's line, whole where there is none. */
function behind(head: string, text: string, out: Output): string {
  const room = Math.max(10, out.columns() - widthOf(head) - 2);
  return `${head}  ${out.interactive ? cut(text, room) : text}`;
}
