import { isAlias, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument, type Document, type Node } from 'yaml';
import { messageOf } from './message-of.ts';

/** Something wrong at a place of a text; offsets count UTF-16 units. */
export interface Problem {
  readonly offset: number;
  readonly text: string;
}

/** A YAML text, parsed. */
export interface SiteText {
  /** The plain value; undefined where the problems leave none. Of a key that is there twice it has the last value. */
  readonly data: unknown;
  readonly problems: readonly Problem[];
  /**
   * Where the value at a path is, or its key; a path that leads nowhere gives the place of what it led to.
   * @param path keys and indices from the top
   */
  readonly locate: (path: readonly string[], what: 'key' | 'value') => number;
  /** Line and column of an offset, as editors count them: `4:15`. */
  readonly place: (offset: number) => string;
}

/** An anchor that is used more often than this, nested uses multiplied, is an attack or a slip. */
const MOST_ALIASES = 100;

/**
 * Parses a YAML 1.2 text (JSON is a part of it) with the core schema: no tags, so nothing is ever constructed or run, no
 * merge keys, text as the only keys, no key twice.
 * @param bytes UTF-8
 */
export function parseSiteText(bytes: Uint8Array): SiteText {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return refuse('the file is not UTF-8 text');
  }
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    schema: 'core',
    version: '1.2',
    merge: false,
    stringKeys: true,
    // The library's own check compares each key with each other one; `checkNodes` does without.
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'error',
  });
  const place = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${Math.max(line, 1)}:${col}`;
  };
  const locate: SiteText['locate'] = (path, what) => findOffset(document, path, what);
  const faults = [...document.errors, ...document.warnings];
  const tooDeep = faults.find(({ code }) => code === 'RESOURCE_EXHAUSTION');
  if (tooDeep !== undefined) {
    const problems = [{ offset: tooDeep.pos[0], text: 'lists or objects are nested far too deeply here' }];
    return { data: undefined, problems, locate, place };
  }
  const problems: Problem[] = faults
    .filter(({ code }) => code !== 'TAG_RESOLVE_FAILED')
    .map(({ pos, message }) => ({ offset: pos[0], text: `the YAML is broken: ${message}` }));
  if (problems.length === 0 && document.contents === null) {
    problems.push({ offset: 0, text: 'the file is empty; one that says nothing yet holds "hosts: []"' });
  }
  const isReadable = problems.length === 0 && checkNodes(document, place, problems);
  const data = isReadable ? toPlainValue(document, problems) : undefined;
  return { data, problems, locate, place };
}

function refuse(text: string): SiteText {
  return { data: undefined, problems: [{ offset: 0, text }], locate: () => 0, place: () => '1:1' };
}

function toPlainValue(document: Document, problems: Problem[]): unknown {
  try {
    return document.toJS({ maxAliasCount: MOST_ALIASES });
  } catch (error) {
    const isExcess = /alias count/iu.test(messageOf(error));
    const text = isExcess
      ? `aliases (*name) stand for more than ${MOST_ALIASES} copies of one anchor, nested ones multiplied`
      : `the YAML is broken: ${messageOf(error)}`;
    problems.push({ offset: 0, text });
    return undefined;
  }
}

/**
 * Finds what is well-formed and all the same refused: tags, a key twice, an alias for what is not or not yet there.
 * @returns whether the values are what they look like, so that they can be checked as well
 */
function checkNodes(document: Document, place: SiteText['place'], problems: Problem[]): boolean {
  let isReadable = true;
  const anchors = new Set<string>();
  const open = new Set<string>();

  function check(node: unknown): void {
    if (!isNode(node)) return;
    const offset = startOf(node);
    if (node.tag !== undefined) {
      isReadable = false;
      const tag = node.tag.replace('tag:yaml.org,2002:', '!!');
      problems.push({ offset, text: `the tag ${tag} is not read; write the value without it, a text in quotes` });
    }
    if (isAlias(node)) {
      const fault = open.has(node.source)
        ? 'stands inside its own anchor'
        : anchors.has(node.source)
          ? undefined
          : 'has no anchor before it';
      if (fault !== undefined) {
        isReadable = false;
        problems.push({ offset, text: `the alias *${node.source} ${fault}` });
      }
      return;
    }
    const { anchor } = node;
    if (anchor !== undefined) open.add(anchor);
    if (isMap(node)) {
      const first = new Map<unknown, number>();
      for (const { key, value } of node.items) {
        check(key);
        const at = startOf(key);
        const before = isScalar(key) ? first.get(key.value) : undefined;
        if (before === undefined) first.set(isScalar(key) ? key.value : key, at);
        else problems.push({ offset: at, text: `the key ${quote(key)} is there twice, first at ${place(before)}` });
        check(value);
      }
    } else if (isSeq(node)) for (const item of node.items) check(item);
    if (anchor !== undefined) {
      open.delete(anchor);
      anchors.add(anchor);
    }
  }

  check(document.contents);
  return isReadable;
}

function quote(key: unknown): string {
  return JSON.stringify(isScalar(key) ? key.value : key);
}

function startOf(node: unknown): number {
  return isNode(node) ? ((node as Node & { range?: readonly number[] | null }).range?.[0] ?? 0) : 0;
}

function findOffset(document: Document, path: readonly string[], what: 'key' | 'value'): number {
  let node: unknown = document.contents;
  let offset = startOf(node);
  let isHidden = false;
  for (const [depth, segment] of path.entries()) {
    // What an alias stands for is wrong where it is used: there the reader sees it.
    const target = isAlias(node) ? node.resolve(document) : node;
    isHidden ||= isAlias(node);
    let next: unknown;
    let key: unknown;
    if (isMap(target)) {
      const pair = target.items.find((item) => isScalar(item.key) && item.key.value === segment);
      [key, next] = [pair?.key, pair?.value];
    } else if (isSeq(target)) next = target.items[Number(segment)];
    if (next === undefined && key === undefined) break;
    const wanted = depth === path.length - 1 && what === 'key' && key !== undefined ? key : (next ?? key);
    if (!isHidden && isNode(wanted)) offset = startOf(wanted);
    node = next;
  }
  return offset;
}
