import { expect, test } from '@jest/globals';
import { compileCondition, type ConditionData } from '../../../../normalizers/enrich/facts.ts';

const FACTS = new Map([
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
