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

test('bytes, texts and properties stand behind each other', () => {
  const writer = new ByteWriter();
  writer.begin(100);
  writer.bytes(Buffer.from('{"a":"'));
  writer.text('ü');
  writer.bytes(Buffer.from('"'));
  writer.properties(JSON.stringify({ b: 1, c: {} }));
  writer.takeBack(2);
  writer.text('"d":2}}');
  expect(writer.finish().toString()).toBe('{"a":"ü","b":1,"c":{"d":2}}');
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
