import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  compileChoices,
  compileCondition,
  type Choice,
  type ConditionData,
} from '../../../../normalizers/enrich/facts.ts';
import { knowFacts } from '../../../support/know-facts.ts';

const value = fc.constantFrom('1', '2', '3', '40');
const wanted = fc.oneof(
  fc.uniqueArray(value, { minLength: 1, maxLength: 3 }),
  fc.constantFrom(['*'], ['-'], ['-', '1'], { below: 3 }),
);
const condition: fc.Arbitrary<ConditionData> = fc.dictionary(fc.constantFrom('a', 'b', 'c'), wanted, { maxKeys: 3 });
const facts = fc.dictionary(fc.constantFrom('a', 'b', 'c'), value, { maxKeys: 3 });

test('the first choice that fits is taken, as if they were asked one after the other', () => {
  fc.assert(
    fc.property(fc.array(condition, { maxLength: 8 }), facts, (conditions, known) => {
      const choices = conditions.map((when, i): Choice<number> => [when, i]);
      const given = knowFacts(Object.entries(known));
      const expected = conditions.findIndex((when) => compileCondition(when)(given));
      expect(compileChoices(choices, -1)(given)).toBe(expected);
    }),
    { numRuns: 3000 },
  );
});
