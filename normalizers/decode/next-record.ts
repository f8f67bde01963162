/** A line with which only another record can begin; a record separator (RFC 7464) may be in front. */
// eslint-disable-next-line no-control-regex -- the separator is a control character
const NEXT = /\n(?=\x1e?(?:\{|\[[ \t]{0,16}\{|<(?:\?xml|(?:[\w.-]{1,64}:)?Events?[\s>])))/g;

/** Where the line break before the next such line stands, from an index on; the end of the text where there is none. */
export function findNextRecord(text: string, from: number): number {
  NEXT.lastIndex = from;
  return NEXT.exec(text)?.index ?? text.length;
}
