import { fork } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { StackError } from './errors.ts';
import type { GuardReport, ServerSpec, StartRequest } from './guard.ts';
import { endGroup } from './process-group.ts';

/** How a server ended that nobody had asked to end. Without code and signal, somebody killed its guard. */
export interface UnexpectedExit {
  readonly name: string;
  readonly code: number | null;
  readonly signal: string | null;
}

/** The owner's end of a running guard. */
export interface Guard {
  readonly pid: number;
  /**
   * Starts a server. Returns its process id.
   * @throws StackError START_FAILED when it cannot be executed
   */
  start(name: string, server: ServerSpec): Promise<number>;
  /** How this server ended, as long as nobody asked for it. */
  exitOf(name: string): UnexpectedExit | undefined;
  /** Settles with the first server that ends by itself, or with undefined on `stop`. */
  readonly exited: Promise<UnexpectedExit | undefined>;
  /** Ends every server and the guard. Returns when all are gone; may be called more than once. */
  stop(): Promise<void>;
}

/** Starts a guard. `removeAtEnd` is a directory that it removes after the servers have ended, however that comes about. */
export function startGuard(removeAtEnd: string | undefined): Guard {
  const child = fork(
    fileURLToPath(new URL('guard.ts', import.meta.url)),
    removeAtEnd === undefined ? [] : [removeAtEnd],
    {
      // A session of its own: the terminal's Ctrl-C goes to the owner alone.
      detached: true,
      // The owner's own switches (a debugger's port, jest's) are not the guard's.
      execArgv: [],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    },
  );
  const servers = new Map<string, { pid: number; graceMs: number }>();
  const exits = new Map<string, UnexpectedExit>();
  const waiting = new Map<string, (report: GuardReport | undefined) => void>();
  const exited = Promise.withResolvers<UnexpectedExit | undefined>();
  let stopping: Promise<void> | undefined;

  const noteExit = (exit: UnexpectedExit): void => {
    if (stopping !== undefined || exits.has(exit.name)) return;
    exits.set(exit.name, exit);
    exited.resolve(exit);
  };
  child.on('message', (message) => {
    // The channel is private to guard.ts, which sends nothing else.
    const report = message as GuardReport;
    if (report.type === 'exited') noteExit(report);
    else waiting.get(report.name)?.(report);
  });
  const guardGone = once(child, 'exit').then(async () => {
    for (const resolve of waiting.values()) resolve(undefined);
    for (const name of servers.keys()) noteExit({ name, code: null, signal: null });
    // Normally all groups are empty now. If somebody killed the guard, its work is done here.
    await Promise.all([...servers.values()].map(({ pid, graceMs }) => endGroup(pid, graceMs)));
    if (removeAtEnd !== undefined) rmSync(removeAtEnd, { recursive: true, force: true, maxRetries: 3 });
  });

  return {
    pid: child.pid ?? 0,
    exited: exited.promise,
    exitOf: (name) => exits.get(name),
    async start(name, server) {
      const answer = new Promise<GuardReport | undefined>((resolve) => waiting.set(name, resolve));
      const request: StartRequest = { name, server };
      if (child.connected) child.send(request);
      else waiting.get(name)?.(undefined);
      const report = await answer;
      waiting.delete(name);
      if (report?.type === 'started') {
        servers.set(name, { pid: report.pid, graceMs: server.graceMs });
        return report.pid;
      }
      const reason = report?.type === 'failed' ? report.reason : 'the guard process ended';
      throw new StackError('START_FAILED', `${server.command} cannot be started: ${reason}.`);
    },
    stop() {
      stopping ??= (async () => {
        exited.resolve(undefined);
        if (child.connected) child.disconnect();
        await guardGone;
      })();
      return stopping;
    },
  };
}
