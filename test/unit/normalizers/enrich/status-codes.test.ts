import { expect, test } from '@jest/globals';
import { Ajv } from 'ajv';
import table from '../../../../normalizers/enrich/status-codes.json' with { type: 'json' };
import schema from '../../../../normalizers/enrich/status-codes.schema.json' with { type: 'json' };

interface Code {
  readonly symbol: string;
  readonly subsystem: string;
  readonly source: readonly string[];
  readonly meaning?: string;
  readonly fix?: string;
  readonly text?: string;
  readonly confidence?: string;
  readonly fix_confidence?: string;
}

const codes = new Map<string, Code>(Object.entries(table.codes));
const ras = new Map<string, Code>(Object.entries(table.ras));
const all = [...codes, ...ras];

/** What an English Windows prints for a code, from winerror.h and the WinHTTP and Winsock lists. */
const MESSAGES: readonly (readonly [message: string, symbol: string])[] = [
  ['The system cannot find the file specified.', 'ERROR_FILE_NOT_FOUND'],
  ['Access is denied.', 'ERROR_ACCESS_DENIED'],
  ['A specified logon session does not exist. It may already have been terminated.', 'ERROR_NO_SUCH_LOGON_SESSION'],
  ['Not enough storage is available to process this command.', 'ERROR_NOT_ENOUGH_MEMORY'],
  ['Not enough memory resources are available to process this command.', 'ERROR_NOT_ENOUGH_MEMORY'],
  ['The data is invalid.', 'ERROR_INVALID_DATA'],
  ['Not enough storage is available to complete this operation.', 'ERROR_OUTOFMEMORY'],
  ['Not enough memory resources are available to complete this operation.', 'ERROR_OUTOFMEMORY'],
  ['The process cannot access the file because it is being used by another process.', 'ERROR_SHARING_VIOLATION'],
  ['The specified network name is no longer available.', 'ERROR_NETNAME_DELETED'],
  ['The parameter is incorrect.', 'ERROR_INVALID_PARAMETER'],
  ['The semaphore timeout period has expired.', 'ERROR_SEM_TIMEOUT'],
  ['Cannot create a file when that file already exists.', 'ERROR_ALREADY_EXISTS'],
  ['The service has not been started.', 'ERROR_SERVICE_NOT_ACTIVE'],
  ['Element not found.', 'ERROR_NOT_FOUND'],
  ['The operation was canceled by the user.', 'ERROR_CANCELLED'],
  ['The remote computer refused the network connection.', 'ERROR_CONNECTION_REFUSED'],
  ['The network location cannot be reached.', 'ERROR_NETWORK_UNREACHABLE'],
  ['The network connection was aborted by the local system.', 'ERROR_CONNECTION_ABORTED'],
  ['This operation returned because the timeout period expired.', 'ERROR_TIMEOUT'],
  ['Only one usage of each socket address (protocol/network address/port) is normally permitted.', 'WSAEADDRINUSE'],
  ['A socket operation was attempted to an unreachable network.', 'WSAENETUNREACH'],
  ['An established connection was aborted by the software in your host machine.', 'WSAECONNABORTED'],
  ['An existing connection was forcibly closed by the remote host.', 'WSAECONNRESET'],
  [
    'A connection attempt failed because the connected party did not properly respond after a period of time, or ' +
      'established connection failed because connected host has failed to respond.',
    'WSAETIMEDOUT',
  ],
  ['No connection could be made because the target machine actively refused it.', 'WSAECONNREFUSED'],
  ['A socket operation was attempted to an unreachable host.', 'WSAEHOSTUNREACH'],
  ['No such host is known.', 'WSAHOST_NOT_FOUND'],
  ['The operation timed out', 'ERROR_WINHTTP_TIMEOUT'],
  ['The server name or address could not be resolved', 'ERROR_WINHTTP_NAME_NOT_RESOLVED'],
  ['A connection with the server could not be established', 'ERROR_WINHTTP_CANNOT_CONNECT'],
  ['The connection with the server was terminated abnormally', 'ERROR_WINHTTP_CONNECTION_ERROR'],
  ['A security error occurred', 'ERROR_WINHTTP_SECURE_FAILURE'],
  ['The target principal name is incorrect.', 'SEC_E_WRONG_PRINCIPAL'],
  ['The certificate chain was issued by an authority that is not trusted.', 'SEC_E_UNTRUSTED_ROOT'],
  ['The message received was unexpected or badly formatted.', 'SEC_E_ILLEGAL_MESSAGE'],
  ['The received certificate has expired.', 'SEC_E_CERT_EXPIRED'],
  [
    'The client and server cannot communicate, because they do not possess a common algorithm.',
    'SEC_E_ALGORITHM_MISMATCH',
  ],
  ['The certificate is revoked.', 'CRYPT_E_REVOKED'],
  ['The revocation function was unable to check revocation for the certificate.', 'CRYPT_E_NO_REVOCATION_CHECK'],
  [
    'The revocation function was unable to check revocation because the revocation server was offline.',
    'CRYPT_E_REVOCATION_OFFLINE',
  ],
  [
    'A required certificate is not within its validity period when verifying against the current system clock or the ' +
      'timestamp in the signed file.',
    'CERT_E_EXPIRED',
  ],
  [
    'A certificate chain processed, but terminated in a root certificate which is not trusted by the trust provider.',
    'CERT_E_UNTRUSTEDROOT',
  ],
  ['A certificate chain could not be built to a trusted root authority.', 'CERT_E_CHAINING'],
  ['A certificate was explicitly revoked by its issuer.', 'CERT_E_REVOKED'],
  [
    'The certification path terminates with the test root which is not trusted with the current policy settings.',
    'CERT_E_UNTRUSTEDTESTROOT',
  ],
  ['The revocation process could not continue - the certificate(s) could not be checked.', 'CERT_E_REVOCATION_FAILURE'],
  ["The certificate's CN name does not match the passed value.", 'CERT_E_CN_NO_MATCH'],
  ['The certificate is not valid for the requested usage.', 'CERT_E_WRONG_USAGE'],
];

