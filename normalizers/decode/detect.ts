import { dead } from '../outcome.ts';
import type { InputFormat, WrapperName } from '../windows-event.ts';
import { isDead, markAll, tooDeep, tooMany, type Decoded } from './decoded.ts';
import {
  addOuter,
  describeOriginal,
  type BinaryFormat,
  type BinaryRecord,
  type DecodeContext,
  type JsonFormat,
  type JsonWrapper,
  type NamedWrapper,
  type Outer,
  type TextFormat,
  type TextWrapper,
} from './format.ts';
import { EVENT_XML } from './formats/event-xml.ts';
import { AZURE_MONITOR } from './formats/azure-monitor.ts';
import { EVENT_JSON } from './formats/event-json.ts';
import { replaceControlCharacters } from './control-characters.ts';
import { AXOSYSLOG } from './formats/axosyslog.ts';
import { CLIXML, CLIXML_TEXT } from './formats/clixml.ts';
import { EVENT_VIEWER } from './formats/event-viewer.ts';
import { FLUENT_BIT, FLUENT_BIT_WINLOG, FLUENTD } from './formats/fluent-bit.ts';
import { FLUENT_BIT_RAW_TEXT, FLUENT_BIT_TEXT } from './formats/fluent-bit-text.ts';
import { NXLOG } from './formats/nxlog.ts';
import { OTEL } from './formats/otel.ts';
import { OTLP, OTLP_BODY } from './formats/otlp.ts';
import { OTLP_PROTOBUF } from './formats/otlp-protobuf.ts';
import { OPENWEC, OPENWEC_RAW } from './formats/openwec.ts';
import { POWERSHELL } from './formats/powershell.ts';
import { SNARE, SNARE_JSON } from './formats/snare.ts';
import { SPLUNK_TEXT } from './formats/splunk-text.ts';
import { TELEGRAF, TELEGRAF_LINES } from './formats/telegraf.ts';
import { VECTOR } from './formats/vector.ts';
import { WAZUH, WAZUH_AGENT } from './formats/wazuh.ts';
import { WINLOGBEAT_6 } from './formats/winlogbeat-6.ts';
import { WINLOGBEAT } from './formats/winlogbeat.ts';
import { GELF } from './gelf.ts';
import { exceedsDepth, isObject, type JsonObject } from './json.ts';
import { TextTable } from './known-texts.ts';
import { DEFAULT_LIMITS } from './limits.ts';
import { parseJson } from './parse-json.ts';
import { splitJson } from './split-json.ts';
import { SYSLOG_RFC3164, SYSLOG_RFC5424 } from './syslog.ts';
import { WAZUH_ARCHIVES } from './wazuh-archives.ts';
import { EVENT_LISTS, JSON_WRAPPERS } from './wrappers.ts';

/** Bytes that are no text: recognised before anything is read as one. */
export const BINARY_FORMATS: readonly BinaryFormat[] = [OTLP_PROTOBUF];

/** Texts that are no JSON, most specific first: the first that matches decodes. A new format is one line here and one file. */
export const TEXT_FORMATS: readonly TextFormat[] = [
  CLIXML,
  EVENT_XML,
  SNARE,
  SPLUNK_TEXT,
  EVENT_VIEWER,
  TELEGRAF_LINES,
  FLUENT_BIT_RAW_TEXT,
];

/** Headers in front of a text, most specific first; tried before the formats. */
export const TEXT_WRAPPERS: readonly TextWrapper[] = [SYSLOG_RFC5424, SYSLOG_RFC3164, WAZUH_ARCHIVES];

/** JSON objects that can hold any of the formats under names of their own, so that they are opened before these are tried. */
export const OUTER_WRAPPERS: readonly JsonWrapper[] = [...EVENT_LISTS, GELF];

/** JSON objects that are one event, or carry it in a way of their own, most specific first. */
export const JSON_FORMATS: readonly JsonFormat[] = [
  EVENT_JSON,
  WAZUH_AGENT,
  OPENWEC_RAW,
  OPENWEC,
  WAZUH,
  WINLOGBEAT,
  WINLOGBEAT_6,
  OTLP,
  OTEL,
  VECTOR,
  NXLOG,
  FLUENT_BIT,
  FLUENTD,
  FLUENT_BIT_WINLOG,
  POWERSHELL,
  AZURE_MONITOR,
  TELEGRAF,
  FLUENT_BIT_TEXT,
  AXOSYSLOG,
];

/** A text that was encoded as a JSON string, as an exporter of raw bodies does. */
export const JSON_STRING: NamedWrapper = { name: 'json_string', sign: 'a JSON string' };

