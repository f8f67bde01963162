import { expect, test } from '@jest/globals';
import { addData, type Repeats } from '../../../../normalizers/decode/event-data.ts';
import type { EventData } from '../../../../normalizers/windows-event.ts';

test('a repeated data name is numbered, whatever names stand in the way', () => {
  const data = Object.create(null) as EventData;
  const repeats: Repeats = new Map();
  for (const [name, value] of [
    ['A', '1'],
    ['A_3', 'own'],
    ['A', '2'],
    ['A', '3'],
    ['A', '4'],
    ['A_2', 'own'],
  ] as const) {
    expect(addData(data, repeats, name, value)).toBe(true);
  }
  expect(Object.values(data).sort()).toEqual(['1', '2', '3', '4', 'own', 'own']);
  expect(Object.keys(data).slice(0, 3)).toEqual(['A', 'A_3', 'A_2']);
});

test('a repeated empty value still counts as taken', () => {
  const data = Object.create(null) as EventData;
  const repeats: Repeats = new Map();
  for (const value of ['', 'b', 'c']) addData(data, repeats, 'A', value);
  expect({ ...data }).toEqual({ A: '', A_2: 'b', A_3: 'c' });
});

test.each(['__proto__', 'constructor', 'prototype'])('the data name %s is refused', (name) => {
  const data = Object.create(null) as EventData;
  const repeats: Repeats = new Map();
  expect(addData(data, repeats, name, 'x')).toBe(false);
  expect(Object.keys(data)).toEqual([]);
});

test('names that look like numbered ones far away neither stop the numbering nor slow it down', () => {
  const data = Object.create(null) as EventData;
  const repeats: Repeats = new Map();
  const names = ['a', ...Array.from({ length: 70 }, (_, i) => `a_${2 ** i}`), 'a', 'a'];
  for (const name of names) expect(addData(data, repeats, name, 'x')).toBe(true);
  expect(Object.keys(data).slice(-2)).toEqual(['a_3', 'a_5']);
});
