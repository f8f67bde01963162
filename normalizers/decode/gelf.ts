import type { DecodeContext, JsonWrapper } from './format.ts';
import { asString, type JsonObject } from './json.ts';
import { printMilliseconds } from './times.ts';
import { findEvent } from './wrappers.ts';

/**
 * The Graylog Extended Log Format: fields of its own (`host`, `short_message`, `timestamp`), and those of the event with an
 * underscore in front. Each sender moves some of the latter to the former, and they are put back here. GELF's `level` is a
 * severity of syslog, so it never says the level of the event. Sources: `flb_pack_gelf.c` and `out_kafka` of Fluent Bit,
 * `gelf.c` of NXLog Community Edition, `gelf_util.rb` of fluent-plugin-gelf.
 */
export const GELF: JsonWrapper = {
  name: 'gelf',
  sign: '`short_message` beside `version`',
  matches: (json) => typeof json['short_message'] === 'string' && json['version'] !== undefined,
  unwrap: (json, context) => [openGelf(json, context)],
  rewrites: true,
};

/** How a collector names what it moved. */
interface Sender {
  /** Fields by which its records are told. */
  readonly signs: readonly string[];
  readonly host: string;
  readonly time: string;
  /** Whether a numeric `timestamp` is the time of the event; with the others it is when the event was read. */
  readonly stampsEvents: boolean;
}

const SENDERS: readonly Sender[] = [
  // Fluent Bit's winevtlog and Fluentd's windows_eventlog2.
  { signs: ['ProviderName', 'System'], host: 'Computer', time: 'TimeCreated', stampsEvents: false },
  // Fluent Bit's winlog and Fluentd's windows_eventlog.
  { signs: ['TimeWritten'], host: 'ComputerName', time: 'TimeGenerated', stampsEvents: false },
  // NXLog's im_msvistalog.
  { signs: ['SourceName'], host: 'Hostname', time: 'EventTime', stampsEvents: true },
];

const XML = /^\s*<(?:\?xml|(?:[\w.-]+:)?Events?[\s/>])/;
const TEXT = 'ProviderName=';

function openGelf(json: JsonObject, context: DecodeContext): unknown {
  const fields = readFields(json);
  // NXLog cuts the short one.
  const texts = [json['full_message'], json['short_message']].map(asString);
  const xml = texts.find((text) => text !== undefined && XML.test(text));
  if (xml !== undefined) {
    // Beside the XML Fluent Bit has the message that the host rendered.
    return fields['Message'] === undefined ? xml : { ...fields, System: xml, '@timestamp': json['timestamp'] };
  }
  const text = texts.find((one) => one?.startsWith(TEXT) === true);
  if (text !== undefined) return { ...fields, log: text, '@timestamp': json['timestamp'] };
  const sender = SENDERS.find(({ signs }) => signs.some((sign) => fields[sign] !== undefined));
  return sender === undefined ? (findEvent(texts, context) ?? fields) : putBack(fields, json, sender);
}

/** What a sender writes where there is no message, because GELF demands one (fluent-plugin-gelf). */
const NO_MESSAGE = '(no message)';

function putBack(fields: JsonObject, json: JsonObject, { host, time, stampsEvents }: Sender): JsonObject {
  const message = asString(json['full_message']) ?? json['short_message'];
  const { timestamp } = json;
  const moved: Record<string, unknown> = {};
  if (message !== NO_MESSAGE) moved['Message'] = message;
  if (json['host'] !== undefined) moved[host] = json['host'];
  if (typeof timestamp === 'string') moved[time] = timestamp;
  else if (!stampsEvents) moved['@timestamp'] = timestamp;
  else if (typeof timestamp === 'number') moved[time] = printSeconds(timestamp);
  // What the event says under its own name goes first.
  return { ...moved, ...fields };
}

/** Whole seconds have no digits below them. */
function printSeconds(seconds: number): string | undefined {
  const text = printMilliseconds(Math.round(seconds * 1000));
  return Number.isInteger(seconds) ? text?.replace('.000', '') : text;
}

/** Fluent Bit makes one level of names of several: the values of the event stand under `_EventData_<name>`. */
const VALUE = 'EventData_';

/** The fields of the event without their underscore. */
function readFields(json: JsonObject): JsonObject {
  const own: (readonly [string, unknown])[] = [];
  const values: (readonly [string, unknown])[] = [];
  for (const key of Object.keys(json)) {
    if (!key.startsWith('_')) continue;
    if (key.startsWith(VALUE, 1)) values.push([key.slice(1 + VALUE.length), json[key]]);
    else own.push([key.slice(1), json[key]]);
  }
  if (values.length > 0) own.push(['EventData', Object.fromEntries(values)]);
  return Object.fromEntries(own);
}
