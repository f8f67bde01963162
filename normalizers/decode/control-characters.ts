/** Characters that XML 1.0 forbids and Elasticsearch refuses in names: C0 controls but tab and line ends, and two others. */
// eslint-disable-next-line no-control-regex -- control characters are what is looked for
const ILLEGAL = /[\0-\x08\x0B\x0C\x0E-\x1F\uFFFE\uFFFF]/;
/** All of them; a global pattern keeps state between tests, and so is only for replacing. */
const ALL_ILLEGAL = new RegExp(ILLEGAL, 'g');

/** Whether any of them is in the text. */
export function hasControlCharacters(text: string): boolean {
  return ILLEGAL.test(text);
}

/** The text with U+FFFD in their place; the same string where there are none. */
export function replaceControlCharacters(text: string): string {
  return text.replace(ALL_ILLEGAL, '\uFFFD');
}
