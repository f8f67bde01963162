import { SKIP_REASONS } from '../../normalizers/outcome.ts';
import { INVOCATION } from './invocation.ts';
import { columns, count, fit, hang, INDENT, textWidth } from './layout.ts';
import type { GroupStatus, Status } from './read-status.ts';
import { printable, widthOf, type Output } from './terminal.ts';

const MISSED =
  'offsets whose records were deleted before they could be read: WINCANAL_RETENTION_*_HOURS is too short for the longest outage';

/**
 * The status as lines for a person.
 * @param deadletter the topic of dead letters; what is refused of it becomes no letter
 */
export function presentStatus({ normalizer, indexer }: Status, deadletter: string, out: Output): string[] {
  const { topic, lag, records, events, documents, alerts, dead, skips, missed = 0 } = normalizer;
  const reasons = Object.entries(skips).sort(([, a], [, b]) => b - a);
  const skipped = reasons.reduce((sum, [, number]) => sum + number, 0);
  const rows: Row[] = [
    ['records read', records, lag === 0 ? '' : `${lag.toLocaleString('en-US')} still to read`],
    ['events in them', events, 'documents, skipped and dead letters together'],
    ['documents', documents, `${count(alerts, 'copy', 'copies')} among the alerts`],
    ['skipped', skipped, ''],
    ...reasons.map(([reason, number]): Row => [`  ${printable(reason)}`, number, meaningOf(reason)]),
    ...(missed === 0 ? [] : [['deleted unread', missed, MISSED] satisfies Row]),
    ['dead letters', dead, dead === 0 ? '' : `open ones: ${INVOCATION} replay --dry-run`],
  ];
  const titles = ['read', 'indexed', 'duplicates', 'rejected', 'to read'];
  const figures = indexer.topics.map((entry) =>
    [entry.records, entry.indexed, entry.duplicates, entry.rejected, entry.lag].map((number) =>
      number.toLocaleString('en-US'),
    ),
  );
  const digits = titles.map((title, at) => Math.max(title.length, ...figures.map((row) => row[at]?.length ?? 0)));
  const table = [
    ['  topic', ...titles.map((title, at) => title.padStart(digits[at] ?? 0))],
    ...indexer.topics.map(({ topic: name }, nth) => [
      `  ${printable(name)}`,
      ...(figures[nth] ?? []).map((figure, at) => figure.padStart(digits[at] ?? 0)),
    ]),
  ];
  return [
    ...describeGroup('Normalizer', normalizer, `reads ${printable(topic)}`, out),
    ...layOut(rows, out),
    '',
    ...describeGroup('Indexer', indexer, 'reads what it publishes', out),
    ...columns(table),
    ...explainRejected(indexer.topics, deadletter, textWidth(out.columns())),
    ...indexer.topics.flatMap(({ topic: name, missed: lost = 0 }) =>
      lost === 0
        ? []
        : hang(INDENT, `${printable(name)}: ${lost.toLocaleString('en-US')} ${MISSED}`, textWidth(out.columns())),
    ),
  ];
}

/** What to run to see why documents were refused. */
function explainRejected(topics: Status['indexer']['topics'], deadletter: string, width: number): string[] {
  const isRefused = (letters: boolean): boolean =>
    topics.some(({ topic, rejected }) => rejected > 0 && (topic === deadletter) === letters);
  return [
    ...(isRefused(false) ? hang(INDENT, `rejected: why: ${INVOCATION} replay --dry-run --stage index`, width) : []),
    ...(isRefused(true)
      ? hang(INDENT, `rejected of ${printable(deadletter)}: why: the log of the indexer`, width)
      : []),
  ];
}

function describeGroup(name: string, { group, members }: GroupStatus, does: string, out: Output): string[] {
  const who = members === 0 ? 'no process is in it now' : count(members, 'process', 'processes');
  return hang(`${out.colors.bold(name)}  `, `${does} as group ${printable(group)}: ${who}`, textWidth(out.columns()));
}

type Row = readonly [label: string, number: number, note: string];

/** Notes are wrapped beside their number. */
function layOut(rows: readonly Row[], out: Output): string[] {
  const labels = Math.max(...rows.map(([label]) => widthOf(label)));
  const texts = rows.map(([, number]) => number.toLocaleString('en-US'));
  const digits = Math.max(...texts.map((text) => text.length));
  return rows.flatMap(([label, , note], index) => {
    const lead = `${INDENT}${fit(label, labels)}  ${fit(texts[index] ?? '', digits, 'right')}  `;
    return note === '' ? [lead.trimEnd()] : hang(lead, note, textWidth(out.columns()));
  });
}

/** A worker of another version may know reasons that this one does not. */
function meaningOf(reason: string): string {
  return Object.hasOwn(SKIP_REASONS, reason) ? SKIP_REASONS[reason as keyof typeof SKIP_REASONS] : '';
}
