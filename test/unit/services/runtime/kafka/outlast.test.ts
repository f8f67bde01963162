import { expect, test } from '@jest/globals';
import { outlast } from '../../../../../services/runtime/kafka/outlast.ts';

/** A coordinator that answers with these types of errors, one after the other, and with success then. */
function answer(...types: readonly string[]): { readonly ask: () => Promise<string>; readonly asked: () => number } {
  let asked = 0;
  return {
    ask() {
      const type = types[asked++];
      return type === undefined ? Promise.resolve('done') : Promise.reject(Object.assign(new Error(type), { type }));
    },
    asked: () => asked,
  };
}

test('what passes is outlasted', async () => {
  const { ask, asked } = answer('CONCURRENT_TRANSACTIONS', 'GROUP_LOAD_IN_PROGRESS');
  expect(await outlast(ask)).toBe('done');
  expect(asked()).toBe(3);
});

test('what does not pass is thrown at once', async () => {
  const { ask, asked } = answer('CONCURRENT_TRANSACTIONS', 'TRANSACTIONAL_ID_AUTHORIZATION_FAILED');
  await expect(outlast(ask)).rejects.toThrow('TRANSACTIONAL_ID_AUTHORIZATION_FAILED');
  expect(asked()).toBe(2);
});
