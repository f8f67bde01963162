import {
  BINARY_FORMATS,
  INNER_WRAPPERS,
  JSON_FORMATS,
  JSON_STRING,
  OUTER_WRAPPERS,
  TEXT_FORMATS,
  TEXT_WRAPPERS,
} from '../normalizers/decode/detect.ts';
import { EVENT_LISTS, JSON_WRAPPERS, NESTED_OBJECT } from '../normalizers/decode/wrappers.ts';
import { createNormalizer, type EnrichedDocument } from '../normalizers/index.ts';
import {
  ANY_SENDER,
  describeOrigin,
  FLEET_FORMATS,
  FLEET_ZONE,
  renderRecord,
  type ComposedEvent,
  type FleetFormat,
} from '../services/simulate/index.ts';
import { normalizeGolden, readGoldenCases } from '../test/golden/golden-cases.ts';
import { CLASSIC_EVENT, LOGICAL_EVENTS } from '../test/support/logical-events.ts';
import { code, table } from './generate-events/markdown.ts';

/** An entry of the tables of `detect.ts`, and how many golden cases give a document of its name. */
export interface ListedFormat {
  /** What it is looked for in; only entries of one kind come after one another. */
  readonly kind: string;
  readonly name: string;
  readonly sign: string;
  readonly cases: number;
}

interface WrapperEntry {
  readonly name: string | undefined;
  readonly sign: string;
}

interface FormatEntry {
  readonly name: string;
  readonly sign: string;
  readonly relatives?: readonly FormatEntry[];
}

/** The formats in the order in which they are tried. */
export function listFormats(): ListedFormat[] {
  const kinds: readonly (readonly [string, readonly FormatEntry[]])[] = [
    ['bytes', BINARY_FORMATS],
    ['text', TEXT_FORMATS],
    ['JSON object', JSON_FORMATS],
  ];
  const entries = kinds.flatMap(([kind, formats]) =>
    formats.flatMap((format) => [...(format.relatives ?? []), format].map(({ name, sign }) => ({ kind, name, sign }))),
  );
  return count(
    entries,
    ({ input }) => [input.format],
    (folder) => folder,
  );
}

/** What may be around events, with a name in `wincanal.input.wrappers`, in the order in which it is looked for. */
export function listWrappers(): ListedFormat[] {
  const kinds: readonly (readonly [string, readonly WrapperEntry[]])[] = [
    ['text, before all formats', TEXT_WRAPPERS],
    ['JSON string', [JSON_STRING]],
    ['JSON object, before all formats', OUTER_WRAPPERS],
    ['JSON object, after all formats', [...JSON_WRAPPERS, NESTED_OBJECT]],
    ['within a format', INNER_WRAPPERS],
  ];
  const entries = kinds.flatMap(([kind, wrappers]) =>
    wrappers.flatMap(({ name, sign }) => (name === undefined ? [] : [{ kind, name, sign }])),
  );
  return count(
    entries,
    ({ input }) => input.wrappers ?? [],
    () => undefined,
  );
}

/**
 * A case counts where a document of it has the name.
 * @param nameOf the name for which a case counts that has no document, by its folder
 */
function count(
  entries: readonly Omit<ListedFormat, 'cases'>[],
  namesOf: (wincanal: EnrichedDocument['wincanal']) => readonly string[],
  nameOf: (folder: string) => string | undefined,
): ListedFormat[] {
  const cases = new Map<string, number>();
  for (const golden of readGoldenCases()) {
    const names = normalizeGolden(golden).flatMap((outcome) =>
      outcome.kind === 'event' ? namesOf(outcome.document.wincanal) : [],
    );
    const [folder = ''] = golden.name.split('/', 1);
    const other = names.length === 0 ? nameOf(folder) : undefined;
    if (other !== undefined) names.push(other);
    for (const name of new Set(names)) cases.set(name, (cases.get(name) ?? 0) + 1);
  }
  return entries.map((entry) => ({ ...entry, cases: cases.get(entry.name) ?? 0 }));
}

/** What is left of an event in the document of one way of sending it; each is read from documents. */
export interface Kept {
  readonly names: string;
  readonly userData: string;
  readonly bytes: string;
  readonly dataSection: string;
  readonly recordId: string;
  readonly level: string;
  readonly time: string;
  readonly zone: string;
  readonly message: string;
  readonly account: string;
  readonly process: string;
  readonly identity: string;
}

const NOW = Date.parse('2026-03-04T05:07:00.000Z');
const normalizer = createNormalizer({ assumedTimezone: FLEET_ZONE });

/** Sends the logical events in a format, and looks at what came of them. */
export function findKept(format: FleetFormat): Kept {
  const [alert, handshake, certificate] = LOGICAL_EVENTS.map(({ event }) => ({ event, doc: normalize(format, event) }));
  if (alert === undefined || handshake === undefined || certificate === undefined) throw new Error('no events');
  const { doc } = alert;
  return {
    names: findNames(alert.doc, alert.event),
    userData: findNames(handshake.doc, handshake.event),
    bytes: yes(certificate.doc.winlog.event_data?.['certificateContext']),
    dataSection: findDataSection(normalize(format, CLASSIC_EVENT)),
    recordId: yes(doc.winlog.record_id),
    level: doc.wincanal.level_value !== undefined ? 'number' : doc.log?.level !== undefined ? 'word' : 'no',
    time: describeResolution(doc['@timestamp']),
    zone: doc.tags?.includes('timezone_assumed') === true ? 'no' : 'yes',
    message: yes(doc.message === alert.event.rendering.message ? doc.message : undefined),
    account: yes(doc.winlog.user),
    process: yes(doc.winlog.process),
    identity: yes(doc.event.id === normalize('xml', alert.event).event.id ? doc.event.id : undefined),
  };
}