/** Texts that must not be taken for a code of the table that only sounds alike. */
const FOREIGN: readonly string[] = [
  'Object already exists.',
  'The object is already registered.',
  'An attempt was made to access a socket in a way forbidden by its access permissions.',
  'The clocks on the client and server machines are skewed.',
  'The network path was not found.',
  'The smartcard certificate used for authentication has expired.',
  'The smartcard certificate used for authentication has been revoked.',
  'The connection with the server was reset',
  'Insufficient system resources exist to complete the requested service.',
  'Der angegebene Netzwerkname ist nicht mehr verf\u00fcgbar.',
];

test('the table fits its schema', () => {
  const ajv = new Ajv({ allErrors: true, strict: true });
  const fits = ajv.validate(schema, table);
  expect(ajv.errors ?? []).toEqual([]);
  expect(fits).toBe(true);
});

test('it holds the codes that the two providers report, and each symbol once', () => {
  expect(codes.size).toBe(307);
  expect(ras.size).toBe(52);
  const symbols = all.map(([, code]) => code.symbol);
  expect(symbols.filter((symbol, at) => symbols.indexOf(symbol) !== at)).toEqual([]);
});

test('every code has a meaning, and most have a fix', () => {
  expect(all.filter(([, code]) => code.meaning === undefined)).toEqual([]);
  expect(all.filter(([, code]) => code.fix !== undefined)).toHaveLength(230);
});

test('every code names sources that exist, and no source is to spare', () => {
  const named = new Set(all.flatMap(([, code]) => code.source));
  expect([...named].sort()).toEqual(Object.keys(table.sources).sort());
});

test('a fix says how sure it is where nobody documents it', () => {
  // Microsoft documents RAS errors by symbol and meaning only.
  expect([...ras.values()].filter(({ fix_confidence }) => fix_confidence !== 'widely_reported')).toEqual([]);
  expect(codes.get('0x8009030d')?.fix_confidence).toBeUndefined();
  expect(codes.get('0x80090003')?.fix_confidence).toBe('inferred');
  expect(codes.get('0x80072746')?.fix_confidence).toBe('widely_reported');
});

