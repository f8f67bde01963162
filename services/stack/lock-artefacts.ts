/**
 * `npm run stack:lock`: writes artefacts.lock.json anew. Fetches every artefact with Maven and records name, size and
 * SHA-256 of each file.
 * Run it after a version in artefacts.ts has changed, and read the difference before committing it.
 */
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ELASTICSEARCH_COORDINATE,
  formatCoordinate,
  KAFKA_COORDINATES,
  LOCK_FILE,
  type ArtefactLock,
  type LockedArtefact,
} from './artefacts.ts';
import { hashFile } from './cache.ts';
import { chooseJdk, findJdks } from './jdk.ts';
import { fetchArtefact } from './maven.ts';
import type { StackComponent } from './progress.ts';

const scratch = await mkdtemp(join(tmpdir(), 'wincanal-lock-'));
try {
  const javaHome = chooseJdk('kafka', findJdks()).home;
  const lockOne = async (component: StackComponent, artefact: string): Promise<LockedArtefact> => {
    const target = join(scratch, component);
    await fetchArtefact(component, scratch, target, { javaHome });
    const files = [];
    for (const name of (await readdir(target)).sort()) {
      const path = join(target, name);
      files.push({ name, bytes: (await stat(path)).size, sha256: await hashFile(path) });
    }
    return { artefact, files };
  };
  const kafka = await lockOne('kafka', KAFKA_COORDINATES.slice(0, 1).map(formatCoordinate).join());
  const elasticsearch = await lockOne('elasticsearch', formatCoordinate(ELASTICSEARCH_COORDINATE));
  const lock: ArtefactLock = { kafka, elasticsearch };
  await writeFile(LOCK_FILE, `${JSON.stringify(lock, null, 2)}\n`);
  process.stdout.write(
    `locked ${kafka.files.length} files for Kafka and ${elasticsearch.files.length} for Elasticsearch\n`,
  );
} finally {
  await rm(scratch, { recursive: true });
}