function normalize(format: FleetFormat, event: ComposedEvent): EnrichedDocument {
  const [outcome] = normalizer.normalize(renderRecord(format, [event], ANY_SENDER), undefined, NOW);
  if (outcome?.kind !== 'event') throw new Error(`${format} gives no document: ${JSON.stringify(outcome)}`);
  return JSON.parse(outcome.json) as EnrichedDocument;
}

function yes(value: unknown): string {
  return value === undefined ? 'no' : 'yes';
}

function findDataSection({ winlog }: EnrichedDocument): string {
  const values = winlog.event_data ?? {};
  if (values['Binary'] !== undefined) return 'yes';
  return Object.values(values).some((value) => value === CLASSIC_EVENT.binary) ? 'as a value' : 'no';
}

function findNames(document: EnrichedDocument, event: ComposedEvent): string {
  const names = Object.keys(document.winlog.event_data ?? {});
  const all = event.data.every(([name, value]) => value === '' || (name !== undefined && names.includes(name)));
  if (!all) return names.length === 0 ? 'no' : 'partly';
  return document.tags?.includes('template_by_count') === true ? 'by position' : 'yes';
}

/** The digits of the second that are not zero: the event has seven. */
function describeResolution(time: string): string {
  const digits = /\.(\d+?)0*Z$/u.exec(time)?.[1]?.length ?? 0;
  const names: Readonly<Record<number, string>> = { 0: '1 s', 3: '1 ms', 6: '1 µs', 7: '100 ns' };
  return names[digits] ?? `${digits} digits`;
}

/** The page `docs/formats.md`. */
export function generateFormats(): string {
  const lists = EVENT_LISTS.map(({ sign }) => sign).join(', ');
  return `# Input formats

Records are recognised by their content, never by configuration; a header \`content-type\` decides only where no content is recognised. The first sign that fits counts, in the order of this table; the name is then in
\`wincanal.input.format\`. What fits none is a dead letter with \`DECODE_UNKNOWN_FORMAT\`, whose detail says what was found and what was looked for:
\`npx wincanal tail deadletter --from-beginning\` shows them. \`npx wincanal explain FILE\` tries a record without a server. Golden cases are those of all rows
with the name.

${table(['Looked for in', 'Format', 'How it is told', 'Golden cases'], listFormats().map(describeFormat))}

A record may hold several events: a JSON array, JSON texts one after the other (with or without line breaks), \`<Events>\`, or a list (${lists}; looked for after
all formats); each of them is recognised by itself, and a broken one costs only itself. A record may be UTF-8, with or without byte order mark, or UTF-16, and compressed with gzip, zlib or
zstd. What a relay puts around events is taken off and named in \`wincanal.input.wrappers\`, outermost first; what is inside is recognised anew:

${table(['Looked for in', 'Wrapper', 'How it is told', 'Golden cases'], listWrappers().map(describeFormat))}

## What each collector keeps

The same event by another way has the same \`event.id\`, unless the last column says otherwise, and a document that lacks what the way loses. Which way to
choose: one that carries the event XML, if there is a choice.

${table(
  [
    'Way',
    'Format',
    'Names of values',
    'UserData',
    'Bytes',
    'Data section',
    'Record id',
    'Level',
    'Time',
    'Zone',
    'Message',
    'Account',
    'Process',
    '`event.id`',
  ],
  FLEET_FORMATS.map(describeWay),
)}

- Way: the name that \`wincanal simulate --formats\` takes, which composes such records; what they are is below.
- Names of values, UserData: _by position_ means that values come without names, which are then told by their number (tag \`template_by_count\`).
- Bytes: certificates and other binary values. Data section: the bytes that classic sources have beside their values.
- Level: only the number is certain; a word counts where it is English.
- Zone: where it is _no_, times need \`WINCANAL_ASSUMED_TIMEZONE\`.
- Message: the text that the host rendered. Where it is _no_, \`message\` is the summary of wincanal.

${table(
  ['Way', 'Written by'],
  FLEET_FORMATS.map((name) => [code(name), describeOrigin(name)]),
)}

This page is generated by \`npm run docs\` from the table of formats in \`normalizers/decode/detect.ts\`, the golden cases in \`test/golden/\`, and the
documents that come of the records of \`services/simulate/formats/\`; a test fails when it is stale.
`;
}

function describeFormat({ kind, name, sign, cases }: ListedFormat): string[] {
  return [kind, code(name), sign, String(cases)];
}

function describeWay(format: FleetFormat): string[] {
  const kept = findKept(format);
  const { input } = normalize(format, CLASSIC_EVENT).wincanal;
  return [code(format), code(input.format), ...Object.values(kept).map(String)];
}
