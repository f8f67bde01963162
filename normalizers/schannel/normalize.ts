import { compileCatalog, type CatalogData } from '../catalog.ts';
import { parseInteger, present } from '../decode/values.ts';
import { LONGEST_KEYWORD } from '../ecs/keyword.ts';
import { readCertificate } from '../enrich/certificate.ts';
import { publishCertificate, type CertificateContext } from '../enrich/publish-certificate.ts';
import { findAddresses, relateAddresses, relateHost } from '../enrich/addresses.ts';
import { STATUS_CODES } from '../enrich/status-code-table.ts';
import { findStatusCode, parseStatusCode, publishStatusCode } from '../enrich/status-code.ts';
import { placeFact, placeFacts, type Facts } from '../enrich/facts.ts';
import { withoutFullStop } from '../enrich/text.ts';
import { describeUrl } from '../enrich/url.ts';
import { bindReaders, readValues, type Provider, type ProviderFields, type ValueReader } from '../provider.ts';
import type { Tag } from '../tags.ts';
import type { WindowsEvent } from '../windows-event.ts';
import data from './catalog.json' with { type: 'json' };
import { ERROR_STATES, PROTOCOL_VERSIONS, TLS_ALERTS } from './code-tables.ts';
import { CIPHER_SUITES } from './suite-table.ts';
import { exchangeKind, findCipherSuite } from './cipher-suites.ts';
import { isFiniteExchange, readClassicSuite } from './classic-suite.ts';
import { findAlert, findErrorState } from './codes.ts';
import { SCHANNEL_FACTS } from './facts.ts';
import { ALERT_RECEIVED, describeValue } from './describe-value.ts';
import { findProtocol } from './protocols.ts';
import { parseCipherSuite } from './read-suite.ts';
import { parseTarget } from './target.ts';
import { findSentence } from './sentences.ts';

/** What one value of the event is read into. */
interface Reading {
  readonly event: WindowsEvent;
  readonly fields: ProviderFields;
  readonly facts: Facts;
  /** Certificates that the event carries: read last, because a name among the values judges them. */
  readonly certificates: CarriedCertificate[];
}

/** Hexadecimal digits that should be those of a certificate. */
interface CarriedCertificate {
  readonly owner: CertificateContext['owner'];
  readonly digits: string;
}

/** Where this file puts facts. */
const AT = placeFacts(
  'alert.cause',
  'alert.code',
  'alert.meaning',
  'alert.name',
  'alert.severity',
  'cipher.grade',
  'cipher.name',
  'cipher.weaknesses',
  'error_state.code',
  'error_state.inferred_meaning',
  'error_state.meaning',
  'error_state.name',
  'exchange.kind',
  'exchange.strength',
  'process.name',
  'process.pid',
  'protocol',
  'protocol.grade',
  'protocol.slug',
  'remote_subject',
  'target',
  'target.host',
);

/** Reads one value; the names are those of `fields.*.decode` in the catalogue. */
const READERS: Readonly<Record<string, ValueReader<Reading>>> = {
  pid: readCallerPid,
  image: readCallerImage,
  tls_alert: readAlert,
  error_state: readErrorState,
  status_code: readStatusCode,
  protocol: readProtocol,
  cipher_suite: readCipherSuite,
  classic_cipher: readClassicCipher,
  classic_exchange: readClassicExchange,
  exchange_strength: readExchangeStrength,
  target_name: readTarget,
  local_subject: readLocalSubject,
  remote_subject: readRemoteSubject,
  module: keepAs('module.name'),
  csp: keepAs('csp.name'),
  key_name: keepAs('key.name'),
  key_type: keepAs('key.type'),
  ticket_path: keepAs('ticket.path'),
  ocsp_reason: readOcspReason,
  ocsp_url: readResponder,
  local_certificate: keepCertificate('local'),
  remote_certificate: keepCertificate('remote'),
};

const CATALOG = data as CatalogData;
const BOUND = bindReaders(CATALOG, READERS);

