import { createServer } from 'node:net';
import { StackError, messageOf, systemCode } from './errors.ts';

/** Everything listens here and nowhere else: the stack has no authentication. */
export const LOOPBACK = '127.0.0.1';

/**
 * Settles which port a listener gets: 0 becomes a free one, any other number is tried.
 * `purpose` names the listener in the error, `option` the setting that chooses its port.
 * @throws StackError PORT_INVALID or PORT_IN_USE
 */
export async function reservePort(wanted: number, purpose: string, option: string): Promise<number> {
  if (!Number.isInteger(wanted) || wanted < 0 || wanted > 65_535) {
    throw new StackError('PORT_INVALID', `${option} is ${wanted}: use a number from 1 to 65535, or 0 for a free port.`);
  }
  // A port that was free a moment ago can be lost again before the server takes it; its log then says so.
  return await new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error) => {
      reject(portError(error, wanted, purpose, option));
    });
    server.listen({ port: wanted, host: LOOPBACK, exclusive: true }, () => {
      const address = server.address();
      server.close(() => {
        resolve(typeof address === 'object' && address !== null ? address.port : wanted);
      });
    });
  });
}

/** This port where nobody listens on it, else 0: a free one. */
export async function preferPort(usual: number): Promise<number> {
  return await reservePort(usual, 'a server', 'its option').catch(() => 0);
}

function portError(error: Error, port: number, purpose: string, option: string): StackError {
  const advice = `choose another with ${option}, or 0 for a free one`;
  if (systemCode(error) === 'EADDRINUSE') {
    return new StackError(
      'PORT_IN_USE',
      `Port ${port} on ${LOOPBACK}, asked for by ${option} for ${purpose}, is already in use: stop what listens there, or ${advice}.`,
      { cause: error },
    );
  }
  return new StackError(
    'PORT_INVALID',
    `Port ${port} on ${LOOPBACK}, asked for by ${option} for ${purpose}, cannot be opened (${messageOf(error)}): ${advice}.`,
    { cause: error },
  );
}
