import type { X509Certificate } from 'node:crypto';
import { SocketAddress, isIP } from 'node:net';
import { domainToASCII } from 'node:url';
import { LONGEST_KEYWORD } from '../ecs/keyword.ts';
import type { X509NameFields } from '../ecs/document.ts';
import { wholeText } from '../whole-text.ts';

const ATTRIBUTES: Readonly<Record<string, Exclude<keyof X509NameFields, 'distinguished_name'>>> = {
  CN: 'common_name',
  O: 'organization',
  OU: 'organizational_unit',
  C: 'country',
  L: 'locality',
  ST: 'state_or_province',
};

/** Attributes of one kind that a document carries; nobody has more for good reasons. */
const MOST_ATTRIBUTES = 20;

/**
 * A distinguished name for ECS. Node writes the relative names in the order of the certificate, one a line, those of one
 * set joined by ` + `, with special characters escaped; Windows and RFC 4514 begin with the last.
 */
export function nameFields(lines: string | undefined): X509NameFields | undefined {
  if (lines === undefined || lines === '') return undefined;
  const sets = lines.split('\n').reverse();
  const name: { -readonly [K in keyof X509NameFields]: X509NameFields[K] } = {};
  for (const attribute of sets.flatMap((set) => set.split(' + '))) {
    const equals = attribute.indexOf('=');
    const field = ATTRIBUTES[attribute.slice(0, equals)];
    const value = keyword(wholeText(unescape(attribute.slice(equals + 1))));
    const values = field === undefined ? [] : (name[field] ?? []);
    if (field !== undefined && value !== undefined && values.length < MOST_ATTRIBUTES) name[field] = [...values, value];
  }
  const whole = keyword(sets.join(', '));
  if (whole !== undefined) name.distinguished_name = whole;
  return Object.keys(name).length === 0 ? undefined : name;
}

/** Takes the escapes of RFC 2253 back. */
function unescape(value: string): string {
  return value.replace(/\\([0-9A-F]{2}|.)/g, (_, escaped: string) =>
    escaped.length === 2 ? String.fromCharCode(Number.parseInt(escaped, 16)) : escaped,
  );
}

/** A certificate of a content delivery network can carry hundreds. */
const MOST_NAMES = 100;

/** One name of Node's list: a value with a comma, a quote or a control character is a JSON string. */
const ALTERNATIVE_NAME = /(?:^|, )(DNS|IP Address|email|URI|othername):(?:("(?:[^"\\]|\\.)*")|([^",]*))(?=, |$)/g;

/** Subject alternative names. */
export interface AlternativeNames {
  /** All of them, each once, at most a hundred. */
  readonly values: readonly string[];
  /** DNS names among them. */
  readonly dns: readonly string[];
  /** IP addresses among them. */
  readonly addresses: readonly string[];
  /** Whether the certificate has any DNS name, taken or not. */
  readonly hasDns: boolean;
  /** Whether it names somebody: a mail address or a user principal name. */
  readonly hasPerson: boolean;
}

/** Reads the alternative names from the list that Node writes. */
export function alternativeNames(list: string | undefined): AlternativeNames {
  const values = new Set<string>();
  const dns = new Set<string>();
  const addresses = new Set<string>();
  let hasDns = false;
  let hasPerson = false;
  for (const [, type = '', quoted, plain = ''] of (list ?? '').matchAll(ALTERNATIVE_NAME)) {
    hasDns ||= type === 'DNS';
    if (values.size === MOST_NAMES) continue;
    const text = quoted === undefined ? plain : (JSON.parse(quoted) as string);
    const value = keyword(type === 'othername' ? /^UPN:(.+)$/s.exec(text)?.[1] : nameAddress(type, text));
    if (value === undefined) continue;
    hasPerson ||= type === 'email' || type === 'othername';
    values.add(value);
    if (type === 'DNS') dns.add(value);
    if (type === 'IP Address') addresses.add(value);
  }
  return { values: [...values], dns: [...dns], addresses: [...addresses], hasDns, hasPerson };
}

/** Host names in lower case; IPv6 addresses in their short form, which is what people search for. */
function nameAddress(type: string, text: string): string {
  if (type === 'DNS') return text.toLowerCase();
  if (type !== 'IP Address' || isIP(text) !== 6) return text;
  return new SocketAddress({ address: text, family: 'ipv6' }).address;
}

const HOST_NAME = /^(?:\*\.)?[a-z0-9_]([a-z0-9._-]{0,251}[a-z0-9])?$/;

/**
 * Names of hosts that a certificate is for, in lower case, those of other alphabets as DNS has them (`xn--...`). Each of them is
 * one that `carries` finds: like OpenSSL, common names count where there is no alternative DNS name (RFC 6125, section 6.4.4).
 * But a person's (`CN=Frieda`) are no hosts, nor are the folders of a directory above the common name (`CN=Users`).
 */
export function hostNames({ dns, hasDns, hasPerson }: AlternativeNames, subject: X509NameFields | undefined): string[] {
  const common = hasPerson ? [] : (subject?.common_name ?? []);
  const names = hasDns ? dns : common.filter((name, depth) => depth === 0 || name.includes('.'));
  return [...new Set(names.flatMap((name) => dnsName(name) ?? []))];
}

/** A name as DNS has it; undefined for text that is none. */
function dnsName(text: string): string | undefined {
  const name = ASCII.test(text) ? text.toLowerCase() : UNICODE_NAME.test(text) ? domainToASCII(text) : '';
  return HOST_NAME.test(name) && isIP(name) === 0 ? name : undefined;
}

const ASCII = /^[\0-\x7f]*$/;
/** No longer than in the alphabet of DNS, and without the signs at which the conversion takes the host of a URL to end. */
const UNICODE_NAME = /^(?:[A-Za-z0-9._*-]|[^\0-\x7f]){1,255}$/;

/** Whether a certificate carries a name or address; undefined for text that is neither. */
export function carries(parsed: X509Certificate, hosts: readonly string[], text: string): boolean | undefined {
  if (isIP(text) !== 0) return parsed.checkIP(text) !== undefined;
  const name = dnsName(text);
  if (name === undefined) return undefined;
  // OpenSSL does not know that a common name in another alphabet is the same.
  return parsed.checkHost(name, { partialWildcards: false }) !== undefined || hosts.includes(name);
}

/** Text as a keyword of the document: undefined for what is empty or too long, control characters replaced. */
export function keyword(text: string | undefined): string | undefined {
  if (text === undefined || text === '' || text.length > LONGEST_KEYWORD) return undefined;
  return text.replace(/\p{Cc}/gu, '\ufffd');
}
