import { dead } from '../../outcome.ts';
import type { Collector } from '../../windows-event.ts';
import { buildEvent } from '../build-event.ts';
import { nameCollector } from '../collector.ts';
import { isDead, tooDeep, tooMany, type Decoded } from '../decoded.ts';
import { EventTexts, type NeededNames } from '../event-texts.ts';
import { describeOriginal, type DecodeContext, type JsonFormat, type NamedWrapper } from '../format.ts';
import { addOuter } from '../outer.ts';
import { asList, asObject, asString, asText, exceedsDepth, isObject, type JsonObject } from '../json.ts';
import { readAnyValue, readPairs } from '../otlp-values.ts';
import { otherHost } from '../same-host.ts';
import { readUnixNanoseconds } from '../times.ts';
import { adoptXml, beginsLikeXml, decodeCarriedXml, readEmbeddedXml } from './event-xml.ts';
import { ATTRIBUTE_NAMES, hasOtelAttributes, readOtelAttributes } from './otel-attributes.ts';
import { OTEL, OTEL_NAMES, readOtelMap } from './otel.ts';

/**
 * A batch of log records as OTLP/JSON (the Kafka exporter's `otlp_json`), in the spelling of the specification or in that
 * of the protobuf files. Shape: opentelemetry-proto, `logs.proto` and the OTLP specification, section "JSON Protobuf Encoding".
 */
export const OTLP: JsonFormat = {
  name: 'otel',
  sign: '`resourceLogs` (or `resource_logs`) is a list',
  matches: (json) => Array.isArray(json['resourceLogs']) || Array.isArray(json['resource_logs']),
  keys: ['resourceLogs', 'resource_logs'],
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
  if (count > limits.events) return [tooMany(limits)];
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
  return asList(asObject(json)[name] ?? asObject(json)[alias]);
}

/** Reads what a resource says of the collector's host; the other attributes are the operator's. */
export function readResource(resource: unknown): Resource {
  const host = asList(asObject(resource)['attributes']).find((pair) => asObject(pair)['key'] === 'host.name');
  const value = asObject(asObject(host)['value']);
  return { host: asString(value['stringValue'] ?? value['string_value']) };
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

  const xml = readEmbeddedXml(attributes['log.record.original'], context);
  if (xml !== undefined) {
    const message = asString(asObject(body)['message']);
    return [
      adoptXml(
        xml,
        { format: 'otel', collector: describeCollector(resource, xml.computer), created, message },
        context,
      ),
    ];
  }
  if (typeof body === 'string' && beginsLikeXml(body))
    return countEvents(
      decodeCarriedXml(
        body,
        ({ computer }) => ({ format: 'otel', collector: describeCollector(resource, computer), created }),
        context,
      ),
      context,
    );

  if (isObject(body) && OTEL.matches(body)) {
    const texts = startTexts(record, MAP_NAMES, created, context);
    readOtelMap(body, texts);
    return [finishTexts(texts, resource, context)];
  }
  if (hasOtelAttributes(attributes)) {
    const texts = startTexts(record, RECORD_NAMES, created, context);
    readOtelAttributes(attributes, body, texts);
    return [finishTexts(texts, resource, context)];
  }
  if (body === undefined) {
    const keys = Object.keys(attributes).sort().slice(0, 20).join(', ');
    return [dead('DECODE_UNKNOWN_FORMAT', `the OTLP log record has no body, and the attributes [${keys}]`)];
  }
  return context
    .decodeNested(body, context)
    .map((one) =>
      isDead(one)
        ? one
        : addOuter(one, OTLP_BODY.name, { created, collector: describeCollector(resource, one.computer) }),
    );
}

/** Each record of a batch can have a list of events for its body. */
function countEvents(decoded: readonly Decoded[], { budget, limits }: DecodeContext): readonly Decoded[] {
  return budget.open(decoded.length) ? decoded : [tooMany(limits)];
}

/** The texts of an event with what the log record says around it. */
function startTexts(
  record: JsonObject,
  names: NeededNames,
  created: string | undefined,
  context: DecodeContext,
): EventTexts {
  const texts = new EventTexts('otel', names, context.limits, describeOriginal(record, undefined, context));
  texts.time = record['timeUnixNano'] ?? record['time_unix_nano'];
  texts.levelWord = nameSeverity(record['severityNumber'] ?? record['severity_number']);
  texts.created = created;
  return texts;
}

function finishTexts(texts: EventTexts, resource: Resource, context: DecodeContext): Decoded {
  texts.collector = describeCollector(resource, texts.computer);
  return buildEvent(texts, context);
}

function describeCollector({ host }: Resource, computer: string | undefined): Collector {
  return nameCollector('otelcol', otherHost(host, computer));
}

/** How the time of a log record is called and written. */
const RECORD_TIME = { time: 'timeUnixNano', readTime: readUnixNanoseconds };
const MAP_NAMES = { ...OTEL_NAMES, ...RECORD_TIME };
const RECORD_NAMES = { ...ATTRIBUTE_NAMES, ...RECORD_TIME };

/** The last number of each range of `SeverityNumber` (OpenTelemetry, logs data model), and the level that it stands for. */
const SEVERITIES = [
  { last: 8, word: 'verbose' },
  { last: 12, word: 'information' },
  { last: 16, word: 'warning' },
  { last: 20, word: 'error' },
  { last: 24, word: 'critical' },
] as const;

/** The level word of a severity, as number or by its name; 0 means that nobody said anything. */
function nameSeverity(value: unknown): string | undefined {
  if (typeof value === 'string') return SEVERITY_WORDS[value.replace(/^SEVERITY_NUMBER_/, '').replace(/\d$/, '')];
  if (typeof value !== 'number' || !(value >= 1)) return undefined;
  for (const { last, word } of SEVERITIES) if (value <= last) return word;
  return undefined;
}

const SEVERITY_WORDS: Readonly<Partial<Record<string, string>>> = Object.assign(Object.create(null) as object, {
  TRACE: 'verbose',
  DEBUG: 'verbose',
  INFO: 'information',
  WARN: 'warning',
  ERROR: 'error',
  FATAL: 'critical',
});
