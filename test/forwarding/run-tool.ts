import { spawn, spawnSync } from 'node:child_process';

/** What a command said, both streams together, and whether it ended with 0. */
export interface Said {
  readonly ok: boolean;
  readonly text: string;
}

/** An executable and what it needs around it. */
export interface Tool {
  readonly path: string;
  /** Arguments before those of the checker. */
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

const LIMIT_MS = 120_000;
const SAY_EVERY_MS = 20_000;

/** Runs a command that ends within two minutes. */
export function run(
  command: string,
  args: readonly string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Said {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    ...options,
    encoding: 'utf8',
    timeout: LIMIT_MS,
  });
  return { ok: status === 0, text: error === undefined ? `${stdout}${stderr}`.trim() : error.message };
}

/** Runs a command that takes minutes, and tells now and then how many lines it has printed. */
export async function runLong(
  command: string,
  args: readonly string[],
  options: { cwd: string },
  onProgress: (lines: number) => void,
): Promise<Said> {
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  }
  const timer = setInterval(() => {
    onProgress(text.split('\n').length);
  }, SAY_EVERY_MS);
  try {
    return await new Promise<Said>((resolve) => {
      child.on('error', (error) => {
        resolve({ ok: false, text: error.message });
      });
      child.on('close', (code) => {
        resolve({ ok: code === 0, text: text.trim() });
      });
    });
  } finally {
    clearInterval(timer);
  }
}
