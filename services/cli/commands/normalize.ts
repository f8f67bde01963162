import { open } from 'node:fs/promises';
import type { Command } from 'commander';
import { FORMAT_NAMES, type DeadOutcome, type Normalizer, type Outcome } from '../../../normalizers/index.ts';
import { loadConfig, type Config } from '../../runtime/config.ts';
import { createConfiguredNormalizer } from '../../runtime/configured-normalizer.ts';
import type { SettingName } from '../../runtime/settings.ts';
import { loadSiteFile, type SiteFile } from '../../runtime/site-file.ts';
import { createCommand, oneOf, UsageError, type Frame } from '../command.ts';
import { count } from '../layout.ts';
import { checkSources, readRecords, type Framing, type InputRecord } from '../read-records.ts';
import { increase, total, type Tally } from '../tally.ts';
import { printable, printableJson, type Output } from '../terminal.ts';
import { warn } from '../warn.ts';

interface Options {
  readonly framing?: Framing;
  readonly dead?: string;
  readonly json?: boolean;
}

/** How many dead letters are shown where no file takes them. */
const SHOWN_DEAD = 5;

/**
 * A saved file is not a Kafka record: Event Viewer exports a whole log into one. What the environment says of records
 * counts before these.
 */
const FILE_LIMITS = {
  recordBytes: { setting: 'WINCANAL_MAX_RECORD_BYTES', most: 256 * 1024 * 1024 },
  events: { setting: 'WINCANAL_MAX_RECORD_EVENTS', most: 1_000_000 },
} as const satisfies Record<string, { readonly setting: SettingName; readonly most: number }>;

