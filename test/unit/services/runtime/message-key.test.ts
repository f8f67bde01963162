import { expect, test } from '@jest/globals';
import { showKey } from '../../../../services/runtime/message-key.ts';

test.each([
  [null, undefined],
  [Buffer.from(''), { key: '' }],
  [Buffer.from('web01.corp.example'), { key: 'web01.corp.example' }],
  [Buffer.from('büro'), { key: 'büro' }],
  [Buffer.from([0xff, 0x00]), { key_base64: '/wA=' }],
  [Buffer.from('x'.repeat(2000)), { key: 'x'.repeat(1024) }],
  [Buffer.from(`${'x'.repeat(1022)}🚰`), { key: 'x'.repeat(1022) }],
  [Buffer.concat([Buffer.from([0xff]), Buffer.alloc(2000)]), { key_base64: expect.stringMatching(/^.{1368}$/u) }],
])('%#: text where it is text, bytes where it is none, of a length that can be shown', (key, shown) => {
  expect(showKey(key)).toEqual(shown);
});
