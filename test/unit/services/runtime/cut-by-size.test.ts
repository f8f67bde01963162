import { expect, test } from '@jest/globals';
import { cutBySize } from '../../../../services/runtime/cut-by-size.ts';

const itself = (size: number): number => size;

test('a piece holds a limited number of items', () => {
  expect(cutBySize([1, 1, 1, 1, 1], { items: 2, bytes: 100 }, itself)).toEqual([[1, 1], [1, 1], [1]]);
});

test('a piece holds a limited number of bytes, the limit included', () => {
  expect(cutBySize([4, 6, 1, 9, 2], { items: 10, bytes: 10 }, itself)).toEqual([[4, 6], [1, 9], [2]]);
});

test('an item larger than the limit is a piece of its own, in its place', () => {
  expect(cutBySize([1, 50, 1], { items: 10, bytes: 10 }, itself)).toEqual([[1], [50], [1]]);
});

test('nothing is no piece', () => {
  expect(cutBySize([], { items: 10, bytes: 10 }, itself)).toEqual([]);
});
