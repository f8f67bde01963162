/** Why letters are dead, for a person who looks at many of them. */
export interface Reason {
  /** What differs comes first: which field, and what is wrong with it. Parts of it are in the detail as they stand here. */
  readonly text: string;
  /** The same for letters of one cause: without positions, ids, values and numbers. */
  readonly kind: string;
}

/** What the indexer puts before what Elasticsearch says of one document (services/indexer/settle.ts). */
const REFUSED = /^Elasticsearch refused the document: (\d+ \w+): (?:\[\d+:\d+\] )?/u;

/** What Elasticsearch says of a value that a field does not take: the field, the value, and why not. */
const FIELD =
  /^failed to parse (field \[[^\]]*\] of type \[[^\]]*\]) in document with id '[^']*'\. Preview of field's value: '(.*?)'(?:: (.*))?$/u;

/**
 * Says in few words what a letter's detail says.
 * @param detail one line of at most 1,000 characters
 */
export function tellReason(detail: string): Reason {
  const refused = REFUSED.exec(detail);
  if (refused === null) return { text: detail, kind: withoutNumbers(detail) };
  const [prefix, answer = ''] = refused;
  const said = detail.slice(prefix.length);
  const [, field, value = '', cause = `does not take '${value}'`] = FIELD.exec(said) ?? [];
  if (field === undefined) return { text: `${said} (${answer})`, kind: withoutNumbers(`${said} (${answer})`) };
  return { text: `${field}: ${cause} (${answer})`, kind: `${field} (${answer})` };
}

function withoutNumbers(text: string): string {
  return text.replace(/\d+/gu, '0');
}
