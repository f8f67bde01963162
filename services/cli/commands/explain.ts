import { stat } from 'node:fs/promises';
import type { Command } from 'commander';
import { explainRecord, type Explanation } from '../../../normalizers/index.ts';
import { DEAD_CODES, SKIP_REASONS, type DeadOutcome, type SkipOutcome } from '../../../normalizers/outcome.ts';
import type { Provider } from '../../../normalizers/provider.ts';
import { suggest } from '../../runtime/closest-names.ts';
import { createCommand, UsageError, type Frame } from '../command.ts';
import { composeEventXml, findProviderByWord, providerWords } from '../compose-event.ts';
import { columns, hang, textWidth } from '../layout.ts';
import { paintSeverity, presentDocument } from '../present-document.ts';
import { checkSources, readRecords } from '../read-records.ts';
import { printable, printableJson, type Output } from '../terminal.ts';

interface Options {
  readonly json?: boolean;
}

/** What an analyst pastes or saves is small; more is a job for `normalize`. */
const LIMITS = { line: 8 * 1024 * 1024, file: 8 * 1024 * 1024 } as const;

/** `wincanal explain`: what an event means, for a person. */
export function defineCommand(frame: Frame): Command {
  return createCommand(
    {
      name: 'explain',
      description:
        'Says what an event means: what happened, how bad it is and why, likely causes, who acts, what to do, commands ' +
        'to paste, and references. The event is a record in a file or on standard input, in any format that the ' +
        'normalizer reads; or it is named by provider, event id and the values that matter. With a provider alone it ' +
        'lists the events of its catalogue. Needs no server.',
      examples: [
        ['wincanal explain schannel 36887 AlertDesc=48', 'an event by its values'],
        ['wincanal explain rassstp 1 "ErrorMessage=The operation timed out"', 'a value with spaces'],
        ['wincanal explain saved-event.xml', 'a record, as Event Viewer saves it'],
        ['wincanal explain schannel', 'all events of the catalogue'],
      ],
      exits: ['explained', 'a record could not be read, or is an event of another provider'],
    },
    frame,
  )
    .usage('[options] [file|-]\n       wincanal explain [options] <provider> [event-id] [Name=Value...]')
    .argument('[what...]', 'a file, "-" for standard input (the default), or a provider, an event id and values')
    .option('--json', 'one JSON object an event: document, causes, commands, related, sources')
    .action(async (what: string[], options: Options) => {
      frame.finish(await explain(what, options, frame.terminal.out));
    });
}

async function explain(what: readonly string[], options: Options, out: Output): Promise<0 | 1> {
  const [first = '-', id, ...values] = what;
  const provider = findProviderByWord(first);
  if (provider !== undefined && id === undefined) return listEvents(provider, options, out);
  if (provider !== undefined && id !== undefined) {
    const nowMs = Date.now();
    const xml = composeEventXml(provider, id, values, nowMs);
    return explainBytes(Buffer.from(xml), options, out, false);
  }
  if (first === '-' && process.stdin.isTTY) {
    throw new UsageError('name an event, such as "schannel 36887 AlertDesc=48", or a file');
  }
  if (first !== '-' && !(await exists(first))) {
    throw new UsageError(
      `"${first}" is neither a file nor a provider (${providerKeys()}).${suggest(first, providerWords())}`,
    );
  }
  if (id !== undefined) throw new UsageError(`"${first}" is a file; one at a time, so "${id}" is too much`);
  await checkSources([first]);
  let code: 0 | 1 = 0;
  let isFirst = true;
  for await (const records of readRecords({ name: first, framing: undefined }, LIMITS)) {
    for (const { bytes } of records) {
      if ((await explainBytes(bytes, options, out, !isFirst)) === 1) code = 1;
      isFirst = false;
    }
  }
  return code;
}

async function explainBytes(bytes: Uint8Array, options: Options, out: Output, isFollowing: boolean): Promise<0 | 1> {
  let code: 0 | 1 = 0;
  let follows = isFollowing;
  for (const result of explainRecord(bytes, Date.now())) {
    if (result.kind !== 'explanation') code = 1;
    if (options.json === true) await out.write(`${printableJson(JSON.stringify(toJson(result)))}\n`);
    else {
      if (follows) await out.write(`\n${out.colors.dim('─'.repeat(textWidth(out.columns())))}\n\n`);
      const lines =
        result.kind === 'explanation'
          ? presentDocument(result, out.columns(), out.colors)
          : presentRefusal(result, out);
      await out.write(`${lines.join('\n')}\n`);
    }
    follows = true;
  }
  return code;
}

function toJson(result: Explanation | DeadOutcome | SkipOutcome): object {
  if (result.kind !== 'explanation') return result;
  const { document, causes, commands, related, sources } = result;
  return { document, causes, commands, related, sources };
}

/** Says why there is nothing to explain. */
function presentRefusal(result: DeadOutcome | SkipOutcome, out: Output): string[] {
  const width = textWidth(out.columns());
  if (result.kind === 'skip') {
    const text = `Not explained: ${SKIP_REASONS[result.reason]}. Known are ${providerKeys()}.`;
    return hang('', text, width);
  }
  return [
    ...hang('', `This record would be a dead letter: ${DEAD_CODES[result.code].meaning}.`, width),
    ...hang(`  ${out.colors.yellow(result.code)}  `, printable(result.detail), width),
  ];
}

async function listEvents(provider: Provider, options: Options, out: Output): Promise<0> {
  const { provider: names, events } = provider.catalog.data;
  const list = Object.entries(events).sort(([a], [b]) => Number(a) - Number(b));
  if (options.json === true) {
    for (const [id, { title, severity, coverage }] of list) {
      await out.write(`${JSON.stringify({ provider: names.key, id, title, severity, coverage })}\n`);
    }
    return 0;
  }
  const rows = columns(
    list.map(([id, { title, severity }]) => [id, paintSeverity(severity, out.colors)(severity), title]),
  );
  const head = `${names.name}: ${list.length} events, with the severity that each starts from`;
  await out.write(`${out.colors.bold(head)}\n${rows.map((row) => `  ${row}`).join('\n')}\n`);
  return 0;
}

function providerKeys(): string {
  return providerWords()
    .filter((word) => findProviderByWord(word)?.catalog.data.provider.key === word)
    .join(', ');
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
