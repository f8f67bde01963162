import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { StackError } from './errors.ts';
import { findOnPath, isExecutable } from './executables.ts';
import { titleOf, type StackComponent } from './progress.ts';

/** A Java installation: where it is, and which version. */
export interface Jdk {
  readonly home: string;
  readonly version: string;
  readonly major: number;
}

/** The oldest Java that each server runs on. Sources: the class file versions of the two releases, and their documentation. */
export const OLDEST_JAVA: Readonly<Record<StackComponent, number>> = { kafka: 17, elasticsearch: 21 };

/** The feature number of a Java version text: `17.0.15` and `25-ea` are 17 and 25, `1.8.0_392` is 8. */
export function majorVersion(version: string): number | undefined {
  const match = /^(\d+)(?:\.(\d+))?/.exec(version);
  if (match?.[1] === undefined) return undefined;
  return Number(match[1] === '1' && match[2] !== undefined ? match[2] : match[1]);
}

/** The version in a JDK's `release` file (`JAVA_VERSION="17.0.15"`), or undefined. */
export function versionFromRelease(text: string): string | undefined {
  return /^JAVA_VERSION="?([^"\r\n]+)"?\s*$/m.exec(text)?.[1];
}

/** The version in what `java -version` prints (`openjdk version "17.0.15" 2025-04-15`), or undefined. */
export function versionFromBanner(text: string): string | undefined {
  return /version "([^"]+)"/.exec(text)?.[1];
}

/**
 * The first Java that is new enough for a server; the order of `found` is the order of preference.
 * @throws StackError NO_JAVA, which says what was found and what is needed
 */
export function chooseJdk(component: StackComponent, found: readonly Jdk[]): Jdk {
  const oldest = OLDEST_JAVA[component];
  const chosen = found.find((jdk) => jdk.major >= oldest);
  if (chosen !== undefined) return chosen;
  const list = found.map((jdk) => `${jdk.version} at ${jdk.home}`).join(', ');
  throw new StackError(
    'NO_JAVA',
    `${titleOf(component)} needs Java ${oldest} or newer and ${list === '' ? 'no Java was found' : `only ${list} was found`}: ` +
      `install a JDK ${oldest} or newer, or point ${component === 'elasticsearch' ? 'ES_JAVA_HOME' : 'JAVA_HOME'} at one.`,
  );
}

/**
 * Every Java on this machine: ES_JAVA_HOME, JAVA_HOME, the one on PATH, then the usual directories, newest first.
 * An installation that two names lead to is listed once, under the first.
 */
export function findJdks(env: NodeJS.ProcessEnv = process.env): Jdk[] {
  const found = new Map<string, Jdk>();
  const add = (home: string | undefined): void => {
    if (home === undefined || home === '') return;
    const jdk = inspectJdk(home);
    if (jdk !== undefined && !found.has(realpathSync(jdk.home))) found.set(realpathSync(jdk.home), jdk);
  };
  add(env['ES_JAVA_HOME']);
  add(env['JAVA_HOME']);
  const onPath = findOnPath('java', env);
  // Distributions put a chain of symbolic links on PATH; the home is what the last one leads to.
  if (onPath !== undefined) add(dirname(dirname(realpathSync(onPath))));
  const explicit = found.size;
  for (const home of installedHomes()) add(home);
  const all = [...found.values()];
  return [...all.slice(0, explicit), ...all.slice(explicit).sort((a, b) => b.major - a.major)];
}

function installedHomes(): string[] {
  const below = (directory: string): string[] => {
    try {
      return readdirSync(directory).map((name) => join(directory, name));
    } catch {
      return [];
    }
  };
  const mac = below('/Library/Java/JavaVirtualMachines').map((path) => join(path, 'Contents', 'Home'));
  return [...below('/usr/lib/jvm'), ...mac];
}

function inspectJdk(home: string): Jdk | undefined {
  const java = join(home, 'bin', 'java');
  if (!isExecutable(java)) return undefined;
  const version = readRelease(home) ?? askJava(java);
  const major = version === undefined ? undefined : majorVersion(version);
  return version === undefined || major === undefined ? undefined : { home, version, major };
}

function readRelease(home: string): string | undefined {
  try {
    return versionFromRelease(readFileSync(join(home, 'release'), 'utf8'));
  } catch {
    return undefined;
  }
}

// macOS has a /usr/bin/java that is only a stub with no release file beside it; asking it is the one way to know.
function askJava(java: string): string | undefined {
  try {
    const banner = execFileSync(java, ['-XshowSettings:none', '--version'], { encoding: 'utf8', timeout: 10_000 });
    return versionFromBanner(banner) ?? /^\S+ (\d\S*)/.exec(banner)?.[1];
  } catch {
    return undefined;
  }
}
