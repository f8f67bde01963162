import { runInNewContext } from 'node:vm';
import { expect, test } from '@jest/globals';
import { messageOf } from '../../../../services/runtime/message-of.ts';

test.each<[string, unknown, string]>([
  ['an error', new RangeError('too far'), 'too far'],
  ['an error of another realm', runInNewContext('new Error("elsewhere")'), 'elsewhere'],
  ['a text', 'just so', 'just so'],
  ['nothing', undefined, 'undefined'],
  ['null', null, 'null'],
  ['an object whose message is no text', { message: 5, toString: () => 'an odd thing' }, 'an odd thing'],
])('%s is told', (_name, thrown, text) => {
  expect(messageOf(thrown)).toBe(text);
});
