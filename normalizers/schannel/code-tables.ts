import {
  asSentence,
  describeConfidence,
  indexNames,
  listAddresses,
  listDetails,
  NO_READING,
  readDecimal,
  type CodeEntry,
  type CodeTable,
  type Reading,
} from '../code-table.ts';
import { nameRole } from '../roles.ts';
import words from './code-words.json' with { type: 'json' };
import {
  ALERT_SOURCES,
  findAlert,
  findErrorState,
  listAlerts,
  listErrorStates,
  STATE_SOURCES,
  type AlertSide,
} from './codes.ts';
import {
  findProtocol,
  listProtocols,
  listProtocolSpellings,
  PROTOCOL_SOURCES,
  type ProtocolVersion,
} from './protocols.ts';

/** What stands in a JSON table of words under a word, if anything does. */
export function explainWord(table: Readonly<Record<string, string>>, word: string): string | undefined {
  return Object.hasOwn(table, word) ? table[word] : undefined;
}

/** TLS alerts, which 36887 and 36888 carry. */
export const TLS_ALERTS: CodeTable = {
  kind: 'alert',
  aliases: ['alerts', 'tls-alert', 'alertdesc'],
  title: 'TLS alert',
  reference: { title: 'TLS alerts', page: 'tls-alerts.md', key: 'alerts' },
  file: 'normalizers/schannel/alerts.json',
  sources: ALERT_SOURCES,
  entries: listAlerts(),
  form: 'a number from 0 to 255',
  // One byte of the protocol (RFC 8446, section 6), in a value of 32 bits.
  largest: 0xff,
  rank: 1,
  factPrefix: 'alert.',
  codes: [...listAlerts().keys()],
  names: indexNames([...listAlerts()].flatMap(([code, { name, symbol }]) => [[name, code] as const, [symbol, code]])),
  read: (text) => readDecimal(text, 0, 0xff),
  find: describeAlert,
};

function describeAlert(code: string): CodeEntry | undefined {
  const alert = findAlert(Number(code));
  if (alert === undefined) return undefined;
  const { name, level, received, sent, status, symbol, sspi, confidence, defined_in: document } = alert;
  const rfc = /RFC (\d+)/.exec(document)?.[1];
  return {
    code,
    symbol: name,
    notations: { decimal: code, hexadecimal: `0x${Number(code).toString(16)}` },
    details: listDetails({
      level: level === 'fatal' ? 'fatal: the session ends' : 'warning: the session may go on',
      // How severe that is depends on the event and on the site: the events that carry it say so.
      received: `${describeSide(received)} Event 36887 carries it.`,
      sent: `${describeSide(sent)} Event 36888 carries it.`,
      'name in Windows': symbol,
      'defined in': `${document}, ${status}`,
      confidence: describeConfidence(confidence, 'the causes are', alert.cause_confidence),
    }),
    links:
      sspi === undefined ? [] : [{ kind: 'status', code: sspi, as: 'the program gets', inReturn: 'follows the alert' }],
    value: code,
    sources: [
      ...new Set([
        ...(rfc === undefined ? [] : [`https://www.rfc-editor.org/info/rfc${rfc}`]),
        ...listAddresses(alert.source, ALERT_SOURCES),
      ]),
    ],
  };
}

function describeSide({ meaning, cause }: AlertSide): string {
  const sentences = [asSentence(meaning), cause === undefined ? undefined : `Usual cause: ${cause}.`];
  return sentences.filter((sentence) => sentence !== undefined).join(' ');
}

/** Internal states of Schannel, which 36870, 36871 and 36888 carry. */
export const ERROR_STATES: CodeTable = {
  kind: 'state',
  aliases: ['states', 'error-state', 'error-status', 'schannel-state'],
  title: 'Schannel error state',
  reference: { title: 'Schannel error states', page: 'schannel-error-states.md', key: 'error_states' },
  file: 'normalizers/schannel/error-states.json',
  sources: STATE_SOURCES,
  entries: listErrorStates(),
  form: 'a decimal number such as 1205',
  rank: 3,
  factPrefix: 'error_state.',
  codes: [...listErrorStates().keys()],
  names: indexNames([...listErrorStates()].map(([code, { name }]) => [name, code])),
  read: (text) => readDecimal(text, 0, 0xffff),
  find: describeErrorState,
};

