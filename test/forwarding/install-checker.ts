import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { generatePom } from '../../services/stack/artefacts.ts';
import { cacheDirectory } from '../../services/stack/cache.ts';
import { type Checker, type Source } from './checkers.ts';
import { run, runLong, type Said, type Tool } from './run-tool.ts';

/** What the files take from the environment. */
const VARIABLES = { KAFKA_PASSWORD: 'none', COMPUTERNAME: 'VPN01' };

/** The folder of a checker in the cache: another one as soon as anything that it is made of changes. */
function folderOf(name: string, source: Source): string {
  const hash = createHash('sha256').update(JSON.stringify(source));
  if (source.kind === 'go') {
    for (const file of readdirSync(source.module).sort()) hash.update(readFileSync(join(source.module, file)));
  }
  return join(cacheDirectory(), 'checkers', `${name}-${hash.digest('hex').slice(0, 12)}`);
}

/**
 * Puts a checker into the cache unless it is there. A folder gets its name when it is complete.
 * @param onProgress gets a sentence now and then while that takes minutes
 * @returns why it is not there; undefined when it is
 */
export async function installChecker(
  { name, executable, source }: Checker,
  onProgress: (sentence: string) => void,
): Promise<string | undefined> {
  if (source === undefined) return 'no package of it to install';
  const folder = folderOf(name, source);
  if (existsSync(folder)) return undefined;
  const staging = `${folder}-${randomUUID()}`;
  mkdirSync(staging, { recursive: true });
  try {
    const { ok, text } = await fetchInto(staging, source, executable, onProgress);
    if (!ok) return text.split('\n').slice(-3).join(' ');
    renameSync(staging, folder);
    return undefined;
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

async function fetchInto(
  folder: string,
  source: Source,
  executable: string,
  onProgress: (sentence: string) => void,
): Promise<Said> {
  const fetch = (command: string, args: readonly string[], cwd = folder) =>
    runLong(command, args, { cwd }, (lines) => {
      onProgress(`${command} has said ${String(lines)} lines`);
    });
  switch (source.kind) {
    case 'debian': {
      const fetched = await fetch('apt-get', ['-q', 'download', ...source.packages]);
      for (const file of readdirSync(folder)) run('dpkg', ['-x', join(folder, file), folder]);
      return fetched;
    }
    case 'go':
      // With -v a line for each module that is fetched and each package that is compiled.
      return await fetch(
        'go',
        ['build', '-v', ...source.args, '-o', join(folder, executable), source.package],
        source.module,
      );
    case 'maven': {
      const pom = join(folder, 'pom.xml');
      writeFileSync(pom, generatePom(source.dependencies));
      const goal = [
        'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies',
        '-DincludeScope=runtime',
      ];
      return await fetch('mvn', ['-q', '-B', '-f', pom, ...goal, `-DoutputDirectory=${join(folder, 'jars')}`]);
    }
    case 'pypi': {
      const quiet = ['-q', '--disable-pip-version-check', '--no-warn-conflicts'];
      return await fetch('python3', ['-m', 'pip', 'install', ...quiet, '--target', folder, ...source.packages]);
    }
  }
}

/** Finds a checker in the cache; one without a source, or that Debian packages, on the path as well. */
export function findChecker({ name, executable, source }: Checker): Tool | undefined {
  const env = { ...process.env, ...VARIABLES };
  const folder = source === undefined ? undefined : folderOf(name, source);
  if (source !== undefined && folder !== undefined && existsSync(folder)) {
    return findIn(folder, source, executable, env);
  }
  // A build of another set of components, or a bare interpreter, would judge otherwise.
  if (source !== undefined && source.kind !== 'debian') return undefined;
  const path = findOnPath(executable);
  return path === undefined ? undefined : { path, args: [], env };
}

function findOnPath(executable: string): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'];
  const ending = process.platform === 'win32' ? '.exe' : '';
  return folders.map((folder) => join(folder, executable + ending)).find((candidate) => existsSync(candidate));
}

function findIn(folder: string, source: Source, executable: string, env: NodeJS.ProcessEnv): Tool | undefined {
  switch (source.kind) {
    case 'go':
      return { path: join(folder, executable), args: [], env };
    case 'pypi': {
      const path = findOnPath(executable);
      return path === undefined ? undefined : { path, args: [], env: { ...env, PYTHONPATH: folder } };
    }
    case 'maven': {
      const path = findOnPath(executable);
      return path === undefined ? undefined : { path, args: ['-cp', join(folder, 'jars', '*')], env };
    }
    case 'debian': {
      const path = ['usr/sbin', 'usr/bin']
        .map((inner) => join(folder, inner, executable))
        .find((candidate) => existsSync(candidate));
      if (path === undefined) return undefined;
      const libraries = join(folder, 'usr/lib');
      const triplet = readdirSync(libraries).find((entry) => entry.endsWith('-linux-gnu')) ?? '';
      const inner = join(libraries, triplet);
      const paths = [inner, join(folder, 'lib', triplet), join(libraries, executable)];
      return { path, args: source.moduleArgs(inner), env: { ...env, LD_LIBRARY_PATH: paths.join(delimiter) } };
    }
  }
}