/**
 * Whose certificate an event can carry. The records of Windows 2000 to Vista have it in the data section, without a name.
 */
const OWNERS: ReadonlyMap<number, CertificateContext['owner']> = new Map(
  Object.entries(CATALOG.events).flatMap(([id, { templates }]): [number, CertificateContext['owner']][] => {
    const decoders = templates.flatMap(({ fields }) => fields.map((name) => CATALOG.fields[name]?.decode));
    if (decoders.includes('local_certificate')) return [[Number(id), 'local']];
    return decoders.includes('remote_certificate') ? [[Number(id), 'remote']] : [];
  }),
);

/** Schannel: the TLS provider of Windows. */
export const schannel: Provider = {
  catalog: compileCatalog(CATALOG),
  facts: SCHANNEL_FACTS,
  interpret: (event, fields, facts) => {
    // Who is client and who is server decides where names and certificates belong, so it is read first.
    decideRole(event, fields);
    const reading: Reading = { event, fields, facts, certificates: [] };
    readValues(event.data, BOUND, reading);
    readCertificates(reading);
    preferState(facts);
    if (event.eventId === 36880) tls(fields).established = true;
  },
  findSentence,
  codeTables: [
    { table: TLS_ALERTS, decoders: ['tls_alert'] },
    { table: ERROR_STATES, decoders: ['error_state'] },
    { table: STATUS_CODES, decoders: ['status_code'] },
    { table: CIPHER_SUITES, decoders: ['cipher_suite'] },
    { table: PROTOCOL_VERSIONS, decoders: ['protocol'] },
  ],
  describeValue,
};

/** `Type` says it; else an error state that only one side has; else a target name, which only clients have. */
function decideRole(event: WindowsEvent, fields: ProviderFields): void {
  const type = event.data['Type']?.trim().toLowerCase();
  if (type === 'client' || type === 'server') {
    fields.role = type === 'client' ? 'tls_client' : 'tls_server';
    return;
  }
  if (fields.role !== 'host') return;
  const state = parseInteger(event.data['ErrorState']?.trim());
  const role = state === undefined ? undefined : findErrorState(state)?.role;
  if (role !== undefined) {
    fields.role = role;
    fields.tags.push('role_inferred');
  } else if (present(event.data['TargetName']?.trim()) !== undefined) {
    fields.role = 'tls_client';
    fields.tags.push('role_inferred');
  }
}

function readCallerPid(value: string, { fields, facts }: Reading): void {
  const pid = parseInteger(value);
  if (pid === undefined) return;
  (fields.process ??= {}).pid = pid;
  facts.set(AT['process.pid'], String(pid));
}

/** The image name has neither path nor extension in the records seen; a path, should one come, is kept as one. */
function readCallerImage(value: string, { fields, facts }: Reading): void {
  if (value.length > LONGEST_KEYWORD) return;
  const process = (fields.process ??= {});
  const separator = value.lastIndexOf('\\');
  const name = separator < 0 ? value : value.slice(separator + 1);
  if (separator >= 0) process.executable = value;
  if (name === '') return;
  process.name = name;
  facts.set(AT['process.name'], name);
}

/** An alert is one byte (RFC 8446, section 6): what is above is none. */
const MOST_ALERT = 0xff;

function readAlert(value: string, { event, fields, facts }: Reading): void {
  const code = parseInteger(value, MOST_ALERT);
  if (code === undefined) return;
  const alert = findAlert(code);
  const direction = event.eventId === ALERT_RECEIVED ? 'received' : 'sent';
  (fields.wincanal.tls ??= {}).alert = { code, name: alert?.name, level: alert?.level, direction };
  facts.set(AT['alert.code'], String(code));
  if (alert === undefined) return;
  facts.set(AT['alert.name'], alert.name);
  const { meaning, cause, severity } = alert[direction];
  facts.set(AT['alert.meaning'], meaning);
  facts.set(AT['alert.severity'], severity);
  if (cause !== undefined) facts.set(AT['alert.cause'], cause);
}

