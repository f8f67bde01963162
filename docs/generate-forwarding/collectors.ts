import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import checked from '../forwarding/checked.json' with { type: 'json' };
import collectors from '../forwarding/collectors.json' with { type: 'json' };
import unverified from '../forwarding/unverified.json' with { type: 'json' };

/** The folder of the pages about collectors. */
export const FORWARDING = join(import.meta.dirname, '../forwarding');

/** A collector with a page of its own. */
export interface CollectorPage {
  /** Name of the page without `.md`. */
  readonly page: string;
  readonly name: string;
  /** Where it has to run, in words. */
  readonly place: string;
  /** Files in `config/` that the page quotes. */
  readonly configs: readonly string[];
  /** Files in `records/`: what arrives on the topic, composed by hand. */
  readonly records: readonly string[];
  /** The zone of times without one in these records (`WINCANAL_ASSUMED_TIMEZONE`). */
  readonly zone?: string;
}

export const COLLECTORS: readonly CollectorPage[] = collectors;

/** How a collector judged a configuration that it was given, as `npm run check:forwarding -- --write` noted it. */
export interface CheckResult {
  /** The command line without paths, in backticks, or what else judged, in words. */
  readonly checker: string;
  readonly version: string;
  /** Of the file that was checked. */
  readonly sha256: string;
  /** What of the file was checked, where that is not all, or not by the collector. */
  readonly part?: string;
  /** How else it was judged than the command line says. */
  readonly note?: string;
}

/** By name of the file in `config/`. */
export const CHECKED: Readonly<Record<string, CheckResult | undefined>> = checked;

/** Why the collector itself did not judge a file of `config/`. */
export const UNVERIFIED: Readonly<Record<string, string | undefined>> = unverified;

/** What a library parses in the tests, by the ending of the file. */
const PARSED: Readonly<Record<string, string>> = { json: 'JSON', toml: 'TOML', xml: 'XML', yaml: 'YAML', yml: 'YAML' };

/** Files of another ending that are XML without a root of their own kind. */
const XML_FILES: readonly RegExp[] = [/^wazuh-(?:agent|manager)\.conf$/];

/** The language that the tests parse a file as; undefined where only the collector knows it. */
export function languageOf(file: string): string | undefined {
  if (XML_FILES.some((name) => name.test(file))) return 'XML';
  return PARSED[file.slice(file.lastIndexOf('.') + 1)];
}

/** The text of a configuration. */
export function readConfig(file: string): string {
  return readFileSync(join(FORWARDING, 'config', file), 'utf8');
}

/** What `checked.json` knows a file by. */
export function hashConfig(file: string): string {
  return createHash('sha256').update(readConfig(file)).digest('hex');
}

/** How far a configuration was judged, and by what. */
export interface Extent {
  readonly byCollector: boolean;
  /** What judged it, with its version; empty where nothing did. */
  readonly how: string;
  /** Why the collector did not; undefined where it did. */
  readonly reason: string | undefined;
}

/**
 * Tells truthfully how far a configuration was verified.
 * @throws Error where the collector did not judge it and no reason is written down
 */
export function readExtent(file: string): Extent {
  const result = CHECKED[file];
  const language = languageOf(file);
  const parsed = language === undefined ? '' : `parsed as ${language}`;
  if (result === undefined) return { byCollector: false, how: parsed, reason: reasonOf(file) };
  const changed = result.sha256 === hashConfig(file) ? '' : ', before its last change';
  const noted = result.note === undefined ? '' : `; ${result.note}`;
  const how = `checked with ${result.version} (${result.checker}${noted})${changed}`;
  if (result.part === undefined) return { byCollector: true, how, reason: undefined };
  return { byCollector: false, how: `${result.part} ${how}`, reason: reasonOf(file) };
}

function reasonOf(file: string): string {
  const reason = UNVERIFIED[file];
  if (reason !== undefined) return reason;
  throw new Error(`docs/forwarding/unverified.json: no reason why the collector did not judge ${file}`);
}

/** The same as half a sentence. */
export function describeCheck(file: string): string {
  const { byCollector, how, reason } = readExtent(file);
  if (byCollector) return how;
  return `not verified by the collector (${reason ?? ''})${how === '' ? '' : `; ${how}`}`;
}
