import { compileCatalog, type CatalogData } from '../catalog.ts';
import { parseGuid } from '../decode/values.ts';
import { LONGEST_KEYWORD } from '../ecs/keyword.ts';
import type { DecodedValue } from '../enrich/decoded-value.ts';
import { placeFacts, type Facts } from '../enrich/facts.ts';
import { STATUS_CODES } from '../enrich/status-code-table.ts';
import {
  describeEndpoint,
  findAddresses,
  relateAddresses,
  relateHost,
  type FoundAddresses,
} from '../enrich/addresses.ts';
import { findCodeInText, type FoundCode } from '../enrich/find-code.ts';
import { relateHash } from '../enrich/relate-hash.ts';
import { describeStatusCode, findRasStatusCode, parseStatusCode, publishStatusCode } from '../enrich/status-code.ts';
import { withoutFullStop } from '../enrich/text.ts';
import { describeUrl } from '../enrich/url.ts';
import { bindReaders, readValues, type Provider, type ProviderFields, type ValueReader } from '../provider.ts';
import { wholeText } from '../whole-text.ts';
import type { WindowsEvent } from '../windows-event.ts';
import data from './catalog.json' with { type: 'json' };
import { RAS_ERRORS } from './code-tables.ts';
import { RASSSTP_FACTS } from './facts.ts';
import { findSentence } from './sentences.ts';

/** What one value of the event is read into. */
interface Reading {
  readonly fields: ProviderFields;
  readonly facts: Facts;
}

/** Where this file puts facts. */
const AT = placeFacts(
  'certificate.name',
  'correlation_id',
  'error.text',
  'hash.sha1',
  'hash.sha256',
  'http.status',
  'http.version',
  'listener.hash',
  'sstp.hash',
  'url',
);

/** Reads one value; the names are those of `fields.*.decode` in the catalogue. */
const READERS: Readonly<Record<string, ValueReader<Reading>>> = {
  correlation_id: readCorrelationId,
  error_text: readErrorText,
  http_status: readHttpStatus,
  http_version: readHttpVersion,
  sha1: (value, reading) => {
    readHash('sha1', 40, value, reading);
  },
  sha256: (value, reading) => {
    readHash('sha256', 64, value, reading);
  },
  sstp_hash: (value, reading) => {
    readConfiguredHash(AT['sstp.hash'], value, reading);
  },
  listener_hash: (value, reading) => {
    readConfiguredHash(AT['listener.hash'], value, reading);
  },
  url: readUrl,
  certificate_name: readCertificateName,
};

const BOUND = bindReaders(data as CatalogData, READERS);

/** Microsoft-Windows-RasSstp: the SSTP VPN, client and server. */
export const rassstp: Provider = {
  catalog: compileCatalog(data as CatalogData),
  facts: RASSSTP_FACTS,
  interpret: (event, fields, facts) => {
    const reading: Reading = { fields, facts };
    readValues(event.data, BOUND, reading);
    readDataSection(event, reading);
  },
  findSentence,
  codeTables: [
    { table: STATUS_CODES, decoders: ['error_text'] },
    // Only the data section of event 5 on Windows Server 2008 has these numbers, no value with a name.
    { table: RAS_ERRORS, decoders: [] },
  ],
  describeValue,
};

/**
 * Windows Server 2008 had no arguments for ids 3, 4 and 5: version and status came as bytes of text in the data section, the
 * failure as a number of four bytes.
 */
function readDataSection(event: WindowsEvent, reading: Reading): void {
  if (event.binary === undefined || Object.keys(event.data).length > 0) return;
  if (event.eventId === 3) readHttpVersion(event.binary, reading);
  else if (event.eventId === 4) {
    const text = hexToText(event.binary);
    if (text !== undefined) readHttpStatus(text, reading);
  } else if (event.eventId === 5) readErrorNumber(event.binary, reading);
}

function readCorrelationId(value: string, { fields, facts }: Reading): void {
  const id = parseGuid(value);
  if (id === undefined) return;
  // Published bare: the braces are Windows' notation, not part of the value.
  const bare = wholeText(id.slice(1, -1));
  (fields.wincanal.sstp ??= {}).correlation_id = bare;
  facts.set(AT['correlation_id'], bare);
}

/** The message is in the system's language; a code in it, or the English system text, tells what it stands for. */
function readErrorText(value: string, { fields, facts }: Reading): void {
  const text = value.trim();
  if (text === '') return;
  const error = (fields.error ??= {});
  error.message = text;
  const words = withoutFullStop(text);
  if (words !== '') facts.set(AT['error.text'], words);
  readAddresses(findAddresses(text), fields);
  const found = findCode(text);
  if (found === undefined) return;
  if (found.byWords) fields.tags.push('error_code_from_text');
  publishStatusCode(found.code, findRasStatusCode(found.code), fields, facts);
}

/** No notation of a number is as long. */
const LONGEST_NUMBER = 24;

/** A text that is nothing but a number counts when a table has it: alone, 30 could be anything. */
function findCode(text: string): FoundCode | undefined {
  const whole = text.length > LONGEST_NUMBER ? undefined : parseStatusCode(text);
  if (whole !== undefined && findRasStatusCode(whole) !== undefined) return { code: whole, byWords: false };
  return findCodeInText(text);
}

