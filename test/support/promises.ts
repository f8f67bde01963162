import { isUtf8 } from 'node:buffer';
import { isDead } from '../../normalizers/decode/decoded.ts';
import { decodeText } from '../../normalizers/decode/detect.ts';
import type { BinaryRecord } from '../../normalizers/decode/format.ts';
import { DEFAULT_LIMITS } from '../../normalizers/decode/limits.ts';
import { isUnreadable, readText } from '../../normalizers/decode/read-text.ts';
import { assumeZone } from '../../normalizers/decode/zone.ts';
import { validateDocument } from '../../normalizers/ecs/validate.ts';
import { createNormalizer, explainRecord, type Outcome } from '../../normalizers/index.ts';
import { findProvider, PROVIDERS } from '../../normalizers/registry.ts';
import { GOLDEN_NOW, GOLDEN_SOURCE } from '../golden/golden-cases.ts';

const ZONE = 'Europe/Berlin';
const zone = assumeZone(ZONE);
const normalizer = createNormalizer({ keepOriginal: true, assumedTimezone: ZONE });

/**
 * What holds of the outcomes of any bytes whatever.
 * @returns the outcomes, for whoever wants to know more of them
 * @throws Error that says which promise was broken
 */
export function holdPromises(bytes: Uint8Array): Outcome[] {
  const outcomes = normalizer.normalize(bytes, GOLDEN_SOURCE, GOLDEN_NOW);
  if (outcomes.length === 0) throw new Error('no outcome');
  outcomes.forEach((outcome, at) => {
    if (outcome.index !== at) throw new Error(`outcome ${at} has the index ${outcome.index}`);
    checkOutcome(outcome);
  });
  if (outcomes.some(isUnparsed)) checkSkip(bytes);
  return outcomes;
}

/**
 * What was skipped unparsed names no provider of ours when it is decoded. GUIDs are overwritten: one that stands for a name is not
 * looked for in records that name a provider somewhere else (docs/decisions/early-skip.md).
 */
function checkSkip(bytes: Uint8Array): void {
  const record = readText(bytes, DEFAULT_LIMITS);
  if (isUnreadable(record)) throw new Error('what cannot be read was skipped');
  const decoded = decodeText(typeof record === 'string' ? overwriteGuids(record) : overwriteBytes(record), { zone });
  const ours = decoded.find((one) => !isDead(one) && findProvider(one.providerName) !== undefined);
  if (ours !== undefined) throw new Error('an event of ours was skipped unparsed');
}

const GUIDS = new RegExp(PROVIDERS.map(({ catalog }) => catalog.data.provider.guid.slice(1, 9)).join('|'), 'gi');

function overwriteGuids(text: string): string {
  return text.replaceAll(GUIDS, '00000000');
}

function overwriteBytes({ format, bytes }: BinaryRecord): BinaryRecord {
  return { format, bytes: Buffer.from(overwriteGuids(bytes.toString('latin1')), 'latin1') };
}

/** The same for the way of a person's record. */
export function holdExplainPromises(bytes: Uint8Array): void {
  if (explainRecord(bytes, GOLDEN_NOW).length === 0) throw new Error('nothing to explain, and no reason why');
}

/** How several records come in one, of JSON and of XML. */
const JSON_BATCHES: readonly ((a: string) => string)[] = [
  (a) => `[${a},${a}]`,
  (a) => `[ ${a} , ${a} ]`,
  (a) => `${a}${a}`,
  (a) => `${a} ${a}`,
  (a) => `${a},${a}`,
  (a) => `${a}\n${a}`,
  (a) => `${a}\r\n${a}\r\n`,
  (a) => `\u001e${a}\n\u001e${a}\n`,
  (a) => `{"events":[${a},${a}]}`,
  (a) => `{ "records" : [ ${a}, ${a} ] }`,
  (a) => `[[${a}],[${a}]]`,
];
const XML_BATCHES: readonly ((a: string) => string)[] = [
  (a) => `${a}${a}`,
  (a) => `${a}\n${a}`,
  (a) => `Record 1\n${a}\nRecord 2\n${a}\n`,
  (a) => JSON.stringify([a, a]),
];

