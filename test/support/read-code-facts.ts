import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A code as its registry or header has it: the code, its name, and what else the file has of it. */
export type CodeFact = readonly [code: string, name: string, ...more: string[]];

const FOLDER = join(import.meta.dirname, '../fixtures/codes');

/**
 * The codes of one kind as they are published, which the code tables are held to. The files name their sources.
 * @param kind `kind` of the code table
 */
export function readCodeFacts(kind: string): CodeFact[] {
  return readFileSync(join(FOLDER, `${kind}.txt`), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line): CodeFact => {
      const [code, name, ...more] = line.split('|');
      if (code === undefined || name === undefined) throw new Error(`${kind}.txt: "${line}" is not code|name`);
      return [code, name, ...more];
    });
}
