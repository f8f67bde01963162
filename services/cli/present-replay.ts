import { REFUSALS, type Refusal, type ReplayResult } from '../replay/main.ts';
import { columns, count, cut, hang, INDENT, textWidth } from './layout.ts';
import { printable, type Output } from './terminal.ts';

/** More reasons than this nobody reads on a terminal; `--json` has them all. */
const SHOWN_GROUPS = 20;

/** What a run did, or would do, as lines for a person. */
export function presentReplay(result: ReplayResult, dryRun: boolean, out: Output): string[] {
  const { groups, read, letters, originals, strangers } = result;
  const shown = groups.slice(0, SHOWN_GROUPS);
  const table = [
    ['code', 'letters', 'record', 'reason (of the first)'],
    ...shown.map(({ code, letters: number, source, example }) => [
      printable(code),
      number,
      printable(source),
      printable(example),
    ]),
  ];
  const width = textWidth(out.columns());
  const others = groups.slice(SHOWN_GROUPS).reduce((sum, group) => sum + group.letters, 0);
  return [
    `${count(letters, 'dead letter')} of ${read.toLocaleString('en-US')} on the topic, about ${count(originals, 'record')}`,
    ...(strangers === 0 ? [] : [`${INDENT}${count(strangers, 'message')} on it are no dead letters`]),
    ...(shown.length === 0
      ? []
      : ['', ...columns(table).map((line) => (out.interactive ? cut(line, out.columns()) : line))]),
    ...(others === 0 ? [] : [`and ${count(others, 'letter')} for other reasons`]),
    '',
    ...describeFates(result, dryRun).flatMap(([number, text]) => hang(`${INDENT}${number}  `, text, width)),
  ];
}

function describeFates(result: ReplayResult, dryRun: boolean): (readonly [number: string, text: string])[] {
  const { toSend, sent, done, leftOver, refused } = result;
  const fates: (readonly [number: number, text: string])[] = [
    dryRun ? [toSend, 'would be sent again'] : [sent, 'sent again'],
    [dryRun ? 0 : toSend, 'not sent yet, because the run was stopped: the same command goes on'],
    [done, 'sent again before (--again sends them once more)'],
    [leftOver, 'left for another run by --limit'],
    ...Object.entries(refused).map(
      ([refusal, number]) => [number, `not sent: ${REFUSALS[refusal as Refusal]}`] as const,
    ),
  ];
  const seen = fates.filter(([number], index) => index === 0 || number > 0);
  const texts = seen.map(([number, text]) => [number.toLocaleString('en-US'), text] as const);
  const digits = Math.max(...texts.map(([number]) => number.length));
  return texts.map(([number, text]) => [number.padStart(digits), text]);
}
