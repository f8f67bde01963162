import type { LockedFile } from './artefacts.ts';

const UNITS: Readonly<Record<string, number>> = { B: 1, kB: 1e3, MB: 1e6, GB: 1e9 };

/** Reads Maven's output line by line and returns the bytes of locked files that have arrived so far. */
export type DownloadMeter = (line: string) => number;

/**
 * A meter for these files. A finished file counts with its size from the lock. Nothing is counted for a file that Maven
 * has in its local repository already. Of running transfers only a single one counts: Maven does not say which of several is
 * which, and project files and plug-ins pass by too. The result never falls.
 */
export function createDownloadMeter(files: readonly LockedFile[]): DownloadMeter {
  const waiting = new Map(files.map((file) => [file.name, file.bytes]));
  const total = files.reduce((sum, file) => sum + file.bytes, 0);
  let finished = 0;
  let shown = 0;
  return (line) => {
    const name = finishedFile(line);
    const bytes = name === undefined ? undefined : waiting.get(name);
    if (name !== undefined && bytes !== undefined) {
      waiting.delete(name);
      finished += bytes;
    }
    const running = files.length === 1 && waiting.size === 1 ? runningBytes(line, total) : 0;
    shown = Math.max(shown, Math.min(finished + running, total));
    return shown;
  };
}

function finishedFile(line: string): string | undefined {
  return /^\s*Downloaded from \S+ \S*\/([^/\s]+) \(/.exec(line)?.[1];
}

function runningBytes(line: string, total: number): number {
  const match = /^Progress \(1\): ([\d.]+)\/([\d.]+) (B|kB|MB|GB)/.exec(line);
  const unit = UNITS[match?.[3] ?? ''] ?? 0;
  const expected = Number(match?.[2] ?? 0) * unit;
  // Maven rounds to two digits; another file than ours has another size.
  return Math.abs(expected - total) < total * 0.05 ? Number(match?.[1] ?? 0) * unit : 0;
}
