import { PROVIDERS } from '../registry.ts';

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
const HIDDEN = /\\u00(?:2d|3\d|[46][1-9a-f]|[57][0-9a])|&#/i;

/**
 * How the formats name the provider of an event, most frequent first: key of a flat object, attribute of the XML (also
 * inside a JSON text), key of a provider object, line of a text. Without one of them a record is no event of another
 * provider but something that the decoders have to say a word about.
 */
const FRAMES: readonly RegExp[] = [
  /(?:[Pp]rovider|[Ss]ource)_?[Nn]ame"\s*:\s*"[^"]/,
  /<(?:\w+:)?Provider\s[^<>]*?Name\s*=\s*\\?["'][^"'\\<]/,
  /"[Pp]rovider(?:_attributes)?"\s*:\s*\{(?:\s*"(?:#attributes|\$)"\s*:\s*\{)?\s*"[@_]*[Nn]ame"\s*:\s*"[^"]/,
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

/** So far behind a header its content begins. */
const HEADER = 1024;

/** False for JSON and XML, also behind a header, that is cut; other texts do not show it. */
function hasEnd(text: string): boolean {
  if (text.startsWith('{')) return text.endsWith('}');
  if (/^<\D/.test(text)) return text.endsWith('>');
  return /[}>]$/.test(text) || !/\{\s*"|<\w*:?Event[\s>]/.test(text.slice(0, HEADER));
}

/** Also inside a JSON text; a prefix may be in front. */
const BATCH = /<(?:[\w.-]+:)?Events[\s>]/;

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
