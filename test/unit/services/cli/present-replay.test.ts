import { expect, test } from '@jest/globals';
import pc from 'picocolors';
import { presentReplay } from '../../../../services/cli/present-replay.ts';
import type { LetterGroup, ReplayResult } from '../../../../services/replay/main.ts';
import type { Output } from '../../../../services/cli/terminal.ts';

const out: Output = {
  interactive: false,
  colors: pc.createColors(false),
  columns: () => 100,
  rows: () => 24,
  write: () => Promise.resolve(),
};

const GROUP: LetterGroup = {
  ...{ code: 'EVENT_NO_TIME', reason: 'no zone\u001b[31m', example: 'there is no zone', source: 'c.raw/1/100' },
  ...{ letter: '0/0', letters: 29, open: 0, sent: 0, refused: 0 },
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
    { ...GROUP, open: 1568, sent: 1625 },
    { ...GROUP, code: 'EVENT_NO_ID', reason: `no id ${'and so on '.repeat(40)}`, open: 3, refused: 2 },
    { ...GROUP, code: 'DECODE_EMPTY', sent: 9 },
  ],
};

test('a dry run says by code and reason what is open, and why what would not be sent', () => {
  const lines = presentReplay(RESULT, { dryRun: true, all: false }, out);
  expect(lines.slice(0, 5)).toEqual([
    '30 dead letters of 1,200 on the topic, of 21 records',
    '  1 message on it are no dead letters',
    '',
    'code            open   sent  refused  reason and record of the first open',
    'EVENT_NO_TIME  1,568  1,625        0  no zone [31m (c.raw/1/100)',
  ]);
  expect(lines[5]).toMatch(/^EVENT_NO_ID {8}3 {6}0 {8}2 {2}no id and so on/u);
  expect(lines.slice(-7)).toEqual([
    expect.stringMatching(/^ {38}.*… \(c\.raw\/1\/100\)$/u),
    '1 reason without open letters: --all shows it',
    '',
    '  12  would be sent again',
    '   3  sent again before (--again sends them once more)',
    '   4  not sent: died as often as --max-attempts allows',
    '   2  not sent: only a part of the original is on the topic',
  ]);
});

test('reasons of which no letter is open are shown when they are asked for', () => {
  const lines = presentReplay(RESULT, { dryRun: true, all: true }, out);
  expect(lines).toContainEqual(expect.stringMatching(/^DECODE_EMPTY {7}0 {6}9 {8}0 /u));
  expect(lines.join('\n')).not.toContain('--all');
});

test.each([60, 80, 120])('the table fits in %i columns', (columns) => {
  const lines = presentReplay(RESULT, { dryRun: true, all: true }, { ...out, columns: () => columns });
  expect(lines.filter((line) => line.length > columns)).toEqual([]);
});

test('a run that was stopped says what it has left', () => {
  const lines = presentReplay({ ...RESULT, sent: 5, toSend: 7, strangers: 0 }, { dryRun: false, all: false }, out);
  expect(lines.slice(-5, -3)).toEqual([
    '  5  sent again',
    '  7  not sent yet, because the run was stopped: the same command goes on',
  ]);
  const again = { dryRun: false, all: false, againBefore: 0 };
  expect(
    presentReplay({ ...RESULT, toSend: 7 }, again, out)
      .join(' ')
      .replace(/\s+/gu, ' '),
  ).toContain('with --again 1970-01-01T00:00:00.000Z goes on');
});
