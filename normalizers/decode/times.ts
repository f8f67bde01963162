import type { AssumedZone } from './zone.ts';

/** An instant. */
export interface Instant {
  /** RFC 3339 in UTC with the digits that were given. */
  readonly text: string;
  /** Milliseconds since 1970, cut. */
  readonly ms: number;
  /** True where the text named no zone, so that the one of the operator was taken. */
  readonly zoneAssumed: boolean;
}

const TIME =
  /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2}):(\d{2})(?:[.,](\d{1,9}))?(?: ?(?:(Z|UTC)|([+-])(\d{2}):?(\d{2})))?$/;

/** The time of almost every event: UTC, as Windows and its agents write it. */
const WINDOWS_TIME = /^[1-9]\d{3}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3,9}Z$/;

/** The same with an offset, as NXLog and Fluent Bit write it. */
const OFFSET_TIME = /^[1-9]\d{3}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d{1,9})? ?[+-]\d\d:?\d\d$/;

/** The same without a zone, as NXLog and others write it. */
const LOCAL_TIME = /^[1-9]\d{3}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d{1,9})?$/;

/** The date and time at the beginning of all of them: without a group for each part, which would take longer than all the rest. */
function readParts(text: string, millis: number): number | undefined {
  const year = twoDigits(text, 0) * 100 + twoDigits(text, 2);
  const [month, day] = [twoDigits(text, 5), twoDigits(text, 8)];
  const [hour, minute, second] = [twoDigits(text, 11), twoDigits(text, 14), twoDigits(text, 17)];
  return toUtcMs(year, month, day, hour, minute, second, millis);
}

/** Where the fraction of a second begins, if there is one. */
const FRACTION = 20;

function readWindowsTime(text: string): Instant | undefined {
  const ms = readParts(text, twoDigits(text, FRACTION) * 10 + digit(text, FRACTION + 2));
  return ms === undefined ? undefined : { text, ms, zoneAssumed: false };
}

/** True where a sign stands in the place that the one of an offset has. */
function mayEndWithOffset(text: string): boolean {
  const end = text.length;
  return isSign(text.charCodeAt(end - 6)) || isSign(text.charCodeAt(end - 5));
}

function isSign(code: number): boolean {
  return code === 0x2b || code === 0x2d;
}

function readOffsetTime(text: string): Instant | undefined {
  const sign = text.length - (text[text.length - 3] === ':' ? 6 : 5);
  const end = text[sign - 1] === ' ' ? sign - 1 : sign;
  const [hours, minutes] = [twoDigits(text, sign + 1), twoDigits(text, text.length - 2)];
  if (hours > 23 || minutes > 59) return undefined;
  const local = readParts(text, readMillis(text, end));
  if (local === undefined) return undefined;
  const offset = (hours * 60 + minutes) * MINUTE_MS;
  return printInstant(text[sign] === '+' ? local - offset : local + offset, sliceFraction(text, end));
}

function readLocalTime(text: string, zone: AssumedZone | undefined): Instant | undefined {
  const end = text.length;
  const local = zone === undefined ? undefined : readParts(text, readMillis(text, end));
  return local === undefined ? undefined : printInstant(zone?.toUtcMs(local) ?? local, sliceFraction(text, end), true);
}

/** @param end of the fraction of a second, which may be missing */
function readMillis(text: string, end: number): number {
  let millis = 0;
  for (let at = FRACTION; at < FRACTION + 3; at++) millis = millis * 10 + (at < end ? digit(text, at) : 0);
  return millis;
}

function sliceFraction(text: string, end: number): string | undefined {
  return end > FRACTION ? text.slice(FRACTION, end) : undefined;
}

/** How many days of a year, which is no leap year, are before each month, and before the next year. */
const DAYS_BEFORE = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365] as const;
/** From the first day of the year 1 to the first one of 1970, as the Gregorian calendar counts back. */
const DAYS_TO_1970 = 719_162;

/**
 * Milliseconds since 1970; undefined for impossible dates, and for years before 100, which others take for those of the twentieth
 * century. Counted here, because `Date.UTC` takes more than twice as long and rolls over what is impossible (30 February is 2 March).
 */
function toUtcMs(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
  millis: number,
): number | undefined {
  if (year < 100 || month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || second > 59) return undefined;
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 1 : 0;
  const before = (DAYS_BEFORE[month - 1] as number) + (month > 2 ? leap : 0);
  const next = (DAYS_BEFORE[month] as number) + (month > 1 ? leap : 0);
  if (day > next - before) return undefined;
  const past = year - 1;
  const leaps = Math.floor(past / 4) - Math.floor(past / 100) + Math.floor(past / 400);
  const days = past * 365 + leaps - DAYS_TO_1970 + before + day - 1;
  return ((days * 24 + hour) * 60 + minute) * MINUTE_MS + second * 1000 + millis;
}