const GOOD = JSON.stringify({
  '@timestamp': '2026-03-04T05:06:07Z',
  winlog: { provider_name: 'Schannel', event_id: 36887, event_data: { AlertDesc: '48' } },
});
const OTHER = JSON.stringify({ '@timestamp': '2026-03-04T05:06:07Z', winlog: { provider_name: 'Disk', event_id: 7 } });
const IS_XML = /^<(?:\?xml|(?:[\w.-]+:)?Event)[\s?>][^]*<\/(?:[\w.-]+:)?Event>\s*$/;
/** What may stand around a record alone as between two; other white space, a vertical tab for one, is not JSON. */
const AROUND = /^[\ufeff \t\r\n]+|[\ufeff \t\r\n]+$/g;
/** What takes as its own what follows: an open comment or CDATA section, a message with its length in front. */
const SWALLOWS = /<!|\d <\d{1,3}>/;

/**
 * Two of the same record in one have twice its outcomes, whatever stands between or around them; and one that is cut takes
 * none of those around it along.
 * @param choice which of the ways: all of them one after the other
 * @throws Error that says which promise was broken
 */
export function holdBatchPromise(bytes: Uint8Array, outcomes: readonly Outcome[], choice: number): void {
  const text = Buffer.from(bytes).toString().replaceAll(AROUND, '');
  if (!isUtf8(bytes) || outcomes.length > 1000) return;
  if (isJsonObject(text)) {
    compareBatch(text, outcomes, pick(JSON_BATCHES, choice));
    if (!text.includes('\n')) checkCut(text.slice(0, 1 + (choice % (text.length - 1))));
  } else if (IS_XML.test(text) && !SWALLOWS.test(text) && isOneElement(text) && outcomes.every(isRead)) {
    compareBatch(text, outcomes, pick(XML_BATCHES, choice));
  }
}

/**
 * An event within another one, which Windows never writes, looks like the next one where the first has no end; and a line of
 * Snare between two takes what stands behind it on the line.
 */
function isOneElement(text: string): boolean {
  return (
    text.match(/<(?:[\w.-]+:)?Events?[\s/>]/g)?.length === 1 &&
    text.match(/<\/(?:[\w.-]+:)?Events?[\s>]/g)?.length === 1
  );
}

function pick<T>(list: readonly T[], choice: number): T {
  return list[choice % list.length] as T;
}

