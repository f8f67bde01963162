import { dead } from '../outcome.ts';
import { isDead, tooDeep, type Decoded } from './build-event.ts';
import { decodeEventXml } from './event-xml.ts';
import { exceedsDepth, isObject, type JsonObject } from './json.ts';
import type { DecodeLimits } from './limits.ts';
import { decodeWinlogbeat, isWinlogbeat } from './winlogbeat.ts';

/** A JSON format: how to tell it, and how to read it. */
interface JsonFormat {
  readonly name: string;
  readonly matches: (json: JsonObject) => boolean;
  readonly decode: (json: JsonObject, text: string, index: number, limits: DecodeLimits) => Decoded;
}

/** Most specific first: the first format that matches decodes. A new JSON format is one line here and one file. */
const JSON_FORMATS: readonly JsonFormat[] = [
  { name: 'Winlogbeat (object "winlog")', matches: isWinlogbeat, decode: decodeWinlogbeat },
];

const KNOWN_FORMATS = `Event XML (starts with "<Event" or "<?xml"), ${JSON_FORMATS.map((format) => format.name).join(', ')}`;

/** Recognises the format of a record by its content and decodes it; one entry an event, in order. */
export function decodeText(text: string, limits: DecodeLimits): Decoded[] {
  const start = firstNonSpace(text);
  switch (text[start]) {
    case '<':
      // An XML declaration must be the very first thing in the text; forwarders put line ends before it.
      return decodeEventXml(start === 0 ? text : text.slice(start), limits);
    case '{':
    case '[':
      return decodeJson(text, limits);
    case undefined:
      return [dead('DECODE_EMPTY', `the record has only white space (${text.length} characters)`)];
    default:
      return [
        dead(
          'DECODE_UNKNOWN_FORMAT',
          `the text starts with ${JSON.stringify(text.slice(start, start + 40))}; known are ${KNOWN_FORMATS}`,
        ),
      ];
  }
}

/**
 * Escapes of characters that no later stage takes: C0 controls (XML forbids them too, so that both formats read alike) and
 * surrogates without their partner (Elasticsearch refuses such a document). The first group is what stays: an escaped
 * backslash, whatever follows it, and a whole pair.
 */
const BAD_ESCAPE =
  /(\\\\|\\ud[89ab][0-9a-f]{2}\\ud[c-f][0-9a-f]{2})|\\u00(?:0[0-8bcef]|1[0-9a-f])|\\ud[89a-f][0-9a-f]{2}|\\ufff[ef]/gi;

function replaceBadEscapes(text: string): string {
  return text.includes('\\u') ? text.replace(BAD_ESCAPE, (_, kept?: string) => kept ?? '\\ufffd') : text;
}

function decodeJson(original: string, limits: DecodeLimits): Decoded[] {
  const text = replaceBadEscapes(original);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return [dead('DECODE_NOT_JSON', `${reason}; the record has ${text.length} characters`)];
  }
  if (!Array.isArray(json)) return [markReplaced(decodeObject(json, original, 0, limits), text !== original)];
  if (exceedsDepth(json, limits.depth)) return [tooDeep(limits, 0)];
  if (json.length === 0) return [dead('DECODE_EMPTY', 'the record is an empty JSON array')];
  if (json.length > limits.events) {
    return [
      dead(
        'DECODE_TOO_MANY',
        `${json.length} events in one record, the limit is ${limits.events}: send smaller batches`,
      ),
    ];
  }
  return json.map((element: unknown, index) =>
    markReplaced(decodeObject(element, undefined, index, limits), text !== original),
  );
}

function markReplaced(decoded: Decoded, replaced: boolean): Decoded {
  return replaced && !isDead(decoded)
    ? { ...decoded, tags: [...decoded.tags, 'control_characters_replaced'] }
    : decoded;
}

function decodeObject(json: unknown, text: string | undefined, index: number, limits: DecodeLimits): Decoded {
  if (!isObject(json)) {
    return dead(
      'DECODE_UNKNOWN_FORMAT',
      `the JSON value is ${describe(json)}, expected an object; known are ${KNOWN_FORMATS}`,
      index,
    );
  }
  for (const format of JSON_FORMATS) {
    if (format.matches(json)) return format.decode(json, text ?? JSON.stringify(json), index, limits);
  }
  if (exceedsDepth(json, limits.depth)) return tooDeep(limits, index);
  const keys = Object.keys(json).sort().slice(0, 20).join(', ');
  return dead('DECODE_UNKNOWN_FORMAT', `the object has the keys [${keys}]; known are ${KNOWN_FORMATS}`, index);
}

function describe(json: unknown): string {
  if (json === null) return 'null';
  return Array.isArray(json) ? 'an array' : `a ${typeof json}`;
}

function firstNonSpace(text: string): number {
  let i = 0;
  while (i < text.length && isSpace(text.charCodeAt(i))) i++;
  return i;
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}
