import type { WorkerEnd } from '../promises/support/crew.ts';

/** How the workers of a run ended. */
export interface Ends {
  /** Why workers ended with 1, in their own words, and how often. A supervisor starts them again: that breaks no promise. */
  readonly exits: Readonly<Record<string, number>>;
  /** Ends that docs/delivery.md knows no reason for, with the last that the worker said. */
  readonly strangeEnds: readonly string[];
  /** What is no line of a worker's log: exceptions that nobody caught, warnings of Node. */
  readonly strayLines: readonly string[];
}

/** A line of a worker's log, as far as it matters here. */
interface LogLine {
  readonly level: string;
  readonly msg?: string;
  readonly error?: string;
}

/** A few are enough to see what it is. */
const MOST_LINES = 20;

/**
 * Judges how workers ended: with 0 where they were told to, by the signal that kills, or with 1 and a reason.
 * @param logs of all workers
 */
export function judgeEnds(ends: readonly WorkerEnd[], logs: readonly string[]): Ends {
  const exits: Record<string, number> = {};
  const strangeEnds: string[] = [];
  for (const { how, told, log } of ends) {
    if (told !== undefined && (how === 0 || how === 'SIGKILL')) continue;
    // Who has said nothing yet is still being loaded, and ends by the signal itself.
    if (how === told && log === '') continue;
    const reason = findReason(log);
    if (how === 1 && reason !== undefined) exits[reason] = (exits[reason] ?? 0) + 1;
    else strangeEnds.push(`${how} after ${told ?? 'nothing'}: ${log.trimEnd().split('\n').at(-1) ?? ''}`);
  }
  return { exits, strangeEnds, strayLines: logs.flatMap(findStrayLines).slice(0, MOST_LINES) };
}

/** Why a worker ended, without the names in it that differ. */
function findReason(log: string): string | undefined {
  const lines = log.split('\n').map(readLine);
  const last = lines.findLast((line) => line?.level === 'fatal') ?? lines.findLast((line) => line?.level === 'error');
  return last === undefined ? undefined : [last.msg, last.error].filter((text) => text !== undefined).join(': ');
}

/** The last line of a worker that was killed may be cut. */
function findStrayLines(log: string): string[] {
  return log
    .split('\n')
    .slice(0, -1)
    .filter((line) => readLine(line) === undefined);
}

function readLine(line: string): LogLine | undefined {
  try {
    const { level, msg, error } = JSON.parse(line) as Partial<LogLine>;
    if (level === undefined) return undefined;
    return { level, ...(msg !== undefined && { msg }), ...(error !== undefined && { error }) };
  } catch {
    return undefined;
  }
}
