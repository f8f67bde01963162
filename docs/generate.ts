import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { generateFieldDocs } from '../mappings/generate-field-docs.ts';
import { describeOutcomes, describeTags } from '../normalizers/describe-outcomes.ts';
import { describeCommands } from '../services/cli/describe-commands.ts';
import { describeSettings } from '../services/runtime/describe-settings.ts';
import { generateFormats } from './generate-formats.ts';
import { EVENT_PAGES } from './generate-events/index.ts';
import { FORWARDING_PAGES } from './generate-forwarding/index.ts';
import { describeGaps } from './describe-gaps.ts';
import { describeSiteFile } from './describe-site-file.ts';

/** The folder in which nothing is written by hand. */
const EVENTS = 'events/';

/** Pages that are made from data, schema or code, by path below `docs/`. */
const PAGES: Readonly<Record<string, () => string | Promise<string>>> = {
  'cli.md': describeCommands,
  'configuration.md': describeSettings,
  'dead-letters.md': describeOutcomes,
  'fields.md': generateFieldDocs,
  'gaps.md': describeGaps,
  'formats.md': generateFormats,
  'site-file.md': describeSiteFile,
  'tags.md': describeTags,
  ...FORWARDING_PAGES,
  ...Object.fromEntries(Object.entries(EVENT_PAGES).map(([name, make]) => [`${EVENTS}${name}`, make])),
};

/**
 * Makes generated pages, formatted as the checkout wants them; by path below `docs/`.
 * @param folder only those below this folder (`events/`)
 */
export async function generatePages(folder = ''): Promise<Map<string, string>> {
  const pages = new Map<string, string>();
  for (const [name, make] of Object.entries(PAGES)) {
    if (!name.startsWith(folder)) continue;
    const file = join(import.meta.dirname, name);
    pages.set(name, await format(await make(), { ...(await resolveConfig(file)), filepath: file }));
  }
  return pages;
}

/**
 * Files of `docs/events/` that no generator makes: they would look like part of the reference and never be renewed.
 * @returns paths below `docs/`
 */
export async function listStrays(directory = join(import.meta.dirname, EVENTS)): Promise<string[]> {
  const files = await readdir(directory, { recursive: true });
  return files.map((file) => `${EVENTS}${file}`).filter((file) => !Object.hasOwn(PAGES, file));
}

if (import.meta.main) {
  const check = process.argv.includes('--check');
  const folder = process.argv.slice(2).find((argument) => !argument.startsWith('--'));
  for (const [name, page] of await generatePages(folder)) {
    const file = join(import.meta.dirname, name);
    if (!check) await writeFile(file, page);
    else if ((await readFile(file, 'utf8').catch(() => '')) !== page) {
      process.stderr.write(`docs/${name} is stale: run npm run docs\n`);
      process.exitCode = 1;
    }
  }
  for (const stray of await listStrays()) {
    process.stderr.write(
      `docs/${stray} is made by no generator: delete it, or add it to docs/generate-events/index.ts\n`,
    );
    process.exitCode = 1;
  }
}
