import { describeContinuation, REFUSALS, type LetterGroup, type Refusal, type ReplayResult } from '../replay/main.ts';
import { count, cut, fit, hang, INDENT, textWidth } from './layout.ts';
import { printable, type Output } from './terminal.ts';

/** More reasons than this nobody reads on a terminal; `--json` has them all. */
const SHOWN_GROUPS = 20;

/** A reason that goes on has quoted a value; `--json` has the whole. */
const LONGEST_REASON = 200;

/** How the result of a run is shown. */
export interface ReplayView {
  readonly dryRun: boolean;
  /** Also reasons of which no letter is open. */
  readonly all: boolean;
  /** What was last sent before this time was sent again, in milliseconds since 1970; absent: nothing was. */
  readonly againBefore?: number | undefined;
}

/** What a run did, or would do, as lines for a person. */
export function presentReplay(result: ReplayResult, view: ReplayView, out: Output): string[] {
  const { dryRun, all } = view;
  const { groups, read, letters, originals, strangers } = result;
  const wanted = all ? groups : groups.filter(({ open }) => open > 0);
  const hidden = groups.length - wanted.length;
  const width = textWidth(out.columns());
  const others = wanted.slice(SHOWN_GROUPS).reduce((sum, group) => sum + group.letters, 0);
  return [
    `${count(letters, 'dead letter')} of ${read.toLocaleString('en-US')} on the topic, of ${count(originals, 'record')}`,
    ...(strangers === 0 ? [] : [`${INDENT}${count(strangers, 'message')} on it are no dead letters`]),
    ...(wanted.length === 0 ? [] : ['', ...layGroups(wanted.slice(0, SHOWN_GROUPS), dryRun, width)]),
    ...(others === 0 ? [] : [`and ${count(others, 'letter')} for other reasons (--json has them)`]),
    ...(hidden === 0
      ? []
      : [`${count(hidden, 'reason')} without open letters: --all shows ${hidden === 1 ? 'it' : 'them'}`]),
    '',
    ...describeFates(result, view).flatMap(([number, text]) => hang(`${INDENT}${number}  `, text, width)),
  ];
}

/** A table with the reasons wrapped in its last column. */
function layGroups(groups: readonly LetterGroup[], dryRun: boolean, width: number): string[] {
  // What was open when a run began has been sent by it, as far as the sums below say.
  const titles = ['code', dryRun ? 'open' : 'open before', 'sent', 'refused'];
  const rows = groups.map(({ code, open, sent, refused }) => [
    printable(code),
    ...[open, sent, refused].map((number) => number.toLocaleString('en-US')),
  ]);
  const widths = titles.map((title, at) => Math.max(title.length, ...rows.map((row) => row[at]?.length ?? 0)));
  const lead = (cells: readonly string[]): string =>
    cells.map((cell, at) => fit(cell, widths[at] ?? 0, at === 0 ? 'left' : 'right') + '  ').join('');
  return [
    ...hang(lead(titles), 'reason and record of the first open', width),
    ...rows.flatMap((row, at) => {
      const { reason = '', source = '' } = groups[at] ?? {};
      return hang(lead(row), `${cut(printable(reason), LONGEST_REASON)} (${printable(source)})`, width);
    }),
  ];
}

function describeFates(
  result: ReplayResult,
  { dryRun, againBefore }: ReplayView,
): (readonly [number: string, text: string])[] {
  const { toSend, sent, done, leftOver, refused } = result;
  const fates: (readonly [number: number, text: string])[] = [
    dryRun ? [toSend, 'would be sent again'] : [sent, 'sent again'],
    [dryRun ? 0 : toSend, `not sent yet, because the run was stopped: ${describeContinuation(againBefore)} goes on`],
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
