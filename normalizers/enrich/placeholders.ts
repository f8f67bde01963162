import type { Interpretation } from '../interpret.ts';

/**
 * Words in capitals that commands of the catalogue leave open. Those in `FROM_EVENT` can come from the event; all others
 * only the reader knows. File names that one command writes and the next one reads (`CERTIFICATE.cer`) are none: they work as
 * they stand. A test holds that every word in capitals of every command is known here or is one of the command's own.
 */
export const PLACEHOLDERS: readonly string[] = [
  'ACCOUNT',
  'CA.cer',
  'CONNECTION_NAME',
  'CORRELATION_ID',
  'DC',
  'DNS_SERVER',
  'DOMAIN',
  'EVENTID',
  'FILE',
  'FILE.cer',
  'FILE.pfx',
  'FRONT.cer',
  'HOST',
  'INTERMEDIATE.cer',
  'MODULE',
  'NAME',
  'PATH',
  'PID',
  'PORT',
  'PROCESS_ID',
  'RESPONDER',
  'ROLE',
  'SHA1_HEX',
  'SHA256_HEX',
  'SUITE',
  'THUMBPRINT',
  'UPN',
  'VERSION',
  'VPN_SERVER',
  'VPN_SERVER_ADDRESS',
];

/**
 * Who sends an event chooses its values, and the reader pastes commands into a shell as administrator. So a value is only
 * taken where it is nothing but this; the classes are spelled out because `i` with Unicode also takes look-alikes (U+212A,
 * the Kelvin sign, for k).
 */
const NUMBER = /^[0-9]{1,10}$/;
const HOST_NAME = /^[A-Za-z0-9][A-Za-z0-9.-]{0,252}$/;
const SHA1 = /^[0-9A-Fa-f]{40}$/;
const BARE_GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const ASCII = /^[\x21-\x7e]+$/;

type Source = readonly [pattern: RegExp, read: (interpretation: Interpretation) => string | undefined];

const FROM_EVENT: Readonly<Record<string, Source>> = {
  PID: [NUMBER, ({ facts }) => facts.get('process.pid')],
  EVENTID: [NUMBER, ({ event }) => String(event.eventId)],
  CORRELATION_ID: [BARE_GUID, ({ facts }) => facts.get('correlation_id')],
  HOST: [HOST_NAME, ({ facts }) => facts.get('target')],
  NAME: [HOST_NAME, ({ facts }) => facts.get('target')],
  RESPONDER: [HOST_NAME, readUrlHost],
  THUMBPRINT: [SHA1, readOwnThumbprint],
};

/**
 * What the placeholders of commands are in this event: only where the event says so, and only values that no shell can
 * take for anything but a word. For the eyes of a person; documents never carry commands with values of an event in them.
 */
export function listReplacements(interpretation: Interpretation): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const [placeholder, [pattern, read]] of Object.entries(FROM_EVENT)) {
    const value = read(interpretation);
    if (value !== undefined && pattern.test(value)) found[placeholder] = value;
  }
  return found;
}

/** The host of an address is published in lower case, which would turn look-alikes into the letters they look like. */
function readUrlHost({ fields }: Interpretation): string | undefined {
  return fields.url !== undefined && ASCII.test(fields.url.original) ? fields.url.domain : undefined;
}

/**
 * Commands ask for the certificate of this host, never for that of the other side. What an event carries is the only
 * certificate in it, so its SHA-1 is the only one, too.
 */
function readOwnThumbprint({ fields }: Interpretation): string | undefined {
  if (fields.wincanal.tls?.certificate?.owner !== 'local') return undefined;
  return fields.related?.hash?.find((hash) => SHA1.test(hash));
}

/** A placeholder as a word or file name of its own; `$PID` and `%PATH%` are variables of a shell. */
const WORD = /(?<![\w$%-])[A-Z][A-Z0-9_]+(?:\.(?:cer|pfx))?(?![\w%])/g;

/** Puts values in the place of the placeholders of a command. */
export function fillCommand(run: string, replacements: Readonly<Record<string, string>>): string {
  return run.replace(WORD, (word) => (Object.hasOwn(replacements, word) ? (replacements[word] ?? word) : word));
}

/** The placeholders that a command still has, in order, each once. */
export function listPlaceholders(run: string): string[] {
  return [...new Set(run.match(WORD))].filter((word) => PLACEHOLDERS.includes(word));
}
