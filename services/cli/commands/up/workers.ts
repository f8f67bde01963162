import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describeExit } from '../../../stack/index.ts';
import { printable } from '../../terminal.ts';

/** Names of the workers, which are commands of this command line. */
export type WorkerName = 'normalizer' | 'indexer';

/** A worker that is a process of its own. */
export interface Worker {
  readonly name: WorkerName;
  readonly pid: number;
  readonly logFile: string;
  /** Resolves when the process has ended, with how it did. */
  readonly ended: Promise<string>;
  /** Asks it to stop and waits; one that does not is killed. */
  readonly stop: () => Promise<void>;
  /** Ends it at once. */
  readonly kill: () => void;
}

/** This command line, as an argument list for `spawn`: the same Node with the same options. */
function commandLine(...args: readonly string[]): readonly [command: string, args: string[]] {
  return [process.execPath, [...process.execArgv, join(import.meta.dirname, '../../main.ts'), ...args]];
}

/**
 * Starts a worker whose log goes to a file. It leads a process group of its own, so that Ctrl-C reaches us alone and we
 * stop things in order; should we vanish, it sees its channel close and stops by itself.
 * @throws Error where the process could not be started
 */
export async function startWorker(
  name: WorkerName,
  env: NodeJS.ProcessEnv,
  logDir: string,
  graceMs: number,
): Promise<Worker> {
  const logFile = join(logDir, `${name}.log`);
  const log = openSync(logFile, 'a');
  const [command, args] = commandLine(name);
  const child = spawn(command, args, { env, detached: true, stdio: ['ignore', log, log, 'ipc'] });
  closeSync(log);
  const ended = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => {
      resolve(describeExit({ code, signal }));
    });
  });
  const pid = await started(child, name);
  const kill = (): void => {
    child.kill('SIGKILL');
  };
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    const controller = new AbortController();
    const late = sleep(graceMs, 'late', { signal: controller.signal }).catch(() => 'ended');
    if ((await Promise.race([ended, late])) === 'late') kill();
    controller.abort();
    await ended;
  };
  return { name, pid, logFile, ended, stop, kill };
}

async function started(child: ChildProcess, name: WorkerName): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (cause) => {
      reject(new Error(`the ${name} could not be started: ${cause.message}`, { cause }));
    });
  });
  return child.pid ?? 0;
}

/** The end of a worker's log, for a message about why it died: JSON lines become readable ones. */
export function lastLines(logFile: string, lines = 8): string[] {
  const text = readFileSync(logFile, 'utf8').trimEnd();
  return text === '' ? ['(the log is empty)'] : text.split('\n').slice(-lines).map(readableLine);
}

function readableLine(line: string): string {
  try {
    const { time = '', level = '', msg = '', error = '' } = JSON.parse(line) as Readonly<Record<string, string>>;
    return printable([time.slice(11, 19), level, msg, error].filter((part) => part !== '').join('  '));
  } catch {
    return printable(line);
  }
}
