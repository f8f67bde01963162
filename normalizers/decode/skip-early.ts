import { PROVIDERS } from '../registry.ts';
import type { BinaryRecord } from './format.ts';

/** So many characters of a name are looked for: as many as the engine skips ahead by. */
const LONGEST_MARK = 8;

/**
 * What a record of ours holds: the beginning of the shortest name of its provider, in any case. Spelled out letter by letter,
 * because the flag `i` also takes other letters for these (U+212A, the Kelvin sign, for k).
 */
const NAMES = new RegExp(
  PROVIDERS.map(({ catalog }) => {
    const { name, aliases } = catalog.data.provider;
    const shortest = [name, ...aliases].reduce((a, b) => (b.length < a.length ? b : a));
    return shortest.slice(0, LONGEST_MARK).replace(/[a-z]/gi, (c) => `[${c.toUpperCase()}${c.toLowerCase()}]`);
  }).join('|'),
);

/** Escapes of JSON and XML behind which a letter can hide, or a sign that begins such an escape. */
const HIDDEN = /\\u00(?:[46][1-9a-f]|[57][0-9a]|26#|23|5c)|&#/i;

/**
 * The same of CLIXML, whose texts can be XML with escapes of its own: a sign or letter behind an escape of PowerShell, which itself
 * writes so only control characters and underscores; and a comment, section or instruction that parts a text.
 */
const CLIXML_ESCAPE = /_[Xx]00[2-7]/;
const CLIXML_PARTED = /[!?](?<=(?:<|lt;|\\u003[cC])[!?])(?!xml)/;

/** What of its markup a text holds, each looked for once. */
interface Marks {
  /** `<`, without which there is no XML but behind escapes. */
  readonly tag: boolean;
  /** `\u00`, of an escape of JSON. */
  readonly escape: boolean;
}

function findMarks(text: string): Marks {
  // Most records have no backslash at all, and one character is found in half the time of four.
  return { tag: text.includes('<'), escape: text.includes('\\') && text.includes('\\u00') };
}

/** False where a text holds no escape behind which a name of ours may hide; those of XML only stand in XML. */
function mayHideOurs(text: string, { tag, escape }: Marks): boolean {
  if (escape ? HIDDEN.test(text) : tag && text.includes('&#')) return true;
  if (!(escape || tag) || text.startsWith('<Event ') || !text.includes('Objs')) return false;
  // A number behind an ampersand that is escaped itself.
  if (text.includes(';#')) return true;
  // The expressions alone would take a fifth of all, and what they need is rare.
  if ((text.includes('_x00') || text.includes('_X00')) && CLIXML_ESCAPE.test(text)) return true;
  return (text.includes('!') || text.includes('?')) && CLIXML_PARTED.test(text);
}

/** How a format names the provider of an event. For decoders `-` is no name: the GUID beside it may be ours. */
interface Frame {
  /** A text that is rare in records and quickly found. */
  readonly mark: string;
  /**
   * What follows it, up to the first character of the name. What is in front of the mark is looked back at only behind the
   * first character of what follows, because that one tells most of them apart.
   */
  readonly follows: RegExp;
}

/**
 * How JSON names the provider of the event that it is: the key of a flat object, which most agents write; the key for its name in the
 * object of a provider, before that ends, or with the way to it, as syslog-ng makes one level of several; and Telegraf's. The
 * engine skips ahead by the first letters that the ways of an expression share, so that all in one take five times as long.
 */
const FLAT_KEY = /(?:[Pp]rovider|[Ss]ource)_?[Nn]ame"\s*:\s*"(?!-")[^"]/;
const PROVIDER_OBJECT =
  /[Pp]rovider(?:\.(?<=Provider\.)[@_]?Name"\s*:\s*"(?!-")[^"]|(?:_attributes)?"(?<="[Pp]rovider(?:_attributes)?")\s*:\s*\{(?:[^}"]*\}?"){1,80}?[@_]*[Nn]ame"\s*:\s*"(?!-")[^"])/;
const SOURCE = /"Source"\s*:\s*"(?!-")[^"]/;

/** How XML and other texts name it, also inside a JSON text. */
const TEXTS: readonly Frame[] = [
  { mark: 'rovider', follows: /\s(?<=<(?:\w+:)?Provider\s)[^<>]*?Name(?<=\sName)\s*=\s*\\?["'](?!-["'\\])[^"'\\<]/ },
  {
    mark: 'rovider',
    follows:
      /\s(?<=\\u003c(?:\w+:)?Provider\s)(?:[^\\<>]|\\"){0,200}?Name(?<=\sName)\s*=\s*(?:'|\\")(?!-['\\])[^"'\\<]/,
  },
  { mark: 'rovider', follows: /Name=(?<=(?:^|")ProviderName=)(?!-(?:[\s\\]|$))[^\s"\\]/ },
  { mark: 'rovider', follows: /Name">(?<=N="ProviderName">)(?!-<)[^<]/ },
  { mark: 'ource', follows: /Name=(?<=(?:\n|\\n)SourceName=)(?!-(?:[\s\\]|$))[^\s"\\]/ },
  { mark: 'ource', follows: /:(?<=\nSource:)[ \t]+(?!-\s)\S/ },
  { mark: 'win_eventlog,', follows: /(?<=^win_eventlog,)[^\n]*[, ]Source=(?!-[,\s])[^,\s]/ },
  { mark: 'MSWinEventLog', follows: /(?:\t|#011)\d+(?:\t|#011)(?:[^\t#]*(?:\t|#011)){4}(?!-[\t#])[^\t#]/ },
  // NXLog in syslog of RFC 5424: the source is the application of the header, before the process and the message id.
  {
    mark: 'NXLOG@14506 ',
    follows:
      /(?<=^(?:\d{1,9} )?<\d{1,3}>1 \S{1,64} \S{1,255} [^\s-]\S{0,254} \S{1,255} \S{1,255} \[NXLOG@14506 )[^\n]{0,500}?EventID="\d/,
  },
];

/** All that may follow each mark in one expression, which looks nowhere else. */
function groupByMark(frames: readonly Frame[]): readonly Frame[] {
  return [...Map.groupBy(frames, ({ mark }) => mark)].map(([mark, group]) => ({
    mark,
    follows: new RegExp(group.map(({ follows }) => follows.source).join('|'), 'y'),
  }));
}

const BY_TEXT = groupByMark(TEXTS);

function namesByText(text: string): boolean {
  for (const { mark, follows } of BY_TEXT) {
    for (let at = text.indexOf(mark); at >= 0; at = text.indexOf(mark, at + 1)) {
      follows.lastIndex = at + mark.length;
      if (follows.test(text)) return true;
    }
  }
  return false;
}

/**
 * The expression that by the first letter of its first key most likely finds how an object names the provider: the elements of an
 * event (`System`, `Event`) and the OpenTelemetry Collector's map (`channel`) in an object, Telegraf (`fields`) and Azure
 * (`TenantId`) under `Source`. This decides only how long the answer takes (0.1 us for each expression that goes over the whole
 * record in vain), never what it is.
 */
function guessExpression(text: string): RegExp {
  switch (text.charAt(2)) {
    case 'S':
    case 'c':
      return PROVIDER_OBJECT;
    case 'E':
      return text.startsWith('Event"', 2) ? PROVIDER_OBJECT : FLAT_KEY;
    case 'T':
    case 'f':
      return SOURCE;
    default:
      return FLAT_KEY;
  }
}

const BY_KEY = [FLAT_KEY, PROVIDER_OBJECT, SOURCE] as const;

function namesByKey(text: string): boolean {
  const guess = guessExpression(text);
  if (guess.test(text)) return true;
  for (const expression of BY_KEY) if (expression !== guess && expression.test(text)) return true;
  return false;
}

/**
 * True when a record is evidently one event of another provider: it names a provider and none of ours, neither as it
 * stands nor possibly behind escapes, and is not cut at its end. What only might be one is left to the decoders.
 */
export function namesOtherProvider(text: string): boolean {
  if (NAMES.test(text)) return false;
  const marks = findMarks(text);
  if (mayHideOurs(text, marks)) return false;
  // The most frequent text needs the fewest questions: what begins so is one event or no XML.
  if (text[0] === '<' && text.startsWith('<Event ')) {
    return namesByText(text) && text.trimEnd().endsWith('>') && !holdsTwice(text, 'SystemTime=');
  }
  const end = text.trimEnd();
  if (text[0] === '{' && namesByKey(text)) {
    return end.endsWith('}') && !holdsSeveralJson(end, marks) && !holdsSeveralXml(end, marks);
  }
  if (namesByText(text) || namesByKey(text)) return isWhole(end) && !holdsSeveral(end, marks);
  return isOfOtherProgram(end);
}

/** The header of RFC 5424, without the fields of NXLog, or of RFC 3164, with the name of the program. */
const PROGRAM =
  /^<\d{1,3}>(?:1 \S{1,64} \S{1,255} [^\s-]\S{0,47} \S{1,128} \S{1,32} (?:-|\[(?!NXLOG@)[^\]\\]{1,500}\]) |[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \S{1,255} [^\s:[]{1,48}(?:\[\d{1,10}\])?: )/;
/** What an event of Windows, also a cut one, or a second message would have behind it. */
const MAYBE_EVENT = /[{<\n]|Event|Source|Provider/i;

/** True for a line of another program, such as a topic has that all of a network's syslog goes to. */
function isOfOtherProgram(text: string): boolean {
  const header = PROGRAM.exec(text);
  if (header === null) return false;
  const message = text.slice(header[0].length);
  return /[a-z]/i.test(message) && !MAYBE_EVENT.test(message);
}

/**
 * How many events a record holds that are evidently all of other providers; 0 where the decoders have to look.
 * @param most more events than this are left to the decoders
 */
export function countOthers(record: string | BinaryRecord, most: number): number {
  if (typeof record === 'string') return namesOtherProvider(record) ? 1 : 0;
  const text = record.bytes.toString('latin1');
  if (NAMES.test(text)) return 0;
  const marks = findMarks(text);
  if (mayHideOurs(text, marks)) return 0;
  const spans = record.format.locate(record.bytes, most) ?? [];
  return spans.every(({ start, end }) => isOneOther(text.slice(start, end), marks)) ? spans.length : 0;
}

/**
 * In protobuf a text follows its length: the key `name` in the map under the key `provider`, or an attribute. A name is never
 * longer than one byte of length says.
 */
/* eslint-disable no-control-regex -- tags and lengths are control characters */
const BINARY_FRAMES: readonly RegExp[] = [
  /provider\x12[^]{0,160}?\n\x04name\x12[^]\n(?!\x01-)[^\0]/,
  /windows\.eventlog\.provider\.name\x12[^]\n(?!\x01-)[^\0]/,
];
/* eslint-enable no-control-regex */

function isOneOther(text: string, marks: Marks): boolean {
  if (holdsSeveralXml(text, marks)) return false;
  return BINARY_FRAMES.some((frame) => frame.test(text)) || namesByText(text) || namesByKey(text);
}

/** So far behind a header its content begins. */
const HEADER = 1024;

/** False for JSON and XML, also behind a header, that is cut; other texts do not show it. */
function isWhole(text: string): boolean {
  if (text.startsWith('[')) return false;
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
function holdsSeveral(text: string, marks: Marks): boolean {
  if (holdsSeveralJson(text, marks) || holdsSeveralXml(text, marks)) return true;
  // A JSON text holds several other texts only with line breaks between them, and event XML holds none.
  return text.startsWith('{') ? text.includes('\\n') && holdsSeveralTexts(text, '\\n') : holdsSeveralTexts(text, '\n');
}

/** One object after another, with or without something between them. */
// eslint-disable-next-line no-control-regex -- the record separator of RFC 7464, and the zero of GELF
const JOINED = /\}[\s,\x1e\0]*\{/;

/** A list of objects, or of texts that are records. */
const LIST = /\[\s*(?:\{|"\s*[{<])/;

/**
 * Whether objects are joined, or in a list. Before most opening braces stands a colon: an object is a value. Only where there is
 * something else the expressions, which are slow, look.
 */
function holdsSeveralJson(text: string, { tag }: Marks): boolean {
  let looked = false;
  for (let at = text.indexOf('{', 1); at >= 0; at = text.indexOf('{', at + 1)) {
    const code = text.charCodeAt(at - 1);
    // The value before may be an object that was cut.
    if (code === LINE_BREAK || code === ZERO) return true;
    if (looked || code === COLON || !mayBeginAnother(text, at)) continue;
    if (JOINED.test(text) || LIST.test(text)) return true;
    looked = true;
  }
  return !looked && tag && text.includes('[') && LIST.test(text);
}

/** False for the brace of a value, and for one in the midst of a text. */
function mayBeginAnother(text: string, brace: number): boolean {
  let at = skipSpaceBack(text, brace);
  if (text.charCodeAt(at) === QUOTE) at = skipSpaceBack(text, at);
  const code = text.charCodeAt(at);
  return code === BRACE || code === COMMA || code === OPENING_BRACKET || code > LAST_ASCII;
}

/** The index of the last character before another that is neither a space nor a control character; -1 where there is none. */
function skipSpaceBack(text: string, before: number): number {
  let at = before - 1;
  while (text.charCodeAt(at) <= SPACE) at--;
  return at;
}

const ZERO = 0x00;
const LINE_BREAK = 0x0a;
const SPACE = 0x20;
const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPENING_BRACKET = 0x5b;
const BRACE = 0x7d;
const LAST_ASCII = 0x7f;

function holdsSeveralXml(text: string, { tag, escape }: Marks): boolean {
  if (!tag && !(escape && text.includes('\\u003c'))) return false;
  return holdsTwice(text, 'SystemTime=') || (text.includes('Events') && BATCH.test(text));
}

/** What each event of a text has once. One by one: an expression with all of them takes five times as long. */
const ONCE = ['MSWinEventLog', 'SourceName=', 'Log Name:', 'N="ProviderName"'] as const;
/** Lines that can only be the next message. */
const NEXT = /(?:\d{1,9} )?<\d|win_eventlog,|\d{4} [A-Z][a-z]{2} /y;

/** @param lineBreak as the text has it: JSON escapes it */
function holdsSeveralTexts(text: string, lineBreak: string): boolean {
  if (/^<[^\dO]/.test(text)) return false;
  // The length of a message in front of it says that others may follow.
  if (/^\d{1,9} </.test(text)) return true;
  for (const mark of ONCE) if (holdsTwice(text, mark)) return true;
  for (let at = text.indexOf(lineBreak); at >= 0; at = text.indexOf(lineBreak, at + 1)) {
    NEXT.lastIndex = at + lineBreak.length;
    if (NEXT.test(text)) return true;
  }
  return false;
}

function holdsTwice(text: string, mark: string): boolean {
  const at = text.indexOf(mark);
  return at >= 0 && text.includes(mark, at + 1);
}
