import { expect, test } from '@jest/globals';
import {
  cacheName,
  ELASTICSEARCH_VERSION,
  generatePom,
  KAFKA_VERSION,
  readLock,
} from '../../../../services/stack/artefacts.ts';

test('the lock file belongs to the versions in the code', () => {
  const lock = readLock();
  expect(lock.kafka.files.map((file) => file.name)).toContain(`kafka_2.13-${KAFKA_VERSION}.jar`);
  expect(lock.elasticsearch.files.map((file) => file.name)).toEqual([`elasticsearch-${ELASTICSEARCH_VERSION}.zip`]);
  expect(lock.elasticsearch.artefact.endsWith(`:${ELASTICSEARCH_VERSION}`)).toBe(true);
});

test('every locked file has a name without a path, a size and a SHA-256', () => {
  const { kafka, elasticsearch } = readLock();
  for (const file of [...kafka.files, ...elasticsearch.files]) {
    expect(file).toEqual({
      name: expect.stringMatching(/^[^/\\]+\.(jar|zip)$/),
      bytes: expect.any(Number),
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(file.bytes).toBeGreaterThan(0);
  }
});

test('the project file lists each dependency and escapes its text', () => {
  const pom = generatePom([
    { groupId: 'a.b', artifactId: 'c', version: '1' },
    { groupId: 'd&e', artifactId: '<f>', version: '2' },
  ]);
  expect(pom).toContain('<groupId>a.b</groupId><artifactId>c</artifactId><version>1</version>');
  expect(pom).toContain('<groupId>d&amp;e</groupId><artifactId>&lt;f&gt;</artifactId><version>2</version>');
});

test('another lock is another directory in the cache', () => {
  const locked = { artefact: 'g:a:1.2', files: [{ name: 'x.jar', bytes: 1, sha256: 'aa' }] };
  const changed = { ...locked, files: [{ name: 'x.jar', bytes: 1, sha256: 'ab' }] };
  expect(cacheName('kafka', locked)).toMatch(/^kafka-1\.2-[0-9a-f]{12}$/);
  expect(cacheName('kafka', changed)).not.toBe(cacheName('kafka', locked));
});