/** What formats themselves find within, and hand on to be recognised anew. */
export const INNER_WRAPPERS: readonly NamedWrapper[] = [OTLP_BODY, CLIXML_TEXT, SNARE_JSON];

/** What holds an event, of all texts. */
export const KNOWN_TEXTS = new TextTable(TEXT_FORMATS, TEXT_WRAPPERS);

/** Every name that `wincanal.input.format` can have, in the order of the tables above. */
export const FORMAT_NAMES: readonly InputFormat[] = [
  ...new Set(
    [...BINARY_FORMATS, ...TEXT_FORMATS, ...JSON_FORMATS].flatMap((format) => [
      ...('relatives' in format ? format.relatives.map(({ name }) => name) : []),
      format.name,
    ]),
  ),
];

const KNOWN = `none of the formats of docs/formats.md: ${FORMAT_NAMES.join(', ')}`;

/** How many wrappers and lists may lie around an event: relays behind one another hardly put more than three. */
const NESTING = 6;

/** Recognises the format of a record by its content and decodes it; one entry an event, in order, never none. */
export function decodeText(
  record: string | BinaryRecord,
  options: Partial<Pick<DecodeContext, 'limits' | 'zone' | 'keepOriginal'>> = {},
): readonly Decoded[] {
  const context: DecodeContext = {
    limits: options.limits ?? DEFAULT_LIMITS,
    zone: options.zone,
    keepOriginal: options.keepOriginal ?? false,
    nesting: NESTING,
    known: KNOWN_TEXTS,
    decodeNested,
  };
  const decoded =
    typeof record === 'string' ? decodeWhole(record, context) : record.format.decode(record.bytes, context);
  return decoded.length > context.limits.events ? [tooMany(decoded.length, context.limits)] : decoded;
}

/** As `DecodeContext.decodeNested` says. */
function decodeNested(value: unknown, outer: DecodeContext): readonly Decoded[] {
  if (outer.nesting === 0) {
    return [
      dead('DECODE_TOO_DEEP', `more than ${NESTING} wrappers and lists lie around an event, which no collector does`),
    ];
  }
  const context = { ...outer, nesting: outer.nesting - 1 };
  // A byte order mark within a record is that of the file or pipe which the text came from.
  if (typeof value === 'string') return decodeWhole(value.startsWith('\ufeff') ? value.slice(1) : value, context);
  return decodeValue(value, undefined, context);
}

function decodeWhole(text: string, context: DecodeContext): readonly Decoded[] {
  const start = firstNonSpace(text);
  switch (text[start]) {
    case undefined:
      return [dead('DECODE_EMPTY', `there is only white space (${text.length} characters)`)];
    case '{':
    case '[':
      return decodeJson(text, context);
    case '"':
      return decodeJsonString(text, context);
    default: {
      const rest = start === 0 ? text : text.slice(start);
      const wrapper = KNOWN_TEXTS.findWrapper(rest);
      if (wrapper !== undefined) return unwrapText(wrapper, rest, context);
      const format = KNOWN_TEXTS.find(rest);
      if (format !== undefined) return decodeFormat(format, rest, context);
      return [dead('DECODE_UNKNOWN_FORMAT', `the text starts with ${JSON.stringify(rest.slice(0, 40))}; ${KNOWN}`)];
    }
  }
}

