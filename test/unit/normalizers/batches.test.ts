import { expect, test } from '@jest/globals';
import { holdBatchPromise, holdPromises } from '../../support/promises.ts';
import { readGoldenCases } from '../../golden/golden-cases.ts';

test('every golden input may be one of several in a record, however they come', () => {
  const broken = readGoldenCases().flatMap(({ name, bytes }) => {
    const outcomes = holdPromises(bytes);
    // Every way of putting two into one (34 is 1 beyond a multiple of 11), and as many places to cut.
    return Array.from({ length: 11 }, (_, way) => way).flatMap((way) => {
      try {
        holdBatchPromise(bytes, outcomes, way * 34);
        return [];
      } catch (error) {
        return [`${name}: ${String(error)}`];
      }
    });
  });
  expect(broken).toEqual([]);
});
