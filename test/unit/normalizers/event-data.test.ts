import { expect, test } from '@jest/globals';
import { emptyData } from '../../../normalizers/event-data.ts';

test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])('%s is a name as any other', (name) => {
  const data = emptyData();
  expect(data[name]).toBeUndefined();
  data[name] = 'value';
  expect(Object.entries(data)).toEqual([[name, 'value']]);
  expect(emptyData()[name]).toBeUndefined();
  expect(({} as Record<string, unknown>)[name]).not.toBe('value');
});
