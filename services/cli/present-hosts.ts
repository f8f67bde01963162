import { columns, count, cut, fit, hang, INDENT, shortTime, textWidth } from './layout.ts';
import { countMissing, type HostEntry, type Hosts, type HostStatus } from './read-hosts.ts';
import { printable, widthOf, type Output } from './terminal.ts';

/** What is said instead of a number where none can be told. */
const UNTOLD = '-';

/** The hosts as lines for a person; with `missing` only those of which ids are missing, and which. */
export function presentHosts({ logs, strangers }: Hosts, missing: boolean, out: Output): string[] {
  const width = textWidth(out.columns());
  const shown = missing ? logs.filter((log) => countMissing(log) > 0) : logs;
  return [
    ...layTable(shown, missing, out.interactive ? width : undefined),
    ...(shown.length === 0 ? [] : ['']),
    ...sumUp(logs).flatMap((sentence) => hang('', sentence, width)),
    ...(strangers === 0 ? [] : [`${count(strangers, 'message')} on the topic are no entries`]),
  ];
}

/** @param width of a terminal; undefined: what reads it wants whole names (`| grep`) */
function layTable(logs: readonly HostStatus[], missing: boolean, width = Number.MAX_SAFE_INTEGER): string[] {
  if (logs.length === 0) return [];
  const numbers = columns([
    ['part', 'last seen (UTC)', '  lag', 'missing', 'anew'],
    ...logs.map((log) => [
      ...[String(log.partition).padStart(4), shortTime(log.highest_time)],
      ...[describeSeconds(log.lag_seconds).padStart(5), describeMissing(log).padStart(7)],
      String(log.restarts).padStart(4),
    ]),
  ]);
  const taken = longest(numbers);
  const left = Math.max(16, width - taken - 4);
  const hosts = longest(['host', ...logs.map((log) => log.host)]);
  const channels = longest(['channel', ...logs.map((log) => log.channel)]);
  // Hosts come first: most channels are as short as their title.
  const channel = Math.min(channels, Math.max('channel'.length, left - hosts));
  const host = Math.min(left - channel, hosts);
  const line = (names: readonly [string, string], at: number): string[] => {
    const isRoom = widthOf(names[0]) <= host && widthOf(names[1]) <= channel;
    // Names that begin alike cannot be told apart once they are cut: they have a line of their own.
    const beside = isRoom ? names : ['', ''];
    const own = isRoom ? [] : [cut(names.join('  '), width)];
    return [
      ...own,
      `${beside.map((name, nth) => fit(name, nth === 0 ? host : channel)).join('  ')}  ${numbers[at] ?? ''}`,
    ];
  };
  return [
    ...line(['host', 'channel'], 0),
    ...logs.flatMap((log, at) => [
      ...line([printable(log.host), printable(log.channel)], at + 1),
      ...(missing ? listRanges(log, width) : []),
    ]),
  ];
}

function longest(names: readonly string[]): number {
  return names.reduce((most, name) => Math.max(most, widthOf(printable(name))), 0);
}

/** Where nothing can be missing by what is known, there is nothing to say: docs/gaps.md. */
function describeMissing(log: HostStatus): string {
  const missing = countMissing(log);
  return missing > 0 || log.whole ? missing.toLocaleString('en-US') : UNTOLD;
}

/** Newest first, as the entries have them. */
function listRanges(log: HostStatus, width: number): string[] {
  const list = ({ missing_ranges: ranges }: HostEntry): string =>
    ranges.map(([from, to]) => (from === to ? String(from) : `${from} to ${to}`)).join(', ');
  return [
    ...(log.missing === 0 ? [] : hang(`${INDENT}record ids `, list(log), width)),
    ...log.earlier.flatMap((entry) =>
      hang(
        `${INDENT}until ${shortTime(entry.at)}, before a restart of the normalizer: record ids `,
        list(entry),
        width,
      ),
    ),
  ];
}

function sumUp(logs: readonly HostStatus[]): string[] {
  if (logs.length === 0)
    return [
      'No normalizer has published anything of a host yet; it does every WINCANAL_WATCH_INTERVAL_SECONDS (default: 60).',
    ];
  const hosts = new Set(logs.map(({ host }) => host)).size;
  const lacking = logs.filter((log) => countMissing(log) > 0);
  const ids = lacking.reduce((sum, log) => sum + countMissing(log), 0);
  const whole = logs.filter((log) => log.whole).length;
  return [
    `${count(logs.length, 'log')} of ${count(hosts, 'host')}: ${count(ids, 'missing id')} in ${count(lacking.length, 'log')}, ` +
      `${count(logs.filter(({ restarts }) => restarts > 0).length, 'log')} begun anew.`,
    whole === 0
      ? `What is missing can be told of none of them, since none arrives whole (docs/gaps.md): "${UNTOLD}".`
      : `What is missing can be told of ${count(whole, 'log')}: those that arrive whole (docs/gaps.md); of others it is "${UNTOLD}".`,
  ];
}

/** `45s`, `12m`, `3h`, `5d`; negative where the host's clock is ahead. */
export function describeSeconds(seconds: number): string {
  const sign = seconds < 0 ? '-' : '';
  const size = Math.abs(seconds);
  if (size < 120) return `${sign}${size}s`;
  if (size < 2 * 3600) return `${sign}${Math.floor(size / 60)}m`;
  return size < 48 * 3600 ? `${sign}${Math.floor(size / 3600)}h` : `${sign}${Math.floor(size / 86_400)}d`;
}