/** True for a text that `decodeText` takes for JSON or one of the formats, whatever it then makes of it. */
export function isKnownText(text: string): boolean {
  const rest = text.slice(firstNonSpace(text));
  return /^["{[]/.test(rest) || KNOWN_TEXTS.findWrapper(rest) !== undefined || KNOWN_TEXTS.find(rest) !== undefined;
}

/** What no document takes is replaced before a format is read that has no rules of its own for it. */
function decodeFormat(format: TextFormat, text: string, context: DecodeContext): readonly Decoded[] {
  if (format.replacesControlCharacters === true) return format.decode(text, context);
  const clean = replaceControlCharacters(text);
  return markAll(format.decode(clean, context), clean === text ? [] : ['control_characters_replaced']);
}

function decodeJson(text: string, context: DecodeContext): readonly Decoded[] {
  let parsed;
  try {
    parsed = parseJson(text);
  } catch (error) {
    const pieces = splitJson(text, context.limits.events);
    if (pieces.length > context.limits.events) return [tooMany(pieces.length, context.limits)];
    if (pieces.length > 1) return pieces.flatMap((piece) => decodePiece(piece, context));
    return [dead('DECODE_NOT_JSON', `${describeError(error)}; the record has ${text.length} characters`)];
  }
  return markAll(decodeValue(parsed.value, text, context), parsed.tags);
}

/** One of several JSON texts in a record: a broken one costs only itself. */
function decodePiece(piece: string, context: DecodeContext): readonly Decoded[] {
  try {
    const { value, tags } = parseJson(piece);
    return markAll(decodeValue(value, piece, context), tags);
  } catch (error) {
    return [dead('DECODE_NOT_JSON', `${describeError(error)}; this part of the record has ${piece.length} characters`)];
  }
}

function decodeJsonString(text: string, context: DecodeContext): readonly Decoded[] {
  try {
    const { value, tags } = parseJson(text);
    const decoded = decodeNested(value, context);
    return markAll(wrapAll(decoded, JSON_STRING.name, undefined), tags);
  } catch (error) {
    return [dead('DECODE_NOT_JSON', `${describeError(error)}; the record has ${text.length} characters`)];
  }
}

/** @param text the value's own text where it is known */
function decodeValue(json: unknown, text: string | undefined, context: DecodeContext): readonly Decoded[] {
  if (Array.isArray(json)) return decodeList(json, context);
  if (!isObject(json)) {
    return [dead('DECODE_UNKNOWN_FORMAT', `the JSON value is ${describe(json)}, expected an object; ${KNOWN}`)];
  }
  for (const wrapper of OUTER_WRAPPERS) if (wrapper.matches(json, context)) return unwrap(wrapper, json, text, context);
  for (const format of JSON_FORMATS) {
    if (format.matches(json)) {
      const decoded = format.decode(json, text, context);
      return Array.isArray(decoded) ? (decoded as readonly Decoded[]) : [decoded as Decoded];
    }
  }
  if (exceedsDepth(json, context.limits.depth)) return [tooDeep(context.limits)];
  for (const wrapper of JSON_WRAPPERS) if (wrapper.matches(json, context)) return unwrap(wrapper, json, text, context);
  const keys = Object.keys(json).sort().slice(0, 20).join(', ');
  return [dead('DECODE_UNKNOWN_FORMAT', `the object has the keys [${keys}]; ${KNOWN}`)];
}

function decodeList(list: readonly unknown[], context: DecodeContext): readonly Decoded[] {
  if (exceedsDepth(list, context.limits.depth)) return [tooDeep(context.limits)];
  if (list.length === 0) return [dead('DECODE_EMPTY', 'the record is an empty JSON array')];
  if (list.length > context.limits.events) return [tooMany(list.length, context.limits)];
  return list.flatMap((element) => decodeNested(element, context));
}

function unwrap(
  wrapper: JsonWrapper,
  json: JsonObject,
  text: string | undefined,
  context: DecodeContext,
): readonly Decoded[] {
  const inner = wrapper.unwrap(json, context);
  if (inner.length === 0) return [dead('DECODE_EMPTY', `there is no event in what looks like ${wrapper.sign}`)];
  if (inner.length > context.limits.events) return [tooMany(inner.length, context.limits)];
  const outer = wrapper.describe?.(json);
  return inner.flatMap((value) => {
    const decoded = wrapAll(decodeNested(value, context), wrapper.name, outer);
    if (wrapper.rewrites !== true || typeof value === 'string') return decoded;
    return replaceOriginal(decoded, describeOriginal(json, text, context));
  });
}

function unwrapText(wrapper: TextWrapper, text: string, context: DecodeContext): readonly Decoded[] {
  return wrapper
    .unwrap(text, context)
    .flatMap(({ content, outer, original }) =>
      replaceOriginal(wrapAll(decodeNested(content, context), wrapper.name, outer), original),
    );
}

/** The text of the events where it is not that of what was decoded. */
function replaceOriginal(decoded: Decoded[], original: string | undefined): Decoded[] {
  return original === undefined ? decoded : decoded.map((one) => (isDead(one) ? one : { ...one, original }));
}

/** Adds to every event what the wrapper around it says. */
function wrapAll(decoded: readonly Decoded[], name: WrapperName | undefined, outer: Outer | undefined): Decoded[] {
  return decoded.map((one) => (isDead(one) ? one : addOuter(one, name, outer)));
}

function describeError(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function describe(json: unknown): string {
  return json === null ? 'null' : `a ${typeof json}`;
}

function firstNonSpace(text: string): number {
  let i = 0;
  while (i < text.length && isSpace(text.charCodeAt(i))) i++;
  return i;
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}