function twoDigits(text: string, at: number): number {
  return digit(text, at) * 10 + digit(text, at + 1);
}

function digit(text: string, at: number): number {
  return text.charCodeAt(at) - 0x30;
}

/** The first millisecond of the year 100: `Date` and others take what is before for years of the twentieth century. */
const FIRST_MS = -59_011_459_200_000;
/** The last millisecond of the year 9999: RFC 3339 has four digits for the year. */
const LAST_MS = 253_402_300_799_999;

/** True for a time of the notation of `parseTime` that states no zone. */
export function lacksZone(text: string | undefined): boolean {
  if (text === undefined || WINDOWS_TIME.test(text) || OFFSET_TIME.test(text)) return false;
  if (LOCAL_TIME.test(text)) return true;
  const match = TIME.exec(text);
  if (match !== null) return match[8] === undefined && match[9] === undefined;
  return lacksZone(rewriteTime(text));
}

/**
 * Parses a time such as `2026-03-04T05:06:07.1234567Z`, also with a space for the `T` and with an offset, and the other
 * notations that can mean only one thing (`NOTATIONS`); undefined for all others and for impossible dates.
 * @param zone for a time that states no zone; without one such a time is undefined
 */
export function parseTime(text: string | undefined, zone?: AssumedZone): Instant | undefined {
  if (text === undefined) return undefined;
  // The last characters tell which expression can fit: one that is tried in vain takes as long as the one that fits.
  if (text.charCodeAt(text.length - 1) === 0x5a) {
    if (WINDOWS_TIME.test(text)) return readWindowsTime(text);
  } else if (mayEndWithOffset(text)) {
    if (OFFSET_TIME.test(text)) return readOffsetTime(text);
  } else if (LOCAL_TIME.test(text)) return readLocalTime(text, zone);
  const match = TIME.exec(text);
  if (match === null) return parseTime(rewriteTime(text), zone);
  const fraction = match[7];
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const [hour, minute, second] = [Number(match[4]), Number(match[5]), Number(match[6])];
  const millis = fraction === undefined ? 0 : Number(fraction.slice(0, 3).padEnd(3, '0'));
  const local = toUtcMs(year, month, day, hour, minute, second, millis);
  if (local === undefined) return undefined;
  const sign = match[9];
  if (sign === undefined) {
    // The digits as they came; a space before the zone, or a comma, is no RFC 3339.
    if (match[8] === 'Z' && text[19] !== ',' && !text.endsWith(' Z'))
      return { text: text[10] === 'T' ? text : text.replace(' ', 'T'), ms: local, zoneAssumed: false };
    if (match[8] !== undefined) return printInstant(local, fraction);
    return zone === undefined ? undefined : printInstant(zone.toUtcMs(local), fraction, true);
  }
  if (Number(match[10]) > 23 || Number(match[11]) > 59) return undefined;
  const offset = (Number(match[10]) * 60 + Number(match[11])) * MINUTE_MS;
  return printInstant(sign === '+' ? local - offset : local + offset, fraction);
}

const MINUTE_MS = 60_000;
/** The last minute that was printed: events of a fleet come in the order of time, and printing a date is slow. */
const printed = { minute: Number.NaN, text: '' };

/** What a minute has of seconds and a second of milliseconds, printed: to do that anew takes longer than all the rest of a time. */
const SECONDS = printNumbers(60);
const MILLIS = printNumbers(1000);

/** The numbers below another, all with as many digits. */
function printNumbers(below: number): readonly string[] {
  const digits = String(below - 1).length;
  return Array.from({ length: below }, (_, number) => String(number).padStart(digits, '0'));
}

function printInstant(ms: number, fraction: string | undefined, zoneAssumed = false): Instant | undefined {
  if (ms > LAST_MS) return undefined;
  const minute = Math.floor(ms / MINUTE_MS);
  if (minute !== printed.minute) {
    printed.text = new Date(minute * MINUTE_MS).toISOString().slice(0, 17);
    printed.minute = minute;
  }
  const seconds = Math.floor((ms - minute * MINUTE_MS) / 1000);
  const rest = `${SECONDS[seconds] as string}${fraction === undefined ? '' : `.${fraction}`}Z`;
  // Joined the text is one piece (`whole-text.ts`), and of two pieces soonest.
  return { text: [printed.text, rest].join(''), ms, zoneAssumed };
}

