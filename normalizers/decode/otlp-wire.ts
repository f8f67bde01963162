import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import type { JsonObject } from './json.ts';

/**
 * The protobuf of OTLP logs as far as events need it (opentelemetry-proto, `logs/v1`, `common/v1`, `resource/v1`). A
 * message becomes the object that OTLP/JSON has for it: 64-bit integers as text, bytes as base64.
 */
type Kind = 'string' | 'bool' | 'int64' | 'enum' | 'double' | 'bytes' | 'fixed64' | MessageName;
type MessageName = 'Resource' | 'LogRecord' | 'KeyValue' | 'AnyValue' | 'ArrayValue' | 'KeyValueList';

interface Field {
  readonly name: string;
  readonly kind: Kind;
  readonly repeated?: true;
}

/** Fields by their numbers; others are passed over, as newer senders may have them. */
const MESSAGES: Readonly<Record<MessageName, Readonly<Partial<Record<number, Field>>>>> = {
  Resource: { 1: { name: 'attributes', kind: 'KeyValue', repeated: true } },
  LogRecord: {
    1: { name: 'timeUnixNano', kind: 'fixed64' },
    2: { name: 'severityNumber', kind: 'enum' },
    3: { name: 'severityText', kind: 'string' },
    5: { name: 'body', kind: 'AnyValue' },
    6: { name: 'attributes', kind: 'KeyValue', repeated: true },
    11: { name: 'observedTimeUnixNano', kind: 'fixed64' },
    12: { name: 'eventName', kind: 'string' },
  },
  KeyValue: { 1: { name: 'key', kind: 'string' }, 2: { name: 'value', kind: 'AnyValue' } },
  AnyValue: {
    1: { name: 'stringValue', kind: 'string' },
    2: { name: 'boolValue', kind: 'bool' },
    3: { name: 'intValue', kind: 'int64' },
    4: { name: 'doubleValue', kind: 'double' },
    5: { name: 'arrayValue', kind: 'ArrayValue' },
    6: { name: 'kvlistValue', kind: 'KeyValueList' },
    7: { name: 'bytesValue', kind: 'bytes' },
  },
  ArrayValue: { 1: { name: 'values', kind: 'AnyValue', repeated: true } },
  KeyValueList: { 1: { name: 'values', kind: 'KeyValue', repeated: true } },
};

const WIRE_TYPES: Readonly<Partial<Record<Kind, WireType>>> = {
  bool: WireType.Varint,
  int64: WireType.Varint,
  enum: WireType.Varint,
  double: WireType.Bit64,
  fixed64: WireType.Bit64,
};

/** Thrown for bytes that are not what they begin like. */
export class WireError extends Error {}

/** Thrown for messages within more messages than allowed. */
export class WireDepthError extends Error {}

/** Thrown for more log records, or resources, than allowed. */
export class WireCountError extends Error {}

/** Most messages within one log record: an event has a few dozen, and two bytes are enough for one. */
const MOST_MESSAGES = 10_000;

/** A log record or resource where it lies in the bytes: from `start` to before `end`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The log records of one resource. */
export interface ResourceSpans {
  /** Undefined where the sender names no resource. */
  readonly resource: Span | undefined;
  readonly records: readonly Span[];
}

const [RESOURCE_LOGS, RESOURCE, SCOPE_LOGS, LOG_RECORDS] = [1, 1, 2, 2];

/**
 * Finds the log records of an export request without reading them.
 * @param most how many records there may be, and how many resources
 * @throws WireError when the frame around them is broken, WireCountError
 */
export function locateRecords(bytes: Uint8Array, most: number): ResourceSpans[] {
  const reader = new BinaryReader(bytes);
  const found: ResourceSpans[] = [];
  let count = 0;
  guard(reader, () => {
    for (const entry of listMessages(reader, bytes.length, RESOURCE_LOGS)) {
      let resource: Span | undefined;
      const records: Span[] = [];
      for (const part of listMessages(reader, entry.end, RESOURCE, SCOPE_LOGS)) {
        if (part.field === RESOURCE) {
          resource = part;
          reader.pos = part.end;
          continue;
        }
        for (const record of listMessages(reader, part.end, LOG_RECORDS)) {
          if (++count > most) throw new WireCountError();
          records.push(record);
          reader.pos = record.end;
        }
      }
      found.push({ resource, records });
      if (found.length > most) throw new WireCountError();
    }
  });
  return found;
}