test('the subsystem follows from the family of the symbol', () => {
  const families: readonly (readonly [RegExp, string])[] = [
    [/^SEC_/, 'sspi'],
    [/^(NTE|CRYPT|CERT|TRUST)_/, 'cryptoapi'],
    [/^WSA/, 'winsock'],
    [/^ERROR_(WINHTTP|INTERNET)_/, 'winhttp'],
    [/^ERROR_/, 'win32'],
  ];
  for (const [key, code] of codes) {
    const family = families.find(([pattern]) => pattern.test(code.symbol));
    expect([key, code.subsystem]).toEqual([key, family?.[1]]);
  }
  for (const [key, code] of ras) expect([key, code.subsystem]).toEqual([key, 'ras']);
});

test('a code is where winerror.h has it', () => {
  const known: readonly (readonly [number, string])[] = [
    [-2146762495, 'CERT_E_EXPIRED'],
    [-2146885613, 'CRYPT_E_REVOCATION_OFFLINE'],
    [-2146893052, 'SEC_E_INTERNAL_ERROR'],
    [590615, 'SEC_I_CONTEXT_EXPIRED'],
    [-2147024896 + 5, 'ERROR_ACCESS_DENIED'],
    [-2147024896 + 10054, 'WSAECONNRESET'],
    [-2147024896 + 12007, 'ERROR_WINHTTP_NAME_NOT_RESOLVED'],
  ];
  for (const [signed, symbol] of known) {
    const key = `0x${(signed >>> 0).toString(16).padStart(8, '0')}`;
    expect([key, codes.get(key)?.symbol]).toEqual([key, symbol]);
  }
});

test('meanings and fixes are clauses that fit into a sentence', () => {
  const clauses = all.flatMap(([key, code]) => [code.meaning, code.fix].map((clause) => ({ key, clause })));
  // A capital first letter would break "because {error.meaning}"; names such as RasMan keep theirs.
  const misfits = clauses.filter(
    ({ clause }) =>
      clause !== undefined &&
      (/[.;:,\s]$|^\s| {2}|[[\]{}]|\bundefined\b/.test(clause) ||
        (/^[A-Z]/.test(clause) && !/^(RasMan|GRE|ASN\.1)\b/.test(clause))),
  );
  expect(misfits).toEqual([]);
});

test('each English message is recognised by the fragment of its own code and by no other', () => {
  for (const [message, symbol] of MESSAGES) {
    const found = all.filter(([, code]) => code.text !== undefined && message.includes(code.text));
    expect([message, found.map(([, code]) => code.symbol)]).toEqual([message, [symbol]]);
  }
});

test.each(FOREIGN)('no fragment recognises: %s', (message) => {
  expect(all.filter(([, code]) => code.text !== undefined && message.includes(code.text))).toEqual([]);
});

test('codes that share one English text are recognised by the first and need the same answer', () => {
  // Windows prints the same sentence for 1231 and 1232, and for both wrong usages: only one of each may have a fragment.
  for (const [first, twin] of [
    ['ERROR_NETWORK_UNREACHABLE', 'ERROR_HOST_UNREACHABLE'],
    ['CERT_E_WRONG_USAGE', 'SEC_E_CERT_WRONG_USAGE'],
    ['ERROR_INVALID_PARAMETER', 'NTE_INVALID_PARAMETER'],
  ]) {
    expect(all.find(([, code]) => code.symbol === first)?.[1].text).toEqual(expect.any(String));
    expect(all.find(([, code]) => code.symbol === twin)?.[1]).toEqual(
      expect.not.objectContaining({ text: expect.anything() }),
    );
  }
});

test('every fragment is shown at work by a message', () => {
  const shown = new Set(MESSAGES.map(([, symbol]) => symbol));
  expect(all.filter(([, code]) => code.text !== undefined && !shown.has(code.symbol))).toEqual([]);
});

test('no fragment is part of another', () => {
  const fragments = all.flatMap(([, code]) => (code.text === undefined ? [] : [code.text.toLowerCase()]));
  const inside = fragments.filter((part) => fragments.some((whole) => whole !== part && whole.includes(part)));
  expect(inside).toEqual([]);
  expect(new Set(fragments).size).toBe(fragments.length);
});