/**
 * What collectors write instead of RFC 3339 where it can mean only one thing, whoever writes it. A notation that others read
 * otherwise (the American date) belongs to the format that is known to write it.
 */
const NOTATIONS: readonly ((text: string) => string | undefined)[] = [readDotNetDate, readCTime, readFileTime];

/** The first notation that fits, rewritten as RFC 3339: what comes out is never rewritten again. */
function rewriteTime(text: string): string | undefined {
  for (const read of NOTATIONS) {
    const rewritten = read(text);
    if (rewritten !== undefined) return rewritten;
  }
  return undefined;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

const US_TIME = /^(\d{1,2})\/(\d{1,2})\/(\d{4}) (\d{1,2}):(\d{2}):(\d{2})(\.\d{1,9})? ([AP])M$/i;

/**
 * The notation of `parseTime`, without a zone, for a date as the United States write it (`03/04/2026 06:06:07 AM`, the
 * fourth of March); undefined for any other, also for one without AM or PM, which other countries write the other way round.
 */
export function readUsTime(text: string): string | undefined {
  const match = US_TIME.exec(text);
  if (match === null) return undefined;
  const [, month = '', day = '', year = '', twelve = '', minute = '', second = '', fraction = '', half = ''] = match;
  const hour = Number(twelve);
  if (hour < 1 || hour > 12) return undefined;
  const hours = (hour % 12) + (half.toUpperCase() === 'P' ? 12 : 0);
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}T${String(hours).padStart(2, '0')}:${minute}:${second}${fraction}`;
}

const C_TIME =
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) ( ?\d{1,2}) (\d{2}:\d{2}:\d{2}) (\d{4})$/;

/**
 * The notation of `parseTime`, without a zone, for `Wed Mar 04 06:06:07 2026`, as `asctime` of C writes it; undefined for
 * any other, also for months in other languages.
 */
function readCTime(text: string): string | undefined {
  const match = C_TIME.exec(text);
  if (match === null) return undefined;
  const [, name = '', day = '', time = '', year = ''] = match;
  const month = MONTHS.findIndex((one) => one === name) + 1;
  return `${year}-${String(month).padStart(2, '0')}-${day.trim().padStart(2, '0')}T${time}`;
}

/** The RFC 3339 text of an instant in milliseconds since 1970; undefined outside the years 100 to 9999. */
export function printMilliseconds(ms: number): string | undefined {
  if (!(ms >= FIRST_MS && ms <= LAST_MS)) return undefined;
  const whole = Math.trunc(ms);
  const millis = whole - Math.floor(whole / 1000) * 1000;
  return printInstant(whole, MILLIS[millis])?.text;
}

const DOT_NET = /^\/Date\((-?\d{1,15})(?:[+-]\d{4})?\)\/$/;

/** The time of Windows PowerShell's `"/Date(1772600767123)/"`: milliseconds since 1970 in UTC, whatever offset follows. */
function readDotNetDate(text: string): string | undefined {
  const match = DOT_NET.exec(text);
  return match === null ? undefined : printMilliseconds(Number(match[1]));
}

/**
 * The time of nanoseconds since 1970 as decimal text (OTLP), with the seven digits of Windows where there are no more;
 * undefined for zero, which means "not known" there.
 */
export function readUnixNanoseconds(text: string | undefined): string | undefined {
  if (text === undefined || !/^[1-9]\d{0,18}$/.test(text)) return undefined;
  const nanoseconds = text.padStart(10, '0');
  const seconds = printMilliseconds(Number(nanoseconds.slice(0, -9)) * 1000);
  return seconds === undefined ? undefined : `${seconds.slice(0, 19)}.${nanoseconds.slice(-9).replace(/00$/, '')}Z`;
}

/** 100 ns steps from 1601 to 1970. */
const FILETIME_EPOCH = 116_444_736_000_000_000n;

/**
 * The time of a FILETIME (100 ns since 1601 in UTC) as decimal text, for the years 1970 to 2234: 18 digits of which the first
 * is 1. Other counts of those years have more or fewer digits (seconds to nanoseconds since 1970) or begin with a 6 (.NET's
 * ticks since the year 1).
 */
function readFileTime(text: string): string | undefined {
  if (!/^1\d{17}$/.test(text)) return undefined;
  const steps = BigInt(text) - FILETIME_EPOCH;
  if (steps < 0n) return undefined;
  const ms = steps / 10_000n;
  const printed = printMilliseconds(Number(ms));
  return printed === undefined ? undefined : `${printed.slice(0, -1)}${String(steps - ms * 10_000n).padStart(4, '0')}Z`;
}
