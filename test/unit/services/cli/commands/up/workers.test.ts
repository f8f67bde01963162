import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { lastLines } from '../../../../../../services/cli/commands/up/workers.ts';

const folder = mkdtempSync(join(tmpdir(), 'wincanal-workers-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

test('the end of a log is readable, and what it quotes from outside steers no terminal', () => {
  const log = join(folder, 'normalizer.log');
  const entry = { time: '2026-03-04T05:06:07.000Z', level: 'error', msg: 'no \u001b[2J', error: 'a\u009b\u202eb\nc' };
  writeFileSync(log, `first\n${JSON.stringify(entry)}\nplain \u001b]0;owned\u0007\n`);
  expect(lastLines(log, 2)).toEqual(['05:06:07  error  no  [2J  a b c', 'plain  ]0;owned ']);
});
