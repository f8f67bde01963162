import { buildEvent } from '../build-event.ts';
import { nameCollector } from '../collector.ts';
import { isDead, type Decoded } from '../decoded.ts';
import { EventTexts } from '../event-texts.ts';
import type { DecodeContext, NamedWrapper, TextFormat } from '../format.ts';
import { addOuter } from '../outer.ts';
import { parseSid } from '../values.ts';

/** What may stand in front of the name: the host, which some senders put there. */
const LONGEST_FRONT = 300;
const NAME = 'MSWinEventLog';
const BEGINS = /(?<![^\s#1])MSWinEventLog[\s#]/;

/**
 * Snare's line of fields, also as NXLog (`to_syslog_snare`) and rsyslog's test records have it: separated by tabs, which
 * relays turn into `#011` or into spaces. Sources: Snare's description of its format, rsyslog's `mmsnareparse`.
 */
export const SNARE: TextFormat = {
  name: 'snare',
  sign: '`MSWinEventLog` near the beginning, between tabs, `#011` or spaces',
  begins: BEGINS,
  front: LONGEST_FRONT,
  decode: decodeSnare,
};

/** The newer agent puts JSON behind the criticality. */
export const SNARE_JSON: NamedWrapper = { name: 'snare', sign: 'JSON behind `MSWinEventLog` and a digit' };

/** A line that can only be the next event. */
const NEXT = /\r?\n(?=[^\r\n\t]{0,300}\t?MSWinEventLog[\t #])/;

function decodeSnare(text: string, context: DecodeContext): readonly Decoded[] {
  const lines = text.split(NEXT, context.limits.events + 1);
  return lines.flatMap((line) => decodeLine(line.trimEnd(), context));
}

/** Places of the fields, counted from the name. */
const FIELDS = ['name', 'criticality', 'channel', 'counter', 'time', 'eventId', 'source', 'user', 'sidType'] as const;
const MORE = ['type', 'computer', 'category', 'data', 'message'] as const;
const COUNT = FIELDS.length + MORE.length;

type Fields = Readonly<Partial<Record<(typeof FIELDS | typeof MORE)[number], string | undefined>>>;

function decodeLine(line: string, context: DecodeContext): readonly Decoded[] {
  const from = line.slice(Math.max(0, line.search(BEGINS)));
  const text = from.startsWith(`${NAME}#011`) ? from.replaceAll('#011', '\t') : from;
  const json = /^MSWinEventLog\s+\d\s+(?=\{)/.exec(text);
  if (json !== null) {
    const nested = context.decodeNested(text.slice(json[0].length), context);
    return nested.map((one) => (isDead(one) ? one : addOuter(one, SNARE_JSON.name, undefined)));
  }
  const fields = text.startsWith(`${NAME}\t`) ? splitTabs(text) : splitSpaces(text);
  return [build(fields, line, context)];
}

function splitTabs(text: string): Fields {
  const parts = text.split('\t', COUNT);
  return Object.fromEntries([...FIELDS, ...MORE].map((name, at) => [name, parts[at]?.trim()]));
}

/** Tabs expanded to spaces: a field may hold spaces itself, so that only those of a known form tell where they end. */
const SPACED =
  /^MSWinEventLog {1,20}\d {1,20}(\S[^\t]{0,100}?) {1,20}(\d{1,12}) {1,20}(\w{3} \w{3} [ \d]\d \d{2}:\d{2}:\d{2} \d{4}) {1,20}(\d{1,5}) {1,20}(\S{1,100}) {1,20}/;

/**
 * Channel, time, id and source are certain. Of the rest only what two or more spaces separate, and only where the type of
 * the account is one that Snare writes, because an account may have a space in its name.
 */
function splitSpaces(text: string): Fields {
  const match = SPACED.exec(text);
  if (match === null) return {};
  const [head, channel, counter, time, eventId, source] = match;
  const rest = text.slice(head.length);
  const [user, sidType, type, computer] = rest.slice(0, 400).split(/ {2,20}/, 4);
  const known = sidType !== undefined && SID_TYPES.has(sidType) && computer !== undefined && HOST.test(computer);
  const fields = { channel, counter, time, eventId, source, message: rest.trim() };
  return known ? { ...fields, user, type, computer } : fields;
}

const SID_TYPES: ReadonlySet<string> = new Set([
  ...['User', 'Group', 'Domain', 'Alias', 'Well Known Group', 'Deleted Account', 'Invalid', 'Unknown', 'Computer'],
  'N/A',
]);
const HOST = /^[\w-]{1,63}(?:\.[\w-]{1,63}){0,10}$/;

/** What Snare writes where there is nothing. */
function unlessNone(text: string | undefined): string | undefined {
  return text === 'N/A' ? undefined : text;
}

const COLLECTOR = nameCollector('snare');
const NAMES = { provider: 'field 6 (source)', eventId: 'field 5 (event id)', time: 'field 4 (date)' };

/**
 * The counter in front is the sender's own and what follows the message differs between senders, so there is no record id:
 * the counter only tells apart events of one second.
 * The date has no zone, the values of the event have no names and no separator: only the message has them.
 */
function build(fields: Fields, line: string, context: DecodeContext): Decoded {
  const text = unlessNone(fields.message);
  const message = text === undefined || text === '' ? fields.data : text;
  const texts = new EventTexts('snare', NAMES, context.limits, line);
  texts.provider = unlessNone(fields.source);
  texts.eventId = fields.eventId;
  texts.levelWord = fields.type;
  texts.time = fields.time;
  texts.sequence = fields.counter;
  texts.channel = unlessNone(fields.channel);
  texts.computer = unlessNone(fields.computer);
  texts.userSid = parseSid(fields.user);
  texts.message = message;
  texts.collector = COLLECTOR;
  return buildEvent(texts, context);
}
