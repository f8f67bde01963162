import { dead } from '../../outcome.ts';
import type { Collector, WindowsEvent } from '../../windows-event.ts';
import { isDead, tooDeep, tooMany, type Decoded } from '../decoded.ts';
import { addOuter, describeOriginal, type DecodeContext, type JsonFormat, type NamedWrapper } from '../format.ts';
import { asObject, asString, asText, exceedsDepth, isObject, type JsonObject } from '../json.ts';
import { readAnyValue, readPairs } from '../otlp-values.ts';
import { isSameHost } from '../same-host.ts';
import { readUnixNanoseconds } from '../times.ts';
import { present, presentName } from '../values.ts';
import { decodeEventXml, readEmbeddedXml } from './event-xml.ts';
import { decodeOtelAttributes, hasOtelAttributes } from './otel-attributes.ts';
import { decodeOtelBody, OTEL } from './otel.ts';

/**
 * A batch of log records as OTLP/JSON (the Kafka exporter's `otlp_json`), in the spelling of the specification or in that
 * of the protobuf files. Shape: opentelemetry-proto, `logs.proto` and the OTLP specification, section "JSON Protobuf Encoding".
 */
export const OTLP: JsonFormat = {
  name: 'otel',
  sign: '`resourceLogs` (or `resource_logs`) is a list',
  matches: (json) => Array.isArray(json['resourceLogs']) || Array.isArray(json['resource_logs']),
  decode: decodeBatch,
};

/** The collector can send on whatever it was sent. */
export const OTLP_BODY: NamedWrapper = {
  name: 'otlp',
  sign: 'the body of a log record of OTLP is of none of its own formats',
};

/** What is told of the collector once for many records. */
export interface Resource {
  readonly host: string | undefined;
}

function decodeBatch(json: JsonObject, _text: string | undefined, context: DecodeContext): readonly Decoded[] {
  const { limits } = context;
  const entries = listOf(json, 'resourceLogs', 'resource_logs').map((entry) => ({
    resource: asObject(entry)['resource'],
    records: listOf(entry, 'scopeLogs', 'scope_logs').flatMap((scope) => listOf(scope, 'logRecords', 'log_records')),
  }));
  const count = entries.reduce((sum, { records }) => sum + records.length, 0);
  if (count === 0) return [dead('DECODE_EMPTY', 'the OTLP batch holds no log record')];
  if (count > limits.events) return [tooMany(count, limits)];
  return entries.flatMap((entry) => {
    const resource = readResource(entry.resource);
    return entry.records.flatMap((record) =>
      isObject(record)
        ? decodeLogRecord(record, resource, context)
        : [dead('DECODE_UNKNOWN_FORMAT', 'the OTLP log record is not an object')],
    );
  });
}

function listOf(json: unknown, name: string, alias: string): readonly unknown[] {
  const list = asObject(json)[name] ?? asObject(json)[alias];
  return Array.isArray(list) ? (list as readonly unknown[]) : [];
}

/** Reads what a resource says of the collector's host; the other attributes are the operator's. */
export function readResource(resource: unknown): Resource {
  const attributes = asObject(resource)['attributes'];
  if (!Array.isArray(attributes)) return { host: undefined };
  const host = (attributes as readonly unknown[]).find((pair) => asObject(pair)['key'] === 'host.name');
  const value = asObject(asObject(host)['value']);
  return { host: presentName(asString(value['stringValue'] ?? value['string_value'])) };
}

/**
 * Decodes one log record: the XML of the event where it is there (`log.record.original` or the body), the receiver's map,
 * the attributes of the semantic conventions, or whatever else of the known formats is in the body.
 */
export function decodeLogRecord(record: JsonObject, resource: Resource, context: DecodeContext): readonly Decoded[] {
  if (exceedsDepth(record, context.limits.depth)) return [tooDeep(context.limits)];
  const attributes = readPairs(record['attributes']);
  const body = readAnyValue(record['body']);
  const created = readUnixNanoseconds(asText(record['observedTimeUnixNano'] ?? record['observed_time_unix_nano']));
  const collected = (one: Decoded): Decoded =>
    isDead(one) ? one : { ...one, format: 'otel', created, collector: describeCollector(resource, one) };

  const xml = readEmbeddedXml(attributes['log.record.original'], context);
  if (xml !== undefined)
    return [collected({ ...xml, message: xml.message ?? present(asString(asObject(body)['message'])) })];
  if (typeof body === 'string' && /^\s*<(?:\?xml|(?:[\w.-]+:)?Events?[\s/>])/.test(body))
    return decodeEventXml(body.trimStart(), context).map(collected);

  const outer = {
    time: readUnixNanoseconds(asText(record['timeUnixNano'] ?? record['time_unix_nano'])),
    severity: nameSeverity(record['severityNumber'] ?? record['severity_number']),
    original: describeOriginal(record, undefined, context),
  };
  if (isObject(body) && OTEL.matches(body)) return [collected(decodeOtelBody(body, outer, context))];
  if (hasOtelAttributes(attributes)) return [collected(decodeOtelAttributes(attributes, body, outer, context))];
  if (body === undefined) {
    const keys = Object.keys(attributes).sort().slice(0, 20).join(', ');
    return [dead('DECODE_UNKNOWN_FORMAT', `the OTLP log record has no body, and the attributes [${keys}]`)];
  }
  return context
    .decodeNested(body, context)
    .map((one) =>
      isDead(one) ? one : addOuter(one, OTLP_BODY.name, { created, collector: describeCollector(resource, one) }),
    );
}

function describeCollector({ host }: Resource, { computer }: Pick<WindowsEvent, 'computer'>): Collector {
  const other = host !== undefined && computer !== undefined && !isSameHost(host, computer);
  return { type: 'otelcol', version: undefined, id: undefined, host: other ? host : undefined };
}

/** Words for the ranges of `SeverityNumber` (OpenTelemetry, logs data model); 0 means that nobody said anything. */
function nameSeverity(value: unknown): string | undefined {
  if (typeof value === 'string') return SEVERITY_WORDS[value.replace(/^SEVERITY_NUMBER_/, '').replace(/\d$/, '')];
  if (typeof value !== 'number' || !(value >= 1 && value <= 24)) return undefined;
  return value <= 8
    ? 'verbose'
    : value <= 12
      ? 'information'
      : value <= 16
        ? 'warning'
        : value <= 20
          ? 'error'
          : 'critical';
}

const SEVERITY_WORDS: Readonly<Partial<Record<string, string>>> = Object.assign(Object.create(null) as object, {
  TRACE: 'verbose',
  DEBUG: 'verbose',
  INFO: 'information',
  WARN: 'warning',
  ERROR: 'error',
  FATAL: 'critical',
});
