/**
 * A small process between the stack's owner and the servers. It runs in a session of its own, so Ctrl-C in the owner's
 * terminal does not reach it or the servers, and it lives exactly as long as its channel to the owner: when the owner
 * stops, crashes or is killed, the channel closes, and the guard ends the servers. It needs no other sign, so it also
 * works after `kill -9` of the owner. Started by guard-client.ts only; its one argument is a directory to remove at the end.
 */
import { spawn } from 'node:child_process';
import { closeSync, openSync, rmSync } from 'node:fs';
import { messageOf } from './errors.ts';
import { endGroup } from './process-group.ts';

/** How to run one server. */
export interface ServerSpec {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Takes what the server prints. */
  readonly logFile: string;
  /** How long the server may take to end in order before it is killed. */
  readonly graceMs: number;
}

/** What the owner may ask for. To stop, it closes the channel. */
export interface StartRequest {
  readonly name: string;
  readonly server: ServerSpec;
}

/** What the guard tells the owner. */
export type GuardReport =
  | { readonly type: 'started'; readonly name: string; readonly pid: number }
  | { readonly type: 'failed'; readonly name: string; readonly reason: string }
  | { readonly type: 'exited'; readonly name: string; readonly code: number | null; readonly signal: string | null };

/** The grace of each running server, by the id of the process that leads its group. */
const running = new Map<number, number>();
let stopping = false;

function report(message: GuardReport): void {
  // The owner may be gone already; then nobody is left to tell.
  if (process.connected) process.send?.(message, () => undefined);
}

function start({ name, server }: StartRequest): void {
  const log = openSync(server.logFile, 'w');
  // Detached: each server leads a process group, so that one signal reaches it and whatever it started.
  const child = spawn(server.command, server.args, {
    cwd: server.cwd,
    env: server.env,
    detached: true,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  child.once('error', (error) => {
    report({ type: 'failed', name, reason: messageOf(error) });
  });
  const { pid } = child;
  if (pid === undefined) return;
  running.set(pid, server.graceMs);
  report({ type: 'started', name, pid });
  child.once('exit', (code, signal) => {
    // During a stop the entry stays, because the rest of the group is still to be waited for.
    if (!stopping) running.delete(pid);
    report({ type: 'exited', name, code, signal });
  });
}

async function stop(): Promise<void> {
  if (stopping) return;
  stopping = true;
  await Promise.all(Array.from(running, ([leader, graceMs]) => endGroup(leader, graceMs)));
  const directory = process.argv[2];
  if (directory) rmSync(directory, { recursive: true, force: true, maxRetries: 3 });
  process.exit(0);
}

process.on('message', (message) => {
  // The channel is private to guard-client.ts, which sends nothing else.
  if (!stopping) start(message as StartRequest);
});
process.on('disconnect', () => void stop());
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => void stop());
