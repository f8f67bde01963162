import { expect, test } from '@jest/globals';
import { ByteWriter } from '../../../../normalizers/ecs/byte-writer.ts';

function write(writer: ByteWriter, text: string, units = text.length): Buffer {
  writer.begin(units);
  writer.text(text);
  return writer.finish();
}

test('documents that share memory stay as they were written', () => {
  const writer = new ByteWriter();
  const texts = Array.from({ length: 2000 }, (_, i) => `${i}: ${'é漢😀'.repeat(i % 90)}`);
  const documents = texts.map((text) => write(writer, text));
  expect(documents.map(String)).toEqual(texts);
});

test('bytes and texts stand behind each other, and what was skipped is written at the front', () => {
  const writer = new ByteWriter();
  writer.begin(100);
  writer.skip(6);
  writer.text('{"ü":{}}');
  writer.takeBack(1);
  writer.bytes(Buffer.from(',"d":2}'));
  writer.toFront();
  writer.text('{"a":1');
  writer.text(',');
  expect(writer.finish().toString()).toBe('{"a":1,"ü":{},"d":2}');
  expect(write(writer, 'next').toString()).toBe('next');
});

test('a document that needs more memory than is shared has its own, of its size', () => {
  const writer = new ByteWriter();
  const small = write(writer, 'small');
  const large = write(writer, 'x'.repeat(400_000));
  const next = write(writer, 'next');
  expect([small, next].map(String)).toEqual(['small', 'next']);
  expect(large.equals(Buffer.alloc(400_000, 'x'))).toBe(true);
  expect(large.buffer.byteLength).toBe(400_000);
});
