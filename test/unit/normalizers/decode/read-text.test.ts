import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { DEFAULT_LIMITS } from '../../../../normalizers/decode/limits.ts';
import { isUnreadable, readText } from '../../../../normalizers/decode/read-text.ts';

const XML = "<Event><System><Provider Name='Schannel'/><Computer>M\u00fcnchen</Computer></System></Event>";
const UTF8 = Buffer.from(XML);
const read = (bytes: Uint8Array, limits: Partial<typeof DEFAULT_LIMITS> = {}) => {
  const text = readText(bytes, { ...DEFAULT_LIMITS, ...limits });
  return isUnreadable(text) ? `${text.code}: ${text.detail}` : text;
};
const swap = (bytes: Buffer): Buffer => Buffer.from(bytes).swap16();
const UTF16 = Buffer.from(XML, 'utf16le');

test.each([
  ['UTF-8', UTF8],
  ['UTF-8 with a byte order mark', Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), UTF8])],
  ['UTF-8 with zeros at its end', Buffer.concat([UTF8, Buffer.alloc(3)])],
  ['UTF-16LE with a byte order mark', Buffer.from(`\ufeff${XML}`, 'utf16le')],
  ['UTF-16BE with a byte order mark', swap(Buffer.from(`\ufeff${XML}`, 'utf16le'))],
  ['UTF-16LE without one', UTF16],
  ['UTF-16BE without one', swap(UTF16)],
  ['gzip', gzipSync(UTF8)],
  ['zlib', deflateSync(UTF8)],
  ['zlib without compression', deflateSync(UTF8, { level: 0 })],
  ['zlib, best compression', deflateSync(UTF8, { level: 9 })],
  ['zstd', zstdCompressSync(UTF8)],
  ['gzip of UTF-16', gzipSync(UTF16)],
  ['gzip of zstd', gzipSync(zstdCompressSync(UTF8))],
  ['two gzip members', Buffer.concat([gzipSync(UTF8.subarray(0, 20)), gzipSync(UTF8.subarray(20))])],
])('%s', (_, bytes) => {
  expect(read(bytes)).toBe(XML);
});

test('JSON behind the number of a schema is JSON', () => {
  expect(read(Buffer.concat([Buffer.from([0, 0, 0, 1, 7]), Buffer.from('{"a":1}')]))).toBe('{"a":1}');
});

test.each([
  ['nothing', Buffer.alloc(0), 'DECODE_EMPTY: the record has a value of 0 bytes'],
  ['gzip of nothing', gzipSync(''), 'DECODE_EMPTY: the compressed record has a content of 0 bytes'],
  [
    'Latin-1',
    Buffer.from(XML, 'latin1'),
    'DECODE_NOT_UTF8: the bytes are not UTF-8; the first ones are 3c4576656e743e3c53797374656d3e3c',
  ],
  [
    'half a UTF-16 character',
    UTF16.subarray(0, 21),
    'DECODE_NOT_UTF8: the first bytes say utf-16le, but the 21 bytes are not',
  ],
  [
    'Avro',
    Buffer.from([0, 0, 0, 1, 7, 0x10, 0x41, 0x42]),
    'DECODE_UNKNOWN_FORMAT: the bytes begin like Avro or Protobuf of a schema registry (0000000107): use JSON without a schema',
  ],
  [
    'an event log file',
    Buffer.from('ElfFile\0'),
    'DECODE_UNKNOWN_FORMAT: this is an event log file (.evtx), not a record: export it with wevtutil qe FILE /lf:true /f:RenderedXml /e:Events',
  ],
  [
    'a cut gzip',
    gzipSync(UTF8).subarray(0, 40),
    'DECODE_NOT_INFLATED: the bytes begin like gzip but cannot be inflated: unexpected end of file',
  ],
  [
    'no zstd at all',
    Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0xff, 0xff]),
    expect.stringMatching(/^DECODE_NOT_INFLATED: the bytes begin like zstd /),
  ],
  [
    'compressed three times',
    gzipSync(gzipSync(gzipSync(UTF8))),
    'DECODE_TOO_DEEP: the record is compressed more than 2 times',
  ],
  ['a compression that no collector uses', brotliCompressSync(UTF8), expect.stringMatching(/^DECODE_NOT_UTF8: /)],
])('%s is a dead letter that says why', (_, bytes, told) => {
  expect(read(bytes)).toEqual(told);
});

test.each([
  ['gzip', gzipSync],
  ['zlib', deflateSync],
  ['zstd', zstdCompressSync],
])('no more of %s is inflated than the limit allows', (name, compress) => {
  const bomb = compress(Buffer.alloc(64 * 1024 * 1024));
  expect(read(bomb, { inflatedBytes: 1_000_000 })).toBe(
    `DECODE_TOO_LARGE: the ${name} payload of ${bomb.length} bytes holds more than 1000000 (WINCANAL_MAX_INFLATED_BYTES)`,
  );
  expect(read(compress(UTF8), { inflatedBytes: UTF8.length })).toBe(XML);
  expect(read(compress(UTF8), { inflatedBytes: UTF8.length - 1 })).toMatch(/^DECODE_TOO_LARGE/);
});
