import { isDeepStrictEqual } from 'node:util';
import { EventBudget } from '../../../normalizers/decode/event-budget.ts';
import { decodeEventXml, type XmlWay } from '../../../normalizers/decode/formats/event-xml.ts';
import { readPlainEvent } from '../../../normalizers/decode/formats/plain-event-xml.ts';
import { DEFAULT_LIMITS } from '../../../normalizers/decode/limits.ts';
import { scanXml, type XmlHandler } from '../../../normalizers/decode/scan-xml.ts';
import { createStrictParser } from '../../../normalizers/decode/strict-xml.ts';
import { DECODE_CONTEXT } from '../../support/decode-context.ts';

/** What was found of one document. */
export interface Comparison {
  /** Whether the scanner read it to its end. */
  readonly accepted: boolean;
  /** Whether it is an event as the pattern has it. */
  readonly plain: boolean;
  /** In which way scanner, pattern and parser differ, in words; undefined where they agree. */
  readonly difference?: string;
}

/** What was told of a document: a line for each tag and for each run of text, and the text that nothing has ended yet. */
interface Told {
  readonly lines: string[];
  rest: string;
  /** Undefined where the document was read to its end. */
  refusal?: string;
}

/**
 * Compares the scanner with the parser: what it tells must be what the parser tells, also of a text that one of them leaves
 * before its end, because limits are met on the way; and what it accepts, the parser must accept. Then what is decoded with the
 * pattern first, and with the scanner first, with what is decoded by the parser alone, with limits as they are and with narrow ones.
 */
export function compareReaders(text: string): Comparison {
  const scanned = scan(text);
  const parsed = parse(text);
  const accepted = scanned.refusal === undefined;
  const difference = findDifference(scanned, parsed) ?? findDecodedDifference(text);
  const plain = readPlainEvent(text, DEFAULT_LIMITS) !== undefined;
  return difference === undefined ? { accepted, plain } : { accepted, plain, difference };
}

function scan(text: string): Told {
  const told: Told = { lines: [], rest: '' };
  if (!scanXml(text, writeDown(told))) told.refusal = 'given up';
  return told;
}

function parse(text: string): Told {
  const told: Told = { lines: [], rest: '' };
  const handler = writeDown(told);
  const parser = createStrictParser(true, '');
  let depth = 0;
  const onText = (piece: string): void => {
    // White space around the root is no text of an element.
    if (depth > 0) handler.text(piece);
  };
  parser.on('opentag', ({ name, attributes }) => {
    depth++;
    handler.open(name, attributes, text.lastIndexOf('<', parser.position - 1));
  });
  parser.on('closetag', () => {
    depth--;
    handler.close(parser.position);
  });
  parser.on('text', onText);
  parser.on('cdata', onText);
  try {
    parser.write(text).close();
  } catch (error) {
    told.refusal = error instanceof Error ? error.message : String(error);
  }
  return told;
}

function writeDown(told: Told): XmlHandler {
  const add = (line: string): void => {
    if (told.rest !== '') told.lines.push(JSON.stringify(told.rest));
    told.rest = '';
    told.lines.push(line);
  };
  return {
    open: (name, attributes, start) => {
      add(`${start}: open ${name} ${JSON.stringify(Object.entries(attributes))}`);
    },
    text: (text) => {
      told.rest += text;
    },
    close: (end) => {
      add(`close :${end}`);
    },
  };
}

function findDifference(scanned: Told, parsed: Told): string | undefined {
  const at = scanned.lines.findIndex((line, index) => line !== parsed.lines[index]);
  if (at >= 0) return differ(scanned.lines[at], parsed.lines[at] ?? parsed.refusal);
  const { rest } = scanned;
  const next = parsed.lines[scanned.lines.length] ?? JSON.stringify(parsed.rest);
  if (rest !== '' && !next.startsWith(JSON.stringify(rest).slice(0, -1))) return differ(JSON.stringify(rest), next);
  if (scanned.refusal !== undefined) return undefined;
  if (parsed.refusal !== undefined) return differ('accepted', parsed.refusal);
  return parsed.lines.length > scanned.lines.length ? differ('the end', next) : undefined;
}

function differ(scanner: string | undefined, parser: string | undefined): string {
  return `the scanner tells ${scanner}, the parser ${parser}`;
}

const WAYS: readonly XmlWay[] = ['parser', 'scanner', 'pattern'];
const NARROW = { ...DEFAULT_LIMITS, depth: 3, events: 2 };

function findDecodedDifference(text: string): string | undefined {
  for (const limits of [DEFAULT_LIMITS, NARROW]) {
    const [parsed, ...others] = WAYS.map((way) => {
      const budget = new EventBudget(limits.events);
      return decodeEventXml(text, { ...DECODE_CONTEXT, keepOriginal: true, limits, budget }, way);
    });
    const at = others.findIndex((decoded) => !isDeepStrictEqual(decoded, parsed));
    if (at >= 0)
      return `with the ${WAYS[at + 1]} ${JSON.stringify(others[at])} is decoded, with the parser ${JSON.stringify(parsed)}`;
  }
  return undefined;
}
