import { expect, test } from '@jest/globals';
import pc from 'picocolors';
import { describeSeconds, presentHosts } from '../../../../services/cli/present-hosts.ts';
import type { HostStatus } from '../../../../services/cli/read-hosts.ts';
import type { Output } from '../../../../services/cli/terminal.ts';

const wide = (columns: number): Output => ({
  interactive: true,
  colors: pc.createColors(false),
  columns: () => columns,
  rows: () => 24,
  write: () => Promise.resolve(),
});

const LOG: HostStatus = {
  ...{ host: 'web1.corp.example', channel: 'System', partition: 3, at: '2026-03-04T05:06:10.000Z', whole: false },
  watched: { since: '2026-03-04T05:00:00.000Z', from_offset: 7 },
  ...{ highest_time: '2026-03-04T05:06:07.000Z', missing: 0, missing_ranges: [], restarts: 0, lag_seconds: 3 },
  earlier: [],
};
const LACKING: HostStatus = {
  ...{ ...LOG, host: 'web2.corp.example', whole: true, missing: 1050, restarts: 2, lag_seconds: 86_400 },
  missing_ranges: [
    [3_188_330, 3_189_378],
    [17, 17],
  ],
  earlier: [{ ...LOG, missing: 2, missing_ranges: [[5, 6]], at: '2026-03-01T00:00:00.000Z' }],
};
const HOSTS = { logs: [LOG, LACKING], strangers: 1 };

test('a line a log: last seen, lag, what is missing where that can be told, and how often it began anew', () => {
  expect(presentHosts(HOSTS, false, wide(100))).toEqual([
    'host               channel  part  last seen (UTC)        lag  missing  anew',
    'web1.corp.example  System      3  2026-03-04 05:06:07     3s        -     0',
    'web2.corp.example  System      3  2026-03-04 05:06:07    24h    1,052     2',
    '',
    '2 logs of 2 hosts: 1,052 missing ids in 1 log, 1 log begun anew.',
    'What is missing can be told of 1 log: those that arrive whole (docs/gaps.md); of others it is "-".',
    '1 message on the topic are no entries',
  ]);
});

test('the missing ids are listed, and those of a watch that has ended with the time until which it went', () => {
  expect(presentHosts(HOSTS, true, wide(100)).slice(1, 4)).toEqual([
    'web2.corp.example  System      3  2026-03-04 05:06:07    24h    1,052     2',
    '  record ids 3188330 to 3189378, 17',
    '  until 2026-03-01 00:00:00, before a restart of the normalizer: record ids 5 to 6',
  ]);
});

test.each([72, 80, 120])('in %i columns no line is wider, whatever the names', (columns) => {
  const logs = [{ ...LOG, host: 'h'.repeat(255), channel: `\u001b[2J${'c'.repeat(255)}` }, LACKING];
  const lines = presentHosts({ logs, strangers: 0 }, false, wide(columns));
  expect(lines.filter((line) => line.length > columns)).toEqual([]);
  expect(lines.join('')).not.toContain('\u001b');
});

test('names that do not fit stand above their line, so that those that begin alike are told apart', () => {
  const logs = ['edge-01', 'edge-02'].map((name) => ({ ...LOG, host: `vpn-frankfurt-${name}.corp.example` }));
  expect(presentHosts({ logs, strangers: 0 }, false, wide(72)).slice(0, 3)).toEqual([
    'host            channel  part  last seen (UTC)        lag  missing  anew',
    'vpn-frankfurt-edge-01.corp.example  System',
    '                            3  2026-03-04 05:06:07     3s        -     0',
  ]);
});

test('one long channel does not take the room of the hosts', () => {
  const logs = [LOG, { ...LOG, channel: 'Microsoft-Windows-RasSstp/Operational' }];
  expect(presentHosts({ logs, strangers: 0 }, false, wide(80)).slice(1, 3)).toEqual([
    'web1.corp.example  System           3  2026-03-04 05:06:07     3s        -     0',
    'web1.corp.example  Microsoft-Windows-RasSstp/Operational',
  ]);
});

test('what is piped has whole names, a line a log', () => {
  const logs = [{ ...LOG, host: 'h'.repeat(255) }];
  const lines = presentHosts({ logs, strangers: 0 }, false, { ...wide(72), interactive: false });
  expect(lines[1]).toMatch(/^h{255} {2}System {6}3 {2}2026/u);
});

test('where nothing can be told to be missing, that is said', () => {
  expect(presentHosts({ logs: [LOG], strangers: 0 }, false, wide(100)).at(-1)).toBe(
    'What is missing can be told of none of them, since none arrives whole (docs/gaps.md): "-".',
  );
});

test('without a host there is no table', () => {
  expect(presentHosts({ logs: [], strangers: 0 }, true, wide(80))).toHaveLength(2);
});

test.each([
  [0, '0s'],
  [119, '119s'],
  [-130, '-2m'],
  [7200, '2h'],
  [172_800, '2d'],
])('%i seconds are %s', (seconds, text) => {
  expect(describeSeconds(seconds)).toBe(text);
});
