import { expect, test } from '@jest/globals';
import { checkSite } from '../../../../services/runtime/site-check.ts';
import { parseSiteText } from '../../../../services/runtime/site-text.ts';

test('of very many errors the first two hundred are looked at, which takes time', () => {
  const entries = Array.from({ length: 300 }, () => '  - {match: [a], owner: 1}\n').join('');
  const { data, problems } = checkSite(parseSiteText(Buffer.from(`hosts:\n${entries}`)));
  expect(data).toBeUndefined();
  expect(problems).toHaveLength(200);
  expect(problems.at(-1)).toMatch(/^201:25: hosts\[199\]\.owner is 1/);
});
