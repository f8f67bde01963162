import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from '@jest/globals';
import {
  chooseJdk,
  findJdks,
  majorVersion,
  versionFromBanner,
  versionFromRelease,
  type Jdk,
} from '../../../../services/stack/jdk.ts';
import { temporaryDirectory } from './temporary-directory.ts';

const jdk = (version: string, home: string): Jdk => ({
  home,
  version,
  major: majorVersion(version) ?? 0,
});

test.each([
  ['17.0.15', 17],
  ['25', 25],
  ['25-ea', 25],
  ['1.8.0_392', 8],
  ['21.0.1+12-LTS', 21],
  ['unknown', undefined],
])('the feature number of Java %s is %s', (version, major) => {
  expect(majorVersion(version)).toBe(major);
});

test('the version is read from a release file, whatever stands around it', () => {
  expect(versionFromRelease('IMPLEMENTOR="x"\nJAVA_VERSION="17.0.15"\nJAVA_VERSION_DATE="2025-04-15"\n')).toBe(
    '17.0.15',
  );
  expect(versionFromRelease('JAVA_VERSION_DATE="2025-04-15"\n')).toBeUndefined();
});

test('the version is read from the banner of java -version', () => {
  expect(versionFromBanner('openjdk version "21.0.2" 2024-01-16\nOpenJDK Runtime')).toBe('21.0.2');
  expect(versionFromBanner('java: command not found')).toBeUndefined();
});

test('each server takes the first Java that is new enough for it', () => {
  const found = [jdk('17.0.15', '/a'), jdk('21.0.2', '/b'), jdk('25.0.3', '/c')];
  expect(chooseJdk('kafka', found).home).toBe('/a');
  expect(chooseJdk('elasticsearch', found).home).toBe('/b');
});

test('a Java that is too old is named together with what is needed', () => {
  expect(() => chooseJdk('elasticsearch', [jdk('17.0.15', '/opt/jdk-17')])).toThrow(
    expect.objectContaining({
      code: 'NO_JAVA',
      message: expect.stringMatching(/Elasticsearch needs Java 21.*17\.0\.15 at \/opt\/jdk-17.*ES_JAVA_HOME/),
    }),
  );
});

test('no Java at all is said so', () => {
  expect(() => chooseJdk('kafka', [])).toThrow(/Kafka needs Java 17 or newer and no Java was found/);
});

test('a Java that ES_JAVA_HOME names comes before JAVA_HOME, and one that two names lead to is listed once', () => {
  const root = temporaryDirectory();
  const install = (name: string, version: string): string => {
    const home = join(root, name);
    mkdirSync(join(home, 'bin'), { recursive: true });
    writeFileSync(join(home, 'bin', 'java'), '');
    chmodSync(join(home, 'bin', 'java'), 0o755);
    writeFileSync(join(home, 'release'), `JAVA_VERSION="${version}"\n`);
    return home;
  };
  const first = install('first', '21.0.9');
  const second = install('second', '17.0.9');
  const path = join(root, 'path', 'java');
  mkdirSync(dirname(path));
  symlinkSync(join(second, 'bin', 'java'), path);

  const found = findJdks({ ES_JAVA_HOME: first, JAVA_HOME: second, PATH: dirname(path) });
  const here = found.filter((one) => one.home.startsWith(root));
  expect(here.map((one) => [one.home, one.version])).toEqual([
    [first, '21.0.9'],
    [second, '17.0.9'],
  ]);
});

test('a directory without an executable java is passed over', () => {
  const root = temporaryDirectory();
  expect(findJdks({ JAVA_HOME: root, PATH: '' }).map((one) => one.home)).not.toContain(root);
});
