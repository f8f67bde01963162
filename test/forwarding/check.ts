import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  CHECKED,
  COLLECTORS,
  FORWARDING,
  hashConfig,
  readConfig,
  type CheckResult,
} from '../../docs/generate-forwarding/collectors.ts';
import { CHECKERS, LIBRDKAFKA, type Checker } from './checkers.ts';
import { findChecker, installChecker } from './install-checker.ts';
import { judge } from './judge.ts';
import { CLIENT_FILES, readClientSettings } from './read-client-settings.ts';
import { run, type Said, type Tool } from './run-tool.ts';

/**
 * Has the collectors that are at hand judge the configurations of `docs/forwarding/`, and spoiled copies of them, which
 * they must refuse. Exits 1 when one refuses a file, accepts a spoiled one, or was asked for by name and is not to be had.
 */
const { values: options } = parseArgs({
  options: {
    install: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    tools: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

const NAMES = [...CHECKERS, LIBRDKAFKA].map(({ name }) => name);

const HELP = `npm run check:forwarding -- [--tools NAME,...] [--install] [--write]

--tools    only these: ${NAMES.join(', ')}
--install  puts those that packages have into the cache (about 200 MB; the two that are built with Go take minutes)
--write    notes the results in docs/forwarding/checked.json for the pages
`;

const wanted = options.tools?.split(',');
const unknown = wanted?.filter((name) => !NAMES.includes(name)) ?? [];
if (options.help || unknown.length > 0) {
  if (unknown.length > 0) process.stderr.write(`--tools: there is no ${unknown.join(', ')}\n`);
  process.stdout.write(HELP);
  process.exit(options.help ? 0 : 2);
}

function say(state: string, file: string, detail: string): void {
  process.stdout.write(`${state.padEnd(12)} ${file.padEnd(32)} ${detail}\n`);
}

function fail(state: string, file: string, detail: string): void {
  say(state, file, detail);
  process.exitCode = 1;
}

async function obtain(checker: Checker): Promise<Tool | string> {
  const { name, platform } = checker;
  if (platform !== undefined && platform !== process.platform) return `its input needs ${platform}`;
  const reason = options.install
    ? await installChecker(checker, (sentence) => {
        say('installing', name, sentence);
      })
    : undefined;
  const missing = checker.source === undefined ? 'not found on the path' : 'not in the cache: --install';
  return findChecker(checker) ?? reason ?? missing;
}

function versionOf({ product, versionArgs, version }: Checker, { path, args, env }: Tool): string {
  return `${product} ${version.exec(run(path, [...args, ...versionArgs], { env }).text)?.[1] ?? '(version not told)'}`;
}

const results = new Map(Object.entries(CHECKED));

function noteResult(file: string, { executable, args, shown, part, note }: Checker, version: string): void {
  results.set(file, {
    checker: shown ?? `\`${[executable, ...args].join(' ')}\``,
    version,
    sha256: hashConfig(file),
    ...(part !== undefined && { part }),
    ...(note !== undefined && { note }),
  });
}

/** Copies of a file with one fault each have to be refused, else the checker says nothing. */
function findBlindness(checker: Checker, tool: Tool, file: string): string[] {
  const faults = (checker.faults ?? []).filter(([of]) => of === file);
  return faults.flatMap(([, text, replacement]) =>
    judge(checker, tool, file, readConfig(file).replace(text, replacement)).ok ? [`${text} -> ${replacement}`] : [],
  );
}

async function check(checker: Checker): Promise<void> {
  const tool = await obtain(checker);
  for (const file of checker.configs) {
    if (typeof tool === 'string') {
      (wanted === undefined ? say : fail)('not checked', file, `${checker.name}: ${tool}`);
      continue;
    }
    const version = versionOf(checker, tool);
    const { ok, text } = judge(checker, tool, file, readConfig(file));
    const blind = ok ? findBlindness(checker, tool, file) : [];
    if (!ok || blind.length > 0) {
      fail(ok ? 'BLIND' : 'REFUSED', file, `${version}\n${ok ? `accepts ${blind.join(', ')}` : text}`);
      results.delete(file);
      continue;
    }
    const spoiled = (checker.faults ?? []).filter(([of]) => of === file).length;
    const extent = checker.part === undefined ? 'checked' : 'in part';
    say(extent, file, spoiled === 0 ? version : `${version}, refuses ${String(spoiled)} spoiled copies`);
    noteResult(file, checker, version);
  }
}

/** Has librdkafka make a producer, which finds settings that exclude each other. Nothing answers at that address. */
function makeProducer({ path, env }: Tool, settings: readonly string[]): Said {
  const options = [...settings, 'bootstrap.servers=127.0.0.1:1'].flatMap((setting) => ['-X', setting]);
  const { text } = run(path, [...LIBRDKAFKA.args, ...options], { env });
  return { ok: !/Failed to create|Incompatible|Invalid|No such configuration/.test(text), text };
}

/** For files that no collector at hand judged, librdkafka judges at least names and values of its settings. */
async function checkClientSettings(): Promise<void> {
  const tool = await obtain(LIBRDKAFKA);
  for (const file of CLIENT_FILES) {
    const known: CheckResult | undefined = results.get(file);
    if (known !== undefined && known.part === undefined) continue;
    if (typeof tool === 'string') {
      (wanted === undefined ? say : fail)('not checked', file, `${LIBRDKAFKA.name}: ${tool}`);
      continue;
    }
    const settings = readClientSettings(file, readConfig(file));
    const { ok, text } = makeProducer(tool, settings);
    // Only an idempotent producer insists on all replicas.
    const acks = settings.includes('enable.idempotence=true') ? 'acks=1' : 'acks=some';
    const blind = ['no.such.setting=1', acks, 'compression.codec=gzap'].filter(
      (fault) => makeProducer(tool, [...settings, fault]).ok,
    );
    if (!ok || blind.length > 0) {
      fail(ok ? 'BLIND' : 'REFUSED', file, ok ? `accepts ${blind.join(', ')}` : text);
      results.delete(file);
      continue;
    }
    const version = versionOf(LIBRDKAFKA, tool);
    say('in part', file, `${LIBRDKAFKA.part ?? ''}: ${version}`);
    noteResult(file, LIBRDKAFKA, version);
  }
}

for (const checker of CHECKERS) if (wanted?.includes(checker.name) ?? true) await check(checker);
if (wanted?.includes(LIBRDKAFKA.name) ?? true) await checkClientSettings();
if (wanted === undefined) {
  const judged = new Set([...CHECKERS.flatMap(({ configs }) => configs), ...CLIENT_FILES]);
  for (const file of COLLECTORS.flatMap(({ configs }) => configs)) {
    if (!judged.has(file)) say('not checked', file, 'there is no checker for it');
  }
}

if (options.write) {
  const sorted = [...results].sort(([a], [b]) => (a < b ? -1 : 1));
  writeFileSync(join(FORWARDING, 'checked.json'), `${JSON.stringify(Object.fromEntries(sorted), null, 2)}\n`);
}
