import { createServer } from 'node:net';

/**
 * The usual port where nobody listens on it, else 0 (a free one). A canal that stops by itself takes a free one at once:
 * nobody has to find it, and it must not stand in the way of one that stays.
 */
export function preferPort(usual: number, once: boolean): Promise<number> {
  if (once) return Promise.resolve(0);
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => {
      resolve(0);
    });
    server.listen(usual, '127.0.0.1', () => {
      server.close(() => {
        resolve(usual);
      });
    });
  });
}
