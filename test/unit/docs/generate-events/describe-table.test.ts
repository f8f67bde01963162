import { expect, test } from '@jest/globals';
import { describePlainTable } from '../../../../docs/generate-events/describe-table.ts';
import { EVENT_PAGES } from '../../../../docs/generate-events/index.ts';
import { TABLES } from '../../../../docs/generate-events/knowledge.ts';
import { CODE_TABLES } from '../../../../normalizers/registry.ts';
import { readMarkdown } from '../../../support/read-markdown.ts';

test('a table that nobody wrote a page for has one with everything in it', () => {
  const page = readMarkdown(
    describePlainTable({
      kind: 'colour',
      key: 'colours',
      title: 'Colours',
      page: 'colours.md',
      file: 'normalizers/painter/colours.json',
      sources: { book: 'https://colours.example/' },
      entries: [['1', { symbol: 'RED', mixed_of: ['nothing', 'else'], source: ['book'] }]],
    }),
  );
  expect(page.text).toContain('Colours');
  expect(page.tables[0]?.rows).toEqual([['1', 'Symbol: RED Mixed of: nothing, else Sources: book']]);
  expect(page.explicit).toEqual(expect.arrayContaining(['1', 'source-book']));
  expect(page.links).toContain('https://colours.example/');
});

test('each table of the registry has a page', () => {
  expect(TABLES.map(({ kind }) => kind)).toEqual(CODE_TABLES.map(({ kind }) => kind));
  expect(TABLES.filter(({ page }) => EVENT_PAGES[page] === undefined)).toEqual([]);
});
