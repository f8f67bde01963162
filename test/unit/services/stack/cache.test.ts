import { createHash } from 'node:crypto';
import { appendFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { cacheName, type LockedArtefact, type LockedFile } from '../../../../services/stack/artefacts.ts';
import { cacheDirectory, installArtefact, verifyFiles } from '../../../../services/stack/cache.ts';
import { temporaryDirectory } from './temporary-directory.ts';

const content: Readonly<Record<string, string>> = { 'a.jar': 'first', 'b.jar': 'second' };
const locked: readonly LockedFile[] = Object.entries(content).map(([name, text]) => ({
  name,
  bytes: text.length,
  sha256: createHash('sha256').update(text).digest('hex'),
}));

function downloaded(): string {
  const directory = temporaryDirectory();
  for (const [name, text] of Object.entries(content)) writeFileSync(join(directory, name), text);
  return directory;
}

const checksum = (message: RegExp): unknown =>
  expect.objectContaining({ code: 'CHECKSUM', message: expect.stringMatching(message) });

test('files that agree with the lock pass', async () => {
  await expect(verifyFiles('Kafka', downloaded(), locked)).resolves.toBeUndefined();
});

test('a changed byte is found, and the file is named', async () => {
  const directory = downloaded();
  writeFileSync(join(directory, 'b.jar'), 'sEcond');
  await expect(verifyFiles('Kafka', directory, locked)).rejects.toEqual(checksum(/Kafka: b\.jar has the SHA-256/));
});

test('a truncated file is found by its size', async () => {
  const directory = downloaded();
  writeFileSync(join(directory, 'a.jar'), 'fir');
  await expect(verifyFiles('Kafka', directory, locked)).rejects.toEqual(checksum(/a\.jar has 3 bytes instead of 5/));
});

test('a missing file is found', async () => {
  const directory = downloaded();
  rmSync(join(directory, 'a.jar'));
  await expect(verifyFiles('Kafka', directory, locked)).rejects.toEqual(checksum(/a\.jar is missing/));
});

test('a file that nobody locked is found', async () => {
  const directory = downloaded();
  writeFileSync(join(directory, 'c.jar'), 'third');
  await expect(verifyFiles('Kafka', directory, locked)).rejects.toEqual(checksum(/c\.jar is not in the lock file/));
});

/** A cache as a finished download leaves it. */
function filledCache(): { cache: string; artefact: LockedArtefact; home: string } {
  const cache = temporaryDirectory();
  const artefact = { artefact: 'g:a:1', files: locked };
  const installed = join(cache, cacheName('kafka', artefact));
  const home = join(installed, 'home');
  mkdirSync(home, { recursive: true });
  for (const [name, text] of Object.entries(content)) writeFileSync(join(home, name), text);
  const stamp = locked.map(({ name, bytes }) => ({ path: name, bytes }));
  writeFileSync(join(installed, 'stamp.json'), JSON.stringify(stamp));
  return { cache, artefact, home };
}

const context = { javaHome: '/nowhere', onProgress: () => undefined, signal: new AbortController().signal };

test('a filled cache is used as it is, without Maven', async () => {
  const { cache, artefact, home } = filledCache();
  await expect(installArtefact('kafka', artefact, cache, context)).resolves.toBe(home);
});

test('a cache whose file changed its size is refused, and the directory to delete is named', async () => {
  const { cache, artefact, home } = filledCache();
  appendFileSync(join(home, 'a.jar'), '!');
  await expect(installArtefact('kafka', artefact, cache, context)).rejects.toEqual(
    checksum(/a\.jar has 6 bytes instead of 5 in the cache: delete .*kafka-1-/),
  );
});

test('a cache that lost a file is refused', async () => {
  const { cache, artefact, home } = filledCache();
  rmSync(join(home, 'b.jar'));
  await expect(installArtefact('kafka', artefact, cache, context)).rejects.toEqual(checksum(/b\.jar has no bytes/));
});

test('the cache directory is the first of what the environment names', () => {
  expect(cacheDirectory({ WINCANAL_CACHE_DIR: '/c', XDG_CACHE_HOME: '/x' })).toBe('/c');
  expect(cacheDirectory({ XDG_CACHE_HOME: '/x' })).toBe('/x/wincanal');
  expect(cacheDirectory({ WINCANAL_CACHE_DIR: '' })).toBe(join(homedir(), '.cache', 'wincanal'));
});
