import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { readMarkdown, type MarkdownPage } from '../support/read-markdown.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const FILES = [
  ...['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md'],
  ...readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => `docs/${file}`),
].sort();

const pages = new Map<string, MarkdownPage>(
  FILES.map((file) => [join(ROOT, file), readMarkdown(readFileSync(join(ROOT, file), 'utf8'))]),
);

/** Why a link of a page leads nowhere; undefined where it leads somewhere, or out of the checkout. */
function findFault(from: string, link: string, known: ReadonlyMap<string, MarkdownPage>): string | undefined {
  if (/^[a-z]+:/i.test(link)) return undefined;
  const [path = '', place] = link.split('#');
  const target = path === '' ? from : resolve(dirname(from), decodeURIComponent(path));
  if (!existsSync(target)) return `${link}: there is no such file`;
  if (place === undefined || place === '') return undefined;
  if (statSync(target).isDirectory()) return `${link}: a folder has no places`;
  return known.get(target)?.anchors.has(decodeURIComponent(place)) === true
    ? undefined
    : `${link}: there is no such place`;
}

test('there are pages to look at, and links on them', () => {
  expect(FILES).toContain('docs/events/schannel.md');
  expect([...pages.values()].reduce((sum, { links }) => sum + links.length, 0)).toBeGreaterThan(2000);
});

test.each(FILES)('every link of %s that stays in the checkout leads to a file and a place that exist', (file) => {
  const from = join(ROOT, file);
  const faults = (pages.get(from)?.links ?? []).flatMap((link) => findFault(from, link, pages) ?? []);
  expect(faults).toEqual([]);
});

test.each(FILES)('no two places of %s have the same name', (file) => {
  const names = pages.get(join(ROOT, file))?.explicit ?? [];
  expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
});

test('the check finds what leads nowhere', () => {
  const from = join(ROOT, 'docs/page.md');
  const source =
    '<a id="7"></a>\n\n# A `b` c\n\n[x](#7) [x](#a-b-c) [x](#8) [x](none.md) [x](../README.md#none) [x](https://a.b/#c)';
  const page = readMarkdown(source);
  const known = new Map([...pages, [from, page]]);
  // The page itself is no file; what it names as its own places is looked up all the same.
  const own = page.links.filter((link) => link.startsWith('#')).map((link) => page.anchors.has(link.slice(1)));
  expect(own).toEqual([true, true, false]);
  expect(page.links.slice(3).map((link) => findFault(from, link, known))).toEqual([
    'none.md: there is no such file',
    '../README.md#none: there is no such place',
    undefined,
  ]);
});
