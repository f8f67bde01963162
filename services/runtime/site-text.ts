import { isAlias, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument, type Document } from 'yaml';
import { messageOf } from './message-of.ts';
import { checkNodes, nameField, startOf } from './site-nodes.ts';
import type { Problem } from './site-problem.ts';

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
  /** The name of a field in messages: `hosts[0].roles[1]`; the file itself for the empty path. */
  readonly name: (path: readonly string[]) => string;
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
    return { data: undefined, problems, locate, name: nameField, place };
  }
  // Problems of these kinds leave a value that can be checked as well, so that all that is wrong is said at once.
  const problems: Problem[] = faults
    .filter(({ code }) => code === 'MULTIPLE_DOCS')
    .map(({ pos }) => ({ offset: pos[0], text: SECOND_DOCUMENT }));
  const broken = faults.filter(({ code }) => !HARMLESS.has(code));
  problems.push(...broken.map(({ pos, message }) => ({ offset: pos[0], text: `the YAML is broken: ${message}` })));
  if (problems.length === 0 && document.contents === null) {
    problems.push({ offset: 0, text: 'the file is empty; one that says nothing yet holds "hosts: []"' });
  }
  if (broken.length > 0 || document.contents === null)
    return { data: undefined, problems, locate, name: nameField, place };
  checkNodes(document, place, problems);
  return { data: toPlainValue(document, problems), problems, locate, name: nameField, place };
}

/** What the library finds wrong although it knows what is meant; `checkNodes` reports tags and aliases. */
const HARMLESS: ReadonlySet<string> = new Set(['MULTIPLE_DOCS', 'TAG_RESOLVE_FAILED', 'BAD_ALIAS']);

const SECOND_DOCUMENT =
  'a second YAML document begins here, which would not be read: write "hosts" and "events" once each, without "---" ' +
  'between them';

function refuse(text: string): SiteText {
  return { data: undefined, problems: [{ offset: 0, text }], locate: () => 0, name: nameField, place: () => '1:1' };
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
