import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';

/** An object of OTLP/JSON. */
export type Otlp = Readonly<Record<string, unknown>>;

/** Field numbers by the names of OTLP/JSON, and what is in them (opentelemetry-proto). */
const FIELDS: Readonly<Record<string, readonly [number, (writer: BinaryWriter, value: unknown) => void]>> = {
  'batch.resourceLogs': message(1, 'resourceLogs'),
  'resourceLogs.resource': message(1, 'resource'),
  'resourceLogs.scopeLogs': message(2, 'scopeLogs'),
  'resourceLogs.schemaUrl': text(3),
  'resource.attributes': message(1, 'pair'),
  'scopeLogs.scope': message(1, 'scope'),
  'scopeLogs.logRecords': message(2, 'record'),
  'scope.name': text(1),
  'scope.version': text(2),
  'record.timeUnixNano': [1, (writer, value) => writer.tag(1, WireType.Bit64).fixed64(String(value))],
  'record.severityNumber': [2, (writer, value) => writer.tag(2, WireType.Varint).int32(Number(value))],
  'record.severityText': text(3),
  'record.body': message(5, 'any'),
  'record.attributes': message(6, 'pair'),
  'record.observedTimeUnixNano': [11, (writer, value) => writer.tag(11, WireType.Bit64).fixed64(String(value))],
  'record.eventName': text(12),
  'pair.key': text(1),
  'pair.value': message(2, 'any'),
  'any.stringValue': text(1),
  'any.boolValue': [2, (writer, value) => writer.tag(2, WireType.Varint).bool(value === true)],
  'any.intValue': [3, (writer, value) => writer.tag(3, WireType.Varint).int64(String(value))],
  'any.doubleValue': [4, (writer, value) => writer.tag(4, WireType.Bit64).double(Number(value))],
  'any.arrayValue': message(5, 'list'),
  'any.kvlistValue': message(6, 'pairs'),
  'any.bytesValue': [
    7,
    (writer, value) => writer.tag(7, WireType.LengthDelimited).bytes(Buffer.from(String(value), 'base64')),
  ],
  'list.values': message(1, 'any'),
  'pairs.values': message(1, 'pair'),
};

function text(number: number): readonly [number, (writer: BinaryWriter, value: unknown) => void] {
  return [number, (writer, value) => writer.tag(number, WireType.LengthDelimited).string(String(value))];
}

function message(number: number, kind: string): readonly [number, (writer: BinaryWriter, value: unknown) => void] {
  return [
    number,
    (writer, value) => {
      writer.tag(number, WireType.LengthDelimited).fork();
      writeMessage(writer, kind, value as Otlp);
      writer.join();
    },
  ];
}

function writeMessage(writer: BinaryWriter, kind: string, object: Otlp): void {
  const fields = Object.entries(object).map(([name, value]) => {
    const field = FIELDS[`${kind}.${name}`];
    if (field === undefined) throw new Error(`OTLP has no field ${name} in ${kind}`);
    return { number: field[0], write: field[1], value };
  });
  // In the order of their numbers, as the collector writes them.
  for (const { write, value } of fields.sort((a, b) => a.number - b.number))
    for (const one of Array.isArray(value) ? (value as unknown[]) : [value]) write(writer, one);
}

/**
 * The protobuf of a batch of log records that is given as OTLP/JSON.
 * @throws Error for a field that OTLP does not have, or the encoder does not know
 */
export function encodeOtlp(batch: Otlp): Buffer {
  const writer = new BinaryWriter();
  writeMessage(writer, 'batch', batch);
  return Buffer.from(writer.finish());
}

/** A plain value as an `AnyValue` of OTLP/JSON: whole numbers are integers. */
export function toAnyValue(value: unknown): Otlp {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (typeof value === 'number') return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
  if (Array.isArray(value)) return { arrayValue: { values: value.map(toAnyValue) } };
  return { kvlistValue: { values: toPairs(value as Otlp) } };
}

/** The list of `KeyValue` of an object. */
export function toPairs(object: Otlp): Otlp[] {
  return Object.entries(object).map(([key, value]) => ({ key, value: toAnyValue(value) }));
}