function describeErrorState(code: string): CodeEntry | undefined {
  const state = findErrorState(Number(code));
  if (state === undefined) return undefined;
  const [alert] = state.alerts ?? [];
  return {
    code,
    symbol: state.name,
    notations: { decimal: code, hexadecimal: `0x${Number(code).toString(16)}` },
    details: listDetails({
      meaning: asSentence(state.meaning),
      who: state.role === undefined ? 'either side' : `the ${nameRole(state.role) ?? state.role}`,
      'what to check': asSentence(state.check),
      confidence: describeConfidence(state.confidence),
    }),
    links: (state.alerts ?? []).map((number) => ({
      kind: 'alert',
      code: String(number),
      as: 'usual alert',
      inReturn: 'error states',
    })),
    value: code,
    ...(alert !== undefined && { companions: { alert: String(alert) } }),
    sources: listAddresses(state.source, STATE_SOURCES),
  };
}

/** Protocol versions, which 36874 and 36880 carry. */
export const PROTOCOL_VERSIONS: CodeTable = {
  kind: 'protocol',
  aliases: ['protocols', 'version', 'tls-version'],
  title: 'Protocol version',
  reference: { title: 'Protocol versions', page: 'protocols.md', key: 'protocols' },
  file: 'normalizers/schannel/protocols.json',
  sources: PROTOCOL_SOURCES,
  entries: listProtocols(),
  form: 'a name such as "TLS 1.2"',
  rank: 6,
  factPrefix: 'protocol',
  codes: [...listProtocols().keys()].map((word) => word.toUpperCase()),
  // Numbers are read as numbers.
  names: indexNames(
    [...listProtocolSpellings()].flatMap(([spelling, entry]) =>
      /^[a-z]/i.test(spelling) ? [[spelling, nameVersion(entry)] as const] : [],
    ),
  ),
  read: readWireVersion,
  find: describeProtocol,
};

/** Its number in the protocol, 0x0303 or 771; codes of other tables have the same form, so it is unusual here. */
function readWireVersion(text: string): Reading {
  const version = /^[0-9]/.test(text) ? findProtocol(text) : undefined;
  return version === undefined ? NO_READING : { usual: [], unusual: [nameVersion(version)] };
}

function nameVersion({ protocol, version }: ProtocolVersion): string {
  return `${protocol.toUpperCase()} ${version}`;
}

function describeProtocol(code: string): CodeEntry | undefined {
  const protocol = findProtocol(code);
  if (protocol === undefined) return undefined;
  const isOld = protocol.grade === 'weak' || protocol.grade === 'insecure';
  const key = `HKLM\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols\\${code}`;
  return {
    code,
    symbol: code,
    notations: {},
    details: [
      ...listDetails({
        grade: [protocol.grade, explainWord(words.protocol_grades, protocol.grade)].filter(Boolean).join(': '),
        meaning: explainWord(words.protocols, code.toLowerCase()),
        'in documents': `tls.version_protocol ${protocol.protocol}, tls.version ${protocol.version}`,
      }),
      { name: 'registry keys', text: [`${key}\\Client`, `${key}\\Server`], isVerbatim: true },
      ...listDetails({
        'in the registry': isOld
          ? 'Enabled = 0 (REG_DWORD) switches it off. First see in 36880 who still uses it.'
          : 'Enabled = 1 (REG_DWORD) keeps it on, 0 switches it off; without the value the default of Windows holds.',
      }),
    ],
    links: [],
    value: code,
    sources: listAddresses(protocol.source, PROTOCOL_SOURCES),
  };
}
