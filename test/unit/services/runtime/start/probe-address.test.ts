import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { expect, test } from '@jest/globals';
import { probeAddress } from '../../../../../services/runtime/start/probe-address.ts';

test('who listens is found, and who does not is told from a name that nobody has', async () => {
  const server = createServer((socket) => socket.end()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  expect(await probeAddress(`127.0.0.1:${port}`)).toBeUndefined();
  expect(await probeAddress(`[::ffff:127.0.0.1]:${port}`)).toBeUndefined();
  server.close();
  await once(server, 'close');
  expect(await probeAddress(`127.0.0.1:${port}`)).toBe('nothing listens there (ECONNREFUSED)');
  expect(await probeAddress('name.invalid:1')).toMatch(
    /^the name (?:does not resolve|cannot be resolved now) \(\w+\)$/,
  );
});
