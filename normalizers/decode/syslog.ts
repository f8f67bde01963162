import { hasControlCharacters, replaceControlCharacters } from './control-characters.ts';
import type { KnownTexts, TextWrapper, WrappedText } from './format.ts';
import type { Outer } from './outer.ts';
import type { DecodeLimits } from './limits.ts';
import { describeNxlog } from './nxlog-syslog.ts';
import { readStructuredData } from './structured-data.ts';
import { presentName } from './values.ts';

/** What every message begins with that has a header for sure. */
const PRI = /<\d{1,3}>/;
/** `<PRI>1 ` of RFC 5424, section 6.2; a stream has the length of the message in front (RFC 6587, section 3.4.1). */
const START_5424 = /^(?:\d{1,9} )?<\d{1,3}>1 /;

/** Time of RFC 3164 or, as newer relays write it, of RFC 3339. */
const TIME = String.raw`(?:[A-Z][a-z]{2} [ \d]?\d(?: \d{4})? \d{2}:\d{2}:\d{2}(?:\.\d{1,9})?|\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}[\d.:Z+-]{0,20})`;

/** A priority, or the time with which the same line begins in a file of a relay. */
const START_3164 = new RegExp(String.raw`^(?:(?:\d{1,9} )?<\d{1,3}>|${TIME} )`);

/**
 * The header of RFC 5424 is cut at its fields, so that structured data of any length and content are passed. What follows
 * is recognised by itself. The time of the header is that of the sender, not of the event.
 */
export const SYSLOG_RFC5424: TextWrapper = {
  name: 'syslog_rfc5424',
  sign: '"<", a number and ">1 "',
  matches: (text) => START_5424.test(text),
  begins: PRI,
  unwrap: (text, { limits, known }) => splitFrames(text, limits).map((frame) => cutHeader5424(frame, known)),
};

/** RFC 3164 describes what was found in the wild: time, host and tag may each be missing, and many write them otherwise. */
export const SYSLOG_RFC3164: TextWrapper = {
  name: 'syslog_rfc3164',
  sign: '"<", a number and ">", or a time as in "Mar  4 06:06:07" or RFC 3339 at the beginning',
  matches: (text) => START_3164.test(text),
  begins: PRI,
  unwrap: (text, { limits, known }) => splitFrames(text, limits).map((frame) => cutHeader3164(frame, known)),
};

const NO_OUTER: Outer = {};
const COUNT = /^(\d{1,9}) (?=<\d{1,3}>)/;

/** A line that can only be the next message: XML has no element whose name is a number. */
const NEXT = /\r?\n(?=(?:\d{1,9} )?<\d{1,3}>)/;

/** The messages of a record: one with octet count may be followed by others, one without by others on lines of their own. */
function splitFrames(text: string, limits: DecodeLimits): string[] {
  if (!COUNT.test(text)) return text.split(NEXT, limits.events + 1);
  const frames: string[] = [];
  const bytes = Buffer.from(text);
  let from = 0;
  while (from < bytes.length && frames.length <= limits.events) {
    // Some senders put a line break between them all the same.
    while ((bytes[from] ?? 0x21) <= 0x20) from++;
    const match = COUNT.exec(bytes.toString('latin1', from, from + 20));
    const head = match?.[0].length ?? 0;
    const end = match === null ? bytes.length : Math.min(from + head + Number(match[1]), bytes.length);
    const frame = bytes.toString('utf8', from + head, end);
    if (frame.trim() !== '') frames.push(frame);
    // A count of 0 would stay where it is.
    from = Math.max(end, from + 1);
  }
  return frames;
}

/** PRI and version, then time, host, application, process and message id, each a word or a hyphen. */
const FIELDS_5424 = /^<\d{1,3}>1 (\S{1,64}) (\S{1,255}) (\S{1,255}) (\S{1,255}) \S{1,255} /;

function cutHeader5424(frame: string, known: KnownTexts): WrappedText {
  const text = frame.trimStart();
  const match = FIELDS_5424.exec(text);
  if (match === null) return cutHeader3164(text, known);
  const [head, time, host, application, process] = match;
  const structured = readStructuredData(text, head.length);
  // This also takes the byte order mark in front of a content that is UTF-8.
  const content = text.slice(structured.end).trimStart();
  const outer = describeHost(host);
  if (!known.begins(content)) {
    const event = describeNxlog(structured.parameters, { time, host, application, process, content });
    if (event !== undefined) return { content: event, outer, original: frame, replaced: hasControlCharacters(frame) };
  }
  return { content: findContent(content, known) ?? content, outer, replaced: hasControlCharacters(host ?? '') };
}

const PRIORITY = /^<\d{1,3}>(?:1 (?=\S))?\s?/;
const STAMP = new RegExp(`^${TIME}:?\\s+`);
const HOST = /^([\w.:%-]{1,255})\s+/;

/**
 * The host in the codec `plain` of Logstash where it is no word: the mark of a field that is not there, or an object as Java
 * or Ruby print it, which JSON never looks like.
 */
const LOGSTASH_HOST = /^(?:%\{[^{}\s]{1,64}\}|\{(?:[\w@.-]{1,64}|"[\w@.-]{1,64}")=[^\n]{0,1000}?\})\s+/;

/** The name in such an object; those of objects within it, as of the operating system, are of something else. */
function findHashName(hash: string): string | undefined {
  const own = hash
    .trimEnd()
    .slice(1, -1)
    .replaceAll(/\{[^{}]*\}/g, '');
  return /(?:^|, ?)"?name"?=>?"?([\w.:-]{1,255})/.exec(own)?.[1];
}

/** Name of the program, perhaps its process in brackets, a colon where there is one, and marks of JSON that relays add. */
const TAG = /^[^\s:[\]{<"]{1,128}(?:\[[^\][\s]{0,64}\])?:?\s+(?:@(?:cee|json):\s*)?/;

/** A header is not longer than this. */
const LONGEST_HEADER = 512;

/** Cuts field after field until what is left looks like a content. */
function cutHeader3164(frame: string, known: KnownTexts): WrappedText {
  const text = frame.trimStart().replace(PRIORITY, '');
  if (known.begins(text)) return { content: text, outer: NO_OUTER };
  const stamped = text.replace(STAMP, '');
  const hash = LOGSTASH_HOST.exec(stamped)?.[0];
  if (hash !== undefined) {
    const rest = stamped.slice(hash.length);
    return { content: findContent(rest, known) ?? rest, outer: describeHost(findHashName(hash)) };
  }
  const host = HOST.exec(stamped);
  if (host === null) return { content: stamped, outer: NO_OUTER };
  const rest = stamped.slice(host[0].length);
  return { content: findContent(rest, known) ?? rest, outer: describeHost(host[1]) };
}

/** What follows the tag, or whatever else stands in front of the first sign of a content. */
function findContent(text: string, known: KnownTexts): string | undefined {
  if (known.begins(text)) return text;
  const untagged = text.replace(TAG, '');
  if (known.begins(untagged)) return untagged;
  const first = known.search(text, LONGEST_HEADER);
  return first < 0 ? undefined : text.slice(first);
}

function describeHost(host: string | undefined): Outer {
  const name = presentName(host);
  if (name === undefined) return NO_OUTER;
  return { collector: { type: undefined, version: undefined, id: undefined, host: replaceControlCharacters(name) } };
}
