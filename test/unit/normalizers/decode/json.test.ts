import { expect, test } from '@jest/globals';
import { exceedsDepth } from '../../../../normalizers/decode/json.ts';

test('the depth of a value is counted in objects and arrays', () => {
  expect(exceedsDepth('text', 0)).toBe(false);
  expect(exceedsDepth([], 1)).toBe(false);
  expect(exceedsDepth([[]], 1)).toBe(true);
  expect(exceedsDepth({ a: [{ b: 1 }] }, 3)).toBe(false);
  expect(exceedsDepth({ a: [{ b: 1 }] }, 2)).toBe(true);
  expect(exceedsDepth(JSON.parse('{"__proto__":{"a":{}}}'), 2)).toBe(true);
});
