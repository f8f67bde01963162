import type { EnrichedDocument } from '../../normalizers/index.ts';
import { DEAD_CODES } from '../../normalizers/outcome.ts';
import type { ReceivedMessage } from '../runtime/kafka/index.ts';
import { showKey } from '../runtime/message-key.ts';
import type { Topics } from '../runtime/topics.ts';
import { count, cut, fit, hang, shortTime, textWidth } from './layout.ts';
import { paintSeverity, shortLabel } from './present-document.ts';
import { readDocument } from './read-document.ts';
import { printable, printableJson, widthOf, type Output } from './terminal.ts';

/** One line of JSON, safe to print: the document as it is, a dead letter's headers with its key and its original in base64, a raw record with its place. */
export function formatMessageJson(message: ReceivedMessage, topics: Topics): string {
  const { topic, key, value, headers } = message;
  if (topic === topics.raw) return printableJson(JSON.stringify(describeRaw(message)));
  const isDead = topic === topics.deadletter;
  const original = isDead ? (value?.toString('base64') ?? null) : null;
  return printableJson(
    isDead ? JSON.stringify({ ...headers, ...showKey(key), original }) : onOneLine(value?.toString() ?? 'null'),
  );
}

/** Somebody else's bytes: what the normalizer finds in them is not known here. */
function describeRaw({ topic, partition, offset, timestamp, key, headers, value }: ReceivedMessage): object {
  const place = { topic, partition, offset, timestamp };
  return { ...place, ...showKey(key), headers, original: value?.toString('base64') ?? null };
}

const CONTROLS = /\p{Cc}/u;

/** A stranger's value may be JSON of several lines, or none at all: then it is shown as a string. */
function onOneLine(text: string): string {
  try {
    const value: unknown = JSON.parse(text);
    return CONTROLS.test(text) ? JSON.stringify(value) : text;
  } catch {
    return JSON.stringify(text);
  }
}

/**
 * One line for a person, safe to print; cut to the terminal's width, whole where there is none. A dead letter is some lines
 * on a terminal: its detail is what it is about.
 */
export function formatMessage(message: ReceivedMessage, topics: Topics, out: Output): string {
  if (message.topic === topics.deadletter) return formatDeadLetter(message, out);
  if (message.topic === topics.raw) return formatRaw(message, out);
  const document = readDocument(message.value);
  return document === undefined ? formatStranger(message, out) : formatDocument(document, out);
}

/** The largest time that a Date holds, in milliseconds; a producer may set any 64-bit number. */
const LAST_TIME = 8.64e15;

function timeOf(timestamp: number): string {
  return Math.abs(timestamp) <= LAST_TIME ? shortTime(new Date(timestamp).toISOString()) : '(no time)'.padEnd(19);
}

/** Anybody who may write to the topic can have put it there. */
function formatStranger({ topic, partition, offset, timestamp }: ReceivedMessage, { colors }: Output): string {
  const time = timeOf(timestamp);
  return `${time}  ${colors.yellow('(not a document)')}  ${printable(topic)}/${partition}/${offset}`;
}

/** Of a record that is not shown as a whole, so many bytes. */
const BEGINNING = 300;

function formatRaw({ topic, partition, offset, key, value, timestamp }: ReceivedMessage, out: Output): string {
  const place = `${topic}/${partition}/${offset}`;
  const size = value === null ? '(no value)' : count(value.length, 'byte');
  const head = [timeOf(timestamp), printable(place), printable(nameKey(key)), size].join('  ');
  const text = printable(value?.toString('utf8', 0, BEGINNING) ?? '');
  return behind(head, value !== null && value.length > BEGINNING ? `${text}…` : text, out).trimEnd();
}

/** From this width on a terminal has room for the date and for a whole sentence. */
const WIDE = 120;

function formatDocument(document: EnrichedDocument, out: Output): string {
  const { event, host, wincanal } = document;
  const isNarrow = out.interactive && out.columns() < WIDE;
  const { label } = wincanal.severity;
  const word = shortLabel(label);
  const time = printable(shortTime(document['@timestamp']));
  const head = [
    isNarrow ? time.slice('2026-03-04 '.length) : time,
    paintSeverity(label, out.colors)(word) + ' '.repeat(8 - word.length),
    fit(printable(host?.name.split('.')[0] ?? '-'), 10),
    fit(printable(`${document.data_stream.dataset.replace(/^.*\./u, '')} ${event.code}`), 14),
  ].join('  ');
  return behind(head, printable(isNarrow ? wincanal.title : wincanal.summary), out);
}

function formatDeadLetter({ headers, key, timestamp }: ReceivedMessage, out: Output): string {
  const time = timeOf(timestamp);
  const code = printable(headers['error-code'] ?? '-');
  const places = ['source-topic', 'source-partition', 'source-offset'].map((name) => headers[name] ?? '-');
  const source = printable(places.join('/'));
  const name = printable(nameKey(key));
  const detail = printable(headers['error-detail'] ?? '');
  const head = `${time}  ${out.colors.yellow(fit(code, CODE_WIDTH))}  ${source.padEnd(20)}`;
  if (!out.interactive) return `${head}  ${name.padEnd(20)}  ${detail}`;
  const width = textWidth(out.columns());
  const whole = `${head}  ${name}`;
  const heads = widthOf(whole) <= width ? [whole] : [head, `  ${name}`];
  return [...heads, ...hang('  ', detail, width)].join('\n');
}

/** As wide as the longest of the codes of dead letters. */
const CODE_WIDTH = Math.max(...Object.keys(DEAD_CODES).map((code) => code.length));

/** The key of a message, for a column. */
function nameKey(key: Buffer | null): string {
  const shown = showKey(key);
  if (shown === undefined) return '(no key)';
  return 'key' in shown ? shown.key : `base64:${shown.key_base64}`;
}

/** A text behind a head: cut to what is left of a terminal's line, whole where there is none. */
function behind(head: string, text: string, out: Output): string {
  const room = Math.max(10, out.columns() - widthOf(head) - 2);
  return `${head}  ${out.interactive ? cut(text, room) : text}`;
}
