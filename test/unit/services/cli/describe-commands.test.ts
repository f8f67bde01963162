import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { COMMANDS } from '../../../../services/cli/commands.ts';
import { describeCommands } from '../../../../services/cli/describe-commands.ts';

const PAGE = join(resolve(import.meta.dirname, '../../../..'), 'docs/cli.md');

test('docs/cli.md is what the commands say of themselves (npm run docs)', async () => {
  expect(readFileSync(PAGE, 'utf8')).toBe(await describeCommands());
});

test('every command has a section', async () => {
  const text = await describeCommands();
  for (const { name } of COMMANDS)
    expect(text).toContain(`\n## wincanal ${name}\n\n\`\`\`text\nUsage: wincanal ${name} `);
});
