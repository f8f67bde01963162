import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import collectors from '../../../docs/forwarding/collectors.json' with { type: 'json' };
import { FORMAT_NAMES } from '../../../normalizers/index.ts';
import { COMMANDS } from '../../../services/cli/commands.ts';

const ROOT = join(import.meta.dirname, '../../..');
const README = readFileSync(join(ROOT, 'README.md'), 'utf8');
/** What the README says of input. */
const INPUT = /\n## Point a forwarder at it\n(.*?)\n## /su.exec(README)?.[1] ?? '';

test.each(collectors)('the section on input names $name', ({ name }) => {
  for (const product of name.replace(/(?: \d| universal| Stream|,).*/u, '').split(' and ')) {
    expect(INPUT.split(/[^\w-]+(?=\w)/u).join(' ')).toContain(product);
  }
});

test('it says how many pages there are, where formats are described, and how to find what is not recognised', () => {
  expect(collectors).toHaveLength(20);
  expect(INPUT).toContain('each of twenty collectors');
  for (const link of ['docs/forwarding/README.md', 'docs/formats.md', 'docs/dead-letters.md'])
    expect(INPUT).toContain(`](${link})`);
  expect(INPUT).toContain('DECODE_UNKNOWN_FORMAT');
});

test('every command of the README exists', () => {
  const names = [...README.matchAll(/(?:npx |bin\/)wincanal ([a-z]+)/gu)].map(([, name]) => name);
  expect(names).toContain('explain');
  expect([...new Set(names)].filter((name) => !COMMANDS.some((command) => command.name === name))).toEqual([]);
});

test('the pages name as many formats as are recognised', () => {
  const page = readFileSync(join(ROOT, 'docs/formats.md'), 'utf8').split('\n\n')[2] ?? '';
  const listed = [...page.matchAll(/^\| [\w ]+ +\| `(\w+)`/gmu)].map(([, name]) => name);
  expect([...new Set(listed)]).toEqual([...FORMAT_NAMES]);
});