/** The path that SSTP asks for, and nothing else does (MS-SSTP 3.2.4.1). */
const SSTP_PATH = /^\/sra_\{ba195980-cd49-458b-9e23-c84ee0adcd75\}\/?$/i;

/**
 * Whose an address in an error text is, the text does not say: server, proxy or gateway, so it is only related. Certain is
 * the URL of SSTP itself: on a client it leads to the VPN server, on a server it is what the service listens to.
 */
function readAddresses(found: FoundAddresses, fields: ProviderFields): void {
  relateAddresses(found, fields);
  const sstp = found.urls.find(({ path }) => path !== undefined && SSTP_PATH.test(path));
  if (sstp?.domain === undefined) return;
  fields.url ??= sstp;
  if (fields.role !== 'vpn_client') return;
  const server = describeEndpoint(sstp.domain);
  fields.server = server;
  fields.destination = server;
}

/** Four bytes, the lowest first. Which numbers Windows put there is not documented, so only those that are known are believed. */
function readErrorNumber(hex: string, { fields, facts }: Reading): void {
  if (!/^[0-9a-f]{8}$/i.test(hex)) return;
  const value = Buffer.from(hex, 'hex').readUInt32LE();
  const code = `0x${value.toString(16).padStart(8, '0')}`;
  const entry = findRasStatusCode(code);
  if (entry !== undefined) publishStatusCode(code, entry, fields, facts);
}

const HTTP_STATUS = /^[1-5][0-9]{2}$/;

function readHttpStatus(value: string, { fields, facts }: Reading): void {
  const text = value.trim();
  if (!HTTP_STATUS.test(text)) {
    if (text !== '' && text.length <= LONGEST_KEYWORD) (fields.wincanal.sstp ??= {}).http_status_text = text;
    return;
  }
  fields.http = { response: { status_code: Number(text) } };
  facts.set(AT['http.status'], text);
}

/** The version text that the server sent, as hexadecimal digits of its bytes. */
function readHttpVersion(value: string, { fields, facts }: Reading): void {
  const text = hexToText(value);
  if (text === undefined) return;
  (fields.wincanal.sstp ??= {}).http_version = text;
  facts.set(AT['http.version'], text);
}

/** Text behind hexadecimal digits: UTF-16 where every second byte is zero, else ASCII; undefined when neither is printable. */
function hexToText(hex: string): string | undefined {
  if (!/^(?:[0-9a-f]{2}){1,256}$/i.test(hex)) return undefined;
  const bytes = Buffer.from(hex, 'hex');
  const utf16 = bytes.length % 2 === 0 && bytes.every((byte, i) => i % 2 === 0 || byte === 0);
  const text = bytes
    .toString(utf16 ? 'utf16le' : 'latin1')
    .replace(/\0+$/, '')
    .trim();
  return /^[\x20-\x7e]{1,64}$/.test(text) ? text : undefined;
}

/** The hash of the certificate that the client was shown. */
function readHash(kind: 'sha1' | 'sha256', digits: number, value: string, { fields, facts }: Reading): void {
  const hash = parseHash(value);
  if (hash?.length !== digits) return;
  const tls = (fields.tls ??= {});
  tls.server = { ...tls.server, hash: { ...tls.server?.hash, [kind]: hash } };
  relateHash(hash, fields);
  facts.set(AT[`hash.${kind}`], hash);
}

/** A hash of the server's configuration (event 32); Windows does not say of which kind, its length does. */
function readConfiguredHash(place: number, value: string, { fields, facts }: Reading): void {
  const hash = parseHash(value);
  if (hash === undefined) return;
  relateHash(hash, fields);
  facts.set(place, hash);
}

/** Between the bytes of a hash; the mark for left-to-right text comes along when one is copied from certlm.msc. */
const HASH_SEPARATORS = /[\s:\u200e-]/g;

/** A SHA-1 or SHA-256 hash in any notation to upper-case digits; zeros mean that Windows had no certificate to hash. */
function parseHash(value: string): string | undefined {
  if (value.length > LONGEST_KEYWORD) return undefined;
  const hash = value.replace(HASH_SEPARATORS, '').replace(/^0x/i, '').toUpperCase();
  return /^(?:[0-9A-F]{40}|[0-9A-F]{64})$/.test(hash) && !/^0+$/.test(hash) ? hash : undefined;
}

/** What this host reserves to listen to (9 and 10): no end of a connection, so its address is only related. */
function readUrl(value: string, { fields, facts }: Reading): void {
  fields.url = describeUrl(value);
  if (fields.url.domain !== undefined) relateHost(fields.url.domain, fields);
  facts.set(AT['url'], value);
}

/** A distinguished name, or the common name alone. */
function readCertificateName(value: string, { fields, facts }: Reading): void {
  if (value.length > LONGEST_KEYWORD) return;
  facts.set(AT['certificate.name'], value);
  const named = value.includes('=') ? { subject: value } : { x509: { subject: { common_name: [value] } } };
  fields.tls = { ...fields.tls, server: { ...fields.tls?.server, ...named } };
}

/** What a value of a RasSstp event stands for; undefined where it is no code, or one that no table has. */
function describeValue(decoder: string, value: string): DecodedValue | undefined {
  const found = decoder === 'error_text' ? findCode(value.trim()) : undefined;
  return found === undefined ? undefined : describeStatusCode(findRasStatusCode(found.code));
}
