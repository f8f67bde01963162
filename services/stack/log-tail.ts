import { openSync, closeSync, fstatSync, readSync } from 'node:fs';

const TAIL_BYTES = 64 * 1024;

/**
 * The lines at the end of a log that say most: the last errors and exceptions, or simply the last lines where there are
 * none. Returns an empty list when the log does not exist.
 */
export function lastRelevantLines(logFile: string, count = 8): string[] {
  const lines = readTail(logFile)
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '');
  return selectRelevant(lines, count);
}

/** The last `count` lines that tell of a failure, else the last `count` lines. */
export function selectRelevant(lines: readonly string[], count: number): string[] {
  const telling = lines.filter(
    (line) => !/^\s+at /.test(line) && /\b(ERROR|FATAL|Exception|Error:|fatal)|Exception:/.test(line),
  );
  return (telling.length > 0 ? telling : lines).slice(-count);
}

function readTail(path: string): string {
  try {
    const file = openSync(path, 'r');
    try {
      const size = fstatSync(file).size;
      const buffer = Buffer.alloc(Math.min(size, TAIL_BYTES));
      readSync(file, buffer, 0, buffer.length, size - buffer.length);
      return buffer.toString('utf8');
    } finally {
      closeSync(file);
    }
  } catch {
    return '';
  }
}
