import { existsSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { StackError, messageOf, systemCode } from './errors.ts';
import type { StackComponent } from './progress.ts';

/** Where one stack keeps its configuration, data and logs. */
export interface DataDirectory {
  readonly path: string;
  readonly logs: string;
  /** Made for this run, and removed with it. */
  readonly temporary: boolean;
}

const TEMPORARY_PREFIX = 'wincanal-stack-';

/**
 * Opens the directory that was asked for, or makes a temporary one.
 * @throws StackError DATA_DIR when it cannot be written, or when another stack is running in it
 */
export async function openDataDirectory(wanted: string | undefined): Promise<DataDirectory> {
  if (wanted === undefined) removeOrphans();
  const path = wanted === undefined ? await mkdtemp(join(tmpdir(), TEMPORARY_PREFIX)) : resolve(wanted);
  const logs = join(path, 'logs');
  try {
    await mkdir(logs, { recursive: true });
    if (wanted !== undefined) refuseSecondOwner(path);
  } catch (error) {
    if (error instanceof StackError) throw error;
    throw new StackError(
      'DATA_DIR',
      `The data directory ${path} cannot be written (${messageOf(error)}): choose one that this user can write.`,
      { cause: error },
    );
  }
  return { path, logs, temporary: wanted === undefined };
}

/** Notes who runs the servers in a data directory; `pid` is the guard's. */
export function claimDataDirectory(directory: DataDirectory, pid: number): void {
  writeFileSync(ownerFile(directory.path), `${pid}\n`);
}

// Without this the second stack would overwrite the first one's configuration before the servers' own locks stop it.
function refuseSecondOwner(path: string): void {
  const pid = ownerOf(path);
  if (pid === undefined) return;
  throw new StackError(
    'DATA_DIR',
    `The data directory ${path} is in use by the stack with process ${pid}: stop that one or choose another directory ` +
      `(if process ${pid} is something else, delete ${ownerFile(path)}).`,
  );
}

// When owner and guard were killed in the same moment, nobody was left to remove their temporary directory.
function removeOrphans(): void {
  for (const name of readdirSync(tmpdir())) {
    const path = join(tmpdir(), name);
    if (!name.startsWith(TEMPORARY_PREFIX) || !existsSync(ownerFile(path)) || ownerOf(path) !== undefined) continue;
    rmSync(path, { recursive: true, force: true });
  }
}

/** The id of the process that runs the servers in this directory, or undefined when it has ended. */
function ownerOf(path: string): number | undefined {
  const file = ownerFile(path);
  if (!existsSync(file)) return undefined;
  const pid = Number(readFileSync(file, 'utf8'));
  return isRunning(pid) ? pid : undefined;
}

function ownerFile(path: string): string {
  return join(path, 'stack.pid');
}

function isRunning(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return systemCode(error) === 'EPERM';
  }
}

/** The log file of a server. The log of the run before is kept beside it. */
export function openLog(directory: DataDirectory, component: StackComponent): string {
  const file = join(directory.logs, `${component}.log`);
  if (existsSync(file)) renameSync(file, join(directory.logs, `${component}.previous.log`));
  return file;
}

/** Returns where a log will still be found after the stack has gone: a temporary directory's logs are copied out of it. */
export async function preserveLog(
  directory: DataDirectory,
  component: StackComponent,
  logFile: string,
): Promise<string> {
  if (!directory.temporary || !existsSync(logFile)) return logFile;
  const kept = join(await mkdtemp(join(tmpdir(), 'wincanal-failed-')), `${component}.log`);
  await copyFile(logFile, kept);
  return kept;
}
