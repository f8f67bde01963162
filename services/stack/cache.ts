import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { mkdir, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { cacheName, type LockedArtefact, type LockedFile } from './artefacts.ts';
import { createDownloadMeter } from './download-meter.ts';
import { StackError, messageOf, systemCode } from './errors.ts';
import { fetchArtefact, unpackElasticsearch } from './maven.ts';
import { titleOf, type StackComponent, type StackProgress } from './progress.ts';

const STAMP_FILE = 'stamp.json';
const STAGING_PREFIX = 'staging-';

/** A file of a finished installation: its path below the installation's `home`, and its size. */
interface StampedFile {
  readonly path: string;
  readonly bytes: number;
}

/** What an installation needs from its surroundings. */
export interface InstallContext {
  readonly javaHome: string;
  readonly onProgress: (progress: StackProgress) => void;
  readonly signal: AbortSignal;
}

/** `$WINCANAL_CACHE_DIR`, else `$XDG_CACHE_HOME/wincanal`, else `~/.cache/wincanal`. */
export function cacheDirectory(env: NodeJS.ProcessEnv = process.env): string {
  if (env['WINCANAL_CACHE_DIR']) return env['WINCANAL_CACHE_DIR'];
  return join(env['XDG_CACHE_HOME'] ? env['XDG_CACHE_HOME'] : join(homedir(), '.cache'), 'wincanal');
}

/**
 * Returns the directory that holds a server's files, fetching them first when the cache has none.
 *
 * Files are hashed once, when they arrive. A later start compares names and sizes with the stamp that was written then:
 * that finds what really happens to a cache (a full disk, a half deleted directory) in about a millisecond.
 * A download becomes visible by one rename, so two processes that fill the cache at once cannot disturb each other.
 * @throws StackError CACHE, NO_MAVEN, DOWNLOAD_FAILED or CHECKSUM
 */
export async function installArtefact(
  component: StackComponent,
  locked: LockedArtefact,
  cache: string,
  context: InstallContext,
): Promise<string> {
  const installed = join(cache, cacheName(component, locked));
  if (!existsSync(installed)) await download(component, locked, cache, installed, context);
  await checkStamp(component, installed);
  return homeOf(component, installed);
}

function homeOf(component: StackComponent, installed: string): string {
  return join(installed, 'home', ...(component === 'elasticsearch' ? ['unpacked'] : []));
}

async function download(
  component: StackComponent,
  locked: LockedArtefact,
  cache: string,
  installed: string,
  { javaHome, onProgress, signal }: InstallContext,
): Promise<void> {
  onProgress({ step: 'resolving', component, artefact: locked.artefact });
  // Beside the final place, because a rename works within one file system only.
  const staging = join(cache, `${STAGING_PREFIX}${component}-${randomUUID()}`);
  await createDirectory(staging);
  await removeAbandoned(cache);
  try {
    const home = join(staging, 'home');
    const fetched = join(staging, 'fetched');
    const total = locked.files.reduce((sum, file) => sum + file.bytes, 0);
    const measure = createDownloadMeter(locked.files);
    let done = 0;
    const onLine = (line: string): void => {
      const now = measure(line);
      if (now === done) return;
      done = now;
      onProgress({ step: 'downloading', component, done, total });
    };
    await fetchArtefact(component, staging, fetched, { javaHome, onLine, signal });
    // What Maven had in its local repository already was copied without a word.
    onProgress({ step: 'downloading', component, done: total, total });
    onProgress({ step: 'verifying', component, files: locked.files.length });
    await verifyFiles(titleOf(component), fetched, locked.files);
    if (component === 'elasticsearch') {
      onProgress({ step: 'unpacking', component });
      await unpackElasticsearch(staging, home, { javaHome, signal });
      const [root] = await readdir(home);
      await rename(join(home, root ?? ''), join(home, 'unpacked'));
      await rm(fetched, { recursive: true });
    } else {
      await rename(fetched, home);
    }
    await writeFile(join(staging, STAMP_FILE), JSON.stringify(await listFiles(home)));
    await publish(staging, installed);
  } finally {
    // An aborted Maven may still be writing for a moment.
    await rm(staging, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function createDirectory(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true });
  } catch (error) {
    throw new StackError(
      'CACHE',
      `The cache directory ${path} cannot be written (${messageOf(error)}): set WINCANAL_CACHE_DIR to a directory that this user can write.`,
      { cause: error },
    );
  }
}

// A process that was killed while it downloaded leaves its staging directory; after a day nobody works in it any more.
async function removeAbandoned(cache: string): Promise<void> {
  const dayAgo = Date.now() - 24 * 60 * 60 * 1000;
  for (const name of await readdir(cache)) {
    const path = join(cache, name);
    if (!name.startsWith(STAGING_PREFIX) || (await stat(path)).mtimeMs > dayAgo) continue;
    await rm(path, { recursive: true, force: true });
  }
}

/** Moves a finished installation into place. If another process was faster, its equal one stays. */
async function publish(staging: string, installed: string): Promise<void> {
  try {
    await rename(staging, installed);
  } catch (error) {
    const code = systemCode(error);
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error;
  }
}

/**
 * Compares the files in a directory with the lock.
 * @throws StackError CHECKSUM, which names the first file that differs
 */
export async function verifyFiles(title: string, directory: string, locked: readonly LockedFile[]): Promise<void> {
  const fail = (what: string): never => {
    throw new StackError(
      'CHECKSUM',
      `${title}: ${what}: delete that file from Maven's local repository (usually ~/.m2/repository) and start again; ` +
        'if it happens again, something between here and the registry changes files.',
    );
  };
  const expected = new Map(locked.map((file) => [file.name, file]));
  for (const name of await readdir(directory)) if (!expected.has(name)) fail(`${name} is not in the lock file`);
  for (const { name, bytes, sha256 } of locked) {
    const path = join(directory, name);
    if (!existsSync(path)) fail(`${name} is missing`);
    const size = (await stat(path)).size;
    if (size !== bytes) fail(`${name} has ${size} bytes instead of ${bytes}`);
    const actual = await hashFile(path);
    if (actual !== sha256) fail(`${name} has the SHA-256 ${actual} instead of ${sha256}`);
  }
}

/** SHA-256 of a file in lower-case hex. */
export async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

async function checkStamp(component: StackComponent, installed: string): Promise<void> {
  const fail = (what: string, cause?: unknown): never => {
    throw new StackError(
      'CHECKSUM',
      `${titleOf(component)}: ${what} in the cache: delete ${installed} and start again.`,
      { cause },
    );
  };
  let stamp: StampedFile[] = [];
  try {
    stamp = JSON.parse(await readFile(join(installed, STAMP_FILE), 'utf8')) as StampedFile[];
  } catch (error) {
    fail(`${STAMP_FILE} cannot be read`, error);
  }
  const actual = new Map((await listFiles(join(installed, 'home'))).map((file) => [file.path, file.bytes]));
  for (const { path, bytes } of stamp) {
    if (actual.get(path) !== bytes) fail(`${path} has ${actual.get(path) ?? 'no'} bytes instead of ${bytes}`);
  }
}

async function listFiles(directory: string): Promise<StampedFile[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return await Promise.all(
    paths.map(async (path) => ({ path: path.slice(directory.length + 1), bytes: (await stat(path)).size })),
  );
}
