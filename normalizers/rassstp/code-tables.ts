import {
  asSentence,
  indexNames,
  listAddresses,
  listDetails,
  readDecimal,
  type CodeEntry,
  type CodeTable,
} from '../code-table.ts';
import { findRasError, listRasErrors, STATUS_FILE, STATUS_SOURCES } from '../enrich/status-code.ts';
import { describeStatusConfidence } from '../enrich/status-code-table.ts';

/** Errors of Remote Access, which the VPN client shows to its user and RasClient logs. */
export const RAS_ERRORS: CodeTable = {
  kind: 'ras',
  aliases: ['ras-error', 'vpn', 'vpn-error', 'rasclient'],
  title: 'RAS error',
  reference: { title: 'RAS errors', page: 'ras-errors.md', key: 'ras_errors' },
  file: STATUS_FILE,
  sources: STATUS_SOURCES,
  entries: listRasErrors(),
  form: 'a number from 600 to 999',
  rank: 2,
  factPrefix: 'error.',
  note:
    'The user sees this number, and RasClient logs it as event 20227 in the Application log. The events of RasSstp give ' +
    'the reason as a status code or as text; the same CoId ties both together. ' +
    '"npx wincanal explain rassstp" lists them.',
  codes: [...listRasErrors().keys()],
  names: indexNames([...listRasErrors()].map(([code, { symbol }]) => [symbol, code])),
  read: (text) => readDecimal(text, 600, 999),
  find: describeRasError,
};

function describeRasError(code: string): CodeEntry | undefined {
  const entry = findRasError(code);
  if (entry === undefined) return undefined;
  return {
    code,
    symbol: entry.symbol,
    notations: { decimal: code, hexadecimal: `0x${Number(code).toString(16)}` },
    details: listDetails({
      meaning: asSentence(entry.meaning),
      'usual cause and fix': asSentence(entry.fix),
      confidence: describeStatusConfidence(entry),
    }),
    links: [],
    value: code,
    sources: listAddresses(entry.source, STATUS_SOURCES),
  };
}
