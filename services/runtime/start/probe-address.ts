import { connect } from 'node:net';
import { messageOf } from '../message-of.ts';

/** How long an address may take to accept a connection. */
const PATIENCE_MS = 5000;

/** Codes of the operating system, in words. */
const MEANINGS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'the name does not resolve',
  EAI_AGAIN: 'the name cannot be resolved now',
  ECONNREFUSED: 'nothing listens there',
  EHOSTUNREACH: 'there is no way to that host',
  ENETUNREACH: 'there is no way to that network',
  ETIMEDOUT: 'nobody answers there',
};

/**
 * Opens a connection and closes it: the question whether anybody is there at all.
 * @param address `host:port`
 * @returns why not, with the code of the operating system; undefined where somebody is
 */
export function probeAddress(address: string, patienceMs = PATIENCE_MS): Promise<string | undefined> {
  const separator = address.lastIndexOf(':');
  const host = address.slice(0, separator).replace(/^\[(.*)\]$/, '$1');
  const socket = connect({ host, port: Number(address.slice(separator + 1)) });
  return new Promise((resolve) => {
    const settle = (result: string | undefined): void => {
      socket.destroy();
      resolve(result);
    };
    socket.setTimeout(patienceMs, () => {
      settle('nobody answers there (ETIMEDOUT)');
    });
    socket.once('connect', () => {
      settle(undefined);
    });
    socket.once('error', (error) => {
      settle(describeFailure(error));
    });
  });
}

/**
 * What to do about addresses where nobody is; a name that does not resolve is none of a server that could be started.
 * @param whys what `probeAddress` said of each
 * @param setting the variable that names them
 */
export function adviseUnreachable(whys: readonly string[], setting: string): string {
  const isNoName = whys.every((why) => why.includes('ENOTFOUND'));
  return isNoName ? `correct ${setting}` : `start it, or correct ${setting}`;
}

/** `nothing listens there (ECONNREFUSED)`; for an error without a known code what it says itself. */
function describeFailure(error: unknown): string {
  const { code = '' } = Object(error) as { code?: string };
  const meaning = Object.hasOwn(MEANINGS, code) ? MEANINGS[code] : undefined;
  return meaning === undefined ? messageOf(error) : `${meaning} (${code})`;
}
