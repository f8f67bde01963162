import { isIP, isIPv6 } from 'node:net';
import type { AddressFields, UrlFields } from '../ecs/document.ts';
import type { ProviderFields } from '../provider.ts';
import { describeUrl } from './url.ts';

/** What a text of an event holds of addresses, each once, in the order of the text. */
export interface FoundAddresses {
  /** IPv4 and IPv6 addresses, without zone and brackets, those of URLs included. */
  readonly ips: readonly string[];
  readonly urls: readonly UrlFields[];
}

/** Texts of Windows are a sentence or two, with an address or two. */
const LONGEST_TEXT = 4096;
const MOST_ADDRESSES = 8;

/**
 * Four groups of digits that stand alone: no part of a longer dotted number (an object identifier, a version of five
 * groups) and no network (`10.0.0.0/8`).
 */
const IPV4 = /(?<![\w.:%-])(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?![\w%-]|\.\w|\/[0-9]{1,2}(?![\w.]))/g;
/** Anything made of the letters of an IPv6 address that stands alone; what it is, `isIPv6` tells. */
const IPV6 = /(?<![\w.:%-])[0-9a-f]{0,4}:[0-9a-f:.]{1,44}(?![\w-]|\/[0-9])/gi;
const URL = /\bhttps?:\/\/[^\s"'<>|\\^`\u2018-\u201f]{1,1024}/gi;
/** The word before a version number, in the languages of Windows that are common. */
const VERSION_WORD =
  /(?:(?<![a-z])(?:v|ver\.?|vers(?:ion[a-z]*|i\u00f3n|\u00e3o)|wersj[a-z]|verzi[a-z]|versio|s\u00fcr\u00fcm|build|release|rev(?:ision)?\.?)|\u0432\u0435\u0440\u0441\u0438[\u0438\u044f]|\u7248\u672c|\u30d0\u30fc\u30b8\u30e7\u30f3|\ubc84\uc804)\s*[:=#]?\s*$/i;
/** The word before an object identifier, in English and in what other languages make of it. */
const OID_WORD = /(?<![a-z])(?:oid|object[ -]?identifier|objektkennung|objektbezeichner)s?\s*[:=#]?\s*$/i;
const LONGEST_WORD = 24;
/**
 * Object identifiers of four groups that certificates are full of: the root of all private ones, attributes of names, extensions
 * (X.520, X.509), and the curves of RFC 8410.
 */
const OID = /^(?:1\.3\.6\.1|2\.5\.(?:4|29)\.[0-9]+|1\.3\.101\.11[0-3])$/;

/**
 * Finds IP addresses and HTTP URLs in a text, in linear time and at most eight of each. Version numbers, object identifiers,
 * times, hashes and MAC addresses are no addresses; neither are `0.0.0.0` and `::`, which stand for any.
 */
export function findAddresses(text: string): FoundAddresses {
  const start = text.length > LONGEST_TEXT ? text.slice(0, LONGEST_TEXT) : text;
  const urls = start.includes('://') ? findUrls(start) : [];
  // A URL's host is looked at apart: what follows it (a path, a query) is no address.
  const bare = urls.length === 0 ? start : start.replace(URL, ' ');
  const ips = new Set<string>();
  for (const { domain } of urls) addIp(domain === undefined ? '' : withoutBrackets(domain), ips);
  if (bare.includes('.')) addMatches(bare, IPV4, ips);
  if (bare.includes(':')) addMatches(bare, IPV6, ips);
  return { ips: [...ips], urls };
}

/** An IP address in brackets, or with a zone (`fe80::1%12`), as the plain address; undefined for text that is none. */
export function plainIp(text: string): string | undefined {
  const address = withoutBrackets(text).replace(/%.*$/s, '');
  return isIP(address) === 0 ? undefined : address;
}

/** The address of `[2001:db8::1]`, as URLs write it. */
export function withoutBrackets(host: string): string {
  return host.startsWith('[') && host.endsWith(']') ? host.slice(1, -1) : host;
}

function findUrls(text: string): UrlFields[] {
  const urls = new Map<string, UrlFields>();
  for (const [match] of text.matchAll(URL)) {
    const address = withoutPunctuation(match);
    const url = describeUrl(address);
    if (url.domain !== undefined) urls.set(address, url);
    if (urls.size === MOST_ADDRESSES) break;
  }
  return [...urls.values()];
}

/** A sentence goes on after an address, and may have put it in parentheses; braces and brackets can be its own. */
function withoutPunctuation(url: string): string {
  let end = url.length;
  while (end > 0 && '.,;:!?)'.includes(url[end - 1] as string)) end--;
  return url.slice(0, end);
}

function addMatches(text: string, pattern: RegExp, ips: Set<string>): void {
  for (const match of text.matchAll(pattern)) {
    if (ips.size >= MOST_ADDRESSES) return;
    if (pattern === IPV4 && (OID.test(match[0]) || followsWord(text, match.index))) continue;
    addIp(pattern === IPV4 ? match[0] : withoutTrail(match[0]), ips);
  }
}

/** Whether the number is said to be a version or an object identifier. */
function followsWord(text: string, index: number): boolean {
  const before = text.slice(Math.max(0, index - LONGEST_WORD), index);
  return VERSION_WORD.test(before) || OID_WORD.test(before);
}

/** The full stop or colon of the sentence; an address can end in two colons. */
function withoutTrail(text: string): string {
  if (text.endsWith('.')) return text.slice(0, -1);
  return text.endsWith(':') && !text.endsWith('::') ? text.slice(0, -1) : text;
}

/** Eight groups of two digits are the bytes of something, and words such as `face::bad` are no addresses. */
const BYTES = /^(?:[0-9a-f]{2}:){7}[0-9a-f]{2}$/i;
const ANY = /^[0:.]*$/;

function addIp(text: string, ips: Set<string>): void {
  if (isIP(text) === 0 || ANY.test(text)) return;
  if (isIPv6(text) && (BYTES.test(text) || !/[0-9]/.test(text))) return;
  ips.add(text.toLowerCase());
}

/** The host of a URL as one end of a connection. */
export function describeEndpoint(host: string): AddressFields {
  const ip = plainIp(host);
  return ip === undefined ? { address: host, domain: host } : { address: ip, ip };
}

/** Adds addresses to `related.*`: they are of the event, whatever their part in it. */
export function relateAddresses({ ips, urls }: FoundAddresses, fields: Pick<ProviderFields, 'related'>): void {
  for (const ip of ips) relateIp(ip, fields);
  for (const { domain } of urls) if (domain !== undefined) relateHost(domain, fields);
}

/** Adds the host of a URL, a name or an IP address, to `related.*`. */
export function relateHost(host: string, fields: Pick<ProviderFields, 'related'>): void {
  const ip = plainIp(host);
  if (ip !== undefined) {
    relateIp(ip, fields);
    return;
  }
  const related = (fields.related ??= {});
  if (related.hosts?.includes(host) !== true) related.hosts = [...(related.hosts ?? []), host];
}

function relateIp(ip: string, fields: Pick<ProviderFields, 'related'>): void {
  const related = (fields.related ??= {});
  if (related.ip?.includes(ip) !== true) related.ip = [...(related.ip ?? []), ip];
}