/** Alerts that end a session in the normal way (RFC 8446, section 6.1). */
const CLOSURE_ALERTS: ReadonlySet<string | undefined> = new Set(['0', '90']);

/** What an alert says of an end, as opposed to its number and name. */
const ALERT_JUDGEMENTS = [AT['alert.meaning'], AT['alert.cause'], AT['alert.severity']];

/** An error state beside the alert of a normal end says that it was none; one sentence cannot say both. State 0 is no error. */
function preferState(facts: Facts): void {
  const state = facts.at(AT['error_state.code']);
  if (state === undefined || state === '0' || !CLOSURE_ALERTS.has(facts.at(AT['alert.code']))) return;
  for (const place of ALERT_JUDGEMENTS) facts.delete(place);
}

function readErrorState(value: string, { fields, facts }: Reading): void {
  const code = parseInteger(value);
  if (code === undefined) return;
  const state = findErrorState(code);
  (fields.wincanal.tls ??= {}).error_state = {
    code,
    name: state?.name,
    meaning: state?.meaning,
    confidence: state?.confidence,
  };
  facts.set(AT['error_state.code'], String(code));
  if (state === undefined) return;
  facts.set(AT['error_state.name'], state.name);
  // Texts state what is known and only suppose what is inferred, so they are two facts, of which an event has one.
  if (state.confidence === 'inferred') facts.set(AT['error_state.inferred_meaning'], state.meaning);
  else facts.set(AT['error_state.meaning'], state.meaning);
}

function readStatusCode(value: string, { fields, facts }: Reading): void {
  const code = parseStatusCode(value);
  if (code === undefined) return;
  publishStatusCode(code, findStatusCode(code), fields, facts);
}

function readProtocol(value: string, { fields, facts }: Reading): void {
  const protocol = findProtocol(value);
  if (protocol === undefined) return;
  const target = tls(fields);
  target.version = protocol.version;
  target.version_protocol = protocol.protocol;
  facts.set(AT['protocol'], `${protocol.protocol.toUpperCase()} ${protocol.version}`);
  facts.set(AT['protocol.slug'], `${protocol.protocol}${protocol.version}`);
  facts.set(AT['protocol.grade'], protocol.grade);
}

function readCipherSuite(value: string, { fields, facts }: Reading): void {
  const id = parseCipherSuite(value);
  if (id === undefined) return;
  const suite = findCipherSuite(id);
  (fields.wincanal.tls ??= {}).cipher_suite = { id, grade: suite?.grade, weaknesses: suite?.weaknesses };
  if (suite === undefined) return;
  tls(fields).cipher = suite.name;
  facts.set(AT['cipher.name'], suite.name);
  facts.set(AT['cipher.grade'], suite.grade);
  const kind = exchangeKind(suite);
  if (kind !== undefined) facts.set(AT['exchange.kind'], kind);
  if (suite.weaknesses !== undefined) facts.set(AT['cipher.weaknesses'], suite.weaknesses.join(', '));
}

/** Windows 2000 gives the parts of a suite as words: enough for a verdict, not for the number of the suite. */
function readClassicCipher(_: string, { event, facts }: Reading): void {
  const suite = readClassicSuite(event.data);
  if (suite === undefined) return;
  facts.set(AT['cipher.name'], suite.words);
  facts.set(AT['cipher.grade'], suite.grade);
  facts.set(AT['cipher.weaknesses'], suite.weaknesses.join(', '));
}

function readClassicExchange(value: string, { facts }: Reading): void {
  if (isFiniteExchange(value)) facts.set(AT['exchange.kind'], 'finite');
}

/** A strength of 0 says nothing. */
function readExchangeStrength(value: string, { fields, facts }: Reading): void {
  const bits = parseInteger(value);
  if (bits === undefined || bits === 0) return;
  (fields.wincanal.tls ??= {}).exchange_strength = bits;
  facts.set(AT['exchange.strength'], String(bits));
}

