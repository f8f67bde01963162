import { expect, test } from '@jest/globals';
import pc from 'picocolors';
import { columns, count, cut, fit, hang, shortTime, wrap, wrapMessage } from '../../../../services/cli/layout.ts';
import { openLive } from '../../../../services/cli/live.ts';
import { openBar } from '../../../../services/cli/progress-bar.ts';
import { printable, widthOf, type Output } from '../../../../services/cli/terminal.ts';

const red = pc.createColors(true).red;

test('text is broken at spaces, and a longer word stays whole', () => {
  expect(wrap('one two three  four', 9)).toEqual(['one two', 'three', 'four']);
  expect(wrap('a C:\\a\\very\\long\\path b', 6)).toEqual(['a', 'C:\\a\\very\\long\\path', 'b']);
  expect(wrap('', 10)).toEqual([]);
});

test('a command to paste is not broken', () => {
  expect(wrap('missing: run "npx wincanal setup", then look (POST /a/_rollover) at', 20)).toEqual([
    'missing: run',
    '"npx wincanal setup",',
    'then look',
    '(POST /a/_rollover)',
    'at',
  ]);
  expect(wrap('a "npx wincanal ( b', 6)).toEqual(['a "npx', 'wincanal', '( b']);
});

test('colours take no room', () => {
  expect(widthOf(red('abc'))).toBe(3);
  expect(wrap(`${red('abc')} ${red('def')}`, 7)).toHaveLength(1);
  expect(
    columns([
      [red('a'), 'x'],
      ['bb', 'y'],
    ]),
  ).toEqual([`${red('a')}   x`, 'bb  y']);
});

test('a paragraph hangs behind its lead', () => {
  expect(hang('  1. ', 'some words that go on for a while', 25)).toEqual([
    '  1. some words that go',
    '     on for a while',
  ]);
});

test('columns are as wide as their widest cell, numbers stand right', () => {
  expect(
    columns([
      ['name', 'n'],
      ['a', 5],
      ['bcdef', 1234],
    ]),
  ).toEqual(['name   n', 'a         5', 'bcdef  1234']);
});

test('a text that does not fit is cut visibly', () => {
  expect([fit('ab', 4), fit('ab', 4, 'right'), fit('abcdef', 4)]).toEqual(['ab  ', '  ab', 'abc…']);
  expect(cut('ab\u{1f512}cd', 4)).toBe('ab…');
});

test('a time is shown to the second', () => {
  expect(shortTime('2026-03-04T05:06:07.1234567Z')).toBe('2026-03-04 05:06:07');
});

test('counts carry their noun', () => {
  expect([count(1, 'record'), count(0, 'record'), count(12_345, 'record')]).toEqual([
    '1 record',
    '0 records',
    '12,345 records',
  ]);
});

test('control characters and direction overrides are not printed', () => {
  expect(printable('a\u001b[2Jb\r\nc\u202ed')).toBe('a [2Jb c d');
});

test('a cut line keeps its colours and ends them', () => {
  expect(cut(`${red('abcdef')}gh`, 4)).toBe('\u001b[31mabc\u001b[39m…');
  expect(cut('abcd', 4)).toBe('abcd');
});

function fakeOutput(interactive: boolean): { output: Output; written: string[] } {
  const written: string[] = [];
  const write = (text: string | Uint8Array): Promise<void> => {
    written.push(String(text));
    return Promise.resolve();
  };
  return { output: { interactive, colors: pc.createColors(false), columns: () => 12, rows: () => 4, write }, written };
}

test('a frame is one write over the one before, cut to the terminal, and not written again when nothing changed', () => {
  const { output, written } = fakeOutput(true);
  const live = openLive(output);
  live.draw(['first', 'a line that is too long', 'third', 'fourth']);
  live.draw(['first', 'a line that is too long', 'third', 'fourth']);
  live.draw(['second']);
  live.close();
  expect(written).toEqual([
    '\u001b[?25lfirst\u001b[K\na line tha…\u001b[K\nthird\u001b[K\n\u001b[J',
    '\u001b[3Asecond\u001b[K\n\u001b[J',
    '\u001b[?25h',
  ]);
});

test('a bar stays where the work has ended', () => {
  const { output, written } = fakeOutput(true);
  const wide = { ...output, columns: () => 80 };
  const bar = openBar(wide, 'sending', 2000);
  bar.update(1000);
  bar.update(2000);
  bar.close();
  expect(written[0]).toContain(`sending ${'░'.repeat(30)} 0 of 2,000\u001b[K\n`);
  expect(written.at(-2)).toContain(`sending ${'█'.repeat(30)} 2,000 of 2,000\u001b[K\n`);
});

test('nothing is drawn where no one watches', () => {
  const { output, written } = fakeOutput(false);
  const live = openLive(output);
  live.draw(['x']);
  live.close();
  expect(written).toEqual([]);
});

test('a message is broken at spaces; items of a list go on below their text, short lines and commands stay', () => {
  const message = 'error: two problems:\n  - one that is much too long for this line\n\n  $ command  with  spaces';
  expect(wrapMessage(message, 26).split('\n')).toEqual([
    'error: two problems:',
    '  - one that is much too',
    '    long for this line',
    '',
    '  $ command  with  spaces',
  ]);
});
