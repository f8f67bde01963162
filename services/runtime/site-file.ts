import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { compileSite, type SiteData, type SiteKnowledge } from '../../normalizers/index.ts';
import { ConfigurationError } from './config.ts';
import { checkSite } from './site-check.ts';
import { parseSiteText } from './site-text.ts';

/** Larger than this is no file that a person keeps. */
const MOST_BYTES = 1024 * 1024;

/** Problems that one message lists; more help nobody. */
const MOST_PROBLEMS = 20;

/** A site file that was read, checked and compiled. */
export interface SiteFile {
  readonly path: string;
  readonly data: SiteData;
  readonly site: SiteKnowledge;
  /** What may be meant as it is, but may be a mistake; one line each, with its place. */
  readonly warnings: readonly string[];
}

/**
 * Reads the file that WINCANAL_SITE_FILE names; see docs/site-file.md. YAML 1.2, hence JSON too.
 * @param path undefined where none is configured
 * @throws ConfigurationError that lists all problems at once, each with its line and column
 */
export function loadSiteFile(path: string): SiteFile;
export function loadSiteFile(path: string | undefined): SiteFile | undefined;
export function loadSiteFile(path: string | undefined): SiteFile | undefined {
  if (path === undefined) return undefined;
  const { data, problems, warnings } = checkSite(parseSiteText(readFile(path)));
  if (data === undefined) {
    const shown = problems.slice(0, MOST_PROBLEMS).map((problem) => `WINCANAL_SITE_FILE: ${path}:${problem}`);
    if (problems.length > shown.length) shown.push(`WINCANAL_SITE_FILE: ${path}: and more of them behind these`);
    throw new ConfigurationError(shown);
  }
  return { path, data, site: compileSite(data), warnings: warnings.map((warning) => `${path}:${warning}`) };
}

function readFile(path: string): Buffer {
  const refuse = (why: string): never => {
    throw new ConfigurationError([`WINCANAL_SITE_FILE is "${path}": ${why}`]);
  };
  let file: number | undefined;
  try {
    // Not blocking: a pipe would wait for its writer.
    file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    if (!fstatSync(file).isFile()) refuse('this is not a regular file');
    const bytes = Buffer.allocUnsafe(MOST_BYTES + 1);
    let length = 0;
    for (let read = -1; read !== 0 && length < bytes.length; length += read) {
      read = readSync(file, bytes, length, bytes.length - length, null);
    }
    if (length > MOST_BYTES) refuse(`the file is larger than ${MOST_BYTES} bytes`);
    return bytes.subarray(0, length);
  } catch (error) {
    if (error instanceof ConfigurationError) throw error;
    return refuse(`the file cannot be read (${(error as NodeJS.ErrnoException).code ?? 'error'})`);
  } finally {
    if (file !== undefined) closeSync(file);
  }
}
