import { spawnSync } from 'node:child_process';
import { StackError } from './errors.ts';
import { findOnPath } from './executables.ts';

/** A program and its arguments. */
export type CommandLine = readonly [command: string, ...args: string[]];

/**
 * Puts in front of a command what this platform needs so that the server dies with the guard. Linux can do that in the
 * kernel; elsewhere the guard's owner notices that the guard is gone.
 */
export function dieWithParent(command: CommandLine): CommandLine {
  const setpriv = process.platform === 'linux' ? findOnPath('setpriv') : undefined;
  const works = setpriv !== undefined && succeeds([setpriv, '--pdeathsig', 'TERM', 'true']);
  return works ? [setpriv, '--pdeathsig', 'TERM', '--', ...command] : command;
}

/**
 * Refuses early what `runAsOrdinaryUser` would refuse later.
 * @throws StackError ROOT
 */
export function checkUser(): void {
  runAsOrdinaryUser(['true']);
}

/**
 * Elasticsearch refuses to run as root. A user namespace that maps root to an ordinary user id satisfies it and changes
 * nothing about whose files it can read.
 * @throws StackError ROOT where the system allows no such namespace
 */
export function runAsOrdinaryUser(command: CommandLine): CommandLine {
  if (process.getuid?.() !== 0) return command;
  const unshare = findOnPath('unshare');
  const namespace = [unshare ?? '', '--user', '--map-user=1000', '--map-group=1000'] as const;
  if (unshare === undefined || !succeeds([...namespace, 'true'])) {
    throw new StackError(
      'ROOT',
      'Elasticsearch refuses to run as root, and this system gives no user namespace to hide that in ' +
        '(`unshare --user --map-user=1000 --map-group=1000 true` fails): run this command as an ordinary user.',
    );
  }
  return [...namespace, '--', ...command];
}

function succeeds([command, ...args]: CommandLine): boolean {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}

/** The environment of a server: the caller's, without what would change the server or its Java unseen. */
export function serverEnvironment(
  own: Readonly<Record<string, string>>,
  env: NodeJS.ProcessEnv = process.env,
): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    if (value !== undefined && !/^(ES_|KAFKA_|CLI_JAVA_OPTS$|.*JAVA_.*OPTIONS$|JAVA_|NODE_|CLASSPATH$)/.test(name)) {
      kept[name] = value;
    }
  }
  return { ...kept, ...own };
}
