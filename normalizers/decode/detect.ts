import { dead } from '../outcome.ts';
import type { InputFormat, WrapperName } from '../windows-event.ts';
import { isDead, markAll, tooDeep, tooMany, type Decoded } from './decoded.ts';
import {
  describeOriginal,
  type BinaryFormat,
  type BinaryRecord,
  type DecodeContext,
  type JsonFormat,
  type JsonWrapper,
  type NamedWrapper,
  type TextFormat,
  type TextWrapper,
} from './format.ts';
import { UnknownObjects } from './describe-unknown.ts';
import { EventBudget } from './event-budget.ts';
import { EVENT_XML } from './formats/event-xml.ts';
import { AZURE_MONITOR } from './formats/azure-monitor.ts';
import { EVENT_JSON } from './formats/event-json.ts';
import { replaceControlCharacters } from './control-characters.ts';
import { AXOSYSLOG } from './formats/axosyslog.ts';
import { CLIXML, CLIXML_TEXT } from './formats/clixml.ts';
import { EVENT_VIEWER } from './formats/event-viewer.ts';
import { FLUENT_BIT, FLUENT_BIT_WINLOG, FLUENTD, FLUENTD_CLASSIC } from './formats/fluent-bit.ts';
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
import { ObjectTable } from './known-objects.ts';
import { TextTable } from './known-texts.ts';
import { DEFAULT_LIMITS } from './limits.ts';
import { addOuter, type Outer } from './outer.ts';
import { parseJson, type ParsedJson } from './parse-json.ts';
import { beginsWithNumber, splitBroken, splitRecords } from './split-records.ts';
import { SYSLOG_RFC3164, SYSLOG_RFC5424 } from './syslog.ts';
import { WAZUH_ARCHIVES } from './wazuh-archives.ts';
import { JSON_WRAPPERS, NESTED_OBJECT } from './wrappers.ts';

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
export const OUTER_WRAPPERS: readonly JsonWrapper[] = [GELF];