/** `wincanal normalize`: records in, documents out, no server. */
export function defineCommand(frame: Frame): Command {
  return createCommand(
    {
      name: 'normalize',
      description:
        'Reads raw records from files or standard input, each recognised by its content in any of the ' +
        `${FORMAT_NAMES.length} formats of docs/formats.md, and writes their ECS documents to standard output, one JSON ` +
        'object a line, in the order of the input. Needs no server; what it does to a record is what the normalizer ' +
        'worker does. Events of other providers are skipped and counted. What cannot become a document is a dead ' +
        'letter. With a record a line, files of any size are read in constant memory. A file that is one record may be ' +
        'larger than a record of Kafka: up to 256 MiB and 1,000,000 events, or what WINCANAL_MAX_RECORD_BYTES and ' +
        'WINCANAL_MAX_RECORD_EVENTS say where they are set.',
      examples: [
        ['npx wincanal normalize events.ndjson > documents.ndjson', 'a record a line'],
        ['npx wincanal normalize --framing file saved/*', 'each file is one record, which may hold many events'],
        ['kcat -C -e -t wincanal.raw | npx wincanal normalize --dead dead.ndjson | jq .wincanal.summary', 'in a pipe'],
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

/** What came of the records so far. */
interface Summary {
  records: number;
  readonly documents: Tally;
  readonly skipped: Tally;
  readonly dead: Tally;
}

/** What is written at once: the text that a chunk of the input has become. */
interface Texts {
  documents: string;
  letters: string;
}

/** Where an outcome comes from. */
interface Origin {
  readonly file: string;
  readonly record: InputRecord;
}

/** Where dead letters go: a file, the first ones to the person who watches, or nowhere. */
interface DeadSink {
  /** @param position how many there were, this one included */
  readonly format: (outcome: DeadOutcome, origin: Origin, position: number) => string;
  readonly write: (text: string) => Promise<unknown>;
  readonly close: () => Promise<void>;
}

async function normalizeFiles(files: readonly string[], options: Options, { terminal }: Frame): Promise<0 | 1> {
  await checkSources(files);
  const config = loadConfig(process.env);
  const siteFile = loadSiteFile(config.siteFile);
  for (const warning of siteFile?.warnings ?? []) await warn(terminal.err, warning);
  const fileLimits = chooseFileLimits(config, process.env);
  const chooseNormalizer = prepareNormalizers(config, siteFile, fileLimits);
  const deadSink = await openDeadSink(options, terminal.err);
  const summary: Summary = { records: 0, documents: new Map(), skipped: new Map(), dead: new Map() };
  if (files.includes('-') && process.stdin.isTTY) {
    await terminal.err.write('reading records from the terminal, one a line; Ctrl-D ends\n');
  }

  const limits = { line: config.limits.recordBytes, file: fileLimits.recordBytes };
  for (const file of files) {
    for await (const records of readRecords({ name: file, framing: options.framing }, limits)) {
      const texts: Texts = { documents: '', letters: '' };
      for (const record of records) {
        summary.records++;
        const outcomes = chooseNormalizer(record).normalize(record.bytes, undefined, Date.now());
        for (const outcome of outcomes) writeOutcome(outcome, { file, record }, { texts, summary, deadSink });
      }
      if (texts.documents !== '') await terminal.out.write(texts.documents);
      if (texts.letters !== '') await deadSink.write(texts.letters);
    }
  }
  await deadSink.close();
  await terminal.err.write(`${options.json === true ? summaryJson(summary) : summaryLine(summary, options.dead)}\n`);
  return total(summary.dead) === 0 ? 0 : 1;
}

type FileLimits = Readonly<Record<keyof typeof FILE_LIMITS, number>>;

function chooseFileLimits({ limits }: Config, env: NodeJS.ProcessEnv): FileLimits {
  // As for all settings, an empty value counts as not set.
  const choose = (name: keyof FileLimits): number =>
    (env[FILE_LIMITS[name].setting] ?? '') === '' ? FILE_LIMITS[name].most : limits[name];
  return { recordBytes: choose('recordBytes'), events: choose('events') };
}

function prepareNormalizers(
  config: Config,
  siteFile: SiteFile | undefined,
  fileLimits: FileLimits,
): (record: InputRecord) => Normalizer {
  const ofLines = createConfiguredNormalizer(config, siteFile?.site);
  const ofFiles = createConfiguredNormalizer(config, siteFile?.site, fileLimits);
  return ({ line }) => (line === undefined ? ofFiles : ofLines);
}

/** Counts an outcome, and adds it to the text that it belongs to. */
function writeOutcome(
  outcome: Outcome,
  origin: Origin,
  { texts, summary, deadSink }: { texts: Texts; summary: Summary; deadSink: DeadSink },
): void {
  switch (outcome.kind) {
    case 'event':
      increase(summary.documents, outcome.provider);
      texts.documents += `${printableJson(outcome.json)}\n`;
      return;
    case 'skip':
      increase(summary.skipped, outcome.reason);
      return;
    case 'dead':
      increase(summary.dead, outcome.code);
      texts.letters += deadSink.format(outcome, origin, total(summary.dead));
  }
}

/** @throws UsageError where the file cannot be written */
async function openDeadSink({ dead, json }: Options, err: Output): Promise<DeadSink> {
  if (dead === '-') {
    throw new UsageError(
      '--dead: standard output is for the documents; name a file, or /dev/stderr (./- is a file of that name)',
    );
  }
  if (dead !== undefined) {
    const file = await open(dead, 'w').catch((error: unknown) => {
      throw new UsageError(`--dead: "${dead}" cannot be written (${(error as NodeJS.ErrnoException).code ?? 'error'})`);
    });
    return { format: formatDeadLetter, write: (text) => file.write(text), close: () => file.close() };
  }
  const shown = json === true ? 0 : SHOWN_DEAD;
  return {
    format: ({ code, detail }, origin, position) =>
      position > shown ? '' : `${describePlace(origin)}: ${err.colors.yellow(code)} ${printable(detail)}\n`,
    write: (text) => err.write(text),
    close: () => Promise.resolve(),
  };
}

function describePlace({ file, record: { line } }: Origin): string {
  const name = file === '-' ? 'standard input' : printable(file);
  return line === undefined ? name : `${name}:${line}`;
}

function formatDeadLetter({ code, detail, index }: DeadOutcome, { file, record }: Origin): string {
  const { bytes, line, cut } = record;
  const letter = {
    code,
    detail,
    file,
    line,
    source_index: index,
    original: bytes.toString('base64'),
    ...(cut && { original_cut: true }),
  };
  return `${printableJson(JSON.stringify(letter))}\n`;
}

function summaryLine({ records, documents, skipped, dead }: Summary, deadFile: string | undefined): string {
  const parts = (tally: Tally): string =>
    tally.size === 0
      ? ''
      : ` (${[...tally].map(([name, number]) => `${name} ${number.toLocaleString('en-US')}`).join(', ')})`;
  const kept = total(dead) > 0 && deadFile !== undefined ? `, written to ${printable(deadFile)}` : '';
  const events = `${count(total(documents), 'document')}${parts(documents)}`;
  const skips = `${total(skipped).toLocaleString('en-US')} skipped${parts(skipped)}`;
  const deaths = `${total(dead).toLocaleString('en-US')} dead${parts(dead)}`;
  return `${count(records, 'record')}: ${events}, ${skips}, ${deaths}${kept}`;
}

function summaryJson({ records, ...tallies }: Summary): string {
  const counts = Object.entries(tallies).map(([name, tally]) => [name, Object.fromEntries(tally)] as const);
  return JSON.stringify({ records, ...Object.fromEntries(counts) });
}
