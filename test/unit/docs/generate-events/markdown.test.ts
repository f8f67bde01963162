import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { block, code, either, link, table, text } from '../../../../docs/generate-events/markdown.ts';
import { readMarkdown } from '../../../support/read-markdown.ts';

/** One-line texts that are made of what Markdown could take for markup. */
const texts = fc
  .array(
    fc.oneof(
      fc.constantFrom(...'|<>*_`[](){}#+-=~!&\\.:"\'$%^/'.split('')),
      fc.constantFrom(
        'a',
        'B',
        '7',
        ' ',
        'x_y',
        '&amp;',
        '<b>',
        '![i](j)',
        '1. ',
        '# ',
        '- ',
        '```',
        'a*b*',
        '__c__',
        '<!--',
        'https://a_',
        'www.b.c',
      ),
    ),
    { minLength: 1, maxLength: 12 },
  )
  .map((parts) => parts.join('').replace(/ +/g, ' ').trim())
  .filter((value) => value !== '');

test('a text is shown as it is, in a paragraph and in a table', () => {
  fc.assert(
    fc.property(texts, (value) => {
      expect(readMarkdown(`${text(value)}\n`).text.trim()).toBe(value);
      const page = readMarkdown(table(['Head', 'Other'], [[text(value), 'x']]));
      expect(page.tables.map(({ rows }) => rows)).toEqual([[[value, 'x']]]);
    }),
    { numRuns: 500 },
  );
});

test('a value in fixed width is shown as it is, in a paragraph and in a table', () => {
  fc.assert(
    fc.property(texts, (value) => {
      expect(readMarkdown(`see ${code(value)}\n`).text.trim()).toBe(`see ${value}`);
      const page = readMarkdown(table(['Head', 'Other'], [[code(value), 'x']]));
      expect(page.tables.map(({ rows }) => rows)).toEqual([[[value, 'x']]]);
    }),
    { numRuns: 500 },
  );
});

test('a block holds its lines whatever they are', () => {
  fc.assert(
    fc.property(fc.array(texts, { minLength: 1 }), (lines) => {
      expect(readMarkdown(`${block('bat', lines)}\n\nafter\n`).blocks).toEqual([
        { language: 'bat', text: lines.join('\n') },
      ]);
    }),
  );
});

test.each([
  ['https://learn.example/a(v=ws.11)', 'https://learn.example/a(v=ws.11)'],
  ['page.md#0x80090325', 'page.md#0x80090325'],
  ['a b.md', 'a%20b.md'],
])('a link leads to %s', (target, href) => {
  expect(readMarkdown(link(text('a [b] *c*'), target))).toMatchObject({ links: [href], text: 'a [b] *c* ' });
});

test('lists in sentences', () => {
  expect([either([]), either(['a']), either(['a', 'b']), either(['a', 'b', 'c'])]).toEqual([
    '',
    'a',
    'a or b',
    'a, b or c',
  ]);
});

test('the check of texts would see markup', () => {
  expect(readMarkdown('a *b* <i>c</i>\n').text.trim()).toBe('a b c');
});
