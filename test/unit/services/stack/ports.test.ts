import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { expect, test } from '@jest/globals';
import { LOOPBACK, preferPort, reservePort } from '../../../../services/stack/ports.ts';

test('0 becomes a free port', async () => {
  const port = await reservePort(0, 'Kafka', '--kafka-port');
  expect(port).toBeGreaterThan(1023);
  expect(port).toBeLessThan(65_536);
});

test('a port in use is named, with its purpose and how to choose another', async () => {
  const server = createServer().listen(0, LOOPBACK);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  try {
    await expect(reservePort(port, 'Kafka', '--kafka-port')).rejects.toEqual(
      expect.objectContaining({
        code: 'PORT_IN_USE',
        message: expect.stringMatching(new RegExp(`^Port ${port} .*Kafka.*in use.*--kafka-port`)),
      }),
    );
  } finally {
    server.close();
  }
});

test('a port that was asked for and is free is given', async () => {
  const port = await reservePort(0, 'Kafka', '--kafka-port');
  await expect(reservePort(port, 'Kafka', '--kafka-port')).resolves.toBe(port);
});

test('a usual port is preferred, but only where it is free', async () => {
  const port = await reservePort(0, 'Kafka', '--kafka-port');
  expect(await preferPort(port)).toBe(port);
  const server = createServer().listen(port, LOOPBACK);
  await once(server, 'listening');
  try {
    expect(await preferPort(port)).toBe(0);
  } finally {
    server.close();
  }
});

test.each([-1, 1.5, 65_536, Number.NaN])('%s is no port', async (port) => {
  await expect(reservePort(port, 'Kafka', '--kafka-port')).rejects.toEqual(
    expect.objectContaining({
      code: 'PORT_INVALID',
      message: expect.stringContaining(`--kafka-port is ${port}`),
    }),
  );
});
