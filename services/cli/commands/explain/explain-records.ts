import { FORMAT_NAMES, type EnrichedDocument, type Explanation } from '../../../../normalizers/index.ts';
import { DEAD_CODES, SKIP_REASONS, type DeadOutcome, type SkipOutcome } from '../../../../normalizers/outcome.ts';
import { providers } from '../../../../normalizers/registry.ts';
import { TAGS } from '../../../../normalizers/tags.ts';
import { fillCommands } from '../../fill-commands.ts';
import { INVOCATION } from '../../invocation.ts';
import { hang, INDENT, textWidth } from '../../layout.ts';
import { presentDocument } from '../../present-document.ts';
import { checkSources, readRecords } from '../../read-records.ts';
import { printable, printableJson, type Output } from '../../terminal.ts';
import { listExcluders, type LocalKnowledge } from './local-knowledge.ts';

/** How and where to explain, and with what knowledge of the site. */
export interface Manner {
  readonly json: boolean;
  readonly out: Output;
  readonly local: LocalKnowledge;
  /** Whether to say how the event was read: the record is somebody's, not one that was made up of values. */
  readonly tellsReading?: boolean;
}

/**
 * Explains all records of a file or of standard input (`-`).
 * @param err where it is said that there is nothing to explain
 * @throws UsageError for a file that cannot be read
 */
export async function explainFile(name: string, manner: Manner, err: Output): Promise<0 | 1> {
  await checkSources([name]);
  let code: 0 | 1 = 0;
  let isFirst = true;
  // What an analyst pastes or saves is small, so a file is held to the limit of a record; more is a job for `normalize`.
  const { recordBytes } = manner.local;
  for await (const records of readRecords({ name, framing: undefined }, { line: recordBytes, file: recordBytes })) {
    for (const { bytes } of records) {
      if ((await explainBytes(bytes, { ...manner, tellsReading: true }, !isFirst)) === 1) code = 1;
      isFirst = false;
    }
  }
  if (!isFirst) return code;
  const source = name === '-' ? 'standard input' : `the file "${printable(name)}"`;
  const lines = hang('', `${source} is empty: ${EXPECTED}`, textWidth(err.columns()) - 'error: '.length);
  await err.write(`${err.colors.red('error')}: ${lines.join('\n')}\n`);
  return 1;
}

const EXPECTED =
  `it should have a record in one of the ${FORMAT_NAMES.length} formats that are recognised by their content ` +
  `(${FORMAT_NAMES.join(', ')}; docs/formats.md says what they are), a record a line or one in all. Without a record, ` +
  `name the event: "${INVOCATION} explain schannel 36887 AlertDesc=48"`;

/**
 * Explains all events of one record.
 * @param isFollowing true where something is on the screen already
 * @param carries what a record of the event carries, where one without any value was made up
 */
export async function explainBytes(
  bytes: Uint8Array,
  { json, out, local, tellsReading = false }: Manner,
  isFollowing = false,
  carries: readonly string[] = [],
): Promise<0 | 1> {
  let code: 0 | 1 = 0;
  let follows = isFollowing;
  for (const result of local.explain(bytes, Date.now())) {
    if (result.kind !== 'explanation') code = 1;
    const excludedBy =
      result.kind === 'explanation' ? listExcluders(local, result.provider, Number(result.document.event.code)) : [];
    if (json) await out.write(`${printableJson(JSON.stringify(toJson(result, excludedBy.length > 0)))}\n`);
    else {
      if (follows) await out.write(drawLine(out));
      const lines =
        result.kind === 'explanation'
          ? presentDocument({ ...result, ...fillCommands(result), carries, excludedBy }, out.columns(), out.colors)
          : presentRefusal(result, out);
      if (tellsReading && result.kind === 'explanation') lines.push(...presentReading(result.document, out));
      await out.write(`${lines.join('\n')}\n`);
    }
    follows = true;
  }
  return code;
}

/** A line between two explanations. */
export function drawLine(out: Output): string {
  return `\n${out.colors.dim('─'.repeat(textWidth(out.columns())))}\n\n`;
}

function toJson(result: Explanation | DeadOutcome | SkipOutcome, excluded: boolean): object {
  if (result.kind !== 'explanation') return result;
  const { document, decoded, impossible, severityWithoutSite, certificate, causes, related, sources } = result;
  return {
    document,
    ...(severityWithoutSite && { severity_without_site: severityWithoutSite }),
    decoded,
    ...(impossible.length > 0 && { impossible }),
    ...(certificate && { certificate }),
    causes,
    ...fillCommands(result),
    related,
    sources,
    ...(excluded && { excluded }),
  };
}

/** Says which format the event was found in, within what, and what its tags mean. */
function presentReading({ wincanal, tags = [] }: EnrichedDocument, out: Output): string[] {
  const { format, wrappers = [] } = wincanal.input;
  const width = textWidth(out.columns());
  return [
    '',
    out.colors.bold('How it was read'),
    ...hang(INDENT, `as ${format}${wrappers.length === 0 ? '' : ` within ${wrappers.join(', ')}`}`, width),
    ...tags.flatMap((tag) => hang(`${INDENT}${tag}: `, unquote(TAGS[tag]), width)),
  ];
}

/** Says why there is nothing to explain. */
function presentRefusal(result: DeadOutcome | SkipOutcome, out: Output): string[] {
  const width = textWidth(out.columns());
  if (result.kind === 'skip') {
    const keys = providers.map(({ key }) => key).join(', ');
    return hang('', `Not explained: ${SKIP_REASONS[result.reason]}. Known are ${keys}.`, width);
  }
  const { meaning, todo } = DEAD_CODES[result.code];
  return [
    ...hang('', `This record would be a dead letter: ${unquote(meaning)}.`, width),
    ...hang(`  ${out.colors.yellow(result.code)}  `, printable(result.detail), width),
    '',
    out.colors.bold('What to do'),
    ...hang('  ', unquote(todo), width),
    ...hang('  ', 'All reasons, and how to send a record again: docs/dead-letters.md', width),
  ];
}

/** The table of codes is written for pages, where names of settings stand between backquotes. */
function unquote(text: string): string {
  return text.replaceAll('`', '');
}
