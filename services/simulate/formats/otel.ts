import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { formatTime, LEVEL_WORDS, type ComposedEvent } from '../event.ts';
import { renderEventXml } from '../render-event-xml.ts';
import type { Renderer, Sender } from './renderer.ts';
import { nameValues } from './values.ts';

export const OTEL_MAP: Renderer = {
  origin: 'OpenTelemetry Collector, Kafka exporter with `encoding: raw`',
  render: (event) => JSON.stringify(describeBody(event)),
};

export const OTLP_JSON: Renderer = {
  origin: 'OpenTelemetry Collector, Kafka exporter with `encoding: otlp_json`',
  render: (event, sender) => JSON.stringify(describeRecord(event, sender)),
  frame: (records) =>
    Buffer.from(`{"resourceLogs":[{"resource":{},"scopeLogs":[{"scope":{},"logRecords":[${records.join(',')}]}]}]}`),
  holdsSeveral: true,
};

/** What a receiver with `raw: true` hands on: the event XML is the body. */
export const OTLP_JSON_XML: Renderer = {
  ...OTLP_JSON,
  origin: 'OpenTelemetry Collector, receiver with `raw: true`, Kafka exporter with `encoding: otlp_json`',
  render: (event, sender) =>
    JSON.stringify({ ...describeRecord(event, sender), body: toAnyValue(renderEventXml(event)) }),
};

export const OTLP_PROTOBUF: Renderer = {
  origin: 'OpenTelemetry Collector, Kafka exporter with `encoding: otlp_proto`, its default',
  render: OTLP_JSON.render,
  frame: (records) => encodeRequest(records.map((record) => JSON.parse(record) as LogRecord)),
  holdsSeveral: true,
  binary: true,
};

export const OTLP_PROTOBUF_XML: Renderer = {
  ...OTLP_PROTOBUF,
  origin: 'OpenTelemetry Collector, `raw: true`, Kafka exporter with `encoding: otlp_proto`',
  render: OTLP_JSON_XML.render,
};

const ATTRIBUTE = 'windows.eventlog.';

/** The event in attributes; the body is the message, or the structure of what has no flat names. */
export const OTLP_JSON_ATTRIBUTES: Renderer = {
  ...OTLP_JSON,
  origin: 'OpenTelemetry, attributes `windows.eventlog.*`, in OTLP/JSON',
  render: (event, sender) => {
    const attributes = Object.entries(listAttributes(event)).flatMap(([name, value]) =>
      value === undefined ? [] : [{ key: ATTRIBUTE + name, value: toAnyValue(value) }],
    );
    return JSON.stringify({ ...describeRecord(event, sender), body: toAnyValue(describeBeside(event)), attributes });
  },
};

function describeBeside(event: ComposedEvent): unknown {
  if (event.container === 'UserData') {
    const content = event.data.map(([name = '', value]) => ({ name, content: [value] }));
    return { user_data: { name: 'EventXML', content } };
  }
  if (event.binary === undefined) return event.rendering.message ?? '';
  return { event_data: { entries: event.data.map(([name = '', value]) => ({ name, value })), binary: event.binary } };
}

function listAttributes(event: ComposedEvent): Record<string, string | number | undefined> {
  return {
    event_id: event.eventId,
    event_id_qualifiers: event.qualifiers,
    version: event.version,
    level: event.level,
    task: event.task,
    opcode: event.opcode,
    keywords: event.keywords,
    record_id: event.recordId,
    channel: event.channel,
    computer: event.computer,
    'provider.name': event.providerName,
    'provider.guid': event.providerGuid,
    'user.sid': event.userSid,
    'process.id': event.processId,
    'thread.id': event.threadId,
    'activity.id': event.activityId,
    message: event.rendering.message,
    ...Object.fromEntries(
      event.container === 'UserData' ? [] : event.data.map(([name = '', value]) => [`event_data.${name}`, value]),
    ),
  };
}

/** Receivers before 0.148, and `event_data_format: array` after it: values are a list, and a name is a key of its own. */
export const OTEL_ARRAY: Renderer = {
  origin: 'OpenTelemetry Collector, values as a list, Kafka exporter with `encoding: raw`',
  render: (event) =>
    JSON.stringify({
      ...describeBody(event),
      ...(event.container === 'EventData' && {
        event_data: {
          ...(event.binary !== undefined && { binary: event.binary }),
          data: event.data.map(([name, value]) => ({ [name ?? '']: value })),
        },
      }),
    }),
};

/**
 * What `windowseventlogreceiver` makes of an event, with the keys in the order in which Go prints a map. The word that was
 * rendered for the level stands in the place of its number.
 */
