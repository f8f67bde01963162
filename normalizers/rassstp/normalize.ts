import { compileCatalog, type CatalogData } from '../catalog.ts';
import { LONGEST_KEYWORD, parseGuid } from '../decode/values.ts';
import type { Facts } from '../enrich/facts.ts';
import { STATUS_CODES } from '../enrich/status-code-table.ts';
import { findCodeInText, findRasError, findStatusCode, publishStatusCode } from '../enrich/status-code.ts';
import { withoutFullStop } from '../enrich/text.ts';
import { describeUrl } from '../enrich/url.ts';
import { bindReaders, readValues, type Provider, type ProviderFields, type ValueReader } from '../provider.ts';
import type { WindowsEvent } from '../windows-event.ts';
import data from './catalog.json' with { type: 'json' };
import { RAS_ERRORS } from './code-tables.ts';

/** What one value of the event is read into. */
interface Reading {
  readonly fields: ProviderFields;
  readonly facts: Facts;
}

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
    readConfiguredHash('sstp.hash', value, reading);
  },
  listener_hash: (value, reading) => {
    readConfiguredHash('listener.hash', value, reading);
  },
  url: readUrl,
  certificate_name: readCertificateName,
};

const BOUND = bindReaders(data as CatalogData, READERS);

/** Microsoft-Windows-RasSstp: the SSTP VPN, client and server. */
export const rassstp: Provider = {
  catalog: compileCatalog(data as CatalogData),
  interpret: (event, fields, facts) => {
    const reading: Reading = { fields, facts };
    readValues(event.data, BOUND, reading);
    readDataSection(event, reading);
  },
  codeTables: [
    { table: STATUS_CODES, decoders: ['error_text'] },
    // Only the data section of event 5 on Windows Server 2008 has these numbers, no value with a name.
    { table: RAS_ERRORS, decoders: [] },
  ],
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
  const bare = id.slice(1, -1);
  (fields.wincanal.sstp ??= {}).correlation_id = bare;
  facts.set('correlation_id', bare);
}

/** The message is in the system's language; a code in it, or the English system text, tells what it stands for. */
function readErrorText(value: string, { fields, facts }: Reading): void {
  const text = value.trim();
  if (text === '') return;
  const error = (fields.error ??= {});
  error.message = text;
  const words = withoutFullStop(text);
  if (words !== '') facts.set('error.text', words);
  const found = findCodeInText(text);
  if (found === undefined) return;
  if (found.byWords) fields.tags.push('error_code_from_text');
  publishStatusCode(found.code, findStatusCode(found.code), fields, facts);
}

/** Four bytes, the lowest first. Which numbers Windows put there is not documented, so only those that are known are believed. */
function readErrorNumber(hex: string, { fields, facts }: Reading): void {
  if (!/^[0-9a-f]{8}$/i.test(hex)) return;
  const value = Buffer.from(hex, 'hex').readUInt32LE();
  const code = `0x${value.toString(16).padStart(8, '0')}`;
  const entry = findStatusCode(code) ?? findRasError(String(value));
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
  facts.set('http.status', text);
}

/** The version text that the server sent, as hexadecimal digits of its bytes. */
function readHttpVersion(value: string, { fields, facts }: Reading): void {
  const text = hexToText(value);
  if (text === undefined) return;
  (fields.wincanal.sstp ??= {}).http_version = text;
  facts.set('http.version', text);
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
  addRelatedHash(hash, fields);
  facts.set(`hash.${kind}`, hash);
}

/** A hash of the server's configuration (event 32); Windows does not say of which kind, its length does. */
function readConfiguredHash(fact: string, value: string, { fields, facts }: Reading): void {
  const hash = parseHash(value);
  if (hash === undefined) return;
  addRelatedHash(hash, fields);
  facts.set(fact, hash);
}

/** A SHA-1 or SHA-256 hash in any notation to upper-case digits; zeros mean that Windows had no certificate to hash. */
function parseHash(value: string): string | undefined {
  const hash = value
    .replace(/[\s:-]/g, '')
    .replace(/^0x/i, '')
    .toUpperCase();
  return /^(?:[0-9A-F]{40}|[0-9A-F]{64})$/.test(hash) && !/^0+$/.test(hash) ? hash : undefined;
}

function addRelatedHash(hash: string, fields: ProviderFields): void {
  const related = (fields.related ??= {});
  if (related.hash?.includes(hash) !== true) related.hash = [...(related.hash ?? []), hash];
}

function readUrl(value: string, { fields, facts }: Reading): void {
  fields.url = describeUrl(value);
  facts.set('url', value);
}

function readCertificateName(value: string, { fields, facts }: Reading): void {
  facts.set('certificate.name', value);
  if (!value.includes('=')) return;
  const tls = (fields.tls ??= {});
  tls.server = { ...tls.server, subject: value };
}
