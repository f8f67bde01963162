import {
  asSentence,
  describeConfidence,
  indexNames,
  listAddresses,
  listDetails,
  NO_READING,
  type CodeEntry,
  type CodeTable,
  type Reading,
} from '../code-table.ts';
import {
  findStatusCode,
  listStatusCodes,
  parseStatusCode,
  STATUS_FILE,
  STATUS_SOURCES,
  type StatusCode,
} from './status-code.ts';

/** Parts of Windows that define codes, as a person calls them. */
export const SUBSYSTEMS: Readonly<Record<string, string>> = {
  sspi: 'SSPI, the interface of programs to Schannel',
  cryptoapi: 'CryptoAPI, which checks certificates and keeps keys',
  win32: 'Windows itself (Win32)',
  winsock: 'Windows Sockets',
  winhttp: 'WinHTTP, the HTTP client of Windows services',
  ras: 'Remote Access (RAS)',
};

/** Status codes of SSPI, CryptoAPI, Win32, Winsock and WinHTTP, which the events of every provider may carry. */
export const STATUS_CODES: CodeTable = {
  kind: 'status',
  aliases: ['status-code', 'error', 'error-code', 'hresult', 'sspi', 'win32', 'winhttp', 'winsock', 'cryptoapi'],
  title: 'Status code',
  reference: { title: 'Windows status codes', page: 'status-codes.md', key: 'status_codes' },
  file: STATUS_FILE,
  sources: STATUS_SOURCES,
  entries: listStatusCodes(),
  form: 'a number of 32 bits: 0x80090325, 80090325, 2148074277 or -2146893019; Win32 errors also by their small number',
  rank: 4,
  factPrefix: 'error.',
  codes: [...listStatusCodes().keys()],
  names: indexNames([...listStatusCodes()].map(([code, { symbol }]) => [symbol, code])),
  read: readStatus,
  find: (asked) => {
    const code = keyOf(asked);
    const entry = findStatusCode(code);
    return entry === undefined ? undefined : describeStatusCode(code, entry);
  },
};

/** Every notation of these codes is usual; zero is success and no error at all. */
function readStatus(text: string): Reading {
  const code = parseStatusCode(text);
  return code === undefined ? NO_READING : { usual: [keyOf(code)], unusual: [] };
}

/** The table holds Win32 errors as HRESULT only: the small number is the same error. */
function keyOf(code: string): string {
  const wrapped = `0x8007${code.slice(6)}`;
  return !listStatusCodes().has(code) && code.startsWith('0x0000') && listStatusCodes().has(wrapped) ? wrapped : code;
}

function describeStatusCode(code: string, entry: StatusCode): CodeEntry {
  return {
    code,
    symbol: entry.symbol,
    notations: writeStatusCode(code),
    details: listDetails({
      meaning: asSentence(entry.meaning),
      'usual cause and fix': asSentence(entry.fix),
      'text in Windows': entry.text === undefined ? undefined : `"... ${entry.text} ..."`,
      'comes from': SUBSYSTEMS[entry.subsystem] ?? entry.subsystem,
      confidence: describeStatusConfidence(entry),
    }),
    links: [],
    value: code,
    sources: listAddresses(entry.source, STATUS_SOURCES),
  };
}

/** How sure a code and its fix are. */
export function describeStatusConfidence({
  confidence = 'documented',
  fix_confidence = 'documented',
}: StatusCode): string {
  return describeConfidence(confidence, 'the fix is', fix_confidence);
}

/**
 * A canonical status code in every notation that occurs in events and documentation.
 * @param code `0x` and eight lower-case digits
 */
export function writeStatusCode(code: string): Readonly<Record<string, string>> {
  const value = Number(code);
  const digits = code.slice(2).toUpperCase();
  if (value < 0x80000000) return { hexadecimal: `0x${digits}`, decimal: String(value) };
  return {
    hexadecimal: `0x${digits}`,
    'without 0x': digits.toLowerCase(),
    unsigned: String(value),
    signed: String(value - 0x1_0000_0000),
    ...(digits.startsWith('8007') && { 'Win32 error': String(value & 0xffff) }),
  };
}
