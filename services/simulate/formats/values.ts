import type { ComposedEvent } from '../event.ts';

/** Names under which a value is bytes; everywhere else it is text or a number. */
const BINARY_NAMES: ReadonlySet<string> = new Set([
  ...['certificateContext', 'pCertificateContext', 'EncodedCert', 'CredContext', 'Certificate'],
  ...['binaryData', 'binary'],
]);

/** True for a value that the template of the event declares as bytes; the XML prints it as hexadecimal digits. */
export function isBinary(name: string | undefined): boolean {
  return name !== undefined && BINARY_NAMES.has(name);
}

/** The value as a collector gives it that knows the types of the template: a whole number stays one. */
export function typeValue(value: string): string | number {
  return /^(?:0|[1-9]\d{0,9})$/u.test(value) ? Number(value) : value;
}

/**
 * The values by name; the first of a name counts. `paramN` counts those without a name from 1, as agents do that have to
 * give every value one.
 * @param empty whether empty values are sent too
 */
export function nameValues(event: ComposedEvent, empty = true): Record<string, string> {
  const values: Record<string, string> = {};
  let position = 0;
  for (const [name, value] of event.data) {
    position++;
    if (empty || value !== '') values[name ?? `param${position}`] ??= value;
  }
  return values;
}

/** A GUID as programs print it that leave the braces off. */
export function stripBraces(guid: string): string {
  return guid.replace(/^\{(.*)\}$/u, '$1');
}

/** A mask of keywords as a 64-bit number, signed as .NET has it. */
export function signKeywords(keywords: string): bigint {
  return BigInt.asIntN(64, BigInt(keywords));
}

/** Well-known accounts, to which an agent resolves a SID. */
const ACCOUNTS: Readonly<Record<string, string>> = { 'S-1-5-18': 'SYSTEM', 'S-1-5-19': 'LOCAL SERVICE' };

/** Name of a service account in the domain `NT AUTHORITY`; undefined for other SIDs. */
export function nameAccount(sid: string | undefined): string | undefined {
  return sid === undefined ? undefined : ACCOUNTS[sid];
}
