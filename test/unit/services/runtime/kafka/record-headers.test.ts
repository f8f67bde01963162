import { createRequire } from 'node:module';
import { expect, test } from '@jest/globals';
import { decodeHeadersLinearly } from '../../../../../services/runtime/kafka/record-headers.ts';

interface Decoder {
  readVarInt(): number;
}
type Header = readonly [name: string, value: string | null];

// The client's own classes, as its fetches use them.
const require = createRequire(import.meta.url);
const ClientDecoder = require('kafkajs/src/protocol/decoder.js') as new (bytes: Buffer) => Decoder;
const decodeRecord = require('kafkajs/src/protocol/recordBatch/record/v0/decoder.js') as (
  decoder: Decoder,
  context: object,
) => { headers: Record<string, unknown> };

function varInt(value: number): number[] {
  const bytes: number[] = [];
  let rest = value < 0 ? -2 * value - 1 : 2 * value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80);
  return [...bytes, rest];
}

function text(value: string | null): Buffer {
  if (value === null) return Buffer.from(varInt(-1));
  const bytes = Buffer.from(value);
  return Buffer.concat([Buffer.from(varInt(bytes.length)), bytes]);
}

/** A record without its length: attributes, two deltas, key, value, headers (format of record batches v2). */
function encode(headers: readonly Header[]): Buffer {
  return Buffer.concat([
    Buffer.from([0, ...varInt(3), ...varInt(4)]),
    text('key'),
    text('value'),
    Buffer.from(varInt(headers.length)),
    ...headers.flatMap(([name, value]) => [text(name), text(value)]),
  ]);
}

function decode(bytes: Buffer): { headers: Record<string, unknown> } {
  return decodeRecord(new ClientDecoder(bytes), { firstOffset: '10', firstTimestamp: '20', magicByte: 2 });
}

const ORDINARY: readonly (readonly Header[])[] = [
  [],
  [['a', '1']],
  [
    ['a', '1'],
    ['b', ''],
    ['c', null],
  ],
  [
    ['a', '1'],
    ['b', '2'],
    ['a', '3'],
    ['a', null],
  ],
  [
    ['10', 'x'],
    ['2', 'y'],
    ['é', 'ü'],
  ],
];
const before = ORDINARY.map((headers) => decode(encode(headers)));
decodeHeadersLinearly();

test.each(ORDINARY.map((headers, i) => ({ headers, expected: before[i] })))(
  'a record is decoded as by the client itself: $headers',
  ({ headers, expected }) => {
    expect(decode(encode(headers))).toEqual(expected);
  },
);

test('names that every object knows are headers like others', () => {
  const { headers } = decode(
    encode([
      ['constructor', '1'],
      ['__proto__', '2'],
    ]),
  );
  expect(Object.entries(headers)).toEqual([
    ['constructor', Buffer.from('1')],
    ['__proto__', Buffer.from('2')],
  ]);
});

test('fifty thousand headers do not hold up the process', () => {
  const bytes = encode(Array.from({ length: 50_000 }, (_, i) => [`h${i}`, 'x'] as const));
  const start = process.cpuUsage();
  const { headers } = decode(bytes);
  // Time of the processor, in microseconds: the client's own way takes half a minute of it.
  expect(process.cpuUsage(start).user).toBeLessThan(1_000_000);
  expect(Object.keys(headers)).toHaveLength(50_000);
  expect(headers['h49999']).toEqual(Buffer.from('x'));
});
