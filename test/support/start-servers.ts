import { SERVER_PROVIDERS, type TestServers } from './servers/servers.ts';

declare global {
  var wincanalTestServers: TestServers | undefined;
}

/**
 * Starts real servers once for all end-to-end suites and tells the suites where they are. Servers that are up already
 * are used as they are when both addresses are in the environment.
 */
export default async function startServers(): Promise<void> {
  if (process.env['WINCANAL_KAFKA_BROKERS'] !== undefined && process.env['WINCANAL_ELASTICSEARCH_URL'] !== undefined)
    return;
  const choice = process.env['WINCANAL_TEST_SERVERS'] ?? 'embedded';
  if (!isProvider(choice)) {
    throw new Error(
      `WINCANAL_TEST_SERVERS is "${choice}", expected one of ${Object.keys(SERVER_PROVIDERS).join(', ')}`,
    );
  }
  const servers = await SERVER_PROVIDERS[choice]();
  globalThis.wincanalTestServers = servers;
  process.env['WINCANAL_KAFKA_BROKERS'] = servers.brokers.join(',');
  process.env['WINCANAL_ELASTICSEARCH_URL'] = servers.elasticsearchUrl;
}

function isProvider(name: string): name is keyof typeof SERVER_PROVIDERS {
  return Object.hasOwn(SERVER_PROVIDERS, name);
}
