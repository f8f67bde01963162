/** Those of the pairs whose text does not look as it must, for a failure that shows them. */
export function listUnlike(pattern: RegExp, pairs: readonly (readonly [string, string | undefined])[]): unknown[] {
  return pairs.filter(([, text]) => text === undefined || !pattern.test(text));
}
