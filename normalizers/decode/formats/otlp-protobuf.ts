import { isUtf8 } from 'node:buffer';
import { dead } from '../../outcome.ts';
import { markAll, tooDeep, type Decoded } from '../decoded.ts';
import type { BinaryFormat, DecodeContext } from '../format.ts';
import {
  locateRecords,
  readWireMessage,
  WireCountError,
  WireDepthError,
  WireError,
  type ReadMessage,
  type ResourceSpans,
  type Span,
} from '../otlp-wire.ts';
import { decodeLogRecord, readResource, type Resource } from './otlp.ts';

/** OTLP as protobuf: what the collector's Kafka exporter writes unless told otherwise (`otlp_proto`). */
export const OTLP_PROTOBUF: BinaryFormat = {
  name: 'otel',
  sign: 'no text, and the first bytes are those of an OTLP export request, or nothing is recognised and `content-type` is `application/x-protobuf`',
  matches: (bytes) => beginsLikeLogs(bytes) && !isText(bytes),
  isNamedBy: (contentType, bytes) => isProtobuf(contentType) && !isText(bytes),
  decode: decodeOtlpProtobuf,
  locate: (bytes, most) => {
    try {
      return locateRecords(bytes, most).flatMap(({ records }) => records);
    } catch {
      return undefined;
    }
  },
};

const CONTENT_TYPES: ReadonlySet<string> = new Set([
  'application/x-protobuf',
  'application/protobuf',
  'application/vnd.google.protobuf',
]);

function isProtobuf(contentType: string): boolean {
  return CONTENT_TYPES.has((contentType.split(';', 1)[0] ?? '').trim().toLowerCase());
}

/** Tags of the fields with which the entry of a resource can begin: resource, scope and schema. */
const FIRST_TAGS: ReadonlySet<number> = new Set([0x0a, 0x12, 0x1a]);

/** An entry for a resource, long enough for its first field. The batch may be cut behind it. */
function beginsLikeLogs(bytes: Buffer): boolean {
  if (bytes[0] !== 0x0a) return false;
  const outer = readLength(bytes, 1);
  if (outer === undefined || !FIRST_TAGS.has(bytes[outer.next] ?? 0)) return false;
  const inner = readLength(bytes, outer.next + 1);
  return inner !== undefined && inner.next + inner.length <= outer.next + outer.length;
}

function readLength(bytes: Buffer, at: number): { readonly length: number; readonly next: number } | undefined {
  let length = 0;
  for (let i = 0; i < 4; i++) {
    const byte = bytes[at + i];
    if (byte === undefined) return undefined;
    length |= (byte & 0x7f) << (7 * i);
    if (byte < 0x80) return { length, next: at + i + 1 };
  }
  return undefined;
}

/** Bytes in which the lengths and tags of a batch stand by now, none of which a text begins with. */
const BEGINNING = 256;

function isText(bytes: Buffer): boolean {
  for (let i = 0; i < Math.min(bytes.length, BEGINNING); i++) {
    const byte = bytes[i] as number;
    if (byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d) return false;
  }
  return isUtf8(bytes);
}

/**
 * Decodes a batch. A frame that cannot be read is one dead letter, because nobody knows what was in it; a record that
 * cannot be read within a whole frame is one of its own.
 */
function decodeOtlpProtobuf(bytes: Buffer, context: DecodeContext): readonly Decoded[] {
  const { limits } = context;
  let entries: readonly ResourceSpans[];
  try {
    entries = locateRecords(bytes, limits.events);
  } catch (error) {
    return [describeFailure(error, context)];
  }
  const count = entries.reduce((sum, { records }) => sum + records.length, 0);
  if (count === 0) return [dead('DECODE_EMPTY', `the OTLP batch of ${bytes.length} bytes holds no log record`)];
  return entries.flatMap(({ resource: span, records }) => {
    const resource = span === undefined ? readResource(undefined) : tryResource(bytes, span, context);
    return records.flatMap((record) => decodeRecord(bytes, record, resource, context));
  });
}

/** A resource only says where the collector ran: without it the records are still worth having. */
function tryResource(bytes: Buffer, span: Span, { limits }: DecodeContext): Resource {
  try {
    return readResource(readWireMessage(bytes, span, 'Resource', limits.depth).message);
  } catch {
    return readResource(undefined);
  }
}

function decodeRecord(bytes: Buffer, span: Span, resource: Resource, context: DecodeContext): readonly Decoded[] {
  let read: ReadMessage;
  try {
    read = readWireMessage(bytes, span, 'LogRecord', context.limits.depth);
  } catch (error) {
    return [describeFailure(error, context)];
  }
  const decoded = decodeLogRecord(read.message, resource, context);
  return read.replaced ? markAll(decoded, ['control_characters_replaced']) : decoded;
}

function describeFailure(error: unknown, { limits }: DecodeContext): Decoded {
  if (error instanceof WireDepthError) return tooDeep(limits);
  if (error instanceof WireCountError)
    return dead(
      'DECODE_TOO_MANY',
      `the OTLP batch holds more log records or resources than the limit of ${limits.events} events (WINCANAL_MAX_RECORD_EVENTS): send smaller batches`,
    );
  if (error instanceof WireError) return dead('DECODE_NOT_PROTOBUF', `the OTLP logs cannot be read: ${error.message}`);
  throw error;
}
