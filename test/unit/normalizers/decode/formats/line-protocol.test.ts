import { expect, test } from '@jest/globals';
import { readLineProtocol } from '../../../../../normalizers/decode/formats/line-protocol.ts';

function read(text: string): (Record<string, string> | string)[] {
  return readLineProtocol(text, 10).map(({ values, problem }) =>
    values === undefined ? problem : Object.fromEntries(values),
  );
}

test.each<[string, Record<string, string>]>([
  ['m,a=1 b="x" 17', { a: '1', b: 'x' }],
  ['m b=1i,c=2u,d=-3i,e=4.5,f=true', { b: '1', c: '2', d: '-3', e: '4.5', f: 'true' }],
  ['m,a=x\\ y\\,z\\=w b="1"', { a: 'x y,z=w', b: '1' }],
  ['m,a=C:\\dir b="1"', { a: 'C:\\dir', b: '1' }],
  ['m b="say \\"x\\", \\\\ and\nnext" 17', { b: 'say "x", \\ and\nnext' }],
  ['m b="",c=18446744073709551615u', { b: '', c: '18446744073709551615' }],
])('%j', (text, values) => {
  expect(read(text)).toEqual([values]);
});

test('a line that is not understood costs only itself', () => {
  expect(read('m,a b="1"\nm b="1" 17\r\n\nm b="cut')).toEqual([
    'no "name=" at character 2 of the text',
    { b: '1' },
    'the text of "b" has no end',
  ]);
});

test('each point has its text, and no more are read than are wanted', () => {
  expect(readLineProtocol('m a="1\n2"\nm a="3"\n', 10).map(({ text }) => text)).toEqual(['m a="1\n2"', 'm a="3"']);
  expect(readLineProtocol('m a=1\n'.repeat(100), 7).length).toBe(7);
});
