import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { checkSources, readRecords, type Framing, type InputRecord } from '../../../../services/cli/read-records.ts';

const folder = mkdtempSync(join(tmpdir(), 'wincanal-records-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

async function read(
  name: string,
  content: string | Buffer,
  framing?: Framing,
  limit = 1_000_000,
): Promise<InputRecord[]> {
  const path = join(folder, name);
  writeFileSync(path, content);
  const records: InputRecord[] = [];
  for await (const batch of readRecords({ name: path, framing }, { line: limit, file: limit })) records.push(...batch);
  return records;
}

const texts = (records: readonly InputRecord[]): string[] => records.map(({ bytes }) => bytes.toString());

test('lines keep their numbers; empty ones are none; the last needs no line end', async () => {
  const records = await read('a.ndjson', 'one\r\n\n\r\ntwo\nthree');
  expect(records.map(({ bytes, line }) => [bytes.toString(), line])).toEqual([
    ['one', 1],
    ['two', 4],
    ['three', 5],
  ]);
});

test('lines that lie across the chunks of a file are whole', async () => {
  // Chunks are of 64 KiB: lines of every length meet their borders somewhere.
  const lines = Array.from({ length: 900 }, (_, index) => `${index}:${'ä'.repeat((index * 37) % 701)}`);
  expect(texts(await read('b.jsonl', lines.join('\n')))).toEqual(lines);
  const long = ['x'.repeat(300_000), 'y', 'z'.repeat(70_000)];
  expect(texts(await read('c.log', long.join('\n')))).toEqual(long);
});

test('the framing follows from the name unless it is given', async () => {
  expect(texts(await read('d.xml', 'a\nb'))).toEqual(['a\nb']);
  expect(texts(await read('D.NDJSON', 'a\nb'))).toEqual(['a', 'b']);
  expect(texts(await read('e.xml', 'a\nb', 'line'))).toEqual(['a', 'b']);
  expect(texts(await read('e.log', 'a\nb', 'file'))).toEqual(['a\nb']);
});

test('an empty file has no record', async () => {
  expect(await read('f.ndjson', '')).toEqual([]);
  expect(await read('f.xml', '')).toEqual([]);
});

test('of a record above the limit one byte more than the limit is kept', async () => {
  const [large, small] = await read('g.ndjson', `${'x'.repeat(200_000)}\nsmall`, undefined, 100);
  expect([large?.bytes.length, large?.cut, large?.line]).toEqual([101, true, 1]);
  expect([small?.bytes.toString(), small?.cut, small?.line]).toEqual(['small', false, 2]);
  const [exact] = await read('h.xml', 'x'.repeat(100), undefined, 100);
  expect([exact?.bytes.length, exact?.cut]).toEqual([100, false]);
});

test.each([
  ['with a mark', Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('one line\ntwo', 'utf16le')])],
  ['big-endian', Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from('one line\ntwo', 'utf16le').swap16()])],
  ['without a mark', Buffer.from('one line\ntwo', 'utf16le')],
])('UTF-16 %s is one record, or lines in UTF-8 where asked for', async (_, content) => {
  expect((await read('i.log', content)).map(({ bytes, line }) => [bytes, line])).toEqual([[content, undefined]]);
  expect(texts(await read('i.log', content, 'line'))).toEqual(['one line', 'two']);
});

test('files that cannot be read are named before anything is read', async () => {
  await expect(checkSources(['-', join(folder, 'missing')])).rejects.toThrow(
    `there is no file "${join(folder, 'missing')}"`,
  );
  await expect(checkSources([folder])).rejects.toThrow(`"${folder}" is a directory`);
});
