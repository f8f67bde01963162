import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from '@jest/globals';

const made: string[] = [];

afterAll(() => {
  for (const path of made) rmSync(path, { recursive: true, force: true });
});

/** An empty directory that is removed when the test file has run. */
export function temporaryDirectory(): string {
  const path = mkdtempSync(join(tmpdir(), 'wincanal-test-'));
  made.push(path);
  return path;
}
