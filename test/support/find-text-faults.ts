/** What a text for a person must not hold, by the name of the fault. */
const FAULTS: readonly (readonly [fault: string, pattern: RegExp])[] = [
  ['a missing value', /\bundefined\b|\bnull\b|\bNaN\b|\[object|\bInfinity\b/],
  // A digit or colon before it is the zone of an IPv6 address.
  ['an unresolved parameter', /(?<![0-9a-f:])%%?\d/],
  ['a placeholder', /\{[a-z][a-z0-9_.]*\}/],
  ['a bracket of a template', /\[(?![0-9a-f:]*:[0-9a-f:]*\])|(?<!\[[0-9a-f:]*:[0-9a-f:]*)\]/],
  ['empty parentheses or quotes', /\(\s*\)|""|\(\s|\s\)/],
  ['a doubled space', / {2}/],
  ['a space at the wrong place', /^\s|\s$| [,;:!?](?!\w)| \.(?![\w*\\])/],
  // [::] is an address.
  ['doubled punctuation', /[,;:]\s*(?<!\[:)[,;:.](?![\w\\])|(?<!\.)\.\.(?!\.)|\.[,;](?!\w)/],
  ['an end without more', /[,;:]$|\b(?:the|code|symbol|status is|number is|state is|name is)[.,;:]?$/],
];

/** Faults of a text, or none. */
export function findTextFaults(text: string): string[] {
  return FAULTS.filter(([, pattern]) => pattern.test(text)).map(([fault]) => fault);
}

/** Faults of a whole sentence: those of a text, its start and its end. */
export function findSentenceFaults(text: string): string[] {
  const faults = findTextFaults(text);
  if (!/^\p{Lu}/u.test(text)) faults.push('no capital at the start');
  if (!/[.!?]$/.test(text)) faults.push('no full stop at the end');
  // What a required fact that is missing is written as; `unknown_ca` and its kin are names.
  if (/\bunknown\b(?! critical extension)/.test(text)) faults.push('a required fact that is missing');
  return faults;
}
