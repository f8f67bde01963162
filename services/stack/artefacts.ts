import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { StackComponent } from './progress.ts';

/** One downloaded file as it must be: its name, its size in bytes, and its SHA-256 in lower-case hex. */
export interface LockedFile {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** What one server consists of: its Maven coordinate, and every file that Maven delivers for it. */
export interface LockedArtefact {
  readonly artefact: string;
  readonly files: readonly LockedFile[];
}

/** The checked-in `artefacts.lock.json`. */
export type ArtefactLock = Readonly<Record<StackComponent, LockedArtefact>>;

/** A Maven coordinate. */
export interface Coordinate {
  readonly groupId: string;
  readonly artifactId: string;
  readonly version: string;
}

/** The versions that everything here was tried with. After a change run `npm run stack:lock`. */
export const KAFKA_VERSION = '4.3.0';
export const ELASTICSEARCH_VERSION = '9.5.0';

/** Kafka's broker, and the binding that carries its slf4j log lines to the log4j that it depends on anyway. */
export const KAFKA_COORDINATES: readonly Coordinate[] = [
  { groupId: 'org.apache.kafka', artifactId: 'kafka_2.13', version: KAFKA_VERSION },
  { groupId: 'org.apache.logging.log4j', artifactId: 'log4j-slf4j-impl', version: '2.25.4' },
];

/** The smallest distribution of the real Elasticsearch that its makers publish as a Maven artefact. */
export const ELASTICSEARCH_COORDINATE: Coordinate = {
  groupId: 'org.elasticsearch.distribution.integ-test-zip',
  artifactId: 'elasticsearch',
  version: ELASTICSEARCH_VERSION,
};

/** `group:artifact:version`, the way Maven writes it. */
export function formatCoordinate({ groupId, artifactId, version }: Coordinate): string {
  return `${groupId}:${artifactId}:${version}`;
}

/** A project file whose only purpose is to make Maven resolve these artefacts and what they depend on. */
export function generatePom(dependencies: readonly Coordinate[]): string {
  const element = (name: string, text: string): string => `<${name}>${escapeXml(text)}</${name}>`;
  const body = dependencies.map(
    (dependency) =>
      `    <dependency>${element('groupId', dependency.groupId)}${element('artifactId', dependency.artifactId)}` +
      `${element('version', dependency.version)}</dependency>`,
  );
  return [
    '<project xmlns="http://maven.apache.org/POM/4.0.0">',
    '  <modelVersion>4.0.0</modelVersion>',
    '  <groupId>wincanal</groupId>',
    '  <artifactId>stack</artifactId>',
    '  <version>1</version>',
    '  <packaging>pom</packaging>',
    '  <dependencies>',
    ...body,
    '  </dependencies>',
    '</project>',
    '',
  ].join('\n');
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Where the lock file lies. */
export const LOCK_FILE: URL = new URL('artefacts.lock.json', import.meta.url);

/** The lock file's content. It is written by a program and changes with the code, so its shape is not checked again. */
export function readLock(): ArtefactLock {
  return JSON.parse(readFileSync(LOCK_FILE, 'utf8')) as ArtefactLock;
}

/**
 * The directory in the cache that holds an artefact. It carries a digest of the locked files: another lock is another
 * directory, so a copy that was verified against an older lock is never taken for the current one.
 */
export function cacheName(component: StackComponent, locked: LockedArtefact): string {
  const digest = createHash('sha256').update(JSON.stringify(locked)).digest('hex').slice(0, 12);
  return `${component}-${locked.artefact.split(':').at(-1) ?? ''}-${digest}`;
}
