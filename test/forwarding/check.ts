import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { CHECKED, COLLECTORS, FORWARDING, hashConfig, readConfig } from '../../docs/generate-forwarding/collectors.ts';
import { CHECKERS, LIBRDKAFKA, type Checker } from './checkers.ts';
import { CLIENT_FILES, readClientSettings } from './read-client-settings.ts';

/**
 * Has the collectors that are at hand judge the configurations of `docs/forwarding/`. `--install` first unpacks those
 * that Debian packages below `.wincanal/checkers/`; `--write` notes the results for the pages. Exits 1 when a collector
 * refuses a file.
 */

const UNPACKED = join(import.meta.dirname, '../../.wincanal/checkers');

/** An executable and what it needs around it. */
interface Found {
  readonly path: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

/** What the files take from the environment. */
const VARIABLES = { KAFKA_PASSWORD: 'none', COMPUTERNAME: 'VPN01' };

function run(command: string, args: readonly string[], options: { cwd?: string; env?: NodeJS.ProcessEnv } = {}) {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    ...options,
    encoding: 'utf8',
    timeout: 120_000,
  });
  return { ok: status === 0, text: error === undefined ? `${stdout}${stderr}`.trim() : error.message };
}

/** @returns why nothing was unpacked; undefined when it was */
function unpack({ executable, debian }: Checker): string | undefined {
  if (debian === undefined) return 'Debian does not package it';
  const folder = join(UNPACKED, executable);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const fetched = run('apt-get', ['-q', 'download', ...debian.packages], { cwd: folder });
  if (!fetched.ok) return `apt-get download: ${fetched.text.split('\n').at(-1) ?? ''}`;
  for (const file of readdirSync(folder)) run('dpkg', ['-x', join(folder, file), folder]);
  return undefined;
}

function find(checker: Checker): Found | undefined {
  const env = { ...process.env, ...VARIABLES };
  const root = join(UNPACKED, checker.executable);
  const unpacked = ['usr/sbin', 'usr/bin']
    .map((folder) => join(root, folder, checker.executable))
    .find((path) => existsSync(path));
  if (checker.debian !== undefined && unpacked !== undefined) {
    const libraries = join(root, 'usr/lib');
    const triplet = readdirSync(libraries).find((name) => name.endsWith('-linux-gnu')) ?? '';
    const folder = join(libraries, triplet);
    const paths = [folder, join(root, 'lib', triplet), join(libraries, checker.executable)];
    return {
      path: unpacked,
      args: checker.debian.moduleArgs(folder),
      env: { ...env, LD_LIBRARY_PATH: paths.join(delimiter) },
    };
  }
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'];
  const ending = process.platform === 'win32' ? '.exe' : '';
  const path = folders
    .map((folder) => join(folder, checker.executable + ending))
    .find((candidate) => existsSync(candidate));
  return path === undefined ? undefined : { path, args: [], env };
}

function makeCertificates(folder: string): void {
  const files = ['-keyout', join(folder, 'relay.key'), '-out', join(folder, 'relay.crt')];
  const made = run('openssl', [
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-days',
    '2',
    '-subj',
    '/CN=relay',
    ...files,
  ]);
  if (!made.ok) throw new Error(`openssl could not make a certificate: ${made.text}`);
  const copied = run('cp', [join(folder, 'relay.crt'), join(folder, 'relay-ca.pem')]);
  if (!copied.ok) throw new Error(copied.text);
  run('cp', [join(folder, 'relay.crt'), join(folder, 'kafka-ca.pem')]);
}

function judge(checker: Checker, { path, args, env }: Found, file: string) {
  const folder = mkdtempSync(join(tmpdir(), 'wincanal-forwarding-'));
  try {
    let text = readConfig(file);
    if (checker.folders !== undefined) makeCertificates(folder);
    for (const place of checker.folders ?? []) text = text.replaceAll(place, folder);
    const copy = join(folder, file);
    writeFileSync(copy, text);
    return run(path, [...args, ...checker.args, copy], { cwd: folder, env });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function say(state: string, file: string, detail: string): void {
  process.stdout.write(`${state.padEnd(12)} ${file.padEnd(36)} ${detail}\n`);
}

const results = new Map(Object.entries(CHECKED));
const left = new Set(COLLECTORS.flatMap(({ configs }) => configs));
for (const checker of CHECKERS) {
  const { executable, platform, configs } = checker;
  const notHere = platform !== undefined && platform !== process.platform ? `its input needs ${platform}` : undefined;
  const reason = notHere ?? (process.argv.includes('--install') ? unpack(checker) : undefined);
  const found = notHere === undefined ? find(checker) : undefined;
  for (const file of configs) {
    left.delete(file);
    if (found === undefined) {
      say('not checked', file, `${executable}: ${reason ?? 'not found on the path'}`);
      continue;
    }
    const printed = run(found.path, [...found.args, ...checker.versionArgs], { env: found.env }).text;
    const version = `${executable} ${checker.version.exec(printed)?.[1] ?? '(version not told)'}`;
    const { ok, text } = judge(checker, found, file);
    say(ok ? 'checked' : 'REFUSED', file, ok ? version : `${version}\n${text}`);
    if (ok) {
      const command = [executable, ...checker.args].join(' ');
      results.set(file, { checker: command, version, sha256: hashConfig(file) });
    } else {
      process.exitCode = 1;
      results.delete(file);
    }
  }
}

/** For files that no collector at hand judged, librdkafka judges at least names and values of its settings. */
const client = process.argv.includes('--install') ? (unpack(LIBRDKAFKA), find(LIBRDKAFKA)) : find(LIBRDKAFKA);
for (const file of client === undefined ? [] : CLIENT_FILES) {
  if (results.has(file) && results.get(file)?.part === undefined) continue;
  const { path, env } = client as Found;
  const settings = readClientSettings(file, readConfig(file)).flatMap((setting) => ['-X', setting]);
  const { ok, text } = run(path, [...settings, ...LIBRDKAFKA.args], { env });
  const version = `librdkafka ${LIBRDKAFKA.version.exec(run(path, LIBRDKAFKA.versionArgs, { env }).text)?.[1] ?? '(version not told)'}`;
  say(ok ? 'in part' : 'REFUSED', file, ok ? `its settings of librdkafka: ${version}` : text);
  if (ok)
    results.set(file, {
      checker: 'kcat -X dump',
      version,
      sha256: hashConfig(file),
      part: 'its settings of librdkafka',
    });
  else process.exitCode = 1;
}
for (const file of left) say('not checked', file, 'there is no checker for it');

if (process.argv.includes('--write')) {
  const sorted = [...results].sort(([a], [b]) => (a < b ? -1 : 1));
  writeFileSync(join(FORWARDING, 'checked.json'), `${JSON.stringify(Object.fromEntries(sorted), null, 2)}\n`);
}
