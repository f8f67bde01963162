import { expect, test } from '@jest/globals';
import { compileCondition, placeFact, type ConditionData } from '../../../../normalizers/enrich/facts.ts';
import { knowFacts } from '../../../support/know-facts.ts';

const FACTS = knowFacts([
  ['code', '48'],
  ['name', 'unknown_ca'],
]);

test.each<[ConditionData, boolean]>([
  [{ code: ['48'] }, true],
  [{ code: ['40', '48'] }, true],
  [{ code: ['4'] }, false],
  [{ code: ['048'] }, false],
  [{ code: ['*'] }, true],
  [{ code: ['-'] }, false],
  [{ role: ['*'] }, false],
  [{ role: ['-'] }, true],
  [{ role: ['tls_server', '-'] }, true],
  [{ role: ['tls_server'] }, false],
  [{ code: ['48', '-'] }, true],
  [{ code: { below: 49 } }, true],
  [{ code: { below: 48 } }, false],
  [{ name: { below: 49 } }, false],
  [{ role: { below: 49 } }, false],
  [{ code: ['48'], name: ['unknown_ca'] }, true],
  [{ code: ['48'], name: ['other'] }, false],
  [{ code: ['40'], name: ['unknown_ca'] }, false],
])('%j fits: %j', (condition, fits) => {
  expect(compileCondition(condition)(FACTS)).toBe(fits);
});

test('facts are apart from those of other events, also where a name gets its place between them', () => {
  const before = knowFacts([['code', '48']]);
  const place = placeFact('a name that nobody asked for before');
  expect([before.at(place), before.has('a name that nobody asked for before')]).toEqual([undefined, false]);
  before.set(place, 'x');
  expect(before.entries()).toEqual([
    ['code', '48'],
    ['a name that nobody asked for before', 'x'],
  ]);
  before.delete(place);
  expect([before.at(place), knowFacts().get('code'), knowFacts().entries()]).toEqual([undefined, undefined, []]);
  expect(before.get('a name that nobody has')).toBeUndefined();
});