/** The name that this host, as the client, asked for; ECS wants it as SNI, as the server and as the destination. */
function readTarget(value: string, { fields, facts }: Reading): void {
  // A server is no client of the name; the value stays in the event's data.
  if (value.length > LONGEST_KEYWORD || fields.role === 'tls_server') return;
  facts.set(AT['target'], value);
  const server = parseTarget(value);
  if (server === undefined) return;
  const { domain, ip } = server;
  // What certificates are judged by: the host alone.
  facts.set(AT['target.host'], domain ?? ip);
  relateHost(domain ?? ip, fields);
  fields.server = server;
  fields.destination = server;
  if (domain === undefined) return;
  const target = tls(fields);
  target.client = { ...target.client, server_name: domain };
}

function readLocalSubject(value: string, { fields }: Reading): void {
  if (value.length > LONGEST_KEYWORD) return;
  setSubject(fields, fields.role === 'tls_client' ? 'client' : 'server', value);
}

function readRemoteSubject(value: string, { fields, facts }: Reading): void {
  if (value.length > LONGEST_KEYWORD) return;
  facts.set(AT['remote_subject'], value);
  setSubject(fields, fields.role === 'tls_client' ? 'server' : 'client', value);
}

/** Whose certificate it is can only be told when the role is known. */
function setSubject(fields: ProviderFields, side: 'client' | 'server', subject: string): void {
  if (fields.role === 'host') return;
  const target = tls(fields);
  if (side === 'client') target.client = { ...target.client, subject };
  else target.server = { ...target.server, subject };
}

function keepCertificate(owner: CertificateContext['owner']): ValueReader<Reading> {
  return (digits, reading) => {
    reading.certificates.push({ owner, digits });
  };
}

/**
 * What is no certificate is noted and stays in the event's data: the event says enough without it. A document describes one
 * certificate, so of several the first counts, those with a name before the data section, and the others are noted too.
 */
function readCertificates({ event, fields, facts, certificates: named }: Reading): void {
  const owner = OWNERS.get(event.eventId);
  const { binary } = event;
  const inSection = owner === undefined || binary === undefined || binary === '' ? [] : [{ owner, digits: binary }];
  let published: string | undefined;
  for (const { owner, digits } of [...named, ...inSection]) {
    const certificate = readCertificate(digits);
    if (certificate !== undefined && published === undefined) {
      publishCertificate(certificate, { owner, timeMs: event.timeMs }, fields, facts);
      published = certificate.sha256;
    } else if (certificate !== undefined && certificate.sha256 !== published) note(fields, 'certificate_left_out');
    // Beside a named value the data section holds what it will.
    else if (certificate === undefined && (digits !== binary || named.length === 0))
      note(fields, 'certificate_unreadable');
  }
}

function note(fields: ProviderFields, tag: Tag): void {
  if (!fields.tags.includes(tag)) fields.tags.push(tag);
}

/** Why the OCSP response was not fetched; whose an address in it is, the text does not say. */
function readOcspReason(value: string, reading: Reading): void {
  keepOcspReason(value, reading);
  relateAddresses(findAddresses(value), reading.fields);
}

/** For values that only the texts of the catalogue name; the document has them in the event's data. */
function keepAs(fact: string): (value: string, reading: Reading) => void {
  const place = placeFact(fact);
  return (value, { facts }) => {
    const words = withoutFullStop(value);
    if (words !== '' && words.length <= LONGEST_KEYWORD) facts.set(place, words);
  };
}

const keepOcspReason = keepAs('ocsp.reason');
const keepOcspUrl = keepAs('ocsp.url');

/** The OCSP responder that this host asked; anything that is no HTTP address stays a word of the texts. */
function readResponder(value: string, reading: Reading): void {
  keepOcspUrl(value, reading);
  const url = describeUrl(value);
  if (url.domain === undefined) return;
  reading.fields.url = url;
  relateHost(url.domain, reading.fields);
}

function tls(fields: ProviderFields): NonNullable<ProviderFields['tls']> {
  return (fields.tls ??= {});
}