/** The messages under the given field numbers, up to `end`; whoever asks for the next one has read the one before. */
function* listMessages(
  reader: BinaryReader,
  end: number,
  ...fields: readonly number[]
): Generator<Span & { field: number }> {
  while (reader.pos < end) {
    const [field, wireType] = reader.tag();
    if (fields.includes(field)) {
      expectType(field, wireType, WireType.LengthDelimited);
      yield { field, ...openMessage(reader, end) };
    } else {
      skipField(reader, field, wireType, end);
    }
  }
}

/** A message that was read. */
export interface ReadMessage {
  readonly message: JsonObject;
  /** Whether characters were replaced that no later stage takes. */
  readonly replaced: boolean;
}

/**
 * Reads one message as OTLP/JSON has it.
 * @param depth how many messages may lie within one another
 * @throws WireError, WireDepthError
 */
export function readWireMessage(
  bytes: Uint8Array,
  { start, end }: Span,
  name: MessageName,
  depth: number,
): ReadMessage {
  const reader = new TextReader(bytes);
  reader.pos = start;
  const message = guard(reader, () => readFields(reader, end, name, depth));
  return { message, replaced: reader.replaced };
}

// eslint-disable-next-line no-control-regex -- control characters are what is looked for
const BAD_CHARACTER = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/;

/** Replaces in texts what the reader of JSON replaces there, so that both encodings read alike. */
class TextReader extends BinaryReader {
  replaced = false;
  messages = 0;

  text(): string {
    const text = this.string(true);
    if (!BAD_CHARACTER.test(text)) return text;
    this.replaced = true;
    return text.replace(new RegExp(BAD_CHARACTER, 'g'), '\ufffd');
  }
}

function readFields(reader: TextReader, end: number, name: MessageName, depth: number): JsonObject {
  if (depth === 0) throw new WireDepthError();
  if (++reader.messages > MOST_MESSAGES) throw new WireError(`more than ${MOST_MESSAGES} values in one log record`);
  const known = MESSAGES[name];
  const message: Record<string, unknown> = {};
  while (reader.pos < end) {
    const [number, wireType] = reader.tag();
    const field = known[number];
    if (field === undefined) {
      skipField(reader, number, wireType, end);
      continue;
    }
    expectType(number, wireType, WIRE_TYPES[field.kind] ?? WireType.LengthDelimited);
    const value = readValue(reader, end, field.kind, depth);
    if (reader.pos > end) throw new WireError(`field ${number} runs over the end of its message`);
    if (field.repeated === undefined) message[field.name] = value;
    else if (Array.isArray(message[field.name])) (message[field.name] as unknown[]).push(value);
    else message[field.name] = [value];
  }
  return message;
}

function readValue(reader: TextReader, end: number, kind: Kind, depth: number): unknown {
  switch (kind) {
    case 'string':
      return reader.text();
    case 'bool':
      return reader.bool();
    case 'int64':
      return String(reader.int64());
    case 'enum':
      return reader.int32();
    case 'double':
      return reader.double();
    case 'fixed64':
      return String(reader.fixed64());
    case 'bytes':
      return Buffer.from(reader.bytes()).toString('base64');
    case 'Resource':
    case 'LogRecord':
    case 'KeyValue':
    case 'AnyValue':
    case 'ArrayValue':
    case 'KeyValueList':
      return readFields(reader, openMessage(reader, end).end, kind, depth - 1);
  }
}

/** Reads the length of a message, which has to lie within the one around it. */
function openMessage(reader: BinaryReader, end: number): Span {
  const length = reader.uint32();
  const start = reader.pos;
  if (length > end - start)
    throw new WireError(`a message of ${length} bytes begins ${end - start} bytes before the end`);
  return { start, end: start + length };
}

function skipField(reader: BinaryReader, number: number, wireType: WireType, end: number): void {
  if (wireType === WireType.StartGroup) throw new WireError(`field ${number} is a group, which OTLP does not have`);
  reader.skip(wireType, number);
  if (reader.pos > end) throw new WireError(`field ${number} runs over the end of its message`);
}

function expectType(number: number, found: WireType, expected: WireType): void {
  if (found !== expected)
    throw new WireError(`field ${number} has the wire type ${found}, expected ${expected}: are these logs?`);
}

/** Errors of the library are ours, with the place. */
function guard<T>(reader: BinaryReader, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof WireDepthError || error instanceof WireCountError) throw error;
    const cause = error instanceof Error ? error.message : String(error);
    throw new WireError(`${cause} (before byte ${Math.min(reader.pos, reader.len)} of ${reader.len})`, {
      cause: error,
    });
  }
}
