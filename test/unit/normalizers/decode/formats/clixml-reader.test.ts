import { expect, test } from '@jest/globals';
import { XmlRefusal } from '../../../../../normalizers/decode/strict-xml.ts';
import { readClixml } from '../../../../../normalizers/decode/formats/clixml-reader.ts';
import { DEFAULT_LIMITS } from '../../../../../normalizers/decode/limits.ts';

const read = (inner: string) =>
  JSON.parse(JSON.stringify(readClixml(`<Objs>${inner}</Objs>`, DEFAULT_LIMITS).map(({ value }) => value))) as unknown;

test.each<[string, unknown]>([
  ['<S>x</S><Nil/>', ['x', null]],
  ['<Obj><Props><I32 N="Id">1</I32></Props><MS><S N="Message">m</S></MS></Obj>', [{ Id: '1', Message: 'm' }]],
  ['<Obj><LST><S>a</S><Obj><Props><S N="Value">b</S></Props></Obj></LST></Obj>', [['a', { Value: 'b' }]]],
  ['<Obj><Props><Obj N="List"><LST/></Obj></Props></Obj>', [{ List: [] }]],
  ['<Obj><TN><T>x</T></TN><ToString>y</ToString></Obj>', [{}]],
  ['<S>a_x000D__x000A_b_x005F_x0041__xD83D__xDE00__xD83D__x0001_</S>', ['a\r\nb_x0041_😀\uFFFD\uFFFD']],
  ['<BA>SFRUUC8yAA==</BA>', ['485454502F3200']],
  ['<Obj RefId="0"><Props><Obj N="A" RefId="1"><LST/></Obj><Ref N="B" RefId="1"/></Props></Obj>', [{ A: [] }]],
  ['<Obj><Props><S N="Id">first</S><S N="Id">second</S></Props></Obj>', [{ Id: 'first' }]],
])('%s', (inner, values) => {
  expect(read(inner)).toEqual(values);
});

test('each object has its text', () => {
  const texts = readClixml('<Objs>\n <Obj><MS/></Obj> <S>x</S></Objs>', DEFAULT_LIMITS).map(({ text }) => text);
  expect(texts).toEqual(['<Obj><MS/></Obj>', '<S>x</S>']);
});

test.each([
  ['<!DOCTYPE a [<!ENTITY b "c">]><Objs/>', 'DOCTYPE'],
  [`<Objs>${'<Obj>'.repeat(64)}`, 'deeper than 64'],
  [`<Objs>${'<S/>'.repeat(10_001)}</Objs>`, 'more than 10000 events'],
])('%.40s is refused', (text, part) => {
  expect(() => readClixml(text, DEFAULT_LIMITS)).toThrow(XmlRefusal);
  expect(() => readClixml(text, DEFAULT_LIMITS)).toThrow(part);
});

test('entities other than those of XML are an error', () => {
  expect(() => readClixml('<Objs><S>&b;</S></Objs>', DEFAULT_LIMITS)).toThrow('undefined entity');
});
