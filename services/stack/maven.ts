import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { stripVTControlCharacters } from 'node:util';
import { ELASTICSEARCH_COORDINATE, formatCoordinate, generatePom, KAFKA_COORDINATES } from './artefacts.ts';
import { StackError } from './errors.ts';
import { findOnPath } from './executables.ts';
import type { StackComponent } from './progress.ts';

/** Pinned, so that the same command line means the same under every Maven. */
const DEPENDENCY_PLUGIN = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1';

/** How a run of Maven is watched and ended. */
export interface MavenRun {
  /** A JDK for Maven itself, which otherwise needs `java` on PATH. */
  readonly javaHome: string;
  readonly onLine?: (line: string) => void;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Lets Maven put a server's files, and nothing else, into the directory `target`. `scratch` takes a generated project file.
 * @throws StackError NO_MAVEN or DOWNLOAD_FAILED
 */
export async function fetchArtefact(
  component: StackComponent,
  scratch: string,
  target: string,
  run: MavenRun,
): Promise<void> {
  // -U, because otherwise Maven remembers for a day what it could not find once.
  await mkdir(scratch, { recursive: true });
  if (component === 'elasticsearch') {
    // The artefact has no project file of its own, so it is copied by name instead of resolved as a dependency.
    await runMaven(['-U', `${DEPENDENCY_PLUGIN}:copy`, ...elasticsearchArguments(target)], scratch, run);
    return;
  }
  const pom = join(scratch, 'pom.xml');
  await writeFile(pom, generatePom(KAFKA_COORDINATES));
  const options = ['-DincludeScope=runtime', `-DoutputDirectory=${target}`];
  await runMaven(['-U', '-f', pom, `${DEPENDENCY_PLUGIN}:copy-dependencies`, ...options], scratch, run);
}

/**
 * Lets Maven unpack the Elasticsearch zip, which is in its local repository by now, into `target`.
 * @throws StackError NO_MAVEN or DOWNLOAD_FAILED
 */
export async function unpackElasticsearch(scratch: string, target: string, run: MavenRun): Promise<void> {
  await runMaven(['-o', `${DEPENDENCY_PLUGIN}:unpack`, ...elasticsearchArguments(target)], scratch, run);
}

function elasticsearchArguments(target: string): string[] {
  return [`-Dartifact=${formatCoordinate(ELASTICSEARCH_COORDINATE)}:zip`, `-DoutputDirectory=${target}`];
}

async function runMaven(goals: readonly string[], directory: string, run: MavenRun): Promise<void> {
  const maven = findOnPath('mvn');
  if (maven === undefined) {
    throw new StackError(
      'NO_MAVEN',
      'Kafka and Elasticsearch are not in the cache yet and no `mvn` is on PATH to fetch them with: install Apache Maven ' +
        '3.8 or newer, or set WINCANAL_CACHE_DIR to a cache that another machine has filled.',
    );
  }
  // Not in batch mode (-B): only the interactive listener reports the bytes of a transfer while it runs.
  const child = spawn(maven, ['-Dstyle.color=never', ...goals], {
    cwd: directory,
    env: { ...process.env, JAVA_HOME: run.javaHome },
    stdio: ['ignore', 'pipe', 'pipe'],
    signal: run.signal,
  });
  const errors: string[] = [];
  // Progress is redrawn with carriage returns, which readline takes for line ends too.
  createInterface({ input: child.stdout }).on('line', (line) => {
    const plain = stripVTControlCharacters(line);
    if (plain.startsWith('[ERROR]')) errors.push(plain.slice('[ERROR]'.length).trim());
    run.onLine?.(plain);
  });
  const complaints = text(child.stderr);
  // An aborted or failed spawn makes `once` reject with the reason.
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  if (code === 0) return;
  const reason = errors[0] ?? (await complaints).trim().split('\n').at(-1) ?? '';
  throw new StackError(
    'DOWNLOAD_FAILED',
    `Maven could not fetch the artefacts (${signal ?? `exit code ${code ?? 'unknown'}`}): check the network and Maven's settings.xml, ` +
      `then start again; Maven says: ${reason || 'nothing'}`,
  );
}
