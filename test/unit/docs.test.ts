import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { listStrays } from '../../docs/generate.ts';

const ROOT = join(import.meta.dirname, '../..');

test('every generated page of docs/ is as its source makes it, and docs/events/ holds nothing else', () => {
  const check = spawnSync(process.execPath, ['docs/generate.ts', '--check'], { cwd: ROOT, encoding: 'utf8' });
  expect(check.stderr).toBe('');
  expect(check.status).toBe(0);
});

test('a page in docs/events/ that nobody generates is found', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'wincanal-docs-'));
  try {
    for (const name of ['README.md', 'schannel.md', 'by-hand.md']) writeFileSync(join(folder, name), '');
    expect(await listStrays(folder)).toEqual(['events/by-hand.md']);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
