import { explainRecord, type Explanation, type SiteKnowledge } from '../../../../normalizers/index.ts';
import { DEAD_CODES, SKIP_REASONS, type DeadOutcome, type SkipOutcome } from '../../../../normalizers/outcome.ts';
import { providers } from '../../../../normalizers/registry.ts';
import { fillCommands } from '../../fill-commands.ts';
import { hang, textWidth } from '../../layout.ts';
import { presentDocument } from '../../present-document.ts';
import { checkSources, readRecords } from '../../read-records.ts';
import { printable, printableJson, type Output } from '../../terminal.ts';

/** What an analyst pastes or saves is small; more is a job for `normalize`. */
const LIMITS = { line: 8 * 1024 * 1024, file: 8 * 1024 * 1024 } as const;

/** How and where to explain, and with what knowledge of the site. */
export interface Manner {
  readonly json: boolean;
  readonly out: Output;
  readonly site: SiteKnowledge | undefined;
}

/** Explains all records of a file or of standard input (`-`). @throws UsageError for a file that cannot be read */
export async function explainFile(name: string, manner: Manner): Promise<0 | 1> {
  await checkSources([name]);
  let code: 0 | 1 = 0;
  let isFirst = true;
  for await (const records of readRecords({ name, framing: undefined }, LIMITS)) {
    for (const { bytes } of records) {
      if ((await explainBytes(bytes, manner, !isFirst)) === 1) code = 1;
      isFirst = false;
    }
  }
  return code;
}

/** Explains all events of one record. @param isFollowing true where something is on the screen already */
export async function explainBytes(
  bytes: Uint8Array,
  { json, out, site }: Manner,
  isFollowing = false,
): Promise<0 | 1> {
  let code: 0 | 1 = 0;
  let follows = isFollowing;
  for (const result of explainRecord(bytes, Date.now(), site)) {
    if (result.kind !== 'explanation') code = 1;
    if (json) await out.write(`${printableJson(JSON.stringify(toJson(result)))}\n`);
    else {
      if (follows) await out.write(drawLine(out));
      const lines =
        result.kind === 'explanation'
          ? presentDocument({ ...result, ...fillCommands(result) }, out.columns(), out.colors)
          : presentRefusal(result, out);
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

function toJson(result: Explanation | DeadOutcome | SkipOutcome): object {
  if (result.kind !== 'explanation') return result;
  const { document, decoded, causes, related, sources, excluded } = result;
  return { document, decoded, causes, ...fillCommands(result), related, sources, ...(excluded && { excluded }) };
}

/** Says why there is nothing to explain. */
function presentRefusal(result: DeadOutcome | SkipOutcome, out: Output): string[] {
  const width = textWidth(out.columns());
  if (result.kind === 'skip') {
    const keys = providers.map(({ key }) => key).join(', ');
    return hang('', `Not explained: ${SKIP_REASONS[result.reason]}. Known are ${keys}.`, width);
  }
  return [
    ...hang('', `This record would be a dead letter: ${DEAD_CODES[result.code].meaning}.`, width),
    ...hang(`  ${out.colors.yellow(result.code)}  `, printable(result.detail), width),
  ];
}
