import { PROVIDERS } from '../registry.ts';

/** What a record of ours holds at least one of, in any case: the shortest name of a provider, or its GUID without braces. */
const MARKS = new RegExp(
  PROVIDERS.flatMap(({ catalog }) => {
    const { name, aliases, guid } = catalog.data.provider;
    return [[name, ...aliases].reduce((a, b) => (b.length < a.length ? b : a)), guid.slice(1, -1)];
  }).join('|'),
  'i',
);

/** The name of the provider in the frame of an event; without one the record is a dead letter, not another provider's. */
const XML_FRAME = /<(?:\w+:)?Provider\s[^<>]*?Name\s*=\s*(?:'[^'<]|"[^"<])/;
const JSON_FRAME = /"provider_name"\s*:\s*"[^"]/;
/** A batch is taken apart, because each of its events counts. */
const BATCH = /<(?:\w+:)?Events[\s/>]/;

/**
 * True when plain text is evidently an event of another provider: it has the frame of an event (and is not cut at the
 * end), and names none of ours. What only might be one is left to the decoders.
 */
export function namesNoProvider(text: string): boolean {
  if (MARKS.test(text)) return false;
  // Letters can hide behind escapes; then only parsing can tell.
  if (text.includes('\\u00') || text.includes('&#')) return false;
  const end = text.trimEnd();
  return end.startsWith('<')
    ? end.endsWith('>') && XML_FRAME.test(end) && !BATCH.test(end)
    : end.endsWith('}') && JSON_FRAME.test(end);
}
