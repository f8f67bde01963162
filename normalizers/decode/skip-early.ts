import { PROVIDERS } from '../registry.ts';

/** What a record of ours holds at least one of, in any case: the shortest name of a provider, or its GUID without braces. */
const MARKS = new RegExp(
  PROVIDERS.flatMap(({ catalog }) => {
    const { name, aliases, guid } = catalog.data.provider;
    return [[name, ...aliases].reduce((a, b) => (b.length < a.length ? b : a)), guid.slice(1, -1)];
  }).join('|'),
  'i',
);

/** Escapes of JSON and XML behind which a letter, a digit or a hyphen of a mark can hide. */
const HIDDEN = /\\u00(?:2d|3\d|[46][1-9a-f]|[57][0-9a])|&#/i;

/**
 * How the formats name the provider of an event: attribute of the XML (also inside a JSON text), key of a flat object, key
 * of a provider object, line of a text. Without one of them a record is no event of another provider but something that
 * the decoders have to say a word about.
 */
const FRAME = new RegExp(
  [
    String.raw`<(?:\w+:)?Provider\s[^<>]*?Name\s*=\s*\\?["'][^"'\\<]`,
    String.raw`"(?:winlog\.)?(?:provider_?name|source_?name|source)"\s*:\s*"[^"]`,
    String.raw`"provider(?:_attributes)?"\s*:\s*\{(?:\s*"(?:#attributes|\$)"\s*:\s*\{)?\s*"[@_]*name"\s*:\s*"[^"]`,
    String.raw`\nSourceName=[^\s]`,
  ].join('|'),
  'i',
);

/** Several events in one record are taken apart, because each of them counts. */
const SEVERAL = /<(?:\w+:)?Events[\s/>]|\}\s*\{/;

/** What ends a text that begins so. */
const CLOSINGS: Readonly<Record<string, string>> = { '<': '>', '{': '}' };

/**
 * True when a record is evidently one event of another provider: it names a provider and none of ours, neither as it
 * stands nor possibly behind escapes, and is not cut at its end. What only might be one is left to the decoders.
 */
export function namesOtherProvider(text: string): boolean {
  if (MARKS.test(text) || HIDDEN.test(text) || !FRAME.test(text)) return false;
  const end = text.trimEnd();
  if (end.startsWith('[') || SEVERAL.test(end)) return false;
  const close = CLOSINGS[end[0] ?? ''];
  return close === undefined || end.endsWith(close);
}
