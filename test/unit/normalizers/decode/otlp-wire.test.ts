import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  locateRecords,
  readWireMessage,
  WireCountError,
  WireDepthError,
  WireError,
} from '../../../../normalizers/decode/otlp-wire.ts';
import { composeBatch, composeRecord } from '../../../support/compose-otlp.ts';
import { encodeOtlp, type Otlp } from '../../../../services/simulate/index.ts';

const SEED = 20260304;
const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');

/** The log records of a batch, read. */
function readRecords(bytes: Uint8Array, depth = 64): unknown[] {
  return locateRecords(bytes, 100).flatMap(({ records }) =>
    records.map((record) => readWireMessage(bytes, record, 'LogRecord', depth).message),
  );
}

/** One log record. */
const readRecord = (bytes: Uint8Array, depth = 64): unknown =>
  readWireMessage(bytes, { start: 0, end: bytes.length }, 'LogRecord', depth).message;

const { value } = fc.letrec<{ value: Otlp; pair: Otlp }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 6 },
    fc.string({ maxLength: 200 }).map((stringValue) => ({ stringValue })),
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((intValue) => ({ intValue: String(intValue) })),
    fc.boolean().map((boolValue) => ({ boolValue })),
    fc.double({ noNaN: true }).map((doubleValue) => ({ doubleValue })),
    fc.uint8Array({ maxLength: 20 }).map((bytes) => ({ bytesValue: Buffer.from(bytes).toString('base64') })),
    fc.array(tie('value'), { minLength: 1, maxLength: 4 }).map((values) => ({ arrayValue: { values } })),
    fc.array(tie('pair'), { minLength: 1, maxLength: 4 }).map((values) => ({ kvlistValue: { values } })),
  ),
  pair: fc.record({ key: fc.string({ maxLength: 20 }), value: tie('value') }),
}));

test('protobuf becomes the very objects of OTLP/JSON', () => {
  const record = fc.record({
    timeUnixNano: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(String),
    severityNumber: fc.nat(24),
    body: value,
    attributes: fc.array(fc.record({ key: fc.string(), value }), { minLength: 1, maxLength: 3 }),
  });
  fc.assert(
    fc.property(fc.array(record, { minLength: 1, maxLength: 4 }), (records) => {
      expect(readRecords(encodeOtlp(composeBatch(records)))).toEqual(records);
    }),
    { seed: SEED, numRuns: 300 },
  );
});

test('records stay with their resources', () => {
  const [one, two] = [composeRecord('one'), composeRecord('two')];
  const entry = (records: readonly Otlp[], host: string): unknown =>
    (composeBatch(records, host)['resourceLogs'] as unknown[])[0];
  const bytes = encodeOtlp({ resourceLogs: [entry([one, two], 'a'), entry([], 'b'), entry([two], 'c')] });
  const found = locateRecords(bytes, 3);
  expect(found.map(({ records }) => records.length)).toEqual([2, 0, 1]);
  const hosts = found.map(({ resource }) => resource && readWireMessage(bytes, resource, 'Resource', 8).message);
  expect(JSON.stringify(hosts)).toBe(
    JSON.stringify(
      ['a', 'b', 'c'].map((host) => ({ attributes: [{ key: 'host.name', value: { stringValue: host } }] })),
    ),
  );
});

test('fields that we do not know are passed over, whatever their type', () => {
  const writer = new BinaryWriter();
  writer.tag(99, WireType.Varint).uint32(7).tag(98, WireType.Bit64).fixed64(7).tag(97, WireType.Bit32).fixed32(7);
  writer.tag(96, WireType.LengthDelimited).string('new').tag(3, WireType.LengthDelimited).string('Error');
  expect(readRecord(writer.finish())).toEqual({ severityText: 'Error' });
});

test.each([
  ['a text that ends behind the record', '1a 05 41', 'premature EOF'],
  ['a message that ends behind the one around it', '2a 03 0a 05 41', 'premature EOF'],
  ['a message longer than what is left', '2a 7f 0a 01 41', 'a message of 127 bytes begins 3 bytes before the end'],
  ['a cut number', '09 00 00', ''],
  ['a number without an end', '10 ff ff ff ff ff ff ff ff ff ff ff', 'invalid varint'],
  ['a text under the number of the time', '0a 01 41', 'field 1 has the wire type 2, expected 1: are these logs?'],
  ['a number under that of the body', '28 01', 'field 5 has the wire type 0, expected 2: are these logs?'],
  ['a group', '6b 6c', 'field 13 is a group, which OTLP does not have'],
  ['the end of a group', '6c', 'cant skip wire type 4'],
  ['field 0', '02 01 41', 'illegal tag: field no 0 wire type 2'],
  ['a text that is not UTF-8', '1a 02 c3 28', 'not valid for encoding utf-8'],
])('%s is refused', (_, bytes, told) => {
  expect(() => readRecord(hex(bytes))).toThrow(WireError);
  expect(() => readRecord(hex(bytes))).toThrow(told);
  expect(() => readRecord(hex(bytes))).toThrow(/ \(before byte \d+ of \d+\)$/);
});

test('a field that ends behind its message, but within the bytes, is refused', () => {
  // The value says 3 bytes, the pair around it ends after 2 of them.
  expect(() => readRecord(hex('2a 06 0a 05 41 42 43 44 1a 01 41'))).toThrow('runs over the end of its message');
  expect(() => readRecord(hex('2a 06 7a 05 41 42 43 44 1a 01 41'))).toThrow('runs over the end of its message');
});

test('depth and count have an end', () => {
  const nested = (depth: number): Otlp =>
    depth === 0 ? { stringValue: 'x' } : { arrayValue: { values: [nested(depth - 1)] } };
  const bytes = encodeOtlp(composeBatch([{ body: nested(20) }]));
  expect(readRecords(bytes, 64)).toEqual([{ body: nested(20) }]);
  expect(() => readRecords(bytes, 20)).toThrow(WireDepthError);

  const many = (count: number): Buffer =>
    encodeOtlp(composeBatch([{ body: { arrayValue: { values: Array<Otlp>(count).fill({}) } } }]));
  expect(readRecords(many(9_997))).toHaveLength(1);
  expect(() => readRecords(many(9_998))).toThrow('more than 10000 values in one log record');

  const records = encodeOtlp(composeBatch(Array<Otlp>(3).fill(composeRecord('x'))));
  expect(locateRecords(records, 3)).toHaveLength(1);
  expect(() => locateRecords(records, 2)).toThrow(WireCountError);
  expect(() => locateRecords(hex('0a00'.repeat(4)), 3)).toThrow(WireCountError);
});

test('characters that no later stage takes are replaced, as in JSON', () => {
  const bytes = encodeOtlp(composeBatch([{ severityText: 'a\u0001b\u0000\t\n\uffff\u{1f600}' }]));
  const [entry] = locateRecords(bytes, 1);
  expect(entry && readWireMessage(bytes, entry.records[0] ?? { start: 0, end: 0 }, 'LogRecord', 8)).toEqual({
    message: { severityText: 'a\ufffdb\ufffd\t\n\ufffd\u{1f600}' },
    replaced: true,
  });
});