function isJsonObject(text: string): boolean {
  if (!text.startsWith('{')) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** What is no event because it cannot be decoded may be several things when it stands twice. */
function isRead(outcome: Outcome): boolean {
  return !isUnparsed(outcome) && (outcome.kind !== 'dead' || !outcome.code.startsWith('DECODE_'));
}

function isUnparsed(outcome: Outcome): boolean {
  return outcome.kind === 'skip' && outcome.reason === 'other_provider_unparsed';
}

function compareBatch(text: string, outcomes: readonly Outcome[], build: (text: string) => string): void {
  const batch = build(text);
  const twice = normalizer.normalize(Buffer.from(batch), GOLDEN_SOURCE, GOLDEN_NOW);
  const shape = JSON.stringify(build('A'));
  // Nobody has seen whether a record of another provider can be read; broken within, it may be several things.
  if (outcomes.some(isUnparsed) && twice.some(({ kind }) => kind === 'dead')) return;
  const words = twice.map(describe);
  // A list is one more thing to open, and there is a limit to these; what lies deeper is one dead letter.
  // At the limit already, an object that was opened before is one dead letter unopened.
  if ([...words, ...outcomes.map(describe)].includes('DECODE_TOO_DEEP')) return;
  if (twice.length !== 2 * outcomes.length && !(outcomes.some(isUnparsed) && holdsEventsUnlisted(text)))
    throw new Error(`${outcomes.length} outcomes alone, but ${twice.length} of two in ${shape}`);
  if (outcomes.some(isUnparsed) || hasEscapedKey(text.replaceAll(/\s/g, ''))) return;
  const expected = [...outcomes, ...outcomes].map(describe);
  const at = expected.findIndex((word, index) => word !== words[index]);
  if (at >= 0) throw new Error(`${expected[at]} alone, but ${words[at]} in ${shape}`);
}

/** Several events in an object, each under a key of its own; unparsed they are one skip (docs/decisions/early-skip.md). */
function holdsEventsUnlisted(text: string): boolean {
  // A list of objects, or of texts that are records, is always parsed.
  if (/\[\s*(?:\{|"\s*[{<])/.test(text)) return false;
  return normalizer.normalize(Buffer.from(`[${text}]`), GOLDEN_SOURCE, GOLDEN_NOW).length > 1;
}

/** A proper beginning of a JSON object is none, so that it is one dead letter between two events. */
function checkCut(broken: string): void {
  const record = Buffer.from(`${GOOD}\n${broken}\n${GOOD}\n${GOOD}`);
  const words = normalizer.normalize(record, GOLDEN_SOURCE, GOLDEN_NOW).map(({ kind }) => kind);
  const told = `a record cut to ${JSON.stringify(broken.slice(-100))}`;
  if (words.join() !== 'event,dead,event,event') throw new Error(`${told} between events gives ${words.join()}`);
  // Of records of other providers only the text is searched; the cut one must not take the next along unseen.
  const [first, ...others] = normalizer.normalize(Buffer.from(`${broken}\n${OTHER}`), GOLDEN_SOURCE, GOLDEN_NOW);
  if (first?.kind === 'skip' && others.length === 0) throw new Error(`${told} and another record are one skip`);
}

function describe(outcome: Outcome): string {
  return outcome.kind === 'event' ? outcome.id : outcome.kind === 'skip' ? 'skip' : outcome.code;
}

/** Whether a key of a JSON text, printed without spaces, has an escape. The engine may misread such keys (docs/decisions/json-of-the-engine.md). */
function hasEscapedKey(json: string): boolean {
  for (let at = json.indexOf('"'); at >= 0; at = json.indexOf('"', at + 1)) {
    const begin = at++;
    while (at < json.length && json[at] !== '"') at += json[at] === '\\' ? 2 : 1;
    if (json[at + 1] === ':' && json.slice(begin, at).includes('\\')) return true;
  }
  return false;
}

function checkOutcome(outcome: Outcome): void {
  if (outcome.kind === 'skip') return;
  if (outcome.kind === 'dead') {
    if (outcome.detail === '' || outcome.detail.length > 1000 || /\p{Cc}/u.test(outcome.detail))
      throw new Error(`detail ${JSON.stringify(outcome.detail)}`);
    // Whatever bytes come, the builder must make a valid document or the decoder must have refused them.
    if (outcome.code === 'DOCUMENT_INVALID' || outcome.code === 'INTERNAL_ERROR') throw new Error(outcome.detail);
    return;
  }
  if (outcome.json !== JSON.stringify(outcome.document) && !hasEscapedKey(outcome.json))
    throw new Error('json is not that of the document');
  // Subscribers and alerts go by these, without reading the document.
  const { event, winlog } = outcome.document;
  // Half of a surrogate pair becomes U+FFFD when the key is written, as in the document.
  const told = [outcome.id, outcome.code, outcome.severity, outcome.key?.toWellFormed()];
  const written = [event.id, event.code, event.severity, winlog.computer_name?.toLowerCase()];
  if (told.join() !== written.join()) throw new Error(`told ${told.join()} of a document with ${written.join()}`);
  // All decoders replace control characters but those that XML takes; the original is as it came.
  const values = JSON.stringify({ ...outcome.document, event: { ...event, original: undefined } });
  if (/(?<!\\)(?:\\\\)*\\(?:[bf]|u00[01])/.test(values)) throw new Error('a control character is in the document');
  if (!outcome.json.isWellFormed()) throw new Error('json is not well-formed');
  const problem = validateDocument(JSON.parse(outcome.json));
  if (problem !== undefined) throw new Error(problem);
}
