import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { jest } from '@jest/globals';

const ROOT = resolve(import.meta.dirname, '../..');

/** A start of the command line takes a fraction of a second, but many of that on a machine that is busy otherwise. */
jest.setTimeout(60_000);

/** The launcher that users start. */
export const LAUNCHER = join(ROOT, 'bin/wincanal');

/** How a run of the command line ended. */
export interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly input?: string | Buffer;
  readonly env?: Readonly<Record<string, string>>;
  readonly launcher?: string;
}

/** Runs the real launcher as a child process to its end; no terminal, no configuration from outside. */
export async function runWincanal(
  args: readonly string[],
  { input = '', env = {}, launcher = LAUNCHER }: RunOptions = {},
): Promise<Run> {
  const child = spawn(launcher, args, { env: cleanEnvironment(env), stdio: 'pipe' });
  // A command that does not read its input closes it; that is no error of the test.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const [stdout, stderr, code] = await Promise.all([
    collect(child.stdout),
    collect(child.stderr),
    new Promise<number | null>((settle) => child.once('close', settle)),
  ]);
  return { code, stdout, stderr };
}

/** The environment without what would change the output. */
export function cleanEnvironment(extra: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(WINCANAL_|FORCE_COLOR$|NODE_OPTIONS$)/u.test(name),
  );
  return { ...Object.fromEntries(inherited), NO_COLOR: '1', ...extra };
}

async function collect(stream: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