/** JSON objects that are one event, or carry it in a way of their own, most specific first. */
export const JSON_FORMATS: readonly JsonFormat[] = [
  EVENT_JSON,
  WAZUH_AGENT,
  OPENWEC_RAW,
  OPENWEC,
  WAZUH,
  WINLOGBEAT,
  FLUENTD_CLASSIC,
  WINLOGBEAT_6,
  OTLP,
  OTEL,
  VECTOR,
  NXLOG,
  FLUENTD,
  FLUENT_BIT,
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

/** What is an event, of all JSON objects. */
export const KNOWN_OBJECTS = new ObjectTable(JSON_FORMATS);

/** Every name that `wincanal.input.format` can have, in the order of the tables above. */
export const FORMAT_NAMES: readonly InputFormat[] = [
  ...new Set(
    [...BINARY_FORMATS, ...TEXT_FORMATS, ...JSON_FORMATS].flatMap((format) => [
      ...('relatives' in format ? format.relatives.map(({ name }) => name) : []),
      format.name,
    ]),
  ),
];

const UNKNOWN = new UnknownObjects(JSON_FORMATS);
const KNOWN = `none of the formats of docs/formats.md: ${FORMAT_NAMES.join(', ')}`;

/** How many wrappers and lists may lie around an event: relays behind one another hardly put more than three. */
const NESTING = 6;

/** Recognises the format of a record by its content and decodes it; one entry an event, in order, never none. */
export function decodeText(
  record: string | BinaryRecord,
  options: Partial<Pick<DecodeContext, 'limits' | 'zone' | 'keepOriginal'>> = {},
): readonly Decoded[] {
  const limits = options.limits ?? DEFAULT_LIMITS;
  const budget = new EventBudget(limits.events);
  const context: DecodeContext = {
    limits,
    budget,
    zone: options.zone,
    keepOriginal: options.keepOriginal ?? false,
    nesting: NESTING,
    known: KNOWN_TEXTS,
    decodeNested,
  };
  const decoded =
    typeof record === 'string' ? decodeWhole(record, context) : record.format.decode(record.bytes, context);
  return budget.exceeded || decoded.length > limits.events ? [tooMany(limits)] : decoded;
}

/** As `DecodeContext.decodeNested` says. */
function decodeNested(value: unknown, outer: DecodeContext): readonly Decoded[] {
  if (outer.budget.exceeded) return [tooMany(outer.limits)];
  if (outer.nesting === 0) {
    return [
      dead('DECODE_TOO_DEEP', `more than ${NESTING} wrappers and lists lie around an event, which no collector does`),
    ];
  }
  const context = { ...outer, nesting: outer.nesting - 1 };
  if (typeof value === 'string') return decodeWhole(value, context);
  return decodeValue(value, undefined, context);
}

function decodeWhole(text: string, context: DecodeContext): readonly Decoded[] {
  const start = firstNonSpace(text);
  const rest = start === 0 ? text : text.slice(start);
  switch (text[start]) {
    case undefined:
      return [dead('DECODE_EMPTY', `there is only white space (${text.length} characters)`)];
    case '{':
    case '[':
      return decodeJson(rest, context);
    case '"':
      return decodeJsonString(rest, context);
    default: {
      // First, because the sign of a format may stand in the record under the number.
      if (beginsWithNumber(rest)) return decodePieces(splitRecords(rest, context.limits.events), context);
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
  const clean = format.replacesControlCharacters === true ? text : replaceControlCharacters(text);
  const decoded = settle(context, context.budget.mark(), format.decode(clean, context));
  return clean === text ? decoded : markAll(decoded, ['control_characters_replaced']);
}

function decodeJson(text: string, context: DecodeContext): readonly Decoded[] {
  const parsed = tryParse(text);
  if (!(parsed instanceof Error)) return markAll(decodeValue(parsed.value, text, context), parsed.tags);
  const pieces = splitRecords(text, context.limits.events);
  if (pieces.length > 1 || pieces[0] !== withoutJsonSpace(text)) return decodePieces(pieces, context);
  return decodeBroken(text, context) ?? [notJson(parsed, `the record has ${text.length} characters`)];
}

/** The text up to the white space at its end; to JSON a byte order mark is none. */
function withoutJsonSpace(text: string): string {
  let end = text.length;
  while (end > 0 && ' \t\r\n'.includes(text[end - 1] as string)) end--;
  return text.slice(0, end);
}

/** Several records in one: a broken one costs only itself. */
function decodePieces(pieces: readonly string[], context: DecodeContext): readonly Decoded[] {
  if (pieces.length === 0) return [dead('DECODE_EMPTY', 'there are only separators and no record')];
  if (!context.budget.open(pieces.length)) return [tooMany(context.limits)];
  return pieces.flatMap((piece) => decodePiece(piece, context));
}

/** @param whole whether the piece is as it was cut; otherwise it is what is left of a broken one */
function decodePiece(piece: string, context: DecodeContext, whole = true): readonly Decoded[] {
  if (!piece.startsWith('{') && !piece.startsWith('[')) return decodeNested(piece, context);
  if (context.budget.exceeded) return [tooMany(context.limits)];
  const parsed = tryParse(piece);
  if (!(parsed instanceof Error)) return markAll(decodeValue(parsed.value, piece, context), parsed.tags);
  const rescued = whole ? decodeBroken(piece, context) : undefined;
  return rescued ?? [notJson(parsed, `this part of the record has ${piece.length} characters`)];
}

/** The records that a broken one has taken along because it has no end; undefined where there are none. */
function decodeBroken(text: string, context: DecodeContext): readonly Decoded[] | undefined {
  if (!text.includes('\n')) return undefined;
  const pieces = splitBroken(text, context.limits.events);
  if (pieces.length < 2) return undefined;
  if (!context.budget.open(pieces.length)) return [tooMany(context.limits)];
  return pieces.flatMap((piece) => decodePiece(piece, context, false));
}

function tryParse(text: string): ParsedJson | Error {
  try {
    return parseJson(text);
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function notJson(error: Error, where: string): Decoded {
  return dead('DECODE_NOT_JSON', `${error.message}; ${where}`);
}

function decodeJsonString(text: string, context: DecodeContext): readonly Decoded[] {
  const parsed = tryParse(text);
  if (parsed instanceof Error) return [notJson(parsed, `the record has ${text.length} characters`)];
  const decoded = decodeNested(parsed.value, context);
  return markAll(wrapAll(decoded, JSON_STRING.name, undefined), parsed.tags);
}

/** Counts what a decoder made of something that had room for one. */
function settle({ budget, limits }: DecodeContext, mark: number, decoded: readonly Decoded[]): readonly Decoded[] {
  return budget.settle(mark, decoded.length) ? decoded : [tooMany(limits)];
}

/** @param text the value's own text where it is known */
function decodeValue(json: unknown, text: string | undefined, context: DecodeContext): readonly Decoded[] {
  if (Array.isArray(json)) return decodeList(json, context);
  if (!isObject(json)) {
    return [dead('DECODE_UNKNOWN_FORMAT', `the JSON value is ${describe(json)}, expected an object; ${KNOWN}`)];
  }
  for (const wrapper of OUTER_WRAPPERS) if (wrapper.matches(json, context)) return unwrap(wrapper, json, text, context);
  // Formats take single values out of the record, and look at their depth then; of one of several all is printed again.
  const format = KNOWN_OBJECTS.find(json);
  if (format !== undefined) {
    if (text === undefined && exceedsDepth(json, context.limits.depth)) return [tooDeep(context.limits)];
    const mark = context.budget.mark();
    return settle(context, mark, format.decode(json, text, context));
  }
  for (const wrapper of JSON_WRAPPERS) if (wrapper.matches(json, context)) return unwrap(wrapper, json, text, context);
  return (
    decodeValues(json, context) ?? [
      exceedsDepth(json, context.limits.depth)
        ? tooDeep(context.limits)
        : dead('DECODE_UNKNOWN_FORMAT', `${UNKNOWN.describe(json)}; ${KNOWN}`),
    ]
  );
}

function decodeList(list: readonly unknown[], context: DecodeContext): readonly Decoded[] {
  if (list.length === 0) return [dead('DECODE_EMPTY', 'the record is an empty JSON array')];
  if (!context.budget.open(list.length)) return [tooMany(context.limits)];
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
  if (!context.budget.open(inner.length)) return [tooMany(context.limits)];
  const outer = wrapper.describe?.(json);
  const decoded = inner.flatMap((value) => {
    const events = wrapAll(decodeNested(value, context), wrapper.name, outer);
    if (wrapper.rewrites !== true || typeof value === 'string') return events;
    return replaceOriginal(events, describeOriginal(json, text, context));
  });
  const { name } = wrapper;
  return name === undefined
    ? decoded
    : decoded.map((one) => placeUnknown(one, () => `${name} with the keys [${listKeys(json)}]`));
}

/**
 * An event that a relay has nested under a key of its choice, beside objects of its own: of all objects among the values
 * those count that some format recognises. Undefined where none does.
 */
function decodeValues(json: JsonObject, context: DecodeContext): readonly Decoded[] | undefined {
  // What is deeper than any wrapper is no event; it may lie in an object of the relay's own.
  if (context.nesting === 0) return undefined;
  const objects = NESTED_OBJECT.unwrap(json, context);
  const outer = NESTED_OBJECT.describe?.(json);
  const mark = context.budget.mark();
  const tried = objects.map((value) => decodeNested(value, context)).filter((decoded) => !decoded.every(isUnknown));
  const found = tried.filter((decoded) => !decoded.every(isDead));
  // What is broken counts only where there is nothing else.
  const decoded = (found.length > 0 ? found : tried.slice(0, 1)).flat();
  if (decoded.length === 0) return undefined;
  return settle(context, mark, wrapAll(decoded, NESTED_OBJECT.name, outer));
}

function isUnknown(decoded: Decoded): boolean {
  return isDead(decoded) && decoded.code === 'DECODE_UNKNOWN_FORMAT';
}

function unwrapText(wrapper: TextWrapper, text: string, context: DecodeContext): readonly Decoded[] {
  const messages = wrapper.unwrap(text, context);
  if (!context.budget.open(messages.length)) return [tooMany(context.limits)];
  return messages
    .flatMap(({ content, outer, original, replaced }) => {
      const decoded = replaceOriginal(wrapAll(decodeNested(content, context), wrapper.name, outer), original);
      return replaced === true ? markAll(decoded, ['control_characters_replaced']) : decoded;
    })
    .map((one) => placeUnknown(one, () => wrapper.name));
}

/** The text of the events where it is not that of what was decoded. */
function replaceOriginal(decoded: Decoded[], original: string | undefined): Decoded[] {
  return original === undefined ? decoded : decoded.map((one) => (isDead(one) ? one : { ...one, original }));
}

/** Says of what nobody recognises in which wrapper it was, because there the operator has to look. */
function placeUnknown(decoded: Decoded, describePlace: () => string): Decoded {
  if (!isDead(decoded) || decoded.code !== 'DECODE_UNKNOWN_FORMAT') return decoded;
  return dead(decoded.code, `in ${describePlace()}: ${decoded.detail}`);
}

function listKeys(json: JsonObject): string {
  return Object.keys(json).sort().slice(0, 20).join(', ');
}

/** Adds to every event what the wrapper around it says. */
function wrapAll(decoded: readonly Decoded[], name: WrapperName | undefined, outer: Outer | undefined): Decoded[] {
  return decoded.map((one) => (isDead(one) ? one : addOuter(one, name, outer)));
}

function describe(json: unknown): string {
  return json === null ? 'null' : `a ${typeof json}`;
}

function firstNonSpace(text: string): number {
  let i = 0;
  while (i < text.length && isSpace(text.charCodeAt(i))) i++;
  return i;
}

/**
 * White space of JSON and XML, the record separator of a JSON text sequence (RFC 7464), and the byte order mark of the
 * file or pipe that the text came from, wherever white space has moved it.
 */
function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09 || code === 0x1e || code === 0xfeff;
}
