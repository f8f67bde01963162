import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { generateFieldDocs } from '../mappings/generate-field-docs.ts';
import { describeOutcomes, describeTags } from '../normalizers/describe-outcomes.ts';
import { describeCommands } from '../services/cli/describe-commands.ts';
import { describeSettings } from '../services/runtime/describe-settings.ts';

/** Pages that are made from data, schema or code, by file name in `docs/`. */
const PAGES: Readonly<Record<string, () => string | Promise<string>>> = {
  'cli.md': describeCommands,
  'configuration.md': describeSettings,
  'dead-letters.md': describeOutcomes,
  'fields.md': generateFieldDocs,
  'tags.md': describeTags,
};

/** Makes all generated pages, formatted as the checkout wants them; by file name in `docs/`. */
export async function generatePages(): Promise<Map<string, string>> {
  const pages = new Map<string, string>();
  for (const [name, make] of Object.entries(PAGES)) {
    const file = join(import.meta.dirname, name);
    pages.set(name, await format(await make(), { ...(await resolveConfig(file)), filepath: file }));
  }
  return pages;
}

if (import.meta.main) {
  const check = process.argv.includes('--check');
  for (const [name, page] of await generatePages()) {
    const file = join(import.meta.dirname, name);
    if (!check) await writeFile(file, page);
    else if ((await readFile(file, 'utf8').catch(() => '')) !== page) {
      process.stderr.write(`docs/${name} is stale: run npm run docs\n`);
      process.exitCode = 1;
    }
  }
}
