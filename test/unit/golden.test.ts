import { writeFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import {
  describeOutcomes,
  listOrphans,
  normalizeGolden,
  readExpected,
  readGoldenCases,
} from '../golden/golden-cases.ts';

const UPDATE = process.env['WINCANAL_GOLDEN_UPDATE'] === '1';
const cases = readGoldenCases();

test.each(cases.map((golden) => [golden.name, golden] as const))('%s', (_, golden) => {
  const outcomes = describeOutcomes(normalizeGolden(golden));
  if (UPDATE) writeFileSync(golden.expectedPath, `${JSON.stringify(outcomes, null, 2)}\n`);
  const expected = readExpected(golden);
  if (expected === undefined) {
    throw new Error(`${golden.expectedPath} is missing: run "npm run golden:update" and read what it writes`);
  }
  expect(outcomes).toEqual(expected);
});

test('every expectation has its input', () => {
  expect(listOrphans(cases)).toEqual([]);
});

test('the cases cover all kinds of outcome, and of the most frequent formats many records', () => {
  const kinds = cases.flatMap((golden) => normalizeGolden(golden).map(({ kind }) => kind));
  expect(new Set(kinds)).toEqual(new Set(['event', 'skip', 'dead']));
  expect(cases.filter(({ name }) => name.startsWith('event_xml/')).length).toBeGreaterThan(100);
  expect(cases.filter(({ name }) => name.startsWith('winlogbeat/')).length).toBeGreaterThan(40);
});
