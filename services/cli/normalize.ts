import { open } from 'node:fs/promises';
import type { Command } from 'commander';
import { createNormalizer, type DeadOutcome } from '../../normalizers/index.ts';
import { loadConfig } from '../runtime/config.ts';
import { createCommand, oneOf, UsageError, type Frame } from './command.ts';
import { count } from './layout.ts';
import { checkSources, readRecords, type Framing, type InputRecord } from './read-records.ts';
import { printable } from './terminal.ts';

interface Options {
  readonly framing?: Framing;
  readonly dead?: string;
  readonly json?: boolean;
}

/** How many dead letters are shown where no file takes them. */
const SHOWN_DEAD = 5;

/** A saved file is not a Kafka record: Event Viewer exports a whole log into one. */
const FILE_LIMITS = { recordBytes: 256 * 1024 * 1024, events: 1_000_000 } as const;

/** `wincanal normalize`: records in, documents out, no server. */
export function defineCommand(frame: Frame): Command {
  return createCommand(
    {
      name: 'normalize',
      description:
        'Reads raw records from files or standard input and writes their ECS documents to standard output, one JSON ' +
        'object a line, in the order of the input. Needs no server; what it does to a record is what the normalizer ' +
        'worker does. Events of other providers are skipped and counted. What cannot become a document is a dead ' +
        'letter. Files of any size are read in constant memory.',
      examples: [
        ['wincanal normalize events.ndjson > documents.ndjson', 'a record a line'],
        ['wincanal normalize --framing file saved/*.xml', 'each file is one record, which may hold many events'],
        ['kcat -C -e -t wincanal.raw | wincanal normalize --dead dead.ndjson | jq .wincanal.summary', 'in a pipe'],
      ],
      exits: ['no record became a dead letter', 'at least one record became a dead letter'],
    },
    frame,
  )
    .argument('[file...]', 'files to read; "-" or none: standard input')
    .option(
      '--framing <line|file>',
      'a record a line, or a file is one record (default: line for .ndjson, .jsonl, .log and standard input, ' +
        'otherwise, and for UTF-16, file)',
      oneOf(['line', 'file']),
    )
    .option(
      '--dead <file>',
      'write dead letters to this file, one JSON object a line: code, detail, file, line, source_index, original (base64)',
    )
    .option('--json', 'the summary on standard error as one JSON object')
    .action(async (files: string[], options: Options) => {
      frame.finish(await normalizeFiles(files.length === 0 ? ['-'] : files, options, frame));
    });
}

interface Tally {
  records: number;
  events: Map<string, number>;
  skipped: Map<string, number>;
  dead: Map<string, number>;
}

async function normalizeFiles(files: readonly string[], options: Options, { terminal }: Frame): Promise<0 | 1> {
  await checkSources(files);
  const { keepOriginal, excludedIds, maxRecordBytes, namespace } = loadConfig(process.env);
  const settings = { keepOriginal, excludedIds, namespace };
  const ofLines = createNormalizer({ ...settings, limits: { recordBytes: maxRecordBytes } });
  const ofFiles = createNormalizer({ ...settings, limits: FILE_LIMITS });
  const deadLetters = await openDeadLetters(options.dead);
  const tally: Tally = { records: 0, events: new Map(), skipped: new Map(), dead: new Map() };
  if (files.includes('-') && process.stdin.isTTY) {
    await terminal.err.write('reading records from the terminal, one a line; Ctrl-D ends\n');
  }

  for (const file of files) {
    const limits = { line: maxRecordBytes, file: FILE_LIMITS.recordBytes };
    for await (const records of readRecords({ name: file, framing: options.framing }, limits)) {
      let documents = '';
      let letters = '';
      for (const record of records) {
        tally.records++;
        const normalizer = record.line === undefined ? ofFiles : ofLines;
        for (const outcome of normalizer.normalize(record.bytes, undefined, Date.now())) {
          if (outcome.kind === 'event') {
            documents += `${outcome.json}\n`;
            increase(tally.events, outcome.provider);
          } else if (outcome.kind === 'skip') increase(tally.skipped, outcome.reason);
          else {
            increase(tally.dead, outcome.code);
            if (deadLetters !== undefined) letters += `${writeDeadLetter(outcome, file, record)}\n`;
            else if (options.json !== true && sum(tally.dead) <= SHOWN_DEAD) {
              const where = `${file === '-' ? 'standard input' : file}${record.line === undefined ? '' : `:${record.line}`}`;
              await terminal.err.write(
                `${where}: ${terminal.err.colors.yellow(outcome.code)} ${printable(outcome.detail)}\n`,
              );
            }
          }
        }
      }
      if (documents !== '') await terminal.out.write(documents);
      if (letters !== '') await deadLetters?.write(letters);
    }
  }
  await deadLetters?.close();
  await terminal.err.write(`${options.json === true ? summaryJson(tally) : summaryLine(tally, options.dead)}\n`);
  return sum(tally.dead) === 0 ? 0 : 1;
}

async function openDeadLetters(path: string | undefined): Promise<Awaited<ReturnType<typeof open>> | undefined> {
  if (path === undefined) return undefined;
  try {
    return await open(path, 'w');
  } catch (error) {
    throw new UsageError(`--dead: "${path}" cannot be written (${(error as NodeJS.ErrnoException).code ?? 'error'})`);
  }
}

function writeDeadLetter(
  { code, detail, index }: DeadOutcome,
  file: string,
  { bytes, line, cut }: InputRecord,
): string {
  return JSON.stringify({
    code,
    detail,
    file,
    line,
    source_index: index,
    original: bytes.toString('base64'),
    ...(cut && { original_cut: true }),
  });
}

function summaryLine(tally: Tally, deadFile: string | undefined): string {
  const parts = (counts: Map<string, number>): string =>
    counts.size === 0
      ? ''
      : ` (${[...counts].map(([name, number]) => `${name} ${number.toLocaleString('en-US')}`).join(', ')})`;
  const kept = sum(tally.dead) > 0 && deadFile !== undefined ? `, written to ${deadFile}` : '';
  const events = `${count(sum(tally.events), 'document')}${parts(tally.events)}`;
  const skipped = `${sum(tally.skipped).toLocaleString('en-US')} skipped${parts(tally.skipped)}`;
  const dead = `${sum(tally.dead).toLocaleString('en-US')} dead${parts(tally.dead)}`;
  return `${count(tally.records, 'record')}: ${events}, ${skipped}, ${dead}${kept}`;
}

function summaryJson({ records, events, skipped, dead }: Tally): string {
  const [documents, skips, deaths] = [events, skipped, dead].map((counts) => Object.fromEntries(counts));
  return JSON.stringify({ records, documents, skipped: skips, dead: deaths });
}

function increase(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

function sum(counts: Map<string, number>): number {
  let total = 0;
  for (const number of counts.values()) total += number;
  return total;
}
