import { expect, test } from '@jest/globals';
import pc from 'picocolors';
import { presentReplay } from '../../../../services/cli/present-replay.ts';
import type { ReplayResult } from '../../../../services/replay/main.ts';
import type { Output } from '../../../../services/cli/terminal.ts';

const out: Output = {
  interactive: false,
  colors: pc.createColors(false),
  columns: () => 100,
  rows: () => 24,
  write: () => Promise.resolve(),
};

const RESULT: ReplayResult = {
  read: 1200,
  strangers: 1,
  letters: 30,
  originals: 21,
  sent: 0,
  toSend: 12,
  done: 3,
  leftOver: 0,
  refused: { attempts: 4, cut: 2 },
  groups: [
    { code: 'EVENT_NO_TIME', example: 'no zone\u001b[31m', source: 'c.raw/1/100', letter: '0/0', letters: 29 },
    { code: 'EVENT_NO_ID', example: 'no id', source: 'c.raw/1/102', letter: '0/2', letters: 1 },
  ],
};

test('a dry run says by code and reason what would be sent, and why what would not', () => {
  expect(presentReplay(RESULT, true, out)).toEqual([
    '30 dead letters of 1,200 on the topic, about 21 records',
    '  1 message on it are no dead letters',
    '',
    'code           letters  record       reason (of the first)',
    'EVENT_NO_TIME       29  c.raw/1/100  no zone [31m',
    'EVENT_NO_ID          1  c.raw/1/102  no id',
    '',
    '  12  would be sent again',
    '   3  sent again before (--again sends them once more)',
    '   4  not sent: died as often as --max-attempts allows',
    '   2  not sent: only a part of the original is on the topic',
  ]);
});

test('a run that was stopped says what it has left', () => {
  const lines = presentReplay({ ...RESULT, sent: 5, toSend: 7, strangers: 0 }, false, out);
  expect(lines.slice(-5, -3)).toEqual([
    '  5  sent again',
    '  7  not sent yet, because the run was stopped: the same command goes on',
  ]);
});
