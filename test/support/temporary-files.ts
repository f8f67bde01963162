import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from '@jest/globals';

/** Files of one test module, in a folder of its own that goes when its tests are over. */
export interface TemporaryFiles {
  readonly folder: string;
  /** Writes a file and returns its path. */
  readonly write: (name: string, content: string | Uint8Array) => string;
}

/** Makes the folder; to be called at the top of a test module. */
export function openTemporaryFiles(): TemporaryFiles {
  const folder = mkdtempSync(join(tmpdir(), 'wincanal-test-'));
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });
  return {
    folder,
    write: (name, content) => {
      const path = join(folder, name);
      writeFileSync(path, content);
      return path;
    },
  };
}
