import { PROVIDERS } from '../registry.ts';
import type { BinaryRecord } from './format.ts';

/** So many characters of a name are looked for: enough to be rare, and few enough for an expression without alternatives. */
const LONGEST_MARK = 8;

/**
 * What a record of ours holds at least one of: the beginning of the shortest name of a provider, or of its GUID without
 * braces. In any case, spelled out letter by letter: that is twice as fast as the flag `i`, which also takes other letters
 * for these (U+212A, the Kelvin sign, for k).
 */
const MARKS = new RegExp(
  PROVIDERS.flatMap(({ catalog }) => {
    const { name, aliases, guid } = catalog.data.provider;
    return [[name, ...aliases].reduce((a, b) => (b.length < a.length ? b : a)), guid.slice(1, -1)];
  })
    .map((mark) => mark.slice(0, LONGEST_MARK).replace(/[a-z]/gi, (c) => `[${c.toUpperCase()}${c.toLowerCase()}]`))
    .join('|'),
);

/** Escapes of JSON and XML behind which a letter, a digit or a hyphen of a mark can hide. */
const HIDDEN = /\\u00(?:2d|3\d|[46][1-9a-f]|[57][0-9a]|26#)|&#/i;

/**
 * How the formats name the provider of an event, most frequent first: key of a flat object, attribute of the XML (also
 * inside a JSON text), key of a provider object, line of a text. Without one of them a record is no event of another
 * provider but something that the decoders have to say a word about.
 */
const FRAMES: readonly RegExp[] = [
  /(?:[Pp]rovider|[Ss]ource)_?[Nn]ame"\s*:\s*"[^"]/,
  /<(?:\w+:)?Provider\s[^<>]*?Name\s*=\s*\\?["'][^"'\\<]/,
  /"[Pp]rovider(?:_attributes)?"\s*:\s*\{(?:\s*"(?:#attributes|\$)"\s*:\s*\{)?\s*"[@_]*[Nn]ame"\s*:\s*"[^"]/,
  // Keys of Go in the order of the alphabet; a name of a key has no escapes.
  /"provider"\s*:\s*\{(?:"[a-z_]{1,20}"\s*:\s*"[^"\\]{0,200}"\s*,\s*){1,4}"name"\s*:\s*"[^"]/,
  /\\u003c(?:\w+:)?Provider\s(?:[^\\<>]|\\"){0,200}?Name\s*=\s*(?:'|\\")[^"'\\<]/,
  /"Source"\s*:\s*"[^"]/,
  /(?:\n|\\n)SourceName=[^\s"\\]/,
  /MSWinEventLog(?:\t|#011)\d+(?:\t|#011)(?:[^\t#]*(?:\t|#011)){4}[^\t#]/,
  /(?:^|")ProviderName=[^\s"\\]/,
  /Provider\.[@_]?Name"\s*:\s*"[^"]/,
  /\nSource:[ \t]+\S/,
  /N="ProviderName">[^<]/,
  /^win_eventlog,[^\n]*[, ]Source=[^,\s]/,
];

function namesProvider(text: string): boolean {
  for (const frame of FRAMES) if (frame.test(text)) return true;
  return false;
}

/**
 * True when a record is evidently one event of another provider: it names a provider and none of ours, neither as it
 * stands nor possibly behind escapes, and is not cut at its end. What only might be one is left to the decoders.
 */
export function namesOtherProvider(text: string): boolean {
  if (MARKS.test(text)) return false;
  if ((text.includes('\\u00') || text.includes('&#')) && HIDDEN.test(text)) return false;
  if (!namesProvider(text)) return false;
  const end = text.trimEnd();
  return !end.startsWith('[') && !holdsSeveral(end) && hasEnd(end);
}

/**
 * How many events a record holds that are evidently all of other providers; 0 where the decoders have to look.
 * @param most more events than this are left to the decoders
 */
export function countOthers(record: string | BinaryRecord, most: number): number {
  if (typeof record === 'string') return namesOtherProvider(record) ? 1 : 0;
  const text = record.bytes.toString('latin1');
  if (MARKS.test(text) || HIDDEN.test(text)) return 0;
  const spans = record.format.locate(record.bytes, most) ?? [];
  return spans.every(({ start, end }) => namesInBinary(text.slice(start, end))) ? spans.length : 0;
}

/**
 * In protobuf a text follows its length: the key `name` in the map under the key `provider`, or an attribute. A name is never
 * longer than one byte of length says.
 */
/* eslint-disable no-control-regex -- tags and lengths are control characters */
const BINARY_FRAMES: readonly RegExp[] = [
  /provider\x12[^]{0,160}?\n\x04name\x12[^]\n[^\0]/,
  /windows\.eventlog\.provider\.name\x12[^]\n[^\0]/,
];
/* eslint-enable no-control-regex */

function namesInBinary(text: string): boolean {
  return BINARY_FRAMES.some((frame) => frame.test(text)) || namesProvider(text);
}

/** So far behind a header its content begins. */
const HEADER = 1024;

/** False for JSON and XML, also behind a header, that is cut; other texts do not show it. */
function hasEnd(text: string): boolean {
  if (text.startsWith('{')) return text.endsWith('}');
  if (text.startsWith('"')) return text.endsWith('"');
  if (/^<\D/.test(text)) return text.endsWith('>');
  return /[}>]$/.test(text) || !/\{\s*"|<\w*:?Event[\s>]/.test(text.slice(0, HEADER));
}

/** Also inside a JSON text; a prefix may be in front. */
const BATCH = /(?:<|\\u003c)(?:[\w.-]+:)?Events(?:[\s>]|\\u003e)/;

/**
 * Several events in one record are taken apart, because each of them counts. Printed on one line JSON has no line break;
 * lists of objects or of texts that are records can be lists of events.
 */
function holdsSeveral(text: string): boolean {
  if (LISTS.some((list) => text.includes(list))) return true;
  if (text.includes('\n') && /\}\s*\{|\[\s+[{"]/.test(text)) return true;
  if (holdsTwice(text, 'SystemTime=') || (text.includes('Events') && BATCH.test(text))) return true;
  // A JSON text holds several other texts only with line breaks between them, and event XML holds none.
  return text.startsWith('{') ? text.includes('\\n') && holdsSeveralTexts(text) : holdsSeveralTexts(text);
}

const LISTS: readonly string[] = ['}{', '[{', '["{', '["<'];

/** What each event of a text has once, and lines that can only be the next message; line breaks of JSON are escaped. */
const ONCE = ['MSWinEventLog', 'SourceName=', 'Log Name:', 'N="ProviderName"'] as const;
const NEXT = /(?:\n|\\n)(?:(?:\d{1,9} )?<\d|win_eventlog,|\d{4} [A-Z][a-z]{2} )/;

function holdsSeveralTexts(text: string): boolean {
  if (/^<[^\dO]/.test(text)) return false;
  // The length of a message in front of it says that others may follow.
  if (/^\d{1,9} </.test(text)) return true;
  return ONCE.some((mark) => holdsTwice(text, mark)) || NEXT.test(text);
}

function holdsTwice(text: string, mark: string): boolean {
  const at = text.indexOf(mark);
  return at >= 0 && text.includes(mark, at + 1);
}
