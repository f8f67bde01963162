import { expect, test } from '@jest/globals';
import pc from 'picocolors';
import { presentDiagnosis } from '../../../../services/cli/present-diagnosis.ts';
import type { Output } from '../../../../services/cli/terminal.ts';
import type { Finding } from '../../../../services/doctor/main.ts';

const OUT: Output = {
  interactive: true,
  colors: pc.createColors(false),
  columns: () => 60,
  rows: () => 24,
  write: () => Promise.resolve(),
};

test('by area, what is alike once, what to do below it, and a sum', () => {
  const findings: Finding[] = [
    { area: 'kafka', subject: 'broker 1', verdict: 'ok', detail: 'reachable' },
    { area: 'topics', subject: 'a', verdict: 'warning', detail: 'one copy', advice: 'make more' },
    { area: 'topics', subject: 'b', verdict: 'wrong', detail: 'does not exist', advice: 'run "npx wincanal setup"' },
    { area: 'topics', subject: 'c', verdict: 'warning', detail: 'one copy', advice: 'make more' },
  ];
  expect(presentDiagnosis(findings, OUT)).toEqual([
    'Kafka',
    '  ok       broker 1: reachable',
    '',
    'Topics',
    '  warning  a, c: one copy',
    '           -> make more',
    '  wrong    b: does not exist',
    '           -> run "npx wincanal setup"',
    '',
    '1 thing does not hold: 1 ok, 1 warning, 1 wrong.',
  ]);
});

test('long findings are wrapped below their own text, and signs that steer a terminal are not printed', () => {
  const detail = `${'word '.repeat(20)}\u001b[2J`;
  const lines = presentDiagnosis([{ area: 'groups', subject: 'g', verdict: 'ok', detail }], OUT);
  expect(lines.every((line) => line.length <= 60 && !line.includes('\u001b'))).toBe(true);
  expect(lines.slice(2, -2).every((line) => line.startsWith('           '))).toBe(true);
  expect(lines.at(-1)).toBe('All well: 1 ok, 0 warnings, 0 wrong.');
});

test('a report with warnings does not end with good news', () => {
  const lines = presentDiagnosis([{ area: 'groups', subject: 'g', verdict: 'warning', detail: 'odd' }], OUT);
  expect(lines.at(-1)).toBe('Nothing is wrong, but read the warnings: 0 ok, 1 warning, 0 wrong.');
});
