import { isAlias, isMap, isNode, isScalar, isSeq, Scalar, type Document, type Node } from 'yaml';
import type { Problem } from './site-problem.ts';

/** The name of a field in messages: `hosts[0].roles[1]`; the file itself for the empty path. */
export function nameField(path: readonly string[]): string {
  if (path.length === 0) return 'the file';
  return path
    .map((segment, depth) => (/^\d+$/u.test(segment) ? `[${segment}]` : depth === 0 ? segment : `.${segment}`))
    .join('');
}

/**
 * Finds what is well-formed and all the same refused: tags, a key twice, an alias for what is not or not yet there. Such an
 * alias is mostly a pattern that lacks its quotes; the text that it was meant to be takes its place.
 */
export function checkNodes(document: Document, place: (offset: number) => string, problems: Problem[]): void {
  const anchors = new Set<string>();
  const open = new Set<string>();

  /** @returns the node that is meant */
  function check(node: unknown, path: readonly string[]): unknown {
    if (!isNode(node)) return node;
    const offset = startOf(node);
    if (node.tag !== undefined) {
      const tag = node.tag.replace('tag:yaml.org,2002:', '!!');
      problems.push({ offset, text: `the tag ${tag} is not read; write the value without it, a text in quotes` });
    }
    if (isAlias(node)) {
      if (anchors.has(node.source) && !open.has(node.source)) return node;
      const text = `*${node.source}`;
      const fault = open.has(node.source)
        ? `the alias ${text} stands inside its own anchor`
        : `${nameField(path)} is ${text} without quotes, which YAML takes for an alias, but nothing has that anchor: write '${text}'`;
      problems.push({ offset, text: fault });
      const meant = new Scalar(text);
      meant.range = node.range ?? null;
      return meant;
    }
    const { anchor } = node;
    if (anchor !== undefined) open.add(anchor);
    if (isMap(node)) {
      const first = new Map<unknown, number>();
      for (const pair of node.items) {
        pair.key = check(pair.key, path);
        const { key } = pair;
        const at = startOf(key);
        const before = isScalar(key) ? first.get(key.value) : undefined;
        if (before === undefined) first.set(isScalar(key) ? key.value : key, at);
        else problems.push({ offset: at, text: `the key ${quote(key)} is there twice, first at ${place(before)}` });
        pair.value = check(pair.value, [...path, isScalar(key) ? String(key.value) : '']);
      }
    } else if (isSeq(node)) {
      node.items.forEach((item, index) => {
        node.items[index] = check(item, [...path, String(index)]);
      });
    }
    if (anchor !== undefined) {
      open.delete(anchor);
      anchors.add(anchor);
    }
    return node;
  }

  check(document.contents, []);
}

function quote(key: unknown): string {
  return JSON.stringify(isScalar(key) ? key.value : key);
}

/** Where a node begins; 0 for what is none. */
export function startOf(node: unknown): number {
  return isNode(node) ? ((node as Node & { range?: readonly number[] | null }).range?.[0] ?? 0) : 0;
}