function describeBody(event: ComposedEvent): Readonly<Record<string, unknown>> {
  const { culture, message } = event.rendering;
  const isUserData = event.container === 'UserData';
  return {
    channel: event.channel,
    computer: event.computer,
    ...(event.activityId !== undefined && { correlation: { activity_id: event.activityId } }),
    event_data: isUserData ? {} : numberValues(event),
    event_id: { id: event.eventId, qualifiers: event.qualifiers ?? 0 },
    execution: { process_id: event.processId, thread_id: event.threadId },
    keywords: [],
    level: LEVEL_WORDS[culture][event.level],
    message: message ?? '',
    opcode: '',
    provider: { event_source: '', guid: event.providerGuid ?? '', name: event.providerName },
    record_id: event.recordId,
    ...(event.userSid !== undefined && { security: { user_id: event.userSid } }),
    system_time: formatTime(event),
    task: '',
    ...(isUserData && { user_data: { data: nameValues(event), name: 'EventXML' } }),
    version: event.version,
  };
}

/** Values without a name are counted among themselves. */
function numberValues(event: ComposedEvent): Record<string, string> {
  const values: Record<string, string> = {};
  let unnamed = 0;
  for (const [name, value] of event.data) values[name ?? `param${++unnamed}`] = value;
  if (event.binary !== undefined) values['binary'] = event.binary;
  return values;
}

/** Severities by Windows level, where the word is English; the collector knows no other. */
const SEVERITIES = [9, 21, 17, 13, 9, 5];

interface LogRecord {
  readonly timeUnixNano: string;
  readonly observedTimeUnixNano: string;
  readonly severityNumber: number;
  readonly severityText: string;
  readonly body: AnyValue;
}

type AnyValue =
  | { readonly stringValue: string }
  | { readonly intValue: string }
  | { readonly arrayValue: { readonly values: readonly AnyValue[] } }
  | { readonly kvlistValue: { readonly values: readonly { readonly key: string; readonly value: AnyValue }[] } };

function describeRecord(event: ComposedEvent, { delayMs }: Sender): LogRecord {
  const { culture } = event.rendering;
  return {
    timeUnixNano: `${event.timeMs}${String(event.ticks).padStart(4, '0')}00`,
    observedTimeUnixNano: `${event.timeMs + delayMs}000000`,
    severityNumber: culture === 'en-US' ? (SEVERITIES[event.level] ?? 0) : 0,
    severityText: LEVEL_WORDS[culture][event.level] ?? '',
    body: toAnyValue(describeBody(event)),
  };
}

function toAnyValue(value: unknown): AnyValue {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'number') return { intValue: String(value) };
  if (Array.isArray(value)) return { arrayValue: { values: value.map((one: unknown) => toAnyValue(one)) } };
  const entries = Object.entries(value as Readonly<Record<string, unknown>>);
  return { kvlistValue: { values: entries.map(([key, one]) => ({ key, value: toAnyValue(one) })) } };
}

/** An `ExportLogsServiceRequest` (opentelemetry-proto, `logs/v1`, `common/v1`) with one resource. */
function encodeRequest(records: readonly LogRecord[]): Buffer {
  const writer = new BinaryWriter();
  open(writer, 1, () => {
    open(writer, 1, () => undefined);
    open(writer, 2, () => {
      for (const record of records)
        open(writer, 2, () => {
          writeRecord(writer, record);
        });
    });
  });
  return Buffer.from(writer.finish());
}

function open(writer: BinaryWriter, field: number, write: () => void): void {
  writer.tag(field, WireType.LengthDelimited).fork();
  write();
  writer.join();
}

function writeText(writer: BinaryWriter, field: number, text: string): void {
  writer.tag(field, WireType.LengthDelimited).string(text);
}

function writeRecord(writer: BinaryWriter, record: LogRecord): void {
  writer.tag(1, WireType.Bit64).fixed64(record.timeUnixNano);
  writer.tag(2, WireType.Varint).int32(record.severityNumber);
  writeText(writer, 3, record.severityText);
  open(writer, 5, () => {
    writeAnyValue(writer, record.body);
  });
  writer.tag(11, WireType.Bit64).fixed64(record.observedTimeUnixNano);
}

function writeAnyValue(writer: BinaryWriter, value: AnyValue): void {
  if ('stringValue' in value) writeText(writer, 1, value.stringValue);
  else if ('intValue' in value) writer.tag(3, WireType.Varint).int64(value.intValue);
  else if ('arrayValue' in value)
    open(writer, 5, () => {
      for (const one of value.arrayValue.values)
        open(writer, 1, () => {
          writeAnyValue(writer, one);
        });
    });
  else
    open(writer, 6, () => {
      for (const { key, value: one } of value.kvlistValue.values)
        open(writer, 1, () => {
          writeText(writer, 1, key);
          open(writer, 2, () => {
            writeAnyValue(writer, one);
          });
        });
    });
}
