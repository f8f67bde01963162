import { formatTime, LEVEL_WORDS, printTicks, type ComposedEvent } from '../event.ts';
import { renderEventXml } from '../render-event-xml.ts';
import { encodeOtlp, toAnyValue, type Otlp } from './encode-otlp.ts';
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
  frame: (records) => {
    const logRecords = records.map((record) => JSON.parse(record) as Otlp);
    return encodeOtlp({ resourceLogs: [{ resource: {}, scopeLogs: [{ scope: {}, logRecords }] }] });
  },
  holdsSeveral: true,
  oneLine: false,
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

function describeRecord(event: ComposedEvent, { delayMs }: Sender): Otlp {
  const { culture } = event.rendering;
  return {
    timeUnixNano: `${event.timeMs}${printTicks(event)}00`,
    observedTimeUnixNano: `${event.timeMs + delayMs}000000`,
    severityNumber: culture === 'en-US' ? (SEVERITIES[event.level] ?? 0) : 0,
    severityText: LEVEL_WORDS[culture][event.level] ?? '',
    body: toAnyValue(describeBody(event)),
  };
}
