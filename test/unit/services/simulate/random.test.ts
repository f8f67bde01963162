import { expect, test } from '@jest/globals';
import { createRandom } from '../../../../services/simulate/index.ts';

test('numbers stay within their bounds and reach both', () => {
  const random = createRandom(5);
  const numbers = Array.from({ length: 2000 }, () => random.integer(3, 6));
  expect(new Set(numbers)).toEqual(new Set([3, 4, 5, 6]));
});

test('weights are proportions, and a weight of zero is never picked', () => {
  const random = createRandom(9);
  const items = [
    { weight: 3, name: 'often' },
    { weight: 1, name: 'rarely' },
    { weight: 0, name: 'never' },
  ];
  const names = Array.from({ length: 8000 }, () => random.weighted(items).name);
  const often = names.filter((name) => name === 'often').length / names.length;
  expect(Math.abs(often - 0.75)).toBeLessThan(0.03);
  expect(names).not.toContain('never');
});

test('nearby seeds give streams that have nothing in common', () => {
  expect(createRandom(1).hex(32)).not.toBe(createRandom(2).hex(32));
  expect(createRandom(1).guid()).toMatch(/^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/u);
});

test('picking from nothing is refused', () => {
  expect(() => createRandom(1).pick([])).toThrow('at least one item');
});
