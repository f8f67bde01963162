import { expect, test } from '@jest/globals';
import { DEFAULT_LIMITS } from '../../../../normalizers/decode/limits.ts';
import { LONGEST_NAME, ValuesReader } from '../../../../normalizers/decode/values-reader.ts';

function read(pairs: readonly (readonly [string, unknown])[]): ValuesReader {
  const values = new ValuesReader(DEFAULT_LIMITS);
  for (const [name, value] of pairs) values.addNamed(name, value);
  return values;
}

test('a repeated data name is numbered, whatever names stand in the way', () => {
  const { data, refusal } = read([
    ['A', '1'],
    ['A_3', 'own'],
    ['A', '2'],
    ['A', '3'],
    ['A', '4'],
    ['A_2', 'own'],
  ]);
  expect(Object.values(data).sort()).toEqual(['1', '2', '3', '4', 'own', 'own']);
  expect(Object.keys(data).slice(0, 3)).toEqual(['A', 'A_3', 'A_2']);
  expect(refusal).toBeUndefined();
});

test('a repeated empty value still counts as taken', () => {
  const { data } = read(['', 'b', 'c'].map((value) => ['A', value] as const));
  expect({ ...data }).toEqual({ A: '', A_2: 'b', A_3: 'c' });
});

test.each(['__proto__', 'constructor', 'prototype'])('the data name %s is refused', (name) => {
  const { data, refusal } = read([[name, 'x']]);
  expect(refusal).toMatchObject({ code: 'DECODE_FORBIDDEN_NAME', detail: `the data name "${name}" is not accepted` });
  expect(Object.keys(data)).toEqual([]);
});

test('names that look like numbered ones far away neither stop the numbering nor slow it down', () => {
  const names = ['a', ...Array.from({ length: 70 }, (_, i) => `a_${2 ** i}`), 'a', 'a'];
  const { data } = read(names.map((name) => [name, 'x'] as const));
  expect(Object.keys(data).slice(-2)).toEqual(['a_3', 'a_5']);
});

test('values are texts whatever their type, and null is none', () => {
  const { data } = read([
    ['text', 'x'],
    ['number', 7],
    ['flag', false],
    ['list', [1, { a: 'b' }]],
    ['nothing', null],
    ['absent', undefined],
  ]);
  expect({ ...data }).toEqual({ text: 'x', number: '7', flag: 'false', list: '[1,{"a":"b"}]' });
});

test('the first value that cannot be taken is the reason', () => {
  const values = new ValuesReader({ ...DEFAULT_LIMITS, depth: 2 });
  values.addUnnamed([[1]]);
  expect(values.refusal).toBeUndefined();
  values.addUnnamed([[[1]]]);
  values.addNamed('__proto__', 'x');
  expect(values.refusal).toMatchObject({ code: 'DECODE_TOO_DEEP' });
  expect(values.unnamed).toEqual(['[[1]]', '']);
});

test.each([
  [
    'a named value',
    (values: ValuesReader) => {
      values.addNamed('a', DEEP);
    },
  ],
  [
    'a value by its place',
    (values: ValuesReader) => {
      values.addObject({ param2: DEEP });
    },
  ],
  [
    'the data section',
    (values: ValuesReader) => {
      values.addObject({ Binary: DEEP });
    },
  ],
  [
    'a value of a list',
    (values: ValuesReader) => {
      values.addList(['x', DEEP]);
    },
  ],
])('%s that is nested too deep is refused', (_, add) => {
  const values = new ValuesReader({ ...DEFAULT_LIMITS, depth: 2 });
  add(values);
  expect(values.refusal).toMatchObject({ code: 'DECODE_TOO_DEEP' });
});

const DEEP = [[[1]]];

test('of an object the data section, numbered values and named ones each go to their place', () => {
  const values = new ValuesReader(DEFAULT_LIMITS);
  values.addObject({ own: 'no', Binary: '00', param3: 'c', param1: 'a', param0: 'named', name: 1 }, new Set(['own']));
  expect({ ...values.data }).toEqual({ param0: 'named', name: '1' });
  expect(values.unnamed).toEqual(['a', '', 'c']);
  expect(values.binary).toBe('00');
});

test('a body is added to what is there', () => {
  const values = read([['A', '1']]);
  values.addBody({ data: { A: '2', B: '3' }, unnamed: ['x'], binary: '00' });
  values.addBody(undefined);
  expect({ ...values.data }).toEqual({ A: '1', A_2: '2', B: '3' });
  expect([values.unnamed, values.binary]).toEqual([['x'], '00']);
});

test('a name may be long, but not beyond what names are', () => {
  const values = new ValuesReader(DEFAULT_LIMITS);
  const longest = 'n'.repeat(LONGEST_NAME);
  values.addNamed(longest, 'x');
  expect(values.refusal).toBeUndefined();
  values.addNamed(`${longest}n`, 'x');
  expect(Object.keys(values.data)).toEqual([longest]);
  expect(values.refusal?.detail).toContain('longer than 1024 characters');
});
